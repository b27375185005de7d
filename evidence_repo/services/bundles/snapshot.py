"""The snapshot of a bundle: everything that it says, as canonical JSON, frozen in the sealing's transaction.

What never enters it: reviewers' comments, reasons and internal scores, who reviewed, drafts, withdrawn
pieces, contributions that the lead agency has not accepted, rejected explanations, and the work on criteria
that are left out. One ZIP is for the province and the Ministry: what the Ministry may not see is not in it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NotRequired, TypedDict, cast


class FileFacts(TypedDict):
    """A stored document in the bag: `path` from the bag's folder, and what its bytes must be."""

    path: str
    sha256: str
    size: int
    crc32: int


class DocumentFacts(TypedDict):
    """A document version with its header fields as they were; dates are ISO."""

    document_id: int
    version_id: int
    version: int
    owner: str
    kind: str
    file_name: str
    media_type: str
    title: str
    url: str | None
    seen_on: str | None
    number: str | None
    type: str | None
    issued_on: str | None
    issuer: str | None
    subject: str | None
    signatory: str | None
    file: FileFacts


class QuestionFacts(TypedDict):
    """A question of the Ministry that a piece or an explanation answers; `round` in the papers' words."""

    question_id: int
    round: str
    text: str


class QuoteFacts(TypedDict):
    """A passage of the document that the standing verdict pins, without what was said about it."""

    page: int
    text: str


class PieceFacts(TypedDict):
    """A piece of evidence that passed, its verdict and document; `answers`, `quotes` where there are any."""

    evidence_id: int
    product: int | None
    deadline: str | None
    pages: str | None
    agency: str
    state: str
    decided_at: str | None
    document: DocumentFacts
    answers: NotRequired[list[QuestionFacts]]
    quotes: NotRequired[list[QuoteFacts]]


class ExplanationFacts(TypedDict):
    """An accepted explanation of a product, piece, question or figures; `path` is where its DOCX goes."""

    explanation_id: int
    product: int | None
    evidence_id: int | None
    about: str
    kind: str
    round: int
    text: str
    legal_basis: str | None
    submitted_at: str | None
    decided_at: str | None
    path: str
    documents: list[DocumentFacts]
    answers: NotRequired[list[QuestionFacts]]
    measurement_id: NotRequired[int]


class ProductFacts(TypedDict):
    """An expected product of the plan."""

    ordinal: int
    text: str
    optional: bool
    supplied_by: str


class CriterionFacts(TypedDict):
    """A criterion with what its pack holds."""

    criterion_id: int
    label: str
    kind: str
    code: str
    title: str
    requirement: str
    agency: str
    field: str
    folder: str
    products: list[ProductFacts]
    submission: int | None
    submitted_at: str | None
    approved_by: str | None
    approved_at: str | None
    pieces: list[PieceFacts]
    explanations: list[ExplanationFacts]


class FieldFacts(TypedDict):
    """A field of the index."""

    code: str
    name: str
    folder: str


class LeftOut(TypedDict):
    """A criterion of the plan that a partial bundle does not hold; nothing of its work is shown."""

    label: str
    title: str
    agency: str
    field: str


class ChangeFacts(TypedDict):
    """One difference from the bundle before; `kind` is stable, see `changes`."""

    kind: str
    criterion: str
    what: str


CellFacts = str | int | dict[str, str]
"""A cell: words, a count, `{"day": ISO}`, or `{"number": …}`, an exact decimal."""


class TableFacts(TypedDict):
    """A table of the bundle: a register of a criterion, all figures, or all points; `path` where it goes.

    `documents` are those that prove a register's rows and are no piece of the criterion, where there are any.
    """

    kind: str
    criterion: str
    agency: str
    title: str
    headings: list[str]
    widths: list[int]
    rows: list[list[CellFacts]]
    path: str
    documents: NotRequired[list[DocumentFacts]]


class Snapshot(TypedDict):
    """A bundle; `tables` stands there only where there are any, so that a bundle without is what it was."""

    format: int
    name: str
    number: int
    scope: str
    year: int
    province: str
    plan_number: str | None
    plan_title: str | None
    plan_issued_on: str | None
    sealed_at: str
    sealed_by: str
    audit_head: str
    fields: list[FieldFacts]
    criteria: list[CriterionFacts]
    left_out: list[LeftOut]
    changes_since: int | None
    changes: list[ChangeFacts]
    tables: NotRequired[list[TableFacts]]


FORMAT = 1

# What two sealings of the same content differ in. Paths are among it: the bag's number may make its name
# longer, and a file's name shorter.
_OF_THE_SEALING = frozenset(
    {"number", "name", "sealed_at", "sealed_by", "audit_head", "changes_since", "changes"}
)
_VOLATILE = frozenset({"path", "submitted_at", "approved_at", "decided_at"})


def freeze(snapshot: Snapshot) -> str:
    """Return the snapshot as canonical JSON: the same bytes for the same facts, anywhere."""
    return _canonical(snapshot)


def thaw(text: str) -> Snapshot:
    """Return the snapshot that `freeze` made this text of."""
    return cast(Snapshot, json.loads(text))


def sha256_of(text: str) -> str:
    """Return the hash of a frozen snapshot."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_sha256(snapshot: Snapshot) -> str:
    """Return the hash of what the bundle says, without times, chain head and its own number."""
    content = {key: value for key, value in snapshot.items() if key not in _OF_THE_SEALING}
    return sha256_of(_canonical(lasting(content)))


def lasting(value: Any) -> Any:
    """Return what stays of a part of a snapshot when its times and paths are left out."""
    if isinstance(value, dict):
        return {key: lasting(inner) for key, inner in value.items() if key not in _VOLATILE}
    if isinstance(value, list):
        return [lasting(inner) for inner in value]
    return value


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def documents_of(snapshot: Snapshot) -> list[DocumentFacts]:
    """Return every document in the bag, once for each of its places."""
    cited = [
        document
        for criterion in snapshot["criteria"]
        for document in (
            *(piece["document"] for piece in criterion["pieces"]),
            *(document for round_ in criterion["explanations"] for document in round_["documents"]),
        )
    ]
    of_rows = [one for table in snapshot.get("tables", []) for one in table.get("documents", [])]
    return [*cited, *of_rows]
