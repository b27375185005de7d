"""Reading: from a blob to text, header and state on every version that has these bytes.

Text is read once for each blob, outside any transaction, and kept beside it as derived data, so that indexing
never reads a file again. The first page is kept apart from the whole text: whichever of two jobs ends later,
less never replaces more. Every step may be done twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.errors import EvidenceError, Refused
from evidence_repo.models import DocumentVersion, JobState
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.acting.refusals import error_of
from evidence_repo.services.audit.chain import record_event
from evidence_repo.services.documents.headers import prefilled
from evidence_repo.services.jobs.queue import retry_job
from evidence_repo.services.reading.pictures import page_picture, word_boxes
from evidence_repo.services.reading.queue import (
    queue_first_page,
    queue_rendition,
    queue_whole_document,
    reading_jobs,
)
from evidence_repo.services.reading.renditions import read_rendition, wants_rendition
from evidence_repo.services.searching.wanting import want_indexed
from evidence_repo.words import N_
from index.extraction import ExtractedPage, Extraction, ExtractionState, WarningKind
from index.extraction.extraction import EXTRACTOR_VERSION
from index.media import MediaType
from storage import BlobMissing, BlobStore
from workflows.blockers import Blocker
from workflows.rights import Right, allows

__all__ = [
    "can_retry_reading",
    "note_extraction",
    "page_picture",
    "page_texts",
    "queue_outdated",
    "read_first_page",
    "read_office_pages",
    "read_whole_document",
    "retry_reading",
    "stored_extraction",
    "word_boxes",
]

_CAN_BE_RETRIED = frozenset(ExtractionState) - {
    ExtractionState.DONE,
    ExtractionState.ENCRYPTED,
    ExtractionState.NO_TEXT,
    ExtractionState.NO_TEXT_YET,
}
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)
_OUTDATED_AT_ONCE = 200
PROGRESS_SECONDS = 2.0

log = structlog.get_logger()


def whole_text_name(sha256: str) -> str:
    """Return where the text of all pages is kept."""
    return f"text/{sha256}.json"


def first_page_name(sha256: str) -> str:
    """Return where the first page's text is kept until the whole text is there."""
    return f"first/{sha256}.json"


def stored_extraction(store: BlobStore, sha256: str) -> Extraction | None:
    """Return what is kept of these bytes, the whole text rather than the first page; None if nothing is."""
    return _stored(store, whole_text_name(sha256)) or _stored(store, first_page_name(sha256))


def _stored(store: BlobStore, name: str) -> Extraction | None:
    try:
        return Extraction.from_json(json.loads(store.read_derived(name)))
    except BlobMissing:
        return None
    except (ValueError, KeyError, TypeError):
        log.warning("reading.kept_text_unusable", name=name)  # derived: it is read again
        return None


def _current(extraction: Extraction | None) -> Extraction | None:
    is_current = extraction is not None and extraction.extractor_version == EXTRACTOR_VERSION
    return extraction if is_current else None


def _keep(store: BlobStore, name: str, extraction: Extraction) -> None:
    text = json.dumps(extraction.to_json(), ensure_ascii=False, separators=(",", ":"))
    store.write_derived(name, text.encode("utf-8", "replace"))


def page_texts(store: BlobStore, version: DocumentVersion) -> tuple[str, ...]:
    """Return the text of each page read so far, page 1 first; empty before anything is read."""
    extraction = stored_extraction(store, version.sha256)
    return tuple(page.text for page in extraction.pages) if extraction else ()


def read_first_page(container: Container, sha256: str, *, again: bool = False) -> None:
    """Read the first page of these bytes, note it on their versions and queue the rest if there is more.

    What is kept already is not read again, unless `again` asks for it. Raises `storage.StorageError`.
    """
    media_type = _media_type(container, sha256)
    if media_type is None:
        return
    extraction = None if again else _current(stored_extraction(container.store, sha256))
    if extraction is None:
        extraction = _extract(container, sha256, lambda path: container.sandbox.first_pages(path, media_type))
        name = whole_text_name(sha256) if extraction.state.is_final else first_page_name(sha256)
        _keep(container.store, name, extraction)
    log.info("reading.first_page_kept", sha256=sha256, state=extraction.state.value)
    with container.database.transaction() as session:
        note_extraction(session, sha256, extraction)
        if not extraction.state.is_final:
            queue_whole_document(session, sha256, container.clock.now(), again=again)
        elif wants_rendition(container, extraction):
            queue_rendition(session, sha256, container.clock.now())
    log.info("reading.first_page", sha256=sha256, state=extraction.state.value)


