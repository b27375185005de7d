"""Signing in: who guesses is counted first, then the password is looked at, then a session begins."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import BadInput
from evidence_repo.models import KnownDevice, User
from evidence_repo.services.people.guesses import (
    CountedTry,
    count_try,
    keys_of_sign_in,
    plain_account,
    take_back,
)
from evidence_repo.services.people.passwords import hash_password, is_outdated, is_password
from evidence_repo.services.people.sessions import begin_session, hash_token, new_token
from evidence_repo.words import N_


@dataclass(frozen=True, slots=True)
class SignInTry:
    """What somebody typed, and from where: `device_token` is what their browser was given before, if any."""

    email: str
    password: str
    address: str
    device: str
    device_token: str | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, the session's token, and the token by which the browser is known from now on."""

    person: User
    token: str
    device_token: str


def sign_in(database: Database, tried: SignInTry, clock: Clock) -> SignedIn:
    """Begin a session for whoever knows the password.

    Raises `TooManyTries` without looking at the password, `BadInput` for a wrong one: the same sentence and
    the same work, whether there is such an account or not. Three transactions, none open while hashing.
    """
    account = plain_account(tried.email)
    with database.transaction() as session:
        person = session.scalar(select(User).where(User.email == account))
        device = _known_device(session, person, tried.device_token)
        keys = keys_of_sign_in(account, tried.address, device)
        counted = count_try(session, keys, clock.real_now())
    is_right = is_password(tried.password, person.password if person else None)
    if person is None or not is_right or not person.active:
        raise BadInput(N_("The e-mail address or the password is not right."), code="wrong_password")
    fresh = hash_password(tried.password) if is_outdated(person.password or "") else None
    with database.transaction() as session:
        return _begin(session, person.id, tried, counted, fresh, clock)


def _begin(
    session: Session, person_id: int, tried: SignInTry, counted: CountedTry, fresh: str | None, clock: Clock
) -> SignedIn:
    now, person = clock.real_now(), session.get_one(User, person_id)
    take_back(session, counted, now)
    if person.password_expires_at is not None and person.password_expires_at <= clock.now():
        raise BadInput(
            N_("Your one-time password has expired."),
            code="password_expired",
            advice=N_("Ask your administrator for another one."),
        )
    if fresh is not None:
        person.password = fresh
    device_token = _remember_device(session, person, tried.device_token, clock)
    return SignedIn(person, begin_session(session, person, tried.device, tried.address, now), device_token)


def _known_device(session: Session, person: User | None, token: str | None) -> str | None:
    if person is None or not token:
        return None
    known = session.get(KnownDevice, (person.id, hash_token(token)))
    return known.token_hash if known is not None else None


def _remember_device(session: Session, person: User, token: str | None, clock: Clock) -> str:
    token = token or new_token()
    known = session.get(KnownDevice, (person.id, hash_token(token)))
    if known is None:
        session.add(KnownDevice(person_id=person.id, token_hash=hash_token(token), seen_at=clock.real_now()))
    else:
        known.seen_at = clock.real_now()
    return token
