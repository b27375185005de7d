"""One dispatcher for all that follows from a change: the index, tags, jobs, and last the audit chain.

It runs before the commit, in the transaction of the change. The chain comes last, because its one head row is
locked then, and writers take turns from there on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from evidence_repo.services.audit.chain import append_events
from evidence_repo.services.audit.events import Emitted, take_emitted
from evidence_repo.services.outbox.examining_requests import queue_examination
from evidence_repo.services.outbox.index_requests import request_indexing
from evidence_repo.services.outbox.reading_requests import queue_first_page
from evidence_repo.services.outbox.rendering_requests import request_rendering
from evidence_repo.services.outbox.tag_requests import request_tagging
from workflows.events import BundleSealed, DocumentAdded, TextRead


def dispatch(session: Session) -> None:
    """Feed everything that follows the transaction's events; for `Database(before_commit=…)`."""
    emitted = take_emitted(session)
    if emitted:
        _request_indexing(session, emitted)
        _request_tagging(session, emitted)
        _queue_jobs(session, emitted)
        append_events(session, emitted)


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
