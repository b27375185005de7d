"""Reading again: because a person asks for it, or because the program reads better than it did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import EvidenceError, Refused
from evidence_repo.models import DocumentVersion, JobState
from evidence_repo.services.audit.events import emit
from evidence_repo.services.outbox.queue import retry_job
from evidence_repo.services.outbox.reading_requests import queue_first_page, reading_jobs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import error_of
from evidence_repo.words import N_
from index.extraction import ExtractionState
from index.extraction.extraction import EXTRACTOR_VERSION
from workflows.blockers import Blocker
from workflows.events import AuditAction, DocumentEvent
from workflows.rights import Right, allows

_CAN_BE_RETRIED = frozenset(ExtractionState) - {
    ExtractionState.DONE,
    ExtractionState.ENCRYPTED,
    ExtractionState.NO_TEXT,
    ExtractionState.NO_TEXT_YET,
}
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)
_OUTDATED_AT_ONCE = 200


def can_retry_reading(session: Session, actor: Actor, version: DocumentVersion) -> bool:
    """Return whether `retry_reading` would be granted: after a fault, or where its job was given up."""
    return _no_retry(session, actor, version) is None


def _no_retry(session: Session, actor: Actor, version: DocumentVersion) -> EvidenceError | None:
    is_own = actor.is_of(version.document.owner_agency_id)
    may = (is_own and allows(actor.roles, Right.UPLOAD)) or any(
        allows(actor.roles, right) for right in (Right.JUDGE, Right.SEE_HEALTH)
    )
    if not may:
        return error_of((Blocker("wrong_role", {"action": "retry_reading"}),))
    if version.extraction_state not in _CAN_BE_RETRIED:
        return Refused(N_("Reading this file again would not give more."), code="nothing_to_retry")
    if reading_jobs(session, _UNDER_WAY, version.sha256):
        return Refused(N_("This file is waiting to be read or is being read."), code="reading_under_way")
    return None


def retry_reading(session: Session, actor: Actor, version: DocumentVersion, clock: Clock) -> None:
    """Read the bytes of this version again because a person asks for it: after a fault, or for more pages.

    The owning agency's people may, reviewers, and the coordinator. Raise `Refused` where reading again cannot
    give more, or is under way.
    """
    refusal = _no_retry(session, actor, version)
    if refusal is not None:
        raise refusal
    now = clock.now()
    failed = reading_jobs(session, [JobState.FAILED], version.sha256).get(version.sha256, [])
    for job in failed:
        retry_job(session, job, now)
    if not failed:
        queue_first_page(session, version.sha256, now, again=True)
    session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.sha256 == version.sha256)
        .values(extraction_state=ExtractionState.WAITING)
        .execution_options(synchronize_session="fetch")
    )
    event = DocumentEvent(
        action=AuditAction.RETRY_READING,
        subject=version.id,
        document_id=version.document_id,
        version=version.number,
    )
    emit(session, actor, event)


def queue_outdated(session: Session, now: datetime) -> int:
    """Queue again what an older extractor has read, some at a time; return how many."""
    under_way = reading_jobs(session, _UNDER_WAY)
    outdated = (
        select(DocumentVersion.sha256)
        .where(DocumentVersion.extractor.is_not(None), DocumentVersion.extractor != EXTRACTOR_VERSION)
        .distinct()
        .limit(_OUTDATED_AT_ONCE)
    )
    waiting = [sha256 for sha256 in session.scalars(outdated) if sha256 not in under_way]
    for sha256 in waiting:
        queue_first_page(session, sha256, now)
    return len(waiting)
