"""The job that examines bytes, queued when they are read to the end, and where its result is out of date."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion, Examination, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.outbox.reading_requests import agency_of
from index.extraction import ExtractionState

EXAMINER_VERSION = "2"
"""Changes when the same text and file give another result: everything is then examined again."""

_OUTDATED_AT_ONCE = 500
_READ = [state for state in ExtractionState if state.is_final]


def queue_examination(session: Session, sha256: str, now: datetime) -> None:
    """Queue the examination of these bytes, whose text has just been noted."""
    agency_id = agency_of(session, sha256)
    enqueue_job(session, JobKind.EXAMINE_DOCUMENT, {"sha256": sha256}, now=now, agency_id=agency_id)


def queue_unexamined(session: Session, trust: str, now: datetime) -> int:
    """Queue what was read but not examined, or by an older examiner or other trust roots; return how many."""
    under_way = select(Job.payload["sha256"].as_string()).where(
        Job.kind == JobKind.EXAMINE_DOCUMENT,
        Job.state.in_([JobState.QUEUED, JobState.RUNNING, JobState.FAILED]),
    )
    is_outdated = or_(
        Examination.sha256.is_(None), Examination.examiner != EXAMINER_VERSION, Examination.trust != trust
    )
    outdated = (
        select(DocumentVersion.sha256)
        .outerjoin(Examination, Examination.sha256 == DocumentVersion.sha256)
        .where(DocumentVersion.extraction_state.in_(_READ), is_outdated)
        .where(DocumentVersion.sha256.not_in(under_way))
        .distinct()
        .limit(_OUTDATED_AT_ONCE)
    )
    found = session.scalars(outdated).all()
    for sha256 in found:
        queue_examination(session, sha256, now)
    return len(found)
