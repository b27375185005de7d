"""The jobs about a bundle's files: its ZIP with what proves it, and the hashes of its volumes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job


def request_rendering(session: Session, bundle_id: int, now: datetime) -> None:
    """Queue what makes the files of a bundle that are not there (any more); one that waits is due now."""
    open_jobs = select(Job).where(
        Job.kind == JobKind.RENDER_BUNDLE, Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    )
    mine = [job for job in session.scalars(open_jobs) if job.payload.get("bundle_id") == bundle_id]
    if not mine:
        enqueue_job(session, JobKind.RENDER_BUNDLE, {"bundle_id": bundle_id}, now=now)
    for job in mine:
        if job.state is JobState.QUEUED and job.run_after > now:
            job.run_after = now


def request_volume_hashes(session: Session, bundle_id: int, volume_size: int, now: datetime) -> None:
    """Queue the hashing of volumes, once: their size is asked for once."""
    enqueue_job(session, JobKind.HASH_VOLUMES, {"bundle_id": bundle_id, "volume_size": volume_size}, now=now)
