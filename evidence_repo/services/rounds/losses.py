"""Points lost: cause, remedy and agency by criterion, and what next year is to know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import Agency, AssessmentCycle, Criterion, CrosswalkPair, PointLoss
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.rounds.results import GivenPoints, read_results, read_results_of
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of
from evidence_repo.words import N_
from index.text import fold
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import LossRecorded
from workflows.rights import Right, allows
from workflows.rounds import LossCause, proposed_cause, sum_known

LONGEST_REMEDY = 4_000


@dataclass(frozen=True, slots=True)
class LossRow:
    """What a criterion lost, and what is said of it; `may_record`: this person may say it."""

    criterion: Criterion
    given: GivenPoints
    loss: PointLoss | None
    may_record: bool = False

    @property
    def lost(self) -> Decimal | None:
        """Return the points lost by what the Ministry gave last."""
        given = self.given
        return None if given.maximum is None or given.appraised is None else given.maximum - given.appraised

    @property
    def is_final(self) -> bool:
        """Return whether the Ministry has said its last word."""
        return self.given.final is not None

    @property
    def proposed_cause(self) -> LossCause | None:
        """Return the cause that the Ministry's reason speaks of."""
        return proposed_cause(fold(self.given.reason or ""))


def list_losses(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[LossRow]:
    """Return the criteria of the cycle that lost points, in the plan's order."""
    given = read_results(session, cycle).by_criterion
    return _rows(session, given, actor if cycle.state is not CycleState.CLOSED else None)


def _rows(session: Session, given: Mapping[int, GivenPoints], actor: Actor | None) -> list[LossRow]:
    if not given:
        return []
    losses = {
        loss.criterion_id: loss
        for loss in session.scalars(select(PointLoss).where(PointLoss.criterion_id.in_(given)))
    }
    criteria = session.scalars(select(Criterion).where(Criterion.id.in_(given)))
    rows = [
        LossRow(
            each,
            given[each.id],
            losses.get(each.id),
            actor is not None
            and allows(actor.roles, Right.RECORD_OUTCOME, relation_to_criterion(actor, each)),
        )
        for each in criteria
    ]
    lost = [row for row in rows if row.loss is not None or (row.lost is not None and row.lost > 0)]
    return sorted(lost, key=lambda row: plan_order(row.criterion))


def total_lost(rows: Collection[LossRow]) -> Decimal:
    """Return the points that these rows lost together."""
    return sum_known(row.lost for row in rows) or Decimal(0)


def find_loss(session: Session, actor: Actor, criterion: Criterion) -> LossRow | None:
    """Return the criterion's own row; None where it lost nothing."""
    rows = list_losses(session, actor, criterion.cycle)
    return next((row for row in rows if row.criterion.id == criterion.id), None)


def record_loss(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    *,
    cause: LossCause,
    remedy: str,
    agency: Agency,
    seen_lock: int | None = None,
    clock: Clock,
) -> PointLoss:
    """Keep why the criterion lost points, what is done about it and by which agency."""
    check_outcome(actor, criterion)
    lock_pack_of(session, criterion.id)  # two people at once come one after the other
    words = remedy.strip()
    if not words or len(words) > LONGEST_REMEDY:
        raise BadInput(N_("Write what is done about it."), field="remedy", code="remedy_missing")
    if find_loss(session, actor, criterion) is None:
        raise BadInput(N_("%(criterion)s lost no points."), code="nothing_lost", criterion=criterion.label)
    standing = select(PointLoss).where(PointLoss.criterion_id == criterion.id)
    loss = session.scalar(standing.execution_options(populate_existing=True))
    if seen_lock is not None and (loss.lock if loss else 0) != seen_lock:
        raise ChangedMeanwhile
    before = [loss.cause.value, loss.remedy, loss.agency.name] if loss else None
    if loss is None:
        loss = PointLoss(criterion_id=criterion.id)
        session.add(loss)
    loss.cause, loss.remedy, loss.agency = cause, words, agency
    loss.changed_by_id, loss.changed_at = actor.person_id, clock.now()
    session.flush()
    event = LossRecorded(
        subject=criterion.id,
        criterion_id=criterion.id,
        criterion=criterion.label,
        cause=cause,
        remedy=words,
        agency=agency.name,
        before=before,
    )
    emit(session, actor, event)
    return loss


def check_outcome(actor: Actor, criterion: Criterion) -> None:
    """Raise our own error unless this person may say what was lost, entered or reported of the criterion."""
    check_right(actor, Right.RECORD_OUTCOME, relation_to_criterion(actor, criterion))
    if criterion.cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])


def losses_before(
    session: Session, cycle: AssessmentCycle, criterion_id: int | None = None
) -> dict[int, list[LossRow]]:
    """Return, by the cycle's criteria, what those of the year before that they continue lost.

    In four queries, however many there are; with `criterion_id` of that criterion only.
    """
    pairs = (
        select(CrosswalkPair)
        .join(Criterion, Criterion.id == CrosswalkPair.criterion_id)
        .where(Criterion.cycle_id == cycle.id, CrosswalkPair.earlier_id.is_not(None))
        .options(joinedload(CrosswalkPair.earlier))
    )
    if criterion_id is not None:
        pairs = pairs.where(CrosswalkPair.criterion_id == criterion_id)
    continued: dict[int, list[int]] = defaultdict(list)
    cycles: set[int] = set()
    for pair in session.scalars(pairs.order_by(CrosswalkPair.id)):
        if pair.earlier is not None:
            continued[pair.earlier.id].append(pair.criterion_id)
            cycles.add(pair.earlier.cycle_id)
    given: dict[int, GivenPoints] = {}
    for results in read_results_of(session, cycles).values() if cycles else ():
        given.update({id: points for id, points in results.by_criterion.items() if id in continued})
    found: dict[int, list[LossRow]] = defaultdict(list)
    for row in _rows(session, given, None):
        for later in continued[row.criterion.id]:
            found[later].append(row)
    return found


def distinct_losses(before: Mapping[int, list[LossRow]]) -> list[LossRow]:
    """Return every earlier row once, though several criteria may continue it."""
    by_id = {row.criterion.id: row for rows in before.values() for row in rows}
    return list(by_id.values())
