"""Notify the owners of saved searches of what is new: what they may see now and did not find before."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock, day_in_hanoi
from evidence_repo.db import Database
from evidence_repo.logs import get_logger
from evidence_repo.models import SavedSearch, User
from evidence_repo.services.notices.making import Subject, notify
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.searching.finding import found_versions
from evidence_repo.services.searching.saving import filters_of, words_of
from index.search import SearchEngine
from workflows.notices import NoticeKind, ObjectKind

PAUSE = timedelta(days=1)
_NAMED = 20

log = get_logger()


def request_alerts(session: Session, now: datetime) -> None:
    """Queue the job if some search may be due."""
    if session.scalar(_due(now).limit(1)) is not None:
        enqueue_job(session, JobKind.SEND_ALERTS, {}, now=now)


def notify_of_matches(database: Database, engine: SearchEngine, clock: Clock) -> int:
    """Make a notice for every due search that found something new; return how many were made."""
    made = 0
    with database.reading() as session:
        due = session.scalars(_due(clock.now())).all()
    for saved_id in due:
        with database.transaction() as session:
            made += _notify(session, engine, saved_id, clock.now())
    log.info("searches.looked_through", due=len(due), made=made)
    return made


def _due(now: datetime) -> Select[int]:
    return (
        select(SavedSearch.id)
        .join(User, User.id == SavedSearch.owner_id)
        .where(
            SavedSearch.tells_by_mail.is_(True),
            User.active.is_(True),
            or_(SavedSearch.told_at.is_(None), SavedSearch.told_at <= now - PAUSE),
        )
        .order_by(SavedSearch.id)
    )


def _notify(session: Session, engine: SearchEngine, saved_id: int, now: datetime) -> bool:
    """Make the notice of a search that found something new; what it names is known from then on."""
    locked = session.scalar(_due(now).where(SavedSearch.id == saved_id).with_for_update(of=SavedSearch))
    if locked is None:
        return False
    saved = session.get_one(SavedSearch, saved_id)
    who = actor_of(saved.owner, "job")
    found, is_whole = found_versions(session, engine, who, words_of(saved.place), filters_of(saved.place))
    fresh = sorted(found - set(saved.known), reverse=True)
    if not fresh or not is_whole:
        return False
    saved.known, saved.told_at = sorted(found | set(saved.known)), now
    facts = {"versions": fresh[:_NAMED], "count": len(fresh)}
    about, day = Subject(ObjectKind.SAVED_SEARCH, saved_id), day_in_hanoi(now)
    return notify(session, saved.owner_id, NoticeKind.SEARCH_FOUND, about, day=day, now=now, facts=facts)
