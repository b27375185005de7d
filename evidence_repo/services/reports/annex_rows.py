"""Rows of annexes that no section of a report holds: how long packs stood in each state, every piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    PackStep,
    Report,
)
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from workflows.evidence import EvidenceState
from workflows.packs import PACK_TRANSITIONS, PackAction
from workflows.states import PackState

_LEADS_TO: Mapping[PackAction, PackState] = {
    row.action: row.to_state for row in PACK_TRANSITIONS if row.action is not PackAction.RECALL
}
TIMED = (PackState.OPEN, PackState.SUBMITTED, PackState.RETURNED, PackState.APPROVED)
"""The states that packs leave again."""


@dataclass(frozen=True, slots=True)
class StateTimes:
    """How often packs stood in a state that they left in the period, and for how many days."""

    state: PackState
    stays: int
    median_days: Decimal | None
    longest_days: int | None


def state_times(session: Session, report: Report) -> list[StateTimes]:
    """Return, for each state, the stays that ended within the report's period, both days counted."""
    steps = (
        select(PackStep.pack_id, PackStep.action, PackStep.at)
        .join(EvidencePack, EvidencePack.id == PackStep.pack_id)
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .where(Criterion.cycle_id == report.cycle_id)
        .order_by(PackStep.pack_id, PackStep.id)
    )
    began: dict[int, tuple[PackState, datetime]] = {}
    submitted_from: dict[int, PackState] = {}
    opened = report.cycle.created_at
    stays: dict[PackState, list[int]] = defaultdict(list)
    for pack_id, action, at in session.execute(steps):
        state, since = began.get(pack_id, (PackState.OPEN, opened))
        day = day_in_hanoi(at)
        if report.begins_on <= day <= report.ends_on:
            stays[state].append(max(0, _days(since, at)))
        if action is PackAction.SUBMIT:
            submitted_from[pack_id] = state
        back = submitted_from.get(pack_id, PackState.OPEN)
        began[pack_id] = back if action is PackAction.RECALL else _LEADS_TO[action], at
    return [_times(state, stays[state]) for state in TIMED]


def _days(since: datetime, until: datetime) -> int:
    return (day_in_hanoi(until) - day_in_hanoi(since)).days


def _times(state: PackState, days: Sequence[int]) -> StateTimes:
    if not days:
        return StateTimes(state, 0, None, None)
    return StateTimes(state, len(days), Decimal(str(median(days))), max(days))


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One piece of evidence with the document that it cites."""

    criterion: Criterion
    product: int | None
    version: DocumentVersion
    pages: str | None
    state: EvidenceState
    agency: str
    cited_on: date


def evidence_index(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[IndexLine]:
    """Return the cycle's pieces that this person sees and nobody withdrew, in the plan's order."""
    wanted = (
        select(Evidence)
        .join(Evidence.criterion)
        .where(
            Criterion.cycle_id == cycle.id,
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .options(
            joinedload(Evidence.criterion),
            joinedload(Evidence.product),
            joinedload(Evidence.agency),
            joinedload(Evidence.version).joinedload(DocumentVersion.document),
        )
        .order_by(Evidence.id)
    )
    pieces = session.scalars(wanted).unique().all()
    return [
        IndexLine(
            piece.criterion,
            piece.product.ordinal if piece.product else None,
            piece.version,
            piece.pages,
            piece.state,
            piece.agency.name,
            day_in_hanoi(piece.cited_at),
        )
        for piece in sorted(pieces, key=_place)
    ]


def _place(piece: Evidence) -> tuple[tuple[int, str, int], int, int]:
    ordinal = piece.product.ordinal if piece.product else 0
    return plan_order(piece.criterion), ordinal or 10_000, piece.id
