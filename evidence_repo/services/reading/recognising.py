"""Scans: pages recognised one by one, by as many workers as there are, and joined when the last is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.container import ReadingPorts
from evidence_repo.db import Database
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion
from evidence_repo.services.outbox.reading_requests import queue_first_page
from evidence_repo.services.reading.kept import (
    first_page_name,
    keep,
    keep_recognised,
    recognised_folder,
    recognised_pages,
    stored_extraction,
    stored_whole,
    whole_text_name,
)
from evidence_repo.services.reading.noting import as_under_way, note_extraction
from index.extraction import (
    Extraction,
    ExtractionState,
    NoSuchPage,
    RecognisedPage,
    RecognitionMissing,
    Unreadable,
)
from index.media import MediaType

log = get_logger()


@dataclass(frozen=True, slots=True)
class Scan:
    """The bytes whose pages are to be recognised, and their kind."""

    sha256: str
    media_type: MediaType


def recognise_pages(ports: ReadingPorts, scan: Scan, pages: Sequence[int]) -> bool:
    """Recognise those of the pages that are not yet, and keep each; False if recognition is not installed.

    A page on which it fails is kept as one that cannot be read. Raises `storage.StorageError`.
    """
    done = recognised_pages(ports.store, scan.sha256, pages)
    waiting = [page for page in pages if page not in done]
    if not waiting:
        return True
    try:
        with ports.store.local_path(scan.sha256) as path:
            for page in waiting:
                keep_recognised(ports.store, scan.sha256, _recognise(ports, path, scan, page))
                log.info("reading.page_recognised", sha256=scan.sha256, page=page)
    except RecognitionMissing as error:
        log.warning("reading.recognition_missing", what=str(error))
        return False
    return True


def _recognise(ports: ReadingPorts, path: Path, scan: Scan, page: int) -> RecognisedPage:
    try:
        return ports.sandbox.recognise(path, scan.media_type, page)
    except (Unreadable, NoSuchPage) as error:
        log.warning("reading.page_failed", sha256=scan.sha256, page=page, error=str(error))
        return RecognisedPage.failed(page)


def read_pages(ports: ReadingPorts, sha256: str, pages: Sequence[int]) -> None:
    """Recognise these pages of a scan, and join all pages if they are the last. Raises `StorageError`."""
    media_type = media_type_of(ports.database, sha256)
    extraction = stored_whole(ports.store, sha256)
    if media_type is None or extraction is None:
        return
    wanted = [page for page in pages if page in extraction.pages_to_recognise]
    is_possible = recognise_pages(ports, Scan(sha256, media_type), wanted)
    settle(ports, sha256, is_possible=is_possible)


def media_type_of(database: Database, sha256: str) -> MediaType | None:
    """Return the kind of these bytes, None if no version has them any more."""
    with database.reading() as session:
        found = session.scalar(
            select(DocumentVersion.media_type).where(DocumentVersion.sha256 == sha256).limit(1)
        )
    return MediaType(found) if found else None


def settle(
    ports: ReadingPorts,
    sha256: str,
    *,
    is_possible: bool = True,
    queue: Callable[[Session, Extraction], None] | None = None,
) -> None:
    """Note what is read of these bytes, and queue what follows; if it is all, put it in one place.

    Unless recognition `is_possible`, pages that wait for it are noted as waiting for its installation.
    """
    extraction = stored_extraction(ports.store, sha256)
    if extraction is None:
        return
    if extraction.pages_to_recognise:
        extraction = as_under_way(extraction) if is_possible else extraction
    elif extraction.state.is_final:
        keep(ports.store, whole_text_name(sha256), extraction)
        ports.store.delete_derived(first_page_name(sha256))
        ports.store.delete_derived(recognised_folder(sha256))
    note_read(ports, sha256, extraction, queue)


def note_read(
    ports: ReadingPorts,
    sha256: str,
    extraction: Extraction,
    queue: Callable[[Session, Extraction], None] | None = None,
) -> None:
    """Note on the versions what is read and kept of these bytes, and queue what follows unless it is all."""
    log.info("reading.text_kept", sha256=sha256, state=extraction.state.value)
    with ports.database.transaction() as session:
        note_extraction(session, sha256, extraction)
        if queue is not None and not extraction.state.is_final:
            queue(session, extraction)
    log.info("reading.done", sha256=sha256, state=extraction.state.value, pages=extraction.pages_read)


def queue_waiting_for_recognition(ports: ReadingPorts) -> int:
    """Queue the scans that wait for recognition to be installed, if it is by now; return how many."""
    waits = DocumentVersion.extraction_state == ExtractionState.NEEDS_OCR
    with ports.database.reading() as session:
        waiting = session.scalars(select(DocumentVersion.sha256).where(waits).distinct()).all()
    if not waiting or not ports.sandbox.can_recognise():
        return 0
    now = ports.clock.now()
    with ports.database.transaction() as session:
        for sha256 in waiting:
            queue_first_page(session, sha256, now)
        session.execute(
            update(DocumentVersion)
            .where(waits, DocumentVersion.sha256.in_(waiting))
            .values(extraction_state=ExtractionState.WAITING)
            .execution_options(synchronize_session=False)
        )
    return len(waiting)
