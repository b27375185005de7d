"""Sessions on the server: a browser holds a random token, and what it is good for stands in the database.

A session ends with the sign-out, when nobody has asked for a page for half an hour, after twelve hours in all
(both are settings), when its person or a coordinator ends it, and when the person's roles, password or
account change. What is kept of the token is its hash, so that whoever reads the database cannot sign in.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence_repo.errors import NotAllowed, NotVisible
from evidence_repo.models import BrowserSession, User
from evidence_repo.services.people.events import emit_about
from evidence_repo.services.policy.actors import Actor, check_administers
from workflows.events import AuditAction
from workflows.rights import Right

NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last request of a session is known."""
_KEPT = timedelta(days=30)
_LONGEST_DEVICE, _LONGEST_ADDRESS = 100, 45


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts: without a request, and in all."""

    idle: timedelta
    whole: timedelta


def hash_token(token: str) -> str:
    """Return what is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(32)


def begin_session(session: Session, person: User, device: str, address: str, now: datetime) -> str:
    """Begin a session of this person; return the token that only their browser has."""
    session.execute(
        delete(BrowserSession).where(
            BrowserSession.person_id == person.id, BrowserSession.seen_at < now - _KEPT
        )
    )
    token = new_token()
    session.add(
        BrowserSession(
            token_hash=hash_token(token),
            person_id=person.id,
            stamp=person.session_stamp,
            device=device[:_LONGEST_DEVICE],
            address=address[:_LONGEST_ADDRESS],
            began_at=now,
            seen_at=now,
        )
    )
    return token


def find_session(session: Session, token: str, lifetime: Lifetime, now: datetime) -> BrowserSession | None:
    """Return the session that this token opens, with its person; None if it has ended."""
    found = session.scalar(select(BrowserSession).where(BrowserSession.token_hash == hash_token(token)))
    return found if found is not None and _is_open(found, lifetime, now) else None


def _is_open(found: BrowserSession, lifetime: Lifetime, now: datetime) -> bool:
    person = found.person
    is_whole = found.ended_at is None and person.active and found.stamp == person.session_stamp
    return is_whole and now - found.seen_at < lifetime.idle and now - found.began_at < lifetime.whole


def note_seen(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    found = session.get(BrowserSession, session_id)
    if found is not None and found.seen_at < now:
        found.seen_at = now


def end_by_token(session: Session, token: str, now: datetime) -> None:
    """End the session of this browser."""
    found = session.scalar(select(BrowserSession).where(BrowserSession.token_hash == hash_token(token)))
    if found is not None and found.ended_at is None:
        found.ended_at = now


def open_sessions(
    session: Session, actor: Actor, person_id: int, lifetime: Lifetime, now: datetime
) -> list[BrowserSession]:
    """Return where this person is signed in, the latest first; for themselves and a coordinator."""
    _check_may_see(actor, person_id)
    rows = session.scalars(
        select(BrowserSession)
        .where(BrowserSession.person_id == person_id, BrowserSession.ended_at.is_(None))
        .order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc())
    )
    return [row for row in rows if _is_open(row, lifetime, now)]


def end_session(session: Session, actor: Actor, session_id: int, now: datetime) -> None:
    """End one session of one's own, or as a coordinator anybody's."""
    found = session.get(BrowserSession, session_id)
    if found is None:
        raise NotVisible
    _check_may_see(actor, found.person_id)
    if found.ended_at is None:
        found.ended_at = now
        emit_about(session, actor, AuditAction.END_SESSION, found.person, device=found.device)


def _check_may_see(actor: Actor, person_id: int) -> None:
    if actor.user_id != person_id:
        try:
            check_administers(actor, Right.MANAGE_PEOPLE)
        except NotAllowed as error:
            raise NotVisible from error
