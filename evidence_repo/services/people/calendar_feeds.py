"""The feed of one's calendar: made, replaced, ended, and found by the secret in its address."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import CalendarFeed, User
from evidence_repo.services.people.events import emit_about
from evidence_repo.services.people.sessions import hash_token, new_token
from evidence_repo.services.policy.actors import Actor
from workflows.events import AuditAction

LONGEST_TOKEN = 64


def make_feed(session: Session, actor: Actor, scope: str, clock: Clock) -> str:
    """Make the person's feed, instead of one that they have; return the token, which is shown this once."""
    person = session.get_one(User, actor.person_id, with_for_update=True)
    feed = session.get(CalendarFeed, person.id)
    if feed is None:
        feed = CalendarFeed(person_id=person.id)
        session.add(feed)
    token = new_token()
    feed.token_hash, feed.scope, feed.made_at = hash_token(token), scope, clock.now()
    session.flush()
    emit_about(session, actor, AuditAction.MAKE_CALENDAR_FEED, person)
    return token


def end_feed(session: Session, actor: Actor) -> None:
    """End the person's feed: its address leads nowhere from now on. Without one nothing happens."""
    end_feed_of(session, actor, actor.person_id)


def end_feed_of(session: Session, actor: Actor, person_id: int) -> None:
    """End somebody's feed, as everything that their old password had opened."""
    feed = session.get(CalendarFeed, person_id)
    if feed is not None:
        emit_about(session, actor, AuditAction.END_CALENDAR_FEED, feed.person)
        session.delete(feed)


def feed_of(session: Session, actor: Actor) -> CalendarFeed | None:
    """Return the person's feed, if they have one."""
    return session.get(CalendarFeed, actor.person_id)


def find_feed(session: Session, token: str) -> CalendarFeed:
    """Return the feed that this token opens; raise `NotVisible` if none does or its account is closed."""
    if len(token) > LONGEST_TOKEN:
        raise NotVisible
    feed = session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == hash_token(token)))
    if feed is None or not feed.person.active:
        raise NotVisible
    return feed
