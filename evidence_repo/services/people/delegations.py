"""Delegations (vắng mặt và ủy quyền): name a deputy for some days, end it, see who stands in for whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible, Refused
from evidence_repo.models import Delegation, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.held_roles import roles_held_in_cycle
from evidence_repo.services.policy.actors import SYSTEM, Actor
from evidence_repo.services.policy.deputyships import standing_of
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from index.text import compose, vietnamese_order
from workflows.delegations import Span, Standing, naming_blockers, offices_of, passed_offices
from workflows.events import AuditAction, DelegationEvent
from workflows.rights import Right, allows

_REASON_LENGTH = 1000


class DelegationState(StrEnum):
    """Whether a delegation holds on a day."""

    TO_COME = "to_come"
    HOLDS = "holds"
    OVER = "over"


def state_on(delegation: Delegation, day: date) -> DelegationState:
    """Return whether it holds on this day."""
    if delegation.ended_at is not None or delegation.last_day < day:
        return DelegationState.OVER
    return DelegationState.HOLDS if delegation.first_day <= day else DelegationState.TO_COME


def name_deputy(
    session: Session,
    actor: Actor,
    deputy: User,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    clock: Clock,
) -> Delegation:
    """Have the deputy stand in for the person who acts, from the first day to the last."""
    principal = _locked(session, [actor.person_id, deputy.id])[actor.person_id]
    span = Span(principal.id, deputy.id, first_day, last_day)
    words = _checked_reason(reason)
    refuse_if(
        naming_blockers(
            standing_of(principal),
            _standing_in_cycle(session, deputy),
            span,
            clock.today(),
            words,
            _spans_beside(session, span),
        )
    )
    passed = passed_offices(standing_of(principal), _standing_in_cycle(session, deputy))
    delegation = Delegation(
        principal=principal,
        deputy=deputy,
        offices=sorted(passed),
        first_day=first_day,
        last_day=last_day,
        reason=words,
        named_at=clock.now(),
    )
    session.add(delegation)
    session.flush()
    _emit(session, actor, AuditAction.NAME_DEPUTY, delegation, reason=words)
    return delegation


def end_delegation(session: Session, actor: Actor, delegation: Delegation, clock: Clock) -> None:
    """End it at once: for the principal and for whoever administers accounts; what was done stays done."""
    if actor.user_id != delegation.principal_id and not _administers(actor):
        raise NotVisible
    session.scalar(select(Delegation.id).where(Delegation.id == delegation.id).with_for_update())
    session.refresh(delegation)
    if state_on(delegation, clock.today()) is DelegationState.OVER:
        raise Refused(N_("This delegation is over already."), code="delegation_over")
    _end(session, actor, delegation, clock)


def end_unfit_delegations(session: Session, actor: Actor, person: User, clock: Clock) -> None:
    """End those of the person's delegations that pass nothing any more: as principal and as deputy."""
    session.flush()
    for delegation in _open_ones(session, [person.id], clock.today()):
        if not passed_offices(standing_of(delegation.principal), standing_of(delegation.deputy)):
            _end(session, actor, delegation, clock)


def list_delegations(session: Session, actor: Actor, today: date, *, with_past: bool) -> list[Delegation]:
    """Return those that the person sees, the newest first; `with_past`: also those that are over.

    Whoever administers accounts sees all, everybody else those in which they have a part.
    """
    found = select(Delegation).order_by(Delegation.first_day.desc(), Delegation.id.desc())
    if not _administers(actor):
        own = or_(Delegation.principal_id == actor.user_id, Delegation.deputy_id == actor.user_id)
        found = found.where(own)
    if not with_past:
        found = found.where(Delegation.ended_at.is_(None), Delegation.last_day >= today)
    return list(session.scalars(found))


def delegations_of(session: Session, person_id: int, today: date) -> list[Delegation]:
    """Return the person's delegations that hold or are to come, as principal and as deputy."""
    return _open_ones(session, [person_id], today)


def find_delegation(session: Session, actor: Actor, delegation_id: int) -> Delegation:
    """Return this delegation; raise `NotVisible` if there is none or the person has no part in it."""
    found = session.get(Delegation, delegation_id)
    if found is None or not (_administers(actor) or actor.user_id in {found.principal_id, found.deputy_id}):
        raise NotVisible
    return found


def possible_deputies(session: Session, actor: Actor) -> list[User]:
    """Return the people who can stand in for the person who acts, by name; none if they hold no office."""
    principal = session.get_one(User, actor.person_id)
    if not offices_of(principal.role_set):
        return []
    people = session.scalars(select(User).where(User.active, User.id != principal.id))
    fitting = (each for each in people if passed_offices(standing_of(principal), standing_of(each)))
    return sorted(fitting, key=lambda user: vietnamese_order(user.name))


def find_deputy(session: Session, email: str) -> User:
    """Return the active person with this address; raise `BadInput` if there is none."""
    address = email.strip().lower()
    found = session.scalar(select(User).where(User.email == address, User.active))
    if found is None:
        raise BadInput(
            N_("There is no active account %(email)s."), field="deputy", code="unknown_account", email=address
        )
    return found


def _administers(actor: Actor) -> bool:
    return actor is SYSTEM or allows(actor.roles, Right.MANAGE_PEOPLE)


def _locked(session: Session, ids: Collection[int]) -> dict[int, User]:
    """Lock these people's rows in the order of their ids: who names and who is named, one after the other."""
    session.flush()
    wanted = User.id.in_(ids)
    session.scalars(select(User.id).where(wanted).order_by(User.id).with_for_update()).all()
    people = select(User).where(wanted).execution_options(populate_existing=True)
    return {user.id: user for user in session.scalars(people)}


def _standing_in_cycle(session: Session, user: User) -> Standing:
    held = roles_held_in_cycle(session, user)
    return Standing(user.id, user.agency_id, user.role_set, user.active, held)


def _spans_beside(session: Session, span: Span) -> list[Span]:
    beside = _open_ones(session, [span.principal_id, span.deputy_id], span.first_day)
    return [Span(each.principal_id, each.deputy_id, each.first_day, each.last_day) for each in beside]


def _open_ones(session: Session, people: Collection[int], since: date) -> list[Delegation]:
    found = select(Delegation).where(
        or_(Delegation.principal_id.in_(people), Delegation.deputy_id.in_(people)),
        Delegation.ended_at.is_(None),
        Delegation.last_day >= since,
    )
    return list(session.scalars(found.order_by(Delegation.first_day, Delegation.id)))


def _end(session: Session, actor: Actor, delegation: Delegation, clock: Clock) -> None:
    delegation.ended_at, delegation.ended_by_id = clock.now(), actor.user_id
    _emit(session, actor, AuditAction.END_DELEGATION, delegation)


def _checked_reason(reason: str) -> str:
    if len(reason) > _REASON_LENGTH:
        raise BadInput(
            N_("The reason is too long: at most %(limit)s characters."),
            field="reason",
            code="reason_too_long",
            limit=_REASON_LENGTH,
        )
    return " ".join(compose(reason).split())


def _emit(
    session: Session, actor: Actor, action: AuditAction, delegation: Delegation, reason: str | None = None
) -> None:
    event = DelegationEvent(
        action=action,
        subject=delegation.id,
        principal=delegation.principal.email,
        deputy=delegation.deputy.email,
        offices=list(delegation.offices),
        first_day=delegation.first_day,
        last_day=delegation.last_day,
        reason=reason,
    )
    emit(session, actor, event)
