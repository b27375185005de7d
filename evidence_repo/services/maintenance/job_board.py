"""Background work as a person sees it: how much waits, and what needs somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible, Refused
from evidence_repo.models import Job, JobState
from evidence_repo.services.audit.events import emit
from evidence_repo.services.outbox.queue import retry_job
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.events import JobRetried
from workflows.rights import Right


@dataclass(frozen=True, slots=True)
class JobBoard:
    """Counts by kind and state, the jobs that failed for good, and how long the oldest due one waits."""

    counts: dict[str, dict[JobState, int]]
    failed: Sequence[Job]
    oldest_due: datetime | None


def job_board(session: Session, clock: Clock) -> JobBoard:
    """Return what the queue holds."""
    counts: dict[str, dict[JobState, int]] = {}
    for kind, state, count in session.execute(
        select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state).order_by(Job.kind)
    ):
        counts.setdefault(kind, {})[state] = count
    failed = session.scalars(select(Job).where(Job.state == JobState.FAILED).order_by(Job.id)).all()
    due = (Job.state == JobState.QUEUED) & (Job.run_after <= clock.now())
    return JobBoard(counts, failed, session.scalar(select(func.min(Job.run_after)).where(due)))


def count_failed(session: Session) -> int:
    """Return how many jobs failed for good."""
    return session.scalar(select(func.count()).where(Job.state == JobState.FAILED)) or 0


def retry_failed_job(session: Session, actor: Actor, job_id: int, clock: Clock) -> Job:
    """Queue a job again that failed for good; raise `Refused` if it did not."""
    check_administers(actor, Right.SEE_HEALTH)
    job = session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise NotVisible
    if job.state is not JobState.FAILED:
        raise Refused(N_("This job has not failed."), code="job_not_failed")
    retry_job(session, job, clock.now())
    emit(session, actor, JobRetried(subject=job.id, kind=job.kind))
    return job
