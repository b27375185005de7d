"""Measurements (số liệu): given, changed, removed and answered for by the agencies that they are of.

Each begins with the criterion's pack locked. What reviewers do stands in `figure_reviews`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import ChangedMeanwhile
from evidence_repo.models import (
    Agency,
    Assignment,
    Evidence,
    EvidencePack,
    Explanation,
    Measurement,
    MeasurementStep,
    SubmittedItem,
    Target,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.figures.proposing import proposed_for
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.figures import relation_to_figures
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of, touch_pack
from workflows.assignments import WITH_AGENCY
from workflows.blockers import Blocker
from workflows.events import AuditAction, MeasurementChanged
from workflows.measurements import MeasurementAction, Period, advance_measurement
from workflows.rights import Relation, Right
from workflows.states import EvidenceState, MeasurementState
from workflows.targets import figures_blockers

LOGGED = {
    MeasurementAction.GIVE: AuditAction.GIVE_FIGURES,
    MeasurementAction.CHANGE: AuditAction.CHANGE_FIGURES,
    MeasurementAction.REMOVE: AuditAction.REMOVE_FIGURES,
    MeasurementAction.ANSWER: AuditAction.ANSWER_FIGURES,
    MeasurementAction.CONFIRM: AuditAction.CONFIRM_FIGURES,
    MeasurementAction.QUERY: AuditAction.QUERY_FIGURES,
    MeasurementAction.UNDO: AuditAction.UNDO_FIGURES,
}


@dataclass(frozen=True, slots=True)
class GivenFigures:
    """What a person typed: the figures, the day that they are of, what proves them, and words."""

    numerator: Decimal | None
    as_of: date
    denominator: Decimal | None = None
    pieces: Sequence[Evidence] = ()
    note: str | None = None
    period: Period = Period.YEAR


def give_figures(
    session: Session,
    actor: Actor,
    target: Target,
    given: GivenFigures,
    *,
    assignment: Assignment | None = None,
    seen_lock: int | None = None,
    late_reason: str | None = None,
    clock: Clock,
) -> Measurement:
    """Give the lead agency's figures or, under an assignment, those of the agency that it asks.

    Figures that stand already are changed or, if a reviewer queried them, answered for; `seen_lock` is that
    of the measurement that the person saw, 0 for none.
    """
    pack = lock_pack_of(session, target.criterion_id)
    agency = assignment.agency if assignment else target.criterion.lead_agency
    there = standing_figures(session, target, agency, assignment, given.period)
    if seen_lock is not None and seen_lock != (there.lock if there else 0):
        raise ChangedMeanwhile
    action = _action_on(there)
    _check_may_give(actor, target, agency, assignment, there)
    state = advance_figures(actor, there, pack, action, late_reason=late_reason)
    assert state is not None  # only a removal leads to none
    _check(session, target, agency, given)
    before, now = (there.state if there else None), clock.now()
    measurement = there or Measurement(
        criterion=target.criterion, target=target, agency=agency, assignment=assignment, period=given.period
    )
    _fill(measurement, actor, given, state, now)
    if assignment is None and there is None:
        measurement.accepted_at = now
    session.add(measurement)
    touch_pack(pack)
    keep_step(session, actor, measurement, action, now, measurement.note, before, late_reason=late_reason)
    return measurement


def standing_figures(
    session: Session, target: Target, agency: Agency, assignment: Assignment | None, period: Period
) -> Measurement | None:
    """Return the figures that stand for this part: of the assignment, whoever had it then, or the agency."""
    of_target = select(Measurement).where(Measurement.target_id == target.id, Measurement.period == period)
    fresh = of_target.execution_options(populate_existing=True)
    if assignment is not None:
        found = session.scalar(fresh.where(Measurement.assignment_id == assignment.id))
        if found is not None:
            return found
    return session.scalar(fresh.where(Measurement.agency_id == agency.id))


def _action_on(there: Measurement | None) -> MeasurementAction:
    if there is None:
        return MeasurementAction.GIVE
    if there.state is MeasurementState.QUERIED:
        return MeasurementAction.ANSWER
    return MeasurementAction.CHANGE


def _check_may_give(
    actor: Actor,
    target: Target,
    agency: Agency,
    assignment: Assignment | None,
    there: Measurement | None,
) -> None:
    """Raise unless these figures are the person's to give: their agency's, or accepted into their pack."""
    leads = actor.is_of(target.criterion.lead_agency_id)
    relation = Relation.LEAD if leads else Relation.OWNER if actor.is_of(agency.id) else Relation.NONE
    check_right(actor, Right.CITE, relation)
    is_accepted = there is not None and there.accepted_at is not None
    if not actor.is_of(agency.id) and not is_accepted:
        refuse_if([Blocker("wrong_role", {"action": MeasurementAction.GIVE})])
    if assignment is None:
        return
    if assignment.criterion_id != target.criterion_id or not assignment.is_live:
        refuse_if([Blocker("wrong_state", {"action": MeasurementAction.GIVE})])
    if not is_accepted and assignment.state not in WITH_AGENCY:
        refuse_if([Blocker("wrong_state", {"action": MeasurementAction.CHANGE, "state": assignment.state})])


def advance_figures(
    actor: Actor,
    measurement: Measurement | None,
    pack: EvidencePack,
    action: MeasurementAction,
    *,
    late_reason: str | None = None,
) -> MeasurementState | None:
    """Return the next state; raise our own error if table or cycle do not let it be."""
    with translating_refusals():
        state = measurement.state if measurement else None
        after = advance_measurement(state, action, actor.roles, pack.state)
    check_cycle_allows(pack.criterion.cycle, pack, action, late_reason)
    return after


def _check(session: Session, target: Target, agency: Agency, given: GivenFigures) -> None:
    refuse_if(figures_blockers(target.kind, given.numerator, given.denominator))
    for piece in given.pieces:
        if piece.criterion_id != target.criterion_id or piece.state is EvidenceState.WITHDRAWN:
            refuse_if([Blocker("piece_of_other_criterion")])
    proposed = proposed_for(session, target, agency, given.period)
    figures = (given.numerator, given.denominator)
    if proposed and (proposed.numerator, proposed.denominator) != figures and not (given.note or "").strip():
        refuse_if([Blocker("note_missing")])


def _fill(
    measurement: Measurement, actor: Actor, given: GivenFigures, state: MeasurementState, now: datetime
) -> None:
    assert given.numerator is not None  # checked
    measurement.numerator, measurement.denominator = given.numerator, given.denominator
    measurement.as_of, measurement.note = given.as_of, (given.note or "").strip() or None
    measurement.pieces = list(given.pieces)
    measurement.given_by_id, measurement.given_at = actor.person_id, now
    if measurement.state is not state:
        measurement.state, measurement.state_since = state, now


def remove_figures(
    session: Session, actor: Actor, measurement: Measurement, *, seen_lock: int | None = None, clock: Clock
) -> None:
    """Take a draft away; what was submitted once stays."""
    pack = lock_figures(session, measurement, seen_lock)
    check_right(actor, Right.CITE, relation_to_figures(actor, measurement))
    advance_figures(actor, measurement, pack, MeasurementAction.REMOVE)
    _check_may_go(session, measurement)
    touch_pack(pack)
    emit_figures(session, actor, measurement, MeasurementAction.REMOVE, measurement.state)
    session.delete(measurement)
    session.flush()


def _check_may_go(session: Session, measurement: Measurement) -> None:
    """Raise unless nothing rests on the draft."""
    of_it = (SubmittedItem.measurement_id == measurement.id, Explanation.measurement_id == measurement.id)
    if session.scalar(select(SubmittedItem.id).where(of_it[0]).limit(1)) is not None:
        refuse_if([Blocker("measurement_was_submitted")])
    if session.scalar(select(Explanation.id).where(of_it[1]).limit(1)) is not None:
        refuse_if([Blocker("measurement_was_explained")])
    asked = measurement.assignment
    if asked is not None and measurement.accepted_at is None and asked.state not in WITH_AGENCY:
        refuse_if([Blocker("measurement_is_delivered")])


def lock_figures(session: Session, measurement: Measurement, seen_lock: int | None) -> EvidencePack:
    """Lock the pack and read the figures again; raise `ChangedMeanwhile` if they are not those seen."""
    session.flush()
    seen = measurement.lock if seen_lock is None else seen_lock
    pack = lock_pack_of(session, measurement.criterion_id)
    session.refresh(measurement)
    if measurement.lock != seen:
        raise ChangedMeanwhile
    return pack


def keep_step(
    session: Session,
    actor: Actor,
    measurement: Measurement,
    action: MeasurementAction,
    now: datetime,
    words: str | None,
    before: MeasurementState | None,
    *,
    on_behalf_of: int | None = None,
    **details: Any,
) -> None:
    """Keep what was done to the figures, for four eyes and for whoever looks, and emit it."""
    step = MeasurementStep(
        measurement=measurement,
        action=action,
        person_id=actor.person_id,
        on_behalf_of_id=on_behalf_of,
        at=now,
        numerator=measurement.numerator,
        denominator=measurement.denominator,
        words=words,
    )
    session.add(step)
    session.flush()
    emit_figures(session, actor, measurement, action, before, words=words, **details)


def emit_figures(
    session: Session,
    actor: Actor,
    measurement: Measurement,
    action: MeasurementAction,
    before: MeasurementState | None,
    **details: Any,
) -> None:
    """Emit what became of the figures."""
    event = MeasurementChanged(
        action=LOGGED[action],
        subject=measurement.id,
        criterion_id=measurement.criterion_id,
        measure=measurement.target.measure,
        agency=measurement.agency.name,
        period=measurement.period,
        as_of=measurement.as_of,
        numerator=str(measurement.numerator),
        denominator=None if measurement.denominator is None else str(measurement.denominator),
        state=measurement.state,
        state_before=before,
        pieces=tuple(piece.id for piece in measurement.pieces),
        **details,
    )
    emit(session, actor, event)


def accept_figures(session: Session, assignment: Assignment, now: datetime) -> None:
    """Take the figures that an assignment was delivered with into the pack."""
    for each in figures_of(session, assignment):
        each.accepted_at = each.accepted_at or now


def drop_figures(session: Session, assignment: Assignment) -> None:
    """Remove the figures of a cancelled assignment that nobody accepted."""
    for each in figures_of(session, assignment):
        if each.accepted_at is None:
            session.delete(each)


def figures_of(session: Session, assignment: Assignment) -> Sequence[Measurement]:
    """Return the figures that were given under this assignment."""
    given = select(Measurement).where(Measurement.assignment_id == assignment.id)
    return session.scalars(given.order_by(Measurement.id)).all()
