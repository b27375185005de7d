"""What one person may find: the citations that they see, as they stand now, with what they can be chosen by.

The database is asked at query time, so that a recall, a move or a verdict counts with the next search and a
citation that the person may not see is never found, counted, suggested or hinted at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    AuditHead,
    Criterion,
    CriterionField,
    DocumentVersion,
    Evidence,
    Explanation,
    IndexEntry,
    Review,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.evidence.listing import ANSWERABLE
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import blind_piece_ids
from evidence_repo.services.policy.visibility import (
    can_see_comments,
    visible_evidence,
    visible_explanations,
)
from evidence_repo.services.searching.facets import Columns, Facet, FacetRows
from evidence_repo.services.searching.issuers import issuer_names
from evidence_repo.stamped_cache import StampedCache
from index.media import MediaType
from index.search import DocumentSet
from workflows.agency_kinds import PROVINCE
from workflows.evidence import EvidenceState
from workflows.rights import Relation


@dataclass(frozen=True, slots=True)
class _OfCriterion:
    """What a citation has from its criterion."""

    year: str
    field: str
    label: str
    code: str
    lead_id: int


@dataclass(frozen=True, slots=True)
class SeenCitations:
    """All citations that one person may find, and the versions of each criterion and state."""

    rows: FacetRows
    criteria: Mapping[str, frozenset[int]]
    """By label in small letters (`tctp 1.1.3`) and by code alone."""

    @property
    def versions(self) -> DocumentSet:
        """Return the versions that may be found."""
        return self.rows.documents

    def without(self, versions: frozenset[int]) -> SeenCitations:
        """Return the citations of all other versions."""
        return SeenCitations(self.rows.without(versions), self.criteria)

    def in_states(self, states: frozenset[EvidenceState]) -> frozenset[int]:
        """Return the versions of the pieces in one of these states."""
        return frozenset(self.rows.chosen({Facet.STATE: states})) if states else frozenset()


def standing_pieces(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Evidence` of the citations that a search may show to this person."""
    return visible_evidence(actor) & (Evidence.state != EvidenceState.WITHDRAWN)


def seen_citations(session: Session, actor: Actor, memory: StampedCache | None = None) -> SeenCitations:
    """Return what this person may find: what a visible piece pins, or a visible explanation attaches.

    With a `memory`, what was read before is taken where nothing has changed since.
    """
    if memory is None:
        return _read(session, actor)
    key = (SeenCitations, actor.agency_id, actor.roles, blind_piece_ids(session, actor))
    return memory.recall(key, _stamp(session), lambda: _read(session, actor))


def _stamp(session: Session) -> tuple[int, int]:
    """Return what changes with everything that citations are made of.

    Every change of state is counted, every change of a header has the index follow. Both are
    read before the citations, so that what is remembered is never older than its stamp.
    """
    changes = session.scalar(select(AuditHead.changes)) or 0
    return changes, session.scalar(select(func.sum(IndexEntry.wanted))) or 0


def _read(session: Session, actor: Actor) -> SeenCitations:
    reader = _Reader(session, actor)
    rows = [row for statement in (_pieces(actor), _attached(actor)) for row in session.execute(statement)]
    versions = [row[0] for row in rows]
    cited: dict[int, set[int]] = {}
    for row in rows:
        cited.setdefault(row[1], set()).add(row[0])
    criteria: dict[str, frozenset[int]] = {}
    for criterion_id, ids in cited.items():
        of = reader.criteria[criterion_id]
        for name in (of.code, of.label.lower()):
            criteria[name] = criteria.get(name, frozenset()) | ids
    return SeenCitations(FacetRows.of(versions, reader.columns(rows), reader.names), criteria)


_Rows = Select[*tuple[Any, ...]]
_Row = Row[*tuple[Any, ...]]
_OF_VERSION = (DocumentVersion.header_type, DocumentVersion.header_issuer, DocumentVersion.media_type)


def _pieces(actor: Actor) -> _Rows:
    return (
        select(
            Evidence.version_id,
            Evidence.criterion_id,
            Evidence.agency_id,
            *_OF_VERSION,
            Evidence.state,
            Evidence.id,
        )
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .where(standing_pieces(actor))
    )


