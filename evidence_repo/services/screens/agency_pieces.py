"""The pieces that an agency works on, over all criteria of a cycle: the list, what was chosen, the next.

An agency's pieces are those that it cited and those of the criteria that it leads. They are found and put in
order by a few of their columns; only those of one page are loaded whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    ExpectedProduct,
)
from evidence_repo.services.packs.views import value_of_roman
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import states_of_citing_packs
from evidence_repo.services.policy.visibility import visible_evidence
from index.extraction import ExtractionState
from index.text import fold
from workflows.rights import header_blockers
from workflows.states import EvidenceState

PAGE_SIZE = 100
_READ = frozenset({ExtractionState.DONE, ExtractionState.PARTIAL})
_WITHOUT_PRODUCT = 1_000_000
"""Behind every product of a criterion stand the pieces that name none."""


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """What of the list is asked for; `to_confirm`: only those whose fields nobody has confirmed."""

    words: str = ""
    state: EvidenceState | None = None
    to_confirm: bool = False


def agency_piece_ids(
    session: Session, actor: Actor, cycle: AssessmentCycle, wanted: AgencyFilter
) -> list[int]:
    """Return the agency's pieces that the filter finds, in the plan's order; withdrawn ones only if asked."""
    leads = Criterion.lead_agency_id.in_(actor.agencies)
    own = _rows(actor, cycle, or_(Evidence.agency_id.in_(actor.agencies), leads))
    own = own.where(_in_state(wanted.state))
    if wanted.to_confirm:
        own = own.where(DocumentVersion.header_confirmed_at.is_(None))
    words = fold(wanted.words).split()
    return [row.id for row in _in_order(session.execute(own)) if _has_words(row, words)]


def _in_state(state: EvidenceState | None) -> ColumnElement[bool]:
    return Evidence.state != EvidenceState.WITHDRAWN if state is None else Evidence.state == state


def _rows(actor: Actor, cycle: AssessmentCycle, condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return what finds pieces of the cycle that this person sees, and puts them in order."""
    version, criterion = DocumentVersion, Criterion
    return (
        select(
            *(Evidence.id, Evidence.version_id, Evidence.criterion_id),
            *(criterion.agency_order, criterion.ordinal, criterion.kind, criterion.code, criterion.title),
            ExpectedProduct.ordinal.label("product"),
            *(version.header_number, version.header_subject, version.file_name, version.extraction_state),
            *(version.header_type, version.header_issued_on, version.header_issuer),
            *(Document.link_title, Document.owner_agency_id),
        )
        .join(Evidence.criterion)
        .join(Evidence.version)
        .join(DocumentVersion.document)
        .outerjoin(Evidence.product)
        .where(criterion.cycle_id == cycle.id, visible_evidence(actor), condition)
    )


def _in_order(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=_place)


def _place(row: Row[Any]) -> tuple[object, ...]:
    product = row.product or _WITHOUT_PRODUCT
    return value_of_roman(row.agency_order), row.agency_order, row.ordinal, row.criterion_id, product, row.id


def _has_words(row: Row[Any], words: Sequence[str]) -> bool:
    if not words:
        return True
    names = (row.header_number, row.header_subject, row.link_title, row.file_name, row.title)
    text = fold(" ".join((f"{row.kind} {row.code}", *filter(None, names))))
    return all(word in text for word in words)


def chosen_pieces(
    session: Session, actor: Actor, cycle: AssessmentCycle, ids: Collection[int]
) -> list[Evidence]:
    """Return those of these pieces that this person sees in the cycle, whole, in the plan's order."""
    rows = _in_order(session.execute(_rows(actor, cycle, Evidence.id.in_(ids))))
    document = joinedload(Evidence.version).joinedload(DocumentVersion.document)
    whole = (
        select(Evidence)
        .join(Evidence.criterion)
        .where(Evidence.id.in_([row.id for row in rows]))
        .options(
            contains_eager(Evidence.criterion),
            document.lazyload(Document.versions),
            joinedload(Evidence.product),
        )
    )
    found = {piece.id: piece for piece in session.scalars(whole)}
    return [found[row.id] for row in rows]


def next_to_confirm(session: Session, actor: Actor, evidence: Evidence) -> int | None:
    """Return the piece after this one whose fields this person should confirm: here first, then the agency's.

    Pieces that stand before this one come last. None where nothing is left.
    """
    criterion = evidence.criterion
    waiting = _rows(actor, criterion.cycle, Criterion.lead_agency_id == criterion.lead_agency_id).where(
        Evidence.state != EvidenceState.WITHDRAWN,
        or_(DocumentVersion.header_confirmed_at.is_(None), Evidence.id == evidence.id),
    )
    rows = _in_order(session.execute(waiting))
    here = next((place for place, row in enumerate(rows) if row.id == evidence.id), 0)
    turned = [*rows[here:], *rows[:here]]
    turned.sort(key=lambda row: row.criterion_id != criterion.id)
    found = [row for row in turned if row.version_id != evidence.version_id and _can_be_confirmed(row)]
    citing = states_of_citing_packs(session, {row.version_id for row in found})
    for row in found:
        is_own = actor.is_of(row.owner_agency_id)
        if not header_blockers(actor.roles, is_own=is_own, citing_packs=citing[row.version_id]):
            return int(row.id)
    return None


def _can_be_confirmed(row: Row[Any]) -> bool:
    """Return whether it was read, or a field of it is filled in."""
    fields = (row.header_number, row.header_type, row.header_issued_on, row.header_issuer, row.header_subject)
    return row.extraction_state in _READ or any(fields)
