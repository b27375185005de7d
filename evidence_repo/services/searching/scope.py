"""What a search may find for this person: the versions of the citations that they may see, as they stand now.

The database is asked at query time, so that a recall, a move or a verdict counts with the next search and a
citation that the person may not see is never found, counted or hinted at. For the same reason criteria and
states (`tctp:1.1.3`, `trangthai:"cần giải trình"`, a plain `TCTP 1.1.3`) are not words of the index: they are
looked up among the citations that this person sees and handed to the engine as sets of documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    CriterionField,
    DocumentVersion,
    Evidence,
    Explanation,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.acting.visibility import visible_evidence, visible_explanations
from index.search import Among, And, Citation, Cited, Node, Not, Number, Or, ParsedQuery, Word
from index.text import folded_words
from workflows.evidence import EvidenceState

_KINDS = ("tc", "tctp")
# As the screens say them (`rules.md` §9); a person types any words of it that follow each other.
_STATE_WORDS = {
    EvidenceState.DRAFT: "Bản nháp",
    EvidenceState.SUBMITTED: "Đã nộp, chờ rà soát",
    EvidenceState.NEEDS_EXPLANATION: "Cần giải trình",
    EvidenceState.EXPLAINED: "Đã giải trình, chờ xem xét",
    EvidenceState.SUFFICIENT: "Đạt yêu cầu",
    EvidenceState.ACCEPTED_WITH_EXPLANATION: "Đạt (chấp nhận giải trình)",
}


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the page lets a person choose beside the query; all of it holds for one and the same citation."""

    year: int | None = None
    agency: str | None = None
    """Code of the agency that cites, or for an attached document, that leads the criterion."""
    field: str | None = None
    criterion: str | None = None
    """Label, such as `TCTP 1.1.3`."""
    doc_type: str | None = None
    """Name of the document's type, such as `Quyết định`."""
    state: EvidenceState | None = None


def standing_pieces(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Evidence` of the citations that a search may show to this person."""
    return visible_evidence(actor) & (Evidence.state != EvidenceState.WITHDRAWN)


def findable_version_ids(session: Session, actor: Actor, filters: SearchFilters) -> set[int]:
    """Return the versions that a search may find: pinned by a piece, or attached to an explanation, seen."""
    pieces = (
        select(Evidence.version_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(standing_pieces(actor), *_of_criterion(filters))
    )
    if filters.agency is not None:
        pieces = pieces.where(Evidence.agency_id.in_(_agency_id(filters.agency)))
    if filters.state is not None:
        pieces = pieces.where(Evidence.state == filters.state)
    found = pieces if filters.state is not None else union(pieces, _attached(actor, filters))
    ids = select(found.subquery("found").c[0])
    if filters.doc_type is not None:
        ids = select(DocumentVersion.id).where(
            DocumentVersion.id.in_(ids), DocumentVersion.header_type == filters.doc_type
        )
    return set(session.scalars(ids))


def _attached(actor: Actor, filters: SearchFilters) -> Select[int]:
    attached = (
        select(explanation_document.c.version_id)
        .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .where(visible_explanations(actor), *_of_criterion(filters))
    )
    if filters.agency is not None:
        attached = attached.where(Criterion.lead_agency_id.in_(_agency_id(filters.agency)))
    return attached


def _agency_id(code: str) -> Select[int]:
    return select(Agency.id).where(Agency.code == code)


def _of_criterion(filters: SearchFilters) -> Iterator[ColumnElement[bool]]:
    if filters.year is not None:
        cycle = select(AssessmentCycle.id).where(AssessmentCycle.year == filters.year)
        yield Criterion.cycle_id.in_(cycle)
    if filters.field is not None:
        yield Criterion.field_id.in_(select(CriterionField.id).where(CriterionField.code == filters.field))
    if filters.criterion is not None:
        kind, _, code = filters.criterion.rpartition(" ")
        yield Criterion.code == code
        yield Criterion.kind == kind


def resolve_citations(session: Session, actor: Actor, query: ParsedQuery) -> ParsedQuery:
    """Return the query with its criteria and states looked up among the citations that this person sees."""
    return replace(query, tree=_Resolver(session, actor).resolved(query.tree))


class _Resolver:
    """Turns what a query says about citations into sets of documents; reads citations when first asked."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session = session
        self._actor = actor
        self._codes: dict[str, set[int]] | None = None

    def resolved(self, tree: Node) -> Node:
        match tree:
            case Cited(what=Citation.CRITERION):
                return self._cited_for(tree.whole)
            case Cited(what=Citation.STATE):
                return self._in_state([word.folded for word in tree.words])
            case Number():
                return self._number(tree, tree.whole, tree)
            case And():
                return And(tuple(self._neighbours(tree.parts)))
            case Or():
                return Or(tuple(self.resolved(part) for part in tree.parts))
            case Not():
                return Not(self.resolved(tree.part))
            case _:
                return tree

    def _neighbours(self, parts: tuple[Node, ...]) -> Iterator[Node]:
        """Yield the parts resolved, where `TCTP 1.1.3` in plain words, or NOT before it, is one of them."""
        taken = False
        for part, following in pairwise((*parts, None)):
            assert part is not None
            kind = part.part if isinstance(part, Not) else part
            if taken:
                taken = False
            elif isinstance(kind, Word) and kind.folded in _KINDS and isinstance(following, Number):
                taken = True
                named = self._number(And((kind, following)), f"{kind.folded} {following.whole}", following)
                yield Not(named) if isinstance(part, Not) else named
            else:
                yield self.resolved(part)

    def _number(self, asked: Node, code: str, number: Number) -> Node:
        """Return what finds the words as they were typed, and the documents cited for what they name."""
        if any(letter not in "0123456789." for letter in number.whole):
            return asked
        cited = self._cited_for(code)
        return Or((asked, cited)) if cited.ids else asked

    def _cited_for(self, code: str) -> Among:
        if self._codes is None:
            self._codes = self._read_codes()
        return Among(frozenset(self._codes.get(code, ())))

    def _read_codes(self) -> dict[str, set[int]]:
        codes: dict[str, set[int]] = {}
        pieces = (
            select(Evidence.version_id, Criterion.kind, Criterion.code)
            .join(Criterion, Criterion.id == Evidence.criterion_id)
            .where(standing_pieces(self._actor))
        )
        attached = (
            select(explanation_document.c.version_id, Criterion.kind, Criterion.code)
            .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
            .join(Criterion, Criterion.id == Explanation.criterion_id)
            .where(visible_explanations(self._actor))
        )
        for cited in (pieces, attached):
            for version_id, kind, code in self._session.execute(cited):
                for name in (code, f"{kind.lower()} {code}"):
                    codes.setdefault(name, set()).add(version_id)
        return codes

    def _in_state(self, words: list[str]) -> Among:
        states = [state for state, named in _STATE_WORDS.items() if _says(named, state, words)]
        pieces = select(Evidence.version_id).where(standing_pieces(self._actor), Evidence.state.in_(states))
        return Among(frozenset(self._session.scalars(pieces)))


def _says(named: str, state: EvidenceState, words: list[str]) -> bool:
    asked = f" {' '.join(words)} "
    return any(asked in f" {' '.join(folded_words(name))} " for name in (named, state.replace("_", " ")))