def _attached(actor: Actor) -> _Rows:
    nothing = literal(None)
    return (
        select(
            explanation_document.c.version_id,
            Explanation.criterion_id,
            Criterion.lead_agency_id,
            *_OF_VERSION,
            nothing,
            nothing,
        )
        .join(Explanation, Explanation.id == explanation_document.c.explanation_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .join(DocumentVersion, DocumentVersion.id == explanation_document.c.version_id)
        .where(visible_explanations(actor))
    )


class _Reader:
    """Turns rows into columns; the catalogue, the agencies and the standing reasons are read once."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session = session
        self._actor = actor
        self.names: dict[tuple[Facet, str], str] = {}
        self._agencies = self._read_agencies()
        self.criteria = self._read_criteria()
        self._reasons = self._read_reasons() if can_see_comments(actor) else {}

    def columns(self, rows: Sequence[_Row]) -> Columns:
        """Return the values of the citations, facet by facet."""
        _, criteria, agencies, types, issuers, media_types, states, pieces = (
            zip(*rows, strict=True) if rows else ((),) * 8
        )
        of = [self.criteria[criterion_id] for criterion_id in criteria]
        names = issuer_names(issuers, self._provinces)
        answered = zip(of, agencies, states, pieces, strict=True)
        return {
            Facet.TYPE: types,
            Facet.AGENCY: [self._agencies[agency_id] for agency_id in agencies],
            Facet.ISSUER: [names.get(issuer) for issuer in issuers],
            Facet.FIELD: [one.field for one in of],
            Facet.CRITERION: [one.label for one in of],
            Facet.STATE: states,
            Facet.REASON: [self._reason(*each) for each in answered],
            Facet.YEAR: [one.year for one in of],
            Facet.FORMAT: [_format(media_type) for media_type in media_types],
        }

    def _reason(
        self, of: _OfCriterion, agency_id: int, state: EvidenceState | None, evidence_id: int | None
    ) -> str | None:
        if evidence_id not in self._reasons or state not in ANSWERABLE:
            return None
        is_of = self._actor.is_of
        relation = (
            Relation.LEAD if is_of(of.lead_id) else Relation.OWNER if is_of(agency_id) else Relation.NONE
        )
        return self._reasons[evidence_id] if can_see_comments(self._actor, relation) else None

    def _read_agencies(self) -> dict[int, str]:
        agencies = self._session.execute(select(Agency.id, Agency.code, Agency.name, Agency.kind)).all()
        self.names.update({(Facet.AGENCY, code): name for _, code, name, _ in agencies})
        self._provinces = [name for *_, name, kind in agencies if kind == PROVINCE]
        return {agency_id: code for agency_id, code, *_ in agencies}

    def _read_criteria(self) -> dict[int, _OfCriterion]:
        statement = (
            select(Criterion, AssessmentCycle.year, CriterionField.code, CriterionField.name)
            .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
            .join(CriterionField, CriterionField.id == Criterion.field_id)
            .order_by(AssessmentCycle.year)
        )
        found = {}
        for criterion, year, field, name in self._session.execute(statement):
            self.names[Facet.FIELD, field] = f"{field}. {name}"
            found[criterion.id] = _OfCriterion(
                str(year), field, criterion.label, criterion.code, criterion.lead_agency_id
            )
        return found

    def _read_reasons(self) -> dict[int, str]:
        """Return, by piece, the reason of its last verdict that stands."""
        last = (
            select(func.max(Review.id))
            .join(Evidence, Evidence.id == Review.evidence_id)
            .where(Review.undone_at.is_(None), Evidence.state.in_(ANSWERABLE))
            .group_by(Review.evidence_id)
        )
        standing = select(Review.evidence_id, Review.reason).where(
            Review.id.in_(last), Review.reason.is_not(None)
        )
        return {
            evidence_id: reason.value for evidence_id, reason in self._session.execute(standing) if reason
        }


@cache
def _format(media_type: str) -> str:
    return MediaType(media_type).kind.group.value
