"""Four eyes on accounts: who judges or administers gets account, roles, address or password from two people.

A coordinator or the operator of the server asks; a coordinator or an approver confirms, who is neither the
asker nor the person concerned. Until there are two who may confirm, the operator makes such accounts alone,
and confirms what nobody else may: on the command line, where the log names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotAllowed, NotVisible, Refused
from evidence_repo.models import AccountRequest, Agency, RequestKind, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.accounts import (
    NewAccount,
    add_person,
    change_person,
    change_roles,
    check_new_person,
    check_role_change,
    reset_password,
)
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.agency_names import who_goes_on
from evidence_repo.services.policy.actors import Actor, actor_of, check_administers, operator_of
from evidence_repo.words import N_
from workflows.events import AccountRequestEvent, AuditAction
from workflows.rights import Right, allows
from workflows.roles import JUDGING_ROLES, Role

GUARDED = JUDGING_ROLES | {Role.COORDINATOR}
"""Roles that nobody gets from one administrator alone."""


def open_account(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    agency: Agency,
    roles: Iterable[Role],
    clock: Clock,
    by_mail: bool = False,
    with_password: bool = True,
) -> NewAccount | AccountRequest:
    """Open an account, or ask for it where its roles are guarded."""
    wanted = frozenset(roles)
    if not _needs_second(session, actor, wanted):
        return add_person(
            session,
            actor,
            email=email,
            name=name,
            agency=agency,
            roles=wanted,
            clock=clock,
            by_mail=by_mail,
            with_password=with_password,
        )
    check_new_person(session, actor, email=email, name=name, agency=agency, roles=wanted)
    details = {"email": email, "name": name, "agency": agency.code, "roles": sorted(wanted)}
    return _ask(session, actor, RequestKind.ADD_PERSON, None, details, clock)


def edit_account(
    session: Session,
    actor: Actor,
    person: User,
    *,
    name: str,
    email: str,
    agency: Agency,
    roles: Iterable[Role],
    clock: Clock,
) -> list[AccountRequest]:
    """Change what may be changed at once; return what was asked for instead."""
    wanted, asked = frozenset(roles), []
    is_other_address = email.strip().lower() != person.email
    if is_other_address and _needs_second(session, actor, person.role_set):
        asked.append(_ask(session, actor, RequestKind.CHANGE_EMAIL, person, {"email": email}, clock))
        email = person.email
    change_person(session, actor, person, name=name, email=email, agency=agency, clock=clock)
    if _needs_second(session, actor, wanted - person.role_set):
        check_role_change(session, actor, person, wanted)
        details = {"roles": sorted(wanted)}
        asked.append(_ask(session, actor, RequestKind.CHANGE_ROLES, person, details, clock))
    else:
        change_roles(session, actor, person, wanted, clock)
    return asked


def renew_password(
    session: Session, actor: Actor, person: User, clock: Clock, *, by_mail: bool = False
) -> str | AccountRequest | None:
    """Give a one-time password (None where it goes by mail), or ask for it where the roles are guarded."""
    if not _needs_second(session, actor, person.role_set):
        return reset_password(session, actor, person, clock, by_mail=by_mail)
    check_administers(actor, Right.MANAGE_PEOPLE)
    return _ask(session, actor, RequestKind.RESET_PASSWORD, person, {}, clock)


def waiting_requests(session: Session, actor: Actor) -> list[AccountRequest]:
    """Return what waits to be confirmed, the oldest first; for whoever may confirm."""
    _check_may_confirm(actor)
    waiting = select(AccountRequest).where(AccountRequest.decided_at.is_(None)).order_by(AccountRequest.id)
    return list(session.scalars(waiting))


def may_decide(actor: Actor, request: AccountRequest) -> bool:
    """Return whether this person may confirm it: neither the asker nor the person concerned."""
    if actor.user_id is None:
        return True
    is_other = actor.persons.isdisjoint({request.asked_by_id, request.person_id or 0})
    return is_other and allows(actor.roles, Right.CONFIRM_ACCOUNTS)


def _confirmers(session: Session) -> list[User]:
    """Return everybody who may confirm, the longest known first."""
    people = session.scalars(select(User).where(User.active).order_by(User.id))
    return [person for person in people if allows(person.role_set, Right.CONFIRM_ACCOUNTS)]


def confirm_request(
    session: Session, actor: Actor, request_id: int, clock: Clock, *, by_mail: bool = False
) -> str | None:
    """Do what was asked for; return the one-time password, where there is one and it does not go by mail."""
    request = _waiting(session, actor, request_id)
    _check_may_decide(session, actor, request)
    asker = _asker_of(request, actor)
    _decide(session, actor, request, clock, is_confirmed=True)
    return _carry_out(session, asker, request, clock, by_mail)


def _check_may_decide(session: Session, actor: Actor, request: AccountRequest) -> None:
    if not may_decide(actor, request):
        raise NotAllowed(N_("Somebody else must decide this."), code="second_person")
    concerned = {request.asked_by_id, request.person_id}
    others = [person for person in _confirmers(session) if person.id not in concerned]
    if actor.user_id is None and others:
        raise Refused(
            N_("%(name)s may decide this, so the server's operator may not."),
            code="second_person_exists",
            name=others[0].name,
        )


def _asker_of(request: AccountRequest, actor: Actor) -> Actor:
    """Return who asked, with what they may do at this moment; nobody asked by name: the operator did."""
    if request.asked_by is None:
        return operator_of(actor.channel, actor.os_user)
    asker = actor_of(request.asked_by, actor.channel, actor.os_user)
    if not request.asked_by.active or not allows(asker.roles, Right.MANAGE_PEOPLE):
        raise Refused(N_("Whoever asked for this no longer administers accounts."), code="asker_gone")
    return asker


def decline_request(session: Session, actor: Actor, request_id: int, clock: Clock) -> None:
    """Set the request aside; who asked for it may take it back so."""
    request = _waiting(session, actor, request_id)
    if actor.user_id != request.asked_by_id:
        _check_may_decide(session, actor, request)
    _decide(session, actor, request, clock, is_confirmed=False)


def _needs_second(session: Session, actor: Actor, roles: frozenset[Role]) -> bool:
    """Return whether another person must agree to this about an account with these roles."""
    return bool(roles & GUARDED) and (actor.user_id is not None or len(_confirmers(session)) > 1)


def _check_may_confirm(actor: Actor) -> None:
    if actor.user_id is not None and not allows(actor.roles, Right.CONFIRM_ACCOUNTS):
        raise NotVisible


def _ask(
    session: Session,
    actor: Actor,
    kind: RequestKind,
    person: User | None,
    details: dict[str, Any],
    clock: Clock,
) -> AccountRequest:
    request = AccountRequest(
        kind=kind,
        person_id=person.id if person else None,
        details=details,
        asked_by_id=actor.user_id,
        asked_at=clock.now(),
    )
    session.add(request)
    session.flush()
    _emit(session, actor, AuditAction.ASK_FOR_ACCOUNT, request)
    return request


def _waiting(session: Session, actor: Actor, request_id: int) -> AccountRequest:
    _check_may_confirm(actor)
    request = session.scalar(select(AccountRequest).where(AccountRequest.id == request_id).with_for_update())
    if request is None:
        raise NotVisible
    if request.decided_at is not None:
        raise Refused(N_("This was decided already."), code="decided")
    return request


def _decide(
    session: Session, actor: Actor, request: AccountRequest, clock: Clock, *, is_confirmed: bool
) -> None:
    request.decided_by_id, request.decided_at = actor.user_id, clock.now()
    request.is_confirmed = is_confirmed
    action = AuditAction.CONFIRM_ACCOUNT if is_confirmed else AuditAction.DECLINE_ACCOUNT
    _emit(session, actor, action, request)


def _carry_out(
    session: Session, asker: Actor, request: AccountRequest, clock: Clock, by_mail: bool
) -> str | None:
    details, person = request.details, request.person
    if request.kind is RequestKind.ADD_PERSON:
        agency = who_goes_on(session, find_agency(session, details["agency"]))
        roles = [Role(role) for role in details["roles"]]
        named = {"email": details["email"], "name": details["name"]}
        return add_person(
            session, asker, **named, agency=agency, roles=roles, clock=clock, by_mail=by_mail
        ).one_time_password
    assert person is not None  # all other kinds are about somebody
    if request.kind is RequestKind.CHANGE_ROLES:
        change_roles(session, asker, person, [Role(role) for role in details["roles"]], clock)
    elif request.kind is RequestKind.CHANGE_EMAIL:
        change_person(session, asker, person, email=details["email"], clock=clock)
    else:
        return reset_password(session, asker, person, clock, by_mail=by_mail)
    return None


def _emit(session: Session, actor: Actor, action: AuditAction, request: AccountRequest) -> None:
    event = AccountRequestEvent(
        action=action,
        subject=request.id,
        kind=request.kind.value,
        person_id=request.person_id,
        asked=request.details,
    )
    emit(session, actor, event)
