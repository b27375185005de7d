"""The review queue: what waits for a verdict, first what this person may judge, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    CriterionField,
    Evidence,
    EvidencePack,
    Explanation,
)
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import (
    involvement_in_pieces,
    involvement_in_products,
    pieces_involving,
    products_involving,
)
from workflows.blockers import Blocker
from workflows.four_eyes import may_judge
from workflows.rights import Right, allows
from workflows.states import UNJUDGED, ExplanationState, PackState


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What of the queue is wanted: a field's code, a lead agency's id, what has waited since then."""

    field: str | None = None
    agency_id: int | None = None
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A piece, or a product's explanation, that waits; `blockers` say why this person may not judge it."""

    criterion: Criterion
    evidence: Evidence | None
    explanation: Explanation | None
    waiting_since: datetime
    blockers: tuple[Blocker, ...]

    @property
    def may_judge(self) -> bool:
        """Return whether this person may judge it."""
        return not self.blockers


def waits_for_verdict() -> ColumnElement[bool]:
    """Return the condition that a piece, joined with its pack, waits for a reviewer."""
    in_pack = Evidence.accepted_at.is_not(None)
    return Evidence.state.in_(UNJUDGED) & in_pack & (EvidencePack.state == PackState.SUBMITTED)


def explanation_waits() -> ColumnElement[bool]:
    """Return the condition that a product's explanation, joined with its pack, waits for a reviewer."""
    of_product = Explanation.product_id.is_not(None) & (Explanation.state == ExplanationState.SUBMITTED)
    return of_product & (EvidencePack.state == PackState.SUBMITTED)


def review_queue(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    filters: QueueFilters | None = None,
) -> tuple[QueueItem, ...]:
    """Return what waits: first what this person may judge, each part the oldest first."""
    if not allows(actor.roles, Right.JUDGE):
        return ()
    filters = filters or QueueFilters()
    items = [
        *_waiting_pieces(session, actor, cycle, filters),
        *_waiting_explanations(session, actor, cycle, filters),
    ]
    if filters.waiting_since is not None:
        items = [item for item in items if item.waiting_since <= filters.waiting_since]
    return tuple(sorted(items, key=_most_urgent_first))


def _most_urgent_first(item: QueueItem) -> tuple[bool, datetime, tuple[int, str, int], int]:
    row = item.evidence or item.explanation
    assert row is not None
    return not item.may_judge, item.waiting_since, plan_order(item.criterion), row.id


def _waiting_pieces(
    session: Session, actor: Actor, cycle: AssessmentCycle, filters: QueueFilters
) -> list[QueueItem]:
    query = (
        select(Evidence, EvidencePack.state_since)
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(waits_for_verdict(), *_conditions(cycle, filters))
        .options(joinedload(Evidence.criterion), joinedload(Evidence.product), joinedload(Evidence.agency))
    )
    rows: Sequence[tuple[Evidence, datetime]] = session.execute(query).unique().all()
    parts = involvement_in_pieces(session, [evidence.id for evidence, _ in rows])
    return [
        QueueItem(
            evidence.criterion,
            evidence,
            None,
            max(evidence.state_since, since),
            may_judge(actor.person_id, parts[evidence.id]),
        )
        for evidence, since in rows
    ]


def _waiting_explanations(
    session: Session, actor: Actor, cycle: AssessmentCycle, filters: QueueFilters
) -> list[QueueItem]:
    query = (
        select(Explanation, EvidencePack.state_since)
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .where(explanation_waits(), *_conditions(cycle, filters))
        .options(joinedload(Explanation.criterion), joinedload(Explanation.product))
    )
    rows: Sequence[tuple[Explanation, datetime]] = session.execute(query).unique().all()
    products = [explanation.product_id for explanation, _ in rows if explanation.product_id is not None]
    parts = involvement_in_products(session, products)
    return [
        QueueItem(
            explanation.criterion,
            None,
            explanation,
            since,
            may_judge(actor.person_id, parts[explanation.product_id]),
        )
        for explanation, since in rows
        if explanation.product_id is not None
    ]


def _conditions(cycle: AssessmentCycle, filters: QueueFilters) -> list[ColumnElement[bool]]:
    wanted = [Criterion.cycle_id == cycle.id]
    if filters.agency_id is not None:
        wanted.append(Criterion.lead_agency_id == filters.agency_id)
    if filters.field is not None:
        fields = select(CriterionField.id).where(CriterionField.code == filters.field)
        wanted.append(Criterion.field_id.in_(fields))
    return wanted


def count_waiting_for(session: Session, actor: Actor, cycle: AssessmentCycle) -> int:
    """Return how many items of the queue this person may judge: what the header says."""
    if not allows(actor.roles, Right.JUDGE):
        return 0
    pieces = (
        select(func.count(Evidence.id))
        .join(EvidencePack, EvidencePack.criterion_id == Evidence.criterion_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .where(waits_for_verdict(), Criterion.cycle_id == cycle.id)
        .where(Evidence.id.not_in(pieces_involving(actor.person_id)))
    )
    explanations = (
        select(func.count(Explanation.id))
        .join(EvidencePack, EvidencePack.criterion_id == Explanation.criterion_id)
        .join(Criterion, Criterion.id == Explanation.criterion_id)
        .where(explanation_waits(), Criterion.cycle_id == cycle.id)
        .where(Explanation.product_id.not_in(products_involving(actor.person_id)))
    )
    both = select(pieces.scalar_subquery() + explanations.scalar_subquery())
    count: int = session.scalars(both).one()
    return count
