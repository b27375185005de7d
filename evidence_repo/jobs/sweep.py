"""The periodic sweep: unused bytes, leftovers, old jobs, older readers' texts, index, agencies, reminders."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidence_repo.container import Container
from evidence_repo.logs import get_logger
from evidence_repo.models import Job, JobState
from evidence_repo.services.documents.uploads import spool_folder
from evidence_repo.services.maintenance.collection import GRACE, collect_unused, condemn_unused
from evidence_repo.services.maintenance.upkeep import request_derived_data_check
from evidence_repo.services.outbox.examining_requests import queue_unexamined
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.mail_requests import request_notice_mails
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.reading.again import queue_outdated
from evidence_repo.services.reading.recognising import queue_waiting_for_recognition
from evidence_repo.services.reading.renditions import queue_waiting_for_pages
from evidence_repo.services.reorganising.carrying_out import carry_out_due
from evidence_repo.services.searching.alerts import request_alerts
from evidence_repo.services.sending.reminders import make_reminders

PERIOD = timedelta(hours=1)
_KEEP_DONE = timedelta(days=7)

log = get_logger()


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
        reminders = make_reminders(session, container.clock.today(), container.clock.now())
        request_alerts(session, now)
        if container.settings.mail_url is not None:
            request_notice_mails(session, now, _next_hour(now))
    carry_out_due(container.database, container.clock)
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
        reminders=reminders,
        recognisable=recognisable,
        renderable=renderable,
        unexamined=unexamined,
    )


def _next_hour(now: datetime) -> datetime:
    """Return the next whole hour: digests go out at whole hours of Vietnam, which are UTC's."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _forget_done_jobs(session: Session, now: datetime) -> None:
    session.execute(delete(Job).where(Job.state == JobState.DONE, Job.finished_at < now - _KEEP_DONE))


def _clear_spool(container: Container, now: datetime) -> None:
    """Remove files that a process killed during an upload left behind."""
    latest = (now - GRACE).timestamp()
    for path in spool_folder(container.settings).glob("*.upload"):
        with suppress(FileNotFoundError):  # its upload has just ended
            if path.stat(follow_symlinks=False).st_mtime < latest:
                path.unlink()
