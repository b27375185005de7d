"""The job queue: rows of `Job`, claimed under a lease, finished only by whoever still holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.bells import has_work
from evidence_repo.models import AgencyTurn, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind

LEASE = timedelta(seconds=60)
RETRY_PAUSE = timedelta(seconds=5)
_NORMAL_ATTEMPTS = 1
"""How often a job may have been begun in vain and still stand among the others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand: who holds it, and the attempt that must still be the current one to finish it."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    owner: str
    attempt: int
    max_attempts: int


def enqueue_job(
    session: Session,
    kind: JobKind,
    payload: dict[str, Any],
    *,
    now: datetime,
    run_after: datetime | None = None,
    max_attempts: int = 5,
    agency_id: int | None = None,
) -> Job:
    """Queue work in the same transaction as the change that needs it; its kind has the `priority`.

    Agencies take turns: `agency_id` is the one whose document the work is about.
    """
    job = Job(
        kind=kind,
        payload=payload,
        priority=kind.priority,
        agency_id=agency_id,
        run_after=run_after or now,
        created_at=now,
        max_attempts=max_attempts,
    )
    session.add(job)
    has_work(session)
    return job


def claim_job(
    session: Session,
    owner: str,
    now: datetime,
    kinds: frozenset[str] | None = None,
    *,
    newest_first: bool = False,
) -> Claim | None:
    """Take the first due job, or one whose lease ran out; return None if there is nothing to do.

    What has failed more than once goes last. Of equal priority agencies take turns, however much one of them
    has sent; of one agency the oldest goes first, or with `newest_first` the one that has waited least.
    """
    order = (Job.run_after.desc(), Job.id.desc()) if newest_first else (Job.run_after, Job.id)
    due = (
        select(Job.id)
        .outerjoin(AgencyTurn, AgencyTurn.agency_id == Job.agency_id)
        .where(_is_due(now))
        .order_by(Job.attempt > _NORMAL_ATTEMPTS, Job.priority, func.coalesce(AgencyTurn.served, 0), *order)
        .limit(1)
    )
    if kinds is not None:
        due = due.where(Job.kind.in_(kinds))
    claimed = session.execute(
        update(Job)
        .where(Job.id == due.with_for_update(skip_locked=True, of=Job).scalar_subquery())
        .values(state=JobState.RUNNING, owner=owner, attempt=Job.attempt + 1, lease_until=now + LEASE)
        .returning(Job.id, Job.kind, Job.payload, Job.attempt, Job.max_attempts, Job.agency_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if claimed is None:
        return None
    if claimed.agency_id is not None:
        _note_turn(session, claimed.agency_id)
    return Claim(claimed.id, claimed.kind, claimed.payload, owner, claimed.attempt, claimed.max_attempts)


def _note_turn(session: Session, agency_id: int) -> None:
    """Put an agency behind all others that wait."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    last = select(func.coalesce(func.max(AgencyTurn.served), 0) + 1).scalar_subquery()
    served = dialect.insert(AgencyTurn).values(agency_id=agency_id, served=last)
    session.execute(
        served.on_conflict_do_update(
            index_elements=[AgencyTurn.agency_id], set_={"served": served.excluded.served}
        )
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        (Job.state == JobState.QUEUED) & (Job.run_after <= now),
        (Job.state == JobState.RUNNING) & (Job.lease_until < now),
    )


def next_due(session: Session, kinds: frozenset[str]) -> datetime | None:
    """Return when `claim_job` will next find something; only reads, so that idle workers disturb nobody."""
    queued = select(func.min(Job.run_after)).where(Job.state == JobState.QUEUED, Job.kind.in_(kinds))
    leased = select(func.min(Job.lease_until)).where(Job.state == JobState.RUNNING, Job.kind.in_(kinds))
    return min(
        (moment for moment in (session.scalar(queued), session.scalar(leased)) if moment), default=None
    )


def release_jobs_of(session: Session, owner: str, now: datetime) -> int:
    """Let go of what a worker that surely ended still holds, instead of waiting for its leases to run out."""
    held = (
        update(Job)
        .where(Job.owner == owner, Job.state == JobState.RUNNING)
        .values(lease_until=now - timedelta(seconds=1))
        .execution_options(synchronize_session=False)
    )
    result = session.execute(held)
    assert isinstance(result, CursorResult)
    if result.rowcount:
        has_work(session)
    return result.rowcount


def renew_lease(session: Session, claim: Claim, now: datetime) -> bool:
    """Hold on to a long job; False means that somebody else has it now."""
    return _change(session, claim, lease_until=now + LEASE)


def finish_job(session: Session, claim: Claim, now: datetime) -> bool:
    """Note that the job is done; False means that the lease was lost and another owner decides."""
    return _change(session, claim, state=JobState.DONE, finished_at=now, lease_until=None, last_error=None)


def fail_job(session: Session, claim: Claim, now: datetime, error: str) -> bool:
    """Give the job back for another attempt, or park it for a person after the last one."""
    if claim.attempt >= claim.max_attempts:
        return _change(
            session, claim, state=JobState.FAILED, finished_at=now, lease_until=None, last_error=error
        )
    pause = RETRY_PAUSE * 2 ** (claim.attempt - 1)
    return _change(
        session,
        claim,
        state=JobState.QUEUED,
        run_after=now + pause,
        lease_until=None,
        owner=None,
        last_error=error,
    )


def postpone_job(
    session: Session, claim: Claim, now: datetime, pause: timedelta, reason: str | None = None
) -> bool:
    """Give the job back because its turn has not come, without counting the attempt."""
    return _change(
        session,
        claim,
        state=JobState.QUEUED,
        run_after=now + pause,
        attempt=claim.attempt - 1,
        lease_until=None,
        owner=None,
        last_error=reason,
    )


def retry_job(session: Session, job: Job, now: datetime) -> None:
    """Queue a failed job again because a person asked for it."""
    job.state, job.run_after, job.attempt, job.finished_at = JobState.QUEUED, now, 0, None
    has_work(session)


def _change(session: Session, claim: Claim, **values: Any) -> bool:
    result = session.execute(
        update(Job)
        .where(
            Job.id == claim.job_id,
            Job.owner == claim.owner,
            Job.attempt == claim.attempt,
            Job.state == JobState.RUNNING,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
