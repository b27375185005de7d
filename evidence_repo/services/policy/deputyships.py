"""Which delegations hold on a day, with what they pass as both are now; who acts, and on whose behalf."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, Refused
from evidence_repo.models import Delegation, User
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.words import N_
from workflows.audit_actions import AuditAction
from workflows.delegations import Deputyship, Deputyships, Standing, passed_offices


def holds_on(day: date) -> ColumnElement[bool]:
    """Return the condition on `Delegation` that it holds on this day."""
    begun_and_not_over = and_(Delegation.first_day <= day, Delegation.last_day >= day)
    return and_(begun_and_not_over, Delegation.ended_at.is_(None))


def standing_of(user: User) -> Standing:
    """Return what the person is now."""
    return Standing(user.id, user.agency_id, user.role_set, user.active)


def deputyships_on(session: Session, day: date) -> Deputyships:
    """Return the delegations that hold on this day and pass something, the oldest first."""
    rows = session.scalars(select(Delegation).where(holds_on(day)).order_by(Delegation.id))
    held = (
        Deputyship(
            row.id,
            row.principal_id,
            row.principal.email,
            row.principal.name,
            row.last_day,
            row.deputy_id,
            passed_offices(standing_of(row.principal), standing_of(row.deputy)).intersection(row.offices),
        )
        for row in rows
    )
    return Deputyships(tuple(each for each in held if each.offices))


def find_actor(session: Session, email: str, os_user: str, today: date) -> Actor:
    """Return the actor for the command line's `--as EMAIL`; raise `BadInput` if no active person has it."""
    user = session.scalar(select(User).where(User.email == email.strip().lower(), User.active.is_(True)))
    if user is None:
        raise BadInput("There is no active account %(email)s.", field="--as", email=email)
    return actor_of(user, "cli", os_user, deputyships_on(session, today))


def on_behalf_of(session: Session, actor: Actor, action: AuditAction) -> int | None:
    """Return on whose behalf the person does this; None if for themselves.

    The delegation is kept from being ended until the transaction is over; raise `Refused` if it was ended.
    """
    held = actor.deputyship_for(action)
    if held is None:
        return None
    still = select(Delegation.id).where(Delegation.id == held.id, Delegation.ended_at.is_(None))
    if session.scalar(still.with_for_update(read=True)) is None:
        raise Refused(N_("The delegation has been ended."), code="delegation_ended")
    return held.principal_id
