"""What changed from one bundle to the next, from their two snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence_repo.services.bundles.gate import name_of_piece
from evidence_repo.services.bundles.snapshot import (
    ChangeFacts,
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    PieceFacts,
    Snapshot,
    TableFacts,
    lasting,
)
from evidence_repo.words import N_

SENTENCES: dict[str, str] = {
    "criterion_added": N_("The criterion is new in the bundle."),
    "criterion_removed": N_("The criterion is no longer in the bundle."),
    "criterion_changed": N_("The plan's words for the criterion changed."),
    "piece_added": N_("Document added: %(what)s"),
    "piece_removed": N_("Document taken out: %(what)s"),
    "piece_version": N_("New version of the document: %(what)s"),
    "piece_citation": N_("Other pages, product or deadline cited: %(what)s"),
    "piece_verdict": N_("Another verdict: %(what)s"),
    "piece_header": N_("The document's fields changed: %(what)s"),
    "explanation_added": N_("Explanation added: %(what)s"),
    "explanation_removed": N_("Explanation taken out: %(what)s"),
    "explanation_changed": N_("The explanation changed: %(what)s"),
    "table_changed": N_("The table changed: %(what)s"),
    "reapproved": N_("Submitted and approved again, without other changes."),
    "details_changed": N_("Names or other details changed."),
}
"""The sentence of every kind of change, a gettext msgid."""

_CITATION = ("product", "deadline", "pages")
_HEADER = ("number", "type", "issued_on", "issuer", "subject", "signatory", "title", "url", "seen_on")
_PLAN = ("kind", "code", "title", "requirement", "agency", "field", "products")
_APPROVAL = ("submission", "approved_by")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference as people read it: `message` is a msgid that `params` fill."""

    kind: str
    criterion: str
    what: str

    @property
    def message(self) -> str:
        """Return the msgid of the sentence."""
        return SENTENCES[self.kind]

    @property
    def params(self) -> Mapping[str, str]:
        """Return what fills the sentence."""
        return {"what": self.what}

    @property
    def sentence(self) -> str:
        """Return the sentence in English."""
        return self.message % self.params


def compare_snapshots(before: Snapshot, after: Snapshot) -> list[ChangeFacts]:
    """Return what `after` changed, in the order of the bundles, criteria that went away last."""
    old = {criterion["criterion_id"]: criterion for criterion in before["criteria"]}
    changes = [change for criterion in after["criteria"] for change in _criterion_changes(criterion, old)]
    kept = {criterion["criterion_id"] for criterion in after["criteria"]}
    gone = [one for one in before["criteria"] if one["criterion_id"] not in kept]
    return [
        *changes,
        *(_change("criterion_removed", one, one["title"]) for one in gone),
        *_table_changes(before, after),
    ]


def _table_changes(before: Snapshot, after: Snapshot) -> Iterator[ChangeFacts]:
    """Yield the tables that say something else than before, those that came and that went among them."""
    old, new = _tables(before), _tables(after)
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key):
            _, label, agency, title = key
            what = f"{title} ({agency})" if agency else title
            yield {"kind": "table_changed", "criterion": label, "what": " ".join(what.split())}


def _tables(snapshot: Snapshot) -> dict[tuple[str, str, str, str], Any]:
    held = {one["label"] for one in snapshot["criteria"]} | {""}
    return {
        (table["kind"], table["criterion"], table["agency"], table["title"]): _table_content(table)
        for table in snapshot.get("tables", [])
        if table["criterion"] in held
    }


def _table_content(table: TableFacts) -> tuple[object, ...]:
    return table["headings"], table["rows"], [one["version_id"] for one in table.get("documents", [])]


def _change(kind: str, criterion: CriterionFacts, what: str = "") -> ChangeFacts:
    return {"kind": kind, "criterion": criterion["label"], "what": " ".join(what.split())}


def _criterion_changes(after: CriterionFacts, old: Mapping[int, CriterionFacts]) -> Iterator[ChangeFacts]:
    before = old.get(after["criterion_id"])
    if before is None:
        yield _change("criterion_added", after, after["title"])
        return
    found = [*_plan_changes(before, after), *_piece_changes(before, after), *_round_changes(before, after)]
    yield from found
    if not found and _differ(before, after, _APPROVAL):
        yield _change("reapproved", after)
    elif not found and lasting(before) != lasting(after):
        yield _change("details_changed", after)


def _plan_changes(before: CriterionFacts, after: CriterionFacts) -> Iterator[ChangeFacts]:
    if _differ(before, after, _PLAN):
        yield _change("criterion_changed", after, after["title"])


def _differ(before: Mapping[str, Any], after: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    return any(before[key] != after[key] for key in keys)


def _piece_changes(before: CriterionFacts, after: CriterionFacts) -> Iterator[ChangeFacts]:
    old = {piece["evidence_id"]: piece for piece in before["pieces"]}
    new = {piece["evidence_id"]: piece for piece in after["pieces"]}
    for key, piece in new.items():
        name = _name(piece["document"])
        if key not in old:
            yield _change("piece_added", after, name)
            continue
        for kind in _kinds_of_piece(old[key], piece):
            yield _change(kind, after, name)
    for key in (key for key in old if key not in new):
        yield _change("piece_removed", after, _name(old[key]["document"]))


def _kinds_of_piece(before: PieceFacts, after: PieceFacts) -> Iterator[str]:
    if before["document"]["version_id"] != after["document"]["version_id"]:
        yield "piece_version"
    elif _differ(before["document"], after["document"], _HEADER):
        yield "piece_header"
    if _differ(before, after, _CITATION):
        yield "piece_citation"
    if before["state"] != after["state"]:
        yield "piece_verdict"


def _name(document: DocumentFacts) -> str:
    return name_of_piece(document["number"], document["title"])


def _round_changes(before: CriterionFacts, after: CriterionFacts) -> Iterator[ChangeFacts]:
    old = {_target(one): one for one in before["explanations"]}
    new = {_target(one): one for one in after["explanations"]}
    for target, explanation in new.items():
        if target not in old:
            yield _change("explanation_added", after, _about(explanation))
        elif _said(old[target]) != _said(explanation):
            yield _change("explanation_changed", after, _about(explanation))
    for target in (target for target in old if target not in new):
        yield _change("explanation_removed", after, _about(old[target]))


def _target(explanation: ExplanationFacts) -> tuple[int | None, ...]:
    """Return the piece, product, question or figures that are explained; a piece's product may change."""
    evidence, asked = explanation["evidence_id"], explanation.get("answers", [])
    question = asked[0]["question_id"] if asked else None
    product = None if evidence is not None else explanation["product"]
    return evidence, product, question, explanation.get("measurement_id")


def _said(explanation: ExplanationFacts) -> tuple[object, ...]:
    documents = [document["version_id"] for document in explanation["documents"]]
    return explanation["kind"], explanation["text"], explanation["legal_basis"], documents


def _about(explanation: ExplanationFacts) -> str:
    return name_of_piece(None, explanation["about"])
