"""The periodic sweep: unused bytes, leftovers of killed uploads, old jobs, texts of older readers, index."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence_repo.container import Container
from evidence_repo.models import Job, JobState
from evidence_repo.services.documents.uploads import spool_folder
from evidence_repo.services.maintenance.collection import GRACE, collect_unused, condemn_unused
from evidence_repo.services.maintenance.upkeep import request_derived_data_check
from evidence_repo.services.outbox.examining_requests import queue_unexamined
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.reading.again import queue_outdated
from evidence_repo.services.reading.recognising import queue_waiting_for_recognition
from evidence_repo.services.reading.renditions import queue_waiting_for_pages
from evidence_repo.services.searching.alerts import request_alerts

PERIOD = timedelta(hours=1)
_KEEP_DONE = timedelta(days=7)

log = structlog.get_logger()


def ensure_sweep(session: Session, run_after: datetime, now: datetime) -> None:
    """Queue the next sweep unless one is queued already."""
    queued = select(Job.id).where(Job.kind == JobKind.SWEEP, Job.state == JobState.QUEUED).limit(1)
    if session.scalar(queued) is None:
        enqueue_job(session, JobKind.SWEEP, {}, now=now, run_after=run_after)


def sweep(container: Container) -> None:
    """Clear away what nobody needs, and queue the next sweep first, so that a failing one comes again."""
    now = container.clock.in_real_time().now()
    with container.database.transaction() as session:
        ensure_sweep(session, now + PERIOD, now)
        _forget_done_jobs(session, now)
        outdated = queue_outdated(session, now)
        unexamined = queue_unexamined(session, container.trust.fingerprint, now)
        request_derived_data_check(session, now)
        condemned = condemn_unused(session, now)
        if container.settings.mail_url is not None:
            request_alerts(session, now)
    recognisable = queue_waiting_for_recognition(container)
    renderable = queue_waiting_for_pages(container)
    _clear_spool(container, now)
    container.store.check()
    deleted = collect_unused(container.database, container.store, now)
    log.info(
        "sweep.done",
        condemned=condemned,
        deleted=deleted,
        outdated=outdated,
        recognisable=recognisable,
        renderable=renderable,
        unexamined=unexamined,
    )


def _forget_done_jobs(session: Session, now: datetime) -> None:
    session.execute(delete(Job).where(Job.state == JobState.DONE, Job.finished_at < now - _KEEP_DONE))


def _clear_spool(container: Container, now: datetime) -> None:
    """Remove files that a process killed during an upload left behind."""
    latest = (now - GRACE).timestamp()
    for path in spool_folder(container.settings).glob("*.upload"):
        with suppress(FileNotFoundError):  # its upload has just ended
            if path.stat(follow_symlinks=False).st_mtime < latest:
                path.unlink()
