"""People's accounts: add a person, change what they are, hand out and change passwords, close an account.

Decisions where the rules leave room:

- Whoever administers accounts never changes their own roles or agency, and never closes their own account:
  another coordinator does, so one always remains.
- Other roles, another agency or a closed account end the person's delegations that pass nothing any more.
- A reset, a closed account and other roles end every session of that person (`session_stamp`).
- The owner of an account is informed of every change by mail, where mail is set.
- Passwords and their hashes never enter the audit log, nor does whether one was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotAllowed, NotVisible
from evidence_repo.models import Agency, FormerRole, RoleRow, User
from evidence_repo.services.audit.events import emit
from evidence_repo.services.outbox.mail_requests import request_password_mail, tell_owner
from evidence_repo.services.people.calendar_feeds import end_feed_of
from evidence_repo.services.people.delegations import end_unfit_delegations
from evidence_repo.services.people.events import emit_about
from evidence_repo.services.people.held_roles import roles_held_in_cycle
from evidence_repo.services.people.passwords import (
    hash_password,
    make_one_time_password,
)
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from index.text import plain_line, vietnamese_order
from workflows.events import AuditAction, PersonEvent
from workflows.four_eyes import role_blockers
from workflows.rights import Right
from workflows.roles import Role

_NAME_LENGTH = 200
ONE_TIME_PASSWORD_LASTS = timedelta(hours=72)
# No row has this id: the system and a person who is only being added are not the same person.
_THE_SYSTEM, _A_NEW_PERSON = 0, -1


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person just added, and the password of their first sign-in, None where it goes by mail."""

    user: User
    one_time_password: str | None


def list_people(session: Session, actor: Actor) -> list[User]:
    """Return everybody who has an account, by name; for whoever administers accounts."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    everybody = session.scalars(select(User).order_by(User.id))
    return sorted(everybody, key=lambda user: vietnamese_order(user.name))


def find_person(session: Session, actor: Actor, person_id: int) -> User:
    """Return this account, for whoever administers accounts; to anybody else it is not there."""
    try:
        check_administers(actor, Right.MANAGE_PEOPLE)
    except NotAllowed as error:
        raise NotVisible from error
    user = session.get(User, person_id)
    if user is None:
        raise NotVisible
    return user


def find_account(session: Session, email: str) -> User:
    """Return the account with this address, active or not; raise `BadInput` if there is none."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise BadInput(
            N_("There is no account %(email)s."), field="email", code="unknown_account", email=email.strip()
        )
    return user


def check_new_person(
    session: Session, actor: Actor, *, email: str, name: str, agency: Agency, roles: Iterable[Role]
) -> frozenset[Role]:
    """Raise as `add_person` would; return the roles."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    wanted = _checked_roles(roles)
    refuse_if(role_blockers(actor.user_id or _THE_SYSTEM, _A_NEW_PERSON, wanted))
    _check_takes_people(agency)
    _checked_email(session, email)
    _checked_name(name)
    return wanted


def add_person(
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
) -> NewAccount:
    """Open an account; its one-time password goes by mail or is returned once, to be changed at once.

    Without a password nobody signs in until one is mailed or handed out.
    """
    wanted = check_new_person(session, actor, email=email, name=name, agency=agency, roles=roles)
    user = User(
        email=_checked_email(session, email),
        name=_checked_name(name),
        agency=agency,
        roles=_rows_of(session, wanted),
        created_at=clock.now(),
    )
    password = give_one_time_password(user, clock.now()) if with_password else None
    session.add(user)
    session.flush()
    event = PersonEvent(
        action=AuditAction.ADD_PERSON,
        subject=user.id,
        email=user.email,
        name=user.name,
        agency=agency.code,
        before=[],
        after=_names(wanted),
    )
    emit(session, actor, event)
    handed_out = _handed_out(session, user, password, by_mail, clock.now()) if by_mail or password else None
    return NewAccount(user, handed_out)


def change_roles(session: Session, actor: Actor, person: User, roles: Iterable[Role], clock: Clock) -> None:
    """Give the person these roles instead of those they have; their parts in the workflow stay with them."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    wanted = _checked_roles(roles)
    _lock(session, person)
    before = person.role_set
    if wanted == before:
        return
    check_role_change(session, actor, person, wanted)
    person.roles, person.session_stamp = _rows_of(session, wanted), uuid4().hex
    now = clock.now()
    session.add_all(FormerRole(user_id=person.id, role=role, taken_at=now) for role in before - wanted)
    emit_about(session, actor, AuditAction.CHANGE_ROLES, person, before=_names(before), after=_names(wanted))
    end_unfit_delegations(session, actor, person, clock)
    tell_owner(session, person, "change_roles", now)


