"""The job that renders a bundle, queued when it is sealed, and where its ZIP is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job


def request_rendering(session: Session, bundle_id: int, now: datetime) -> None:
    """Queue the rendering of a bundle whose ZIP is not there (any more), unless a job for it is under way."""
    open_jobs = select(Job.payload).where(
        Job.kind == JobKind.RENDER_BUNDLE, Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    )
    if not any(payload.get("bundle_id") == bundle_id for payload in session.scalars(open_jobs)):
        enqueue_job(session, JobKind.RENDER_BUNDLE, {"bundle_id": bundle_id}, now=now)
