"""What a worker sees to when it starts: that the index is whole, and that no kept text was lost."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.outbox.reading_requests import queue_whole_document, reading_jobs
from evidence_repo.services.reading.bounded_texts import IsAffordable
from evidence_repo.services.reading.kept import whole_text_name
from evidence_repo.services.searching.writing import repair_index, update_index
from index.extraction import ExtractionState
from index.search import SearchEngine
from storage import BlobStore

_FINAL = [state for state in ExtractionState if state.is_final]
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)

log = get_logger()


def request_derived_data_check(session: Session, now: datetime) -> None:
    """Queue the check of everything that is derived, once; the job that updates the index does it."""
    queued = select(Job.payload).where(Job.kind == JobKind.UPDATE_INDEX, Job.state == JobState.QUEUED)
    if not any(payload.get("check") for payload in session.scalars(queued)):
        enqueue_job(session, JobKind.UPDATE_INDEX, {"check": True}, now=now)


def check_derived_data(
    database: Database,
    store: BlobStore,
    engine: SearchEngine,
    is_affordable: IsAffordable = lambda _: True,
) -> None:
    """Rebuild a damaged, outdated or unfinished index, else bring it up to date; queue lost texts again.

    Raises `IndexBusy` and `StorageError`.
    """
    if repair_index(database, store, engine, is_affordable=is_affordable):
        log.warning("index.rebuilt")
    else:
        update_index(database, store, engine, is_affordable=is_affordable)
    kept = set(store.list_derived("text"))
    with database.transaction() as session:
        lost = _queue_lost_texts(session, kept, datetime.now(UTC))
    if lost:
        log.warning("reading.texts_lost", count=lost)


def _queue_lost_texts(session: Session, kept: set[str], now: datetime) -> int:
    under_way = reading_jobs(session, _UNDER_WAY)
    read = select(DocumentVersion.sha256).where(DocumentVersion.extraction_state.in_(_FINAL)).distinct()
    lost = [
        sha256
        for sha256 in session.scalars(read)
        if whole_text_name(sha256) not in kept and sha256 not in under_way
    ]
    for sha256 in lost:
        queue_whole_document(session, sha256, now)
    return len(lost)
