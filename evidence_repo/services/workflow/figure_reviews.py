"""What reviewers do with figures: confirm, query, take that back; waive a target that is not met."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import EvidencePack, Measurement, Target, TargetWaiver
from evidence_repo.services.audit.events import emit
from evidence_repo.services.figures.involvement import involvement_in_figures, involvement_in_target
from evidence_repo.services.figures.judging import judged_targets
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.figures import relation_to_figures
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.explanation_rounds import submitted_since
from evidence_repo.services.workflow.measurements import LOGGED, advance_figures, keep_step, lock_figures
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of, touch_pack
from workflows.blockers import Blocker
from workflows.events import AuditAction, TargetWaived
from workflows.evidence import undo_blockers
from workflows.four_eyes import may_judge
from workflows.measurements import MeasurementAction, decision_blockers
from workflows.rights import Right
from workflows.states import PackState
from workflows.targets import Outcome


def decide_figures(
    session: Session,
    actor: Actor,
    measurement: Measurement,
    confirmed: bool,
    comment: str | None = None,
    seen_lock: int | None = None,
    *,
    clock: Clock,
) -> Measurement:
    """Confirm the figures, or query them with what is asked."""
    pack = lock_figures(session, measurement, seen_lock)
    check_right(actor, Right.JUDGE, relation_to_figures(actor, measurement))
    action = MeasurementAction.CONFIRM if confirmed else MeasurementAction.QUERY
    refuse_if(may_judge(actor.persons, involvement_in_figures(session, [measurement.id])[measurement.id]))
    before, state = measurement.state, advance_figures(actor, measurement, pack, action)
    refuse_if(decision_blockers(action, comment))
    assert state is not None  # no decision removes it
    now, principal = clock.now(), on_behalf_of(session, actor, LOGGED[action])
    measurement.state, measurement.state_since = state, now
    measurement.decided_by_id, measurement.decided_on_behalf_of_id = actor.person_id, principal
    measurement.decided_at, measurement.comment = now, (comment or "").strip() or None
    touch_pack(pack)
    keep_step(session, actor, measurement, action, now, measurement.comment, before, on_behalf_of=principal)
    return measurement


def undo_decision(
    session: Session,
    actor: Actor,
    measurement: Measurement,
    *,
    reason: str,
    seen_lock: int | None = None,
    clock: Clock,
) -> Measurement:
    """Take one's own decision back, under the guards that a verdict has; that one decided stays known."""
    pack = lock_figures(session, measurement, seen_lock)
    check_right(actor, Right.UNDO, relation_to_figures(actor, measurement))
    decided = measurement.decided_at
    acted = decided is not None and submitted_since(session, pack, decided)
    by = measurement.decided_by_persons
    refuse_if(undo_blockers(actor.acting_as, by, agency_acted_since=acted, reason=reason))
    before = measurement.state
    state = advance_figures(actor, measurement, pack, MeasurementAction.UNDO)
    assert state is not None  # undoing removes nothing
    now = clock.now()
    measurement.state, measurement.state_since = state, now
    touch_pack(pack)
    keep_step(session, actor, measurement, MeasurementAction.UNDO, now, reason.strip(), before)
    return measurement


def waive_target(
    session: Session, actor: Actor, target: Target, reason: str, *, clock: Clock
) -> TargetWaiver:
    """Say, with a reason, that a target that is not met need not be."""
    _begin(session, actor, target, AuditAction.WAIVE_TARGET, reason)
    judged = {each.target.id: each for each in judged_targets(session, None, target.criterion)}[target.id]
    if judged.judged.outcome is not Outcome.NOT_MET:
        refuse_if([Blocker("target_is_not_unmet")])
    if judged.waiver is not None:
        refuse_if([Blocker("waived_already")])
    principal = on_behalf_of(session, actor, AuditAction.WAIVE_TARGET)
    waiver = TargetWaiver(
        criterion_id=target.criterion_id,
        target=target,
        reason=reason.strip(),
        given_by_id=actor.person_id,
        on_behalf_of_id=principal,
        given_at=clock.now(),
    )
    session.add(waiver)
    _emit(session, actor, target, AuditAction.WAIVE_TARGET, waiver.reason)
    return waiver


def end_waiver(session: Session, actor: Actor, target: Target, reason: str, *, clock: Clock) -> None:
    """Take a waiver back, with a reason."""
    _begin(session, actor, target, AuditAction.END_WAIVER, reason)
    live = select(TargetWaiver).where(TargetWaiver.target_id == target.id, TargetWaiver.is_live.is_(True))
    waiver = session.scalar(live.execution_options(populate_existing=True))
    if waiver is None:
        refuse_if([Blocker("not_waived")])
        return
    waiver.is_live, waiver.taken_back_at = None, clock.now()
    _emit(session, actor, target, AuditAction.END_WAIVER, reason.strip())


def _begin(session: Session, actor: Actor, target: Target, action: AuditAction, reason: str) -> EvidencePack:
    """Lock the pack, and raise unless this person may waive a target of it now, for this reason."""
    session.flush()
    pack = lock_pack_of(session, target.criterion_id)
    check_right(actor, Right.JUDGE, relation_to_criterion(actor, target.criterion))
    refuse_if(may_judge(actor.persons, involvement_in_target(session, target)))
    if pack.state is not PackState.SUBMITTED:
        refuse_if([Blocker("wrong_pack_state", {"action": action, "pack_state": pack.state})])
    check_cycle_allows(pack.criterion.cycle, pack, MeasurementAction.CONFIRM, None)
    if not reason.strip():
        refuse_if([Blocker("reason_missing", {"action": action})])
    touch_pack(pack)
    return pack


def _emit(session: Session, actor: Actor, target: Target, action: AuditAction, reason: str) -> None:
    session.flush()
    event = TargetWaived(
        action=action,
        subject=target.id,
        criterion_id=target.criterion_id,
        measure=target.measure,
        reason=reason,
    )
    emit(session, actor, event)
