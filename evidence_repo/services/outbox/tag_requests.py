"""The tags `year`, `tctp` and `agency` on stored blobs, kept true to the citations by a job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.models import Agency, AssessmentCycle, Blob, Criterion, DocumentVersion, Evidence
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from storage import BlobStore, blob_tags
from workflows.evidence import EvidenceState


def request_tagging(session: Session, sha256: str, now: datetime) -> None:
    """Queue the job that makes this blob's tags true, with the citation change that needs it."""
    enqueue_job(session, JobKind.TAG_BLOB, {"sha256": sha256}, now=now)


def wanted_tags(session: Session, sha256: str) -> dict[str, str]:
    """Return the tags that the blob should carry: those of the citations that stand today, in every agency.

    A withdrawn citation gives none, nor one whose piece has moved on to another version. The agency is the
    one that cites, which in a contribution is not the criterion's lead.
    """
    standing = (
        select(AssessmentCycle.year, Criterion.code, Agency.code)
        .select_from(Evidence)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(Agency, Agency.id == Evidence.agency_id)
        .where(DocumentVersion.sha256 == sha256, Evidence.state != EvidenceState.WITHDRAWN)
    )
    cited = session.execute(standing).all()
    return blob_tags({row[0] for row in cited}, {row[1] for row in cited}, {row[2] for row in cited})


def tag_blob(database: Database, store: BlobStore, sha256: str) -> None:
    """Make the blob's tags those that the database wants; doing it twice is doing it once.

    Between reading and writing another job may have read later and written first. So the database is read
    again after every writing, until what was written is what it wants. Nothing is done for bytes without a
    row: they were collected meanwhile. Raises `storage.StorageError`.
    """
    written: dict[str, str] | None = None
    while (wanted := _read_wanted(database, sha256)) != written:
        if wanted is None:
            return
        store.set_tags(sha256, wanted)
        written = wanted


def _read_wanted(database: Database, sha256: str) -> dict[str, str] | None:
    with database.reading() as session:
        return wanted_tags(session, sha256) if session.get(Blob, sha256) else None