def read_whole_document(
    container: Container,
    sha256: str,
    *,
    again: bool = False,
    progress_seconds: float = PROGRESS_SECONDS,
) -> None:
    """Read all pages of these bytes, keep the text and note the end on their versions.

    Meanwhile the versions tell every `progress_seconds` how many pages are read. Raises
    `storage.StorageError`.
    """
    media_type = _media_type(container, sha256)
    if media_type is None:
        return
    name = whole_text_name(sha256)
    extraction = None if again else _current(_stored(container.store, name))
    if extraction is None:
        log.info("reading.began", sha256=sha256)
        progress = _Progress(container, sha256, progress_seconds)
        extraction = _extract(
            container, sha256, lambda path: container.sandbox.extract(path, media_type, progress)
        )
        _keep(container.store, name, extraction)
    container.store.delete_derived(first_page_name(sha256))
    log.info("reading.text_kept", sha256=sha256, state=extraction.state.value)
    with container.database.transaction() as session:
        note_extraction(session, sha256, extraction)
        if wants_rendition(container, extraction):
            queue_rendition(session, sha256, container.clock.now())
    log.info("reading.done", sha256=sha256, state=extraction.state.value, pages=len(extraction.pages))


def read_office_pages(container: Container, sha256: str) -> None:
    """Make pages of an office file, keep their text in the place of the plain one and note it."""
    plain = _stored(container.store, whole_text_name(sha256))
    if plain is None or not wants_rendition(container, plain):
        return
    extraction = read_rendition(container, sha256, plain)
    if extraction is None:
        return
    _keep(container.store, whole_text_name(sha256), extraction)
    with container.database.transaction() as session:
        note_extraction(session, sha256, extraction)
    log.info("reading.pages_made", sha256=sha256, pages=len(extraction.pages))


def _media_type(container: Container, sha256: str) -> MediaType | None:
    """Return the kind of these bytes, None if no version has them any more."""
    with container.database.reading() as session:
        found = session.scalar(
            select(DocumentVersion.media_type).where(DocumentVersion.sha256 == sha256).limit(1)
        )
    return MediaType(found) if found else None


def _extract(container: Container, sha256: str, read: Callable[[Path], Extraction]) -> Extraction:
    """Read in the sandbox, twice if the reader crashed: it may have been killed from outside."""
    with container.store.local_path(sha256) as path:
        extraction = read(path)
        if any(warning.kind is WarningKind.READER_CRASHED for warning in extraction.warnings):
            log.warning("reading.reader_crashed", sha256=sha256)
            extraction = read(path)
    return extraction


class _Progress:
    """Tells the versions now and then how many of their pages are read."""

    def __init__(self, container: Container, sha256: str, seconds: float) -> None:
        self._container, self._sha256, self._seconds = container, sha256, seconds
        self._told = time.monotonic()

    def __call__(self, page: ExtractedPage) -> None:
        if time.monotonic() - self._told < self._seconds:
            return
        self._told = time.monotonic()
        reading = (DocumentVersion.sha256 == self._sha256) & (
            DocumentVersion.extraction_state == ExtractionState.READING
        )
        told = update(DocumentVersion).where(reading).values(pages_read=page.number)
        try:
            with self._container.database.transaction() as session:
                session.execute(told.execution_options(synchronize_session=False))
        except SQLAlchemyError as error:  # the reading itself goes on
            log.warning("reading.progress_not_told", sha256=self._sha256, error=str(error))


def note_extraction(session: Session, sha256: str, extraction: Extraction) -> None:
    """Write state, counts, warnings and header on every version with these bytes, and have the index follow.

    A first page that comes after the end changes nothing. The row's `lock` counts up only where the header
    changes, so that reading does not disturb a person who fills in a form.
    """
    versions = session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.sha256 == sha256)
        .order_by(DocumentVersion.id)
        .with_for_update(of=DocumentVersion)
        .execution_options(populate_existing=True)
    )
    for version in versions.all():
        is_settled = version.extraction_state.is_final and version.extractor == extraction.extractor_version
        if is_settled and not extraction.state.is_final:
            continue
        _write(session, version, extraction)
        want_indexed(session, version.id)


def _write(session: Session, version: DocumentVersion, extraction: Extraction) -> None:
    values: dict[str, Any] = {
        "extraction_state": extraction.state,
        "extraction_warnings": [warning.to_json() for warning in extraction.warnings],
        "extractor": extraction.extractor_version,
        "page_count": extraction.total_pages,
        "pages_read": len(extraction.pages),
        "has_rendition": extraction.is_rendition,
    }
    filled = prefilled(version, extraction.header)
    if filled:
        values |= filled | {"lock": DocumentVersion.lock + 1}
    session.execute(
        update(DocumentVersion)
        .where(DocumentVersion.id == version.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.expire(version)


def can_retry_reading(session: Session, actor: Actor, version: DocumentVersion) -> bool:
    """Tell whether `retry_reading` would be granted: after a fault, or where its job was given up."""
    return _no_retry(session, actor, version) is None


def _no_retry(session: Session, actor: Actor, version: DocumentVersion) -> EvidenceError | None:
    is_own = version.document.owner_agency_id == actor.agency_id
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
    record_event(
        session, actor, "retry_reading", version, document_id=version.document_id, version=version.number
    )


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
        queue_whole_document(session, sha256, now)
    return len(waiting)
