"""One dispatcher for all that follows from a change: index, tags, jobs, notices, and last the audit chain.

It runs before the commit, in the transaction of the change. The chain comes last, because its one head row is
locked then, and writers take turns from there on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.services.audit.chain import append_events
from evidence_repo.services.audit.events import Emitted, take_emitted
from evidence_repo.services.notices.following import Happening, follow_events
from evidence_repo.services.outbox.examining_requests import queue_examination
from evidence_repo.services.outbox.index_requests import request_indexing
from evidence_repo.services.outbox.reading_requests import queue_first_page
from evidence_repo.services.outbox.rendering_requests import request_rendering, request_volume_hashes
from evidence_repo.services.outbox.tag_requests import request_tagging
from workflows.events import BundleSealed, BundleSplit, DocumentAdded, Event, TextRead

_REAL_TIME = Clock()


def dispatch(session: Session, clock: Clock = _REAL_TIME) -> None:
    """Feed everything that follows the transaction's events; for `Database(before_commit=…)`.

    `clock` dates the notices: a demonstration's are of its own days.
    """
    emitted = take_emitted(session)
    if emitted:
        _request_indexing(session, emitted)
        _request_tagging(session, emitted)
        _queue_jobs(session, emitted)
        follow_events(session, _happened(emitted), clock.now())
        append_events(session, emitted)


def _happened(emitted: Sequence[Emitted]) -> Iterator[Happening]:
    return ((each.actor.user_id, each.event) for each in emitted if isinstance(each.event, Event))


def _request_indexing(session: Session, emitted: Sequence[Emitted]) -> None:
    request_indexing(session, frozenset().union(*[each.event.indexed for each in emitted]))


def _request_tagging(session: Session, emitted: Sequence[Emitted]) -> None:
    for sha256 in sorted(frozenset().union(*[each.event.tagged for each in emitted])):
        request_tagging(session, sha256, emitted[-1].at)


def _queue_jobs(session: Session, emitted: Sequence[Emitted]) -> None:
    for each in emitted:
        match each.event:
            case DocumentAdded(sha256=sha256):
                queue_first_page(session, sha256, each.at)
            case TextRead(sha256=sha256, is_final=True):
                queue_examination(session, sha256, each.at)
            case BundleSealed(subject=int() as bundle_id):
                request_rendering(session, bundle_id, each.at)
            case BundleSplit(subject=int() as bundle_id, volume_size=volume_size):
                request_volume_hashes(session, bundle_id, volume_size, each.at)