def check_role_change(session: Session, actor: Actor, person: User, wanted: frozenset[Role]) -> None:
    """Raise as `change_roles` would."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    held = roles_held_in_cycle(session, person)
    refuse_if(role_blockers(actor.user_id or _THE_SYSTEM, person.id, wanted, held))


def change_person(
    session: Session,
    actor: Actor,
    person: User,
    *,
    name: str | None = None,
    email: str | None = None,
    agency: Agency | None = None,
    clock: Clock,
) -> None:
    """Correct the person's name or address, or move them to another agency; what is not given stays."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    _lock(session, person)
    before = {"name": person.name, "email": person.email, "agency": person.agency.code}
    if agency is not None and agency.id != person.agency_id:
        if actor.user_id == person.id:
            raise NotAllowed(N_("Nobody moves themselves to another agency."), code="own_agency")
        _check_takes_people(agency)
        person.agency = agency
    if name is not None:
        person.name = _checked_name(name)
    if email is not None and email.strip().lower() != person.email:
        person.email = _checked_email(session, email)
    after = {"name": person.name, "email": person.email, "agency": person.agency.code}
    changed = {part: [before[part], after[part]] for part in before if before[part] != after[part]}
    if changed:
        session.flush()
        emit_about(session, actor, AuditAction.CHANGE_PERSON, person, changed=changed)
        end_unfit_delegations(session, actor, person, clock)
        tell_owner(session, person, "change_person", clock.now(), to=before["email"])


def reset_password(
    session: Session, actor: Actor, person: User, clock: Clock, *, by_mail: bool = False
) -> str | None:
    """Return a new one-time password, None where it goes by mail; ends what the old one opened."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    password = give_one_time_password(person, clock.now())
    emit_about(session, actor, AuditAction.RESET_PASSWORD, person)
    end_feed_of(session, actor, person.id)
    tell_owner(session, person, "reset_password", clock.now())
    return _handed_out(session, person, password, by_mail, clock.now())


def _handed_out(
    session: Session, person: User, password: str | None, by_mail: bool, now: datetime
) -> str | None:
    """Return the password for whoever hands it out, who knows it then; by mail nobody but the person does."""
    person.password_is_shared = not by_mail
    if by_mail:
        request_password_mail(session, person, now)
    return None if by_mail else password


def deactivate_person(session: Session, actor: Actor, person: User, clock: Clock) -> None:
    """Close the account: the person is signed out and cannot sign in; what they did stays theirs."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    if actor.user_id == person.id:
        raise NotAllowed(
            N_("Nobody closes their own account."),
            code="own_account",
            advice=N_("Ask another coordinator."),
        )
    if person.active:
        person.active, person.session_stamp = False, uuid4().hex
        emit_about(session, actor, AuditAction.DEACTIVATE_PERSON, person)
        end_unfit_delegations(session, actor, person, clock)
        tell_owner(session, person, "deactivate_person", clock.now())


def activate_person(session: Session, actor: Actor, person: User, clock: Clock) -> None:
    """Open a closed account again, with the password it had."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    if not person.active:
        _check_takes_people(person.agency)
        person.active = True
        emit_about(session, actor, AuditAction.ACTIVATE_PERSON, person)
        tell_owner(session, person, "activate_person", clock.now())


def _lock(session: Session, person: User) -> None:
    """Lock the account's row and read it again, so that two changes at once come one after the other."""
    session.flush()
    session.scalar(select(User.id).where(User.id == person.id).with_for_update())
    session.refresh(person)


def give_one_time_password(person: User, now: datetime) -> str:
    """Give the person another one-time password, for 72 hours; ends their sessions."""
    password = make_one_time_password()
    person.password, person.must_change_password = hash_password(password), True
    person.password_set_at, person.session_stamp = now, uuid4().hex
    person.password_expires_at = now + ONE_TIME_PASSWORD_LASTS
    return password


def _rows_of(session: Session, roles: frozenset[Role]) -> list[RoleRow]:
    wanted = select(RoleRow).where(RoleRow.name.in_(_names(roles))).order_by(RoleRow.name)
    return list(session.scalars(wanted))


def _names(roles: frozenset[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _checked_roles(roles: Iterable[Role]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted:
        raise BadInput(
            N_("Choose at least one role."),
            field="roles",
            code="roles_missing",
            advice=N_("To take everything from a person, deactivate the account."),
        )
    return wanted


def _checked_name(name: str) -> str:
    clean = plain_line(name)
    if not clean or len(clean) > _NAME_LENGTH:
        raise BadInput(
            N_("Give the person's full name, at most %(limit)s characters."),
            field="name",
            code="bad_name",
            limit=_NAME_LENGTH,
        )
    return clean


def _checked_email(session: Session, email: str) -> str:
    try:
        address = validate_email(email.strip().lower(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BadInput(
            N_("This is not an e-mail address: %(email)s."), field="email", code="bad_email", email=email
        ) from error
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise BadInput(
            N_("There already is an account %(email)s."), field="email", code="email_taken", email=address
        )
    return address


def _check_takes_people(agency: Agency) -> None:
    if not agency.is_active:
        raise BadInput(
            N_("The agency %(agency)s no longer takes part."),
            field="agency",
            code="agency_inactive",
            agency=agency.name,
        )
