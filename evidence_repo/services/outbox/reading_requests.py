"""The jobs of reading: the first page of every waiting file goes before the rest of any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Document, DocumentVersion, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job

READING_KINDS = frozenset({JobKind.READ_FIRST_PAGE, JobKind.READ_DOCUMENT, JobKind.READ_PAGES})
_SHARES, _LARGEST_SHARE = 20, 8


def agency_of(session: Session, sha256: str) -> int | None:
    """Return the agency that has sent these bytes last: it waits for what becomes of them."""
    owner = select(Document.owner_agency_id).join(DocumentVersion, DocumentVersion.document_id == Document.id)
    sent = owner.where(DocumentVersion.sha256 == sha256).order_by(DocumentVersion.id.desc())
    return session.scalar(sent.limit(1))


def queue_first_page(session: Session, sha256: str, now: datetime, *, again: bool = False) -> None:
    """Queue the reading of these bytes; `again` reads them again even if their text is kept already."""
    payload = {"sha256": sha256, "again": True} if again else {"sha256": sha256}
    enqueue_job(session, JobKind.READ_FIRST_PAGE, payload, now=now, agency_id=agency_of(session, sha256))


def queue_whole_document(session: Session, sha256: str, now: datetime, *, again: bool = False) -> None:
    """Queue the reading of all pages of these bytes."""
    payload = {"sha256": sha256, "again": True} if again else {"sha256": sha256}
    enqueue_job(session, JobKind.READ_DOCUMENT, payload, now=now, agency_id=agency_of(session, sha256))


def queue_pages(session: Session, sha256: str, pages: Sequence[int], now: datetime) -> None:
    """Queue the recognition of these pages, in shares that several workers take at the same time.

    A share of a short document is one page; of a long one a few, as each share fetches the file again.
    """
    share = min(_LARGEST_SHARE, max(1, len(pages) // _SHARES))
    agency_id = agency_of(session, sha256)
    for start in range(0, len(pages), share):
        payload = {"sha256": sha256, "pages": list(pages[start : start + share])}
        enqueue_job(session, JobKind.READ_PAGES, payload, now=now, agency_id=agency_id)


def queue_rendition(session: Session, sha256: str, now: datetime) -> None:
    """Queue the making of pages of these office files' bytes."""
    payload = {"sha256": sha256}
    enqueue_job(session, JobKind.RENDER_OFFICE, payload, now=now, agency_id=agency_of(session, sha256))


def queued_renditions(session: Session) -> set[str]:
    """Return the hashes of the office files whose pages are being made or wait to be."""
    under_way = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    jobs = session.scalars(select(Job).where(Job.kind == JobKind.RENDER_OFFICE, under_way))
    return {job.payload["sha256"] for job in jobs}


def reading_jobs(
    session: Session, states: Iterable[JobState], sha256: str | None = None
) -> dict[str, list[Job]]:
    """Return the jobs of reading in these states (of these bytes alone), by the hash of the bytes."""
    found: dict[str, list[Job]] = {}
    jobs = select(Job).where(Job.kind.in_(READING_KINDS), Job.state.in_(states)).order_by(Job.id)
    if sha256 is not None:
        jobs = jobs.where(Job.payload["sha256"].as_string() == sha256)
    for job in session.scalars(jobs):
        found.setdefault(job.payload["sha256"], []).append(job)
    return found
