"""Mail the owners of saved searches what is new: what they may see now and did not find before.

A search is noted as reported before its mail goes out, so that nobody gets the same mail twice, whoever is
killed; if the server refuses the mail, the note is taken back and the next round tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import structlog
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.errors import Unavailable
from evidence_repo.mail import MailServer, words_in
from evidence_repo.models import DocumentVersion, SavedSearch, User
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.searching.finding import found_versions
from evidence_repo.services.searching.saving import filters_of, words_of
from evidence_repo.words import N_
from index.search import SearchEngine

PAUSE = timedelta(days=1)
_NAMED = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail to be sent, and what the search knew and said before it."""

    saved_id: int
    to: str
    subject: str
    text: str
    known: list[int]
    told_at: datetime | None


def request_alerts(session: Session, now: datetime) -> None:
    """Queue the job if some search may be due."""
    if session.scalar(_due(now).limit(1)) is not None:
        enqueue_job(session, JobKind.SEND_ALERTS, {}, now=now)


def send_alerts(
    database: Database, engine: SearchEngine, server: MailServer, address: str, clock: Clock
) -> int:
    """Send a mail for every due search that found something new; return how many were sent.

    `address` is what links begin with. Raises `Unavailable` where the server refuses a mail.
    """
    sent = 0
    with database.reading() as session:
        due = session.scalars(_due(clock.now())).all()
    for saved_id in due:
        with database.transaction() as session:
            mail = _prepared(session, engine, saved_id, address, clock.now())
        if mail is not None:
            _send(database, server, mail)
            sent += 1
    log.info("searches.told", due=len(due), sent=sent)
    return sent


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


def _prepared(
    session: Session, engine: SearchEngine, saved_id: int, address: str, now: datetime
) -> _Mail | None:
    """Return the mail for a search that found something new, and note it as reported."""
    saved = session.scalar(_due(now).where(SavedSearch.id == saved_id).with_for_update(of=SavedSearch))
    if saved is None:
        return None
    row = session.get_one(SavedSearch, saved_id)
    owner = row.owner
    found, is_whole = found_versions(
        session, engine, actor_of(owner, "job"), words_of(row.place), filters_of(row.place)
    )
    fresh = sorted(found - set(row.known), reverse=True)
    if not fresh or not is_whole:
        return None
    say = words_in(owner.language)
    subject = say(N_("New documents for your saved search “%(name)s”")) % {"name": row.name}
    mail = _Mail(
        saved_id,
        owner.email,
        " ".join(subject.split()),
        _text(session, row, fresh, address, say),
        row.known,
        row.told_at,
    )
    row.known, row.told_at = sorted(found | set(row.known)), now
    return mail


def _send(database: Database, server: MailServer, mail: _Mail) -> None:
    try:
        server.send(mail.to, mail.subject, mail.text)
    except Unavailable:
        with database.transaction() as session:
            saved = session.get(SavedSearch, mail.saved_id)
            if saved is not None:
                saved.known, saved.told_at = mail.known, mail.told_at
        raise


def _text(
    session: Session, saved: SavedSearch, fresh: Sequence[int], address: str, say: Callable[[str], str]
) -> str:
    versions = session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.id.in_(fresh[:_NAMED]))
        .order_by(DocumentVersion.id.desc())
    )
    lines = [
        say(N_("Your saved search “%(name)s” finds %(count)d new documents:"))
        % {"name": saved.name, "count": len(fresh)},
        "",
    ]
    for version in versions:
        named = " – ".join(filter(None, (version.header_number, version.title)))
        lines += [f"• {named}", f"  {address}/documents/{version.document_id}?version={version.number}"]
    if len(fresh) > _NAMED:
        lines.append("• …")
    lines += [
        "",
        say(N_("See everything that it finds:")),
        f"{address}/search?{urlencode(saved.place, doseq=True)}",
        "",
        say(N_("You get at most one such mail a day for each search. Stop these mails here:")),
        f"{address}/search/saved",
    ]
    return "\n".join(lines) + "\n"
