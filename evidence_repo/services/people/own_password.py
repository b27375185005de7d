"""What a person does about their own password: the first one, another one, one for a forgotten one."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import BadInput, NotAllowed
from evidence_repo.models import User
from evidence_repo.services.outbox.mail_requests import request_link_mail, tell_owner
from evidence_repo.services.people.calendar_feeds import end_feed_of
from evidence_repo.services.people.events import emit_about
from evidence_repo.services.people.guesses import count_try, keys_of_person, plain_account, take_back
from evidence_repo.services.people.passwords import check_new_password, hash_password, is_password
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.words import N_
from workflows.events import AuditAction

LINK_LASTS = timedelta(hours=2)
_LONGEST_LINK, _DIGITS = 200, 10


def choose_first_password(session: Session, actor: Actor, *, new: str, clock: Clock) -> User:
    """Let a person who has signed in with a one-time password choose their own."""
    person = session.get_one(User, actor.person_id)
    if not person.must_change_password:
        raise NotAllowed(
            N_("You have chosen a password already."),
            code="password_chosen",
            advice=N_("Change it on your account's page."),
        )
    return _choose_password(session, actor, person, new, clock)


def change_own_password(database: Database, actor: Actor, *, present: str, new: str, clock: Clock) -> User:
    """Let a person choose a new password who knows the present one; ends their sessions.

    Wrong tries of the present one are counted, so that an open browser is no place to guess it.
    """
    with database.transaction() as session:
        person = session.get_one(User, actor.person_id)
        counted = count_try(session, keys_of_person(person.id), clock.real_now())
    if not is_password(present, person.password):
        raise BadInput(N_("This is not your present password."), field="present", code="wrong_password")
    with database.transaction() as session:
        take_back(session, counted, clock.real_now())
    with database.transaction() as session:
        return _choose_password(session, actor, session.get_one(User, person.id), new, clock)


def request_link(session: Session, typed: str, now: datetime) -> None:
    """Have a link to a new password mailed; the same is done whether there is such an account or not."""
    request_link_mail(session, plain_account(typed), now)


def make_link(person: User, secret: str, now: datetime) -> str:
    """Return the part of an address by which this person may choose a password, once and for two hours."""
    until = int((now + LINK_LASTS).timestamp())
    return f"{person.id}-{until}-{_signature(person, until, secret)}"


def person_of_link(session: Session, link: str, secret: str, now: datetime) -> User:
    """Return whose link this is; raise `BadInput` where it is old, used or made up."""
    number, _, rest = link[:_LONGEST_LINK].partition("-")
    until, _, signature = rest.partition("-")
    is_formed = all(part.isascii() and part.isdigit() and len(part) <= _DIGITS for part in (number, until))
    person = session.get(User, int(number)) if is_formed else None
    if person is not None and person.active and int(until) > now.timestamp():
        right = _signature(person, int(until), secret)
        if hmac.compare_digest(signature.encode("utf-8", "replace"), right.encode()):
            return person
    raise BadInput(N_("This link is not good any more."), code="old_link", advice=N_("Ask for another one."))


def _signature(person: User, until: int, secret: str) -> str:
    """Sign with the password's own hash: choosing another password ends the link."""
    what = f"password-link {person.id} {until} {person.password} {person.session_stamp}"
    return hmac.new(secret.encode(), what.encode(), hashlib.sha256).hexdigest()


def choose_forgotten_password(session: Session, link: str, secret: str, *, new: str, clock: Clock) -> User:
    """Let whoever has the mailed link choose a password; ends the person's sessions."""
    person = person_of_link(session, link, secret, clock.real_now())
    end_feed_of(session, actor_of(person, "web"), person.id)
    return _choose_password(session, actor_of(person, "web"), person, new, clock, by="mail")


def _choose_password(
    session: Session, actor: Actor, person: User, new: str, clock: Clock, **how: Any
) -> User:
    check_new_password(new, words=[person.name, person.email, person.agency.name], before=person.password)
    person.password, person.must_change_password = hash_password(new), False
    person.password_set_at, person.session_stamp = clock.now(), uuid4().hex
    person.password_expires_at, person.password_is_shared = None, False
    emit_about(session, actor, AuditAction.SET_OWN_PASSWORD, person, **how)
    tell_owner(session, person, "own_password", clock.now())
    return person
