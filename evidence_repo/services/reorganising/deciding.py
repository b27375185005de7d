"""Decide what becomes of an agency, with its day; take the decision back before the day has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible, Refused
from evidence_repo.models import Agency, AgencyChange, Criterion, User
from evidence_repo.services.people.agencies import check_agency_name
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.reorganising.carrying_out import add_successor, carry_out, emit_change
from evidence_repo.services.reorganising.facts import facts_of, lock_agencies
from evidence_repo.words import N_
from workflows.agency_changes import AgencyChangeKind, change_blockers
from workflows.events import AuditAction
from workflows.rights import Right

BASIS_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of an agency: `basis` is the decision's number, `choices` are a split's."""

    kind: AgencyChangeKind
    on: date
    successors: Sequence[Agency] = ()
    new_name: str | None = None
    basis: str | None = None
    choices: Mapping[str, int] = field(default_factory=dict)


def decide_change(
    session: Session, actor: Actor, agency: Agency, decision: Decision, clock: Clock
) -> AgencyChange:
    """Decide what becomes of the agency; carried out at once unless its day is still to come."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    lock_agencies(session, [agency, *decision.successors])
    check_decision(session, agency, decision, clock.today())
    change = AgencyChange(
        agency_id=agency.id,
        kind=decision.kind,
        on=decision.on,
        new_name=_checked_new_name(session, decision),
        choices=_checked_choices(session, agency, decision),
        basis=(decision.basis or "").strip() or None,
        decided_by_id=actor.user_id,
        decided_at=clock.now(),
    )
    session.add(change)
    session.flush()
    for ordinal, successor in enumerate(decision.successors):
        add_successor(session, change, successor, ordinal)
    if decision.on <= clock.today():
        carry_out(session, actor, change, clock)
    else:
        emit_change(session, actor, AuditAction.PLAN_AGENCY_CHANGE, change)
    return change


def check_decision(session: Session, agency: Agency, decision: Decision, today: date) -> None:
    """Raise what forbids this decision today."""
    successors = [facts_of(session, each) for each in decision.successors]
    facts = facts_of(session, agency)
    refuse_if(change_blockers(decision.kind, facts, successors, decision.on, today))
    if len(decision.basis or "") > BASIS_LENGTH:
        raise BadInput(
            N_("At most %(limit)s characters."), field="basis", code="too_long", limit=BASIS_LENGTH
        )
    _checked_new_name(session, decision)


def _checked_new_name(session: Session, decision: Decision) -> str | None:
    if decision.kind is not AgencyChangeKind.RENAME:
        return None
    return check_agency_name(session, decision.new_name or "")


def _checked_choices(session: Session, agency: Agency, decision: Decision) -> dict[str, int]:
    """Return the choices of criteria and people that are the agency's, and name one of the successors."""
    heirs = {successor.id for successor in decision.successors}
    led = session.scalars(select(Criterion.id).where(Criterion.lead_agency_id == agency.id))
    people = session.scalars(select(User.id).where(User.agency_id == agency.id))
    own = {f"criterion:{each}" for each in led} | {f"person:{each}" for each in people}
    for key, heir in decision.choices.items():
        if key not in own or heir not in heirs:
            raise BadInput(N_("Choose one of the successors."), field="choices", code="bad_choice")
    return dict(decision.choices)


def cancel_change(session: Session, actor: Actor, change: AgencyChange, clock: Clock) -> None:
    """Take a decision back before its day has come."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    lock_agencies(session, [change.agency])
    session.refresh(change)
    if not change.is_waiting:
        raise Refused(N_("This change no longer waits for its day."), code="change_is_done")
    change.cancelled_at = clock.now()
    emit_change(session, actor, AuditAction.CANCEL_AGENCY_CHANGE, change)


def find_change(session: Session, change_id: int) -> AgencyChange:
    """Return the change; raise `NotVisible` if there is none."""
    found = session.get(AgencyChange, change_id)
    if found is None:
        raise NotVisible
    return found


def changes_of(session: Session, agency: Agency) -> list[AgencyChange]:
    """Return what was decided about the agency, or makes it a successor, the latest day first."""
    concerned = or_(AgencyChange.agency_id == agency.id, AgencyChange.successors.any(Agency.id == agency.id))
    wanted = select(AgencyChange).where(concerned)
    return list(session.scalars(wanted.order_by(AgencyChange.on.desc(), AgencyChange.id.desc())))
