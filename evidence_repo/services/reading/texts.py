"""Reading: from a blob to text, header and state on every version that has these bytes.

Text is read once for each blob, outside any transaction, and kept beside it as derived data, so that indexing
never reads a file again. The first page is kept apart from the whole text: whichever of two jobs ends later,
less never replaces more. Every step may be done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from evidence_repo.container import ReadingPorts
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion
from evidence_repo.services.outbox.reading_requests import queue_pages, queue_rendition, queue_whole_document
from evidence_repo.services.reading.kept import (
    current,
    first_page_name,
    keep,
    recognised_folder,
    stored_extraction,
    stored_whole,
    whole_text_name,
)
from evidence_repo.services.reading.recognising import Scan, media_type_of, note_read, recognise_pages, settle
from evidence_repo.services.reading.renditions import note_without_pages, read_rendition, wants_rendition
from index.extraction import ExtractedPage, Extraction, ExtractionState, WarningKind
from storage import BlobStore

PROGRESS_SECONDS = 2.0
QUICK_SECONDS = 1.0

log = get_logger()


def page_texts(store: BlobStore, version: DocumentVersion) -> tuple[str, ...]:
    """Return the text of each page read so far, page 1 first; empty before anything is read."""
    extraction = stored_extraction(store, version.sha256)
    return tuple(page.text for page in extraction.pages) if extraction else ()


def read_first_page(
    ports: ReadingPorts, sha256: str, *, again: bool = False, quick_seconds: float = QUICK_SECONDS
) -> None:
    """Read the first page of these bytes, note it on their versions and queue the rest if there is more.

    Pages that can be read in `quick_seconds` are read along: most documents need no second job. What is kept
    already is not read again, unless `again` asks for it. Raises `storage.StorageError`.
    """
    media_type = media_type_of(ports.database, sha256)
    if media_type is None:
        return
    kept = None if again else current(stored_extraction(ports.store, sha256))
    extraction = kept or _read_anew(ports, Scan(sha256, media_type), quick_seconds)
    if kept is None and extraction.state.is_final and not extraction.pages_to_recognise:
        note_read(ports, sha256, extraction)  # all is kept in its place already
    else:
        is_possible = _recognise_first(ports, Scan(sha256, media_type), extraction)
        settle(ports, sha256, is_possible=is_possible, queue=_queue_rest(ports, sha256, again))
    _request_office_pages(ports, sha256, extraction)
    log.info("reading.first_page", sha256=sha256, state=extraction.state.value)


def _read_anew(ports: ReadingPorts, scan: Scan, quick_seconds: float) -> Extraction:
    """Read the first pages and keep them, in the place of the whole text if they are all."""
    store, sha256 = ports.store, scan.sha256
    store.delete_derived(recognised_folder(sha256))
    extraction = _extract(
        ports,
        sha256,
        lambda path: ports.sandbox.first_pages(path, scan.media_type, quick_seconds=quick_seconds),
    )
    if extraction.state.is_final:
        keep(store, whole_text_name(sha256), extraction)
        store.delete_derived(first_page_name(sha256))
    else:
        keep(store, first_page_name(sha256), extraction)
    log.info("reading.first_page_kept", sha256=sha256, state=extraction.state.value)
    return extraction


def _recognise_first(ports: ReadingPorts, scan: Scan, extraction: Extraction) -> bool:
    """Recognise page 1 if it needs it; without such a page ask whether others can be."""
    waiting = extraction.pages_to_recognise
    if not waiting:
        return True
    return recognise_pages(ports, scan, waiting[:1])


def _queue_rest(ports: ReadingPorts, sha256: str, again: bool) -> Callable[[Session, Extraction], None]:
    def queue(session: Session, extraction: Extraction) -> None:
        if stored_whole(ports.store, sha256) is None or extraction.total_pages != len(extraction.pages):
            queue_whole_document(session, sha256, ports.clock.now(), again=again)
        else:
            queue_pages(session, sha256, extraction.pages_to_recognise, ports.clock.now())

    return queue


def read_whole_document(
    ports: ReadingPorts,
    sha256: str,
    *,
    again: bool = False,
    progress_seconds: float = PROGRESS_SECONDS,
) -> None:
    """Read all pages of these bytes, keep the text, note it on their versions and queue pages to recognise.

    Meanwhile the versions tell every `progress_seconds` how many pages are read. Raises
    `storage.StorageError`.
    """
    media_type = media_type_of(ports.database, sha256)
    if media_type is None:
        return
    extraction = None if again else current(stored_whole(ports.store, sha256))
    if extraction is None:
        progress = _Progress(ports, sha256, progress_seconds)
        extraction = _extract(ports, sha256, lambda path: ports.sandbox.extract(path, media_type, progress))
        keep(ports.store, whole_text_name(sha256), extraction)
    ports.store.delete_derived(first_page_name(sha256))

    def queue(session: Session, noted: Extraction) -> None:
        queue_pages(session, sha256, noted.pages_to_recognise, ports.clock.now())

    settle(ports, sha256, queue=queue)
    _request_office_pages(ports, sha256, extraction)


def _request_office_pages(ports: ReadingPorts, sha256: str, extraction: Extraction) -> None:
    if extraction.state.is_final and wants_rendition(ports, extraction):
        with ports.database.transaction() as session:
            queue_rendition(session, sha256, ports.clock.now())


def read_office_pages(ports: ReadingPorts, sha256: str) -> None:
    """Make pages of an office file, keep their text in the place of the plain one and note it."""
    plain = stored_whole(ports.store, sha256)
    if plain is None or plain.is_rendition or ports.renderer is None:
        return
    is_wanted = wants_rendition(ports, plain)
    extraction = read_rendition(ports, sha256, plain) if is_wanted else None
    if extraction is None:
        note_without_pages(ports, sha256)
        return
    keep(ports.store, whole_text_name(sha256), extraction)
    settle(ports, sha256)


def _extract(ports: ReadingPorts, sha256: str, read: Callable[[Path], Extraction]) -> Extraction:
    """Read in the sandbox, twice if the reader crashed: it may have been killed from outside."""
    log.info("reading.began", sha256=sha256)
    with ports.store.local_path(sha256) as path:
        extraction = read(path)
        if any(warning.kind is WarningKind.READER_CRASHED for warning in extraction.warnings):
            log.warning("reading.reader_crashed", sha256=sha256)
            extraction = read(path)
    return extraction


class _Progress:
    """Notes with the versions now and then how many of their pages are read."""

    def __init__(self, ports: ReadingPorts, sha256: str, seconds: float) -> None:
        self._ports, self._sha256, self._seconds = ports, sha256, seconds
        self._told = time.monotonic()
        self._read = 0

    def __call__(self, page: ExtractedPage) -> None:
        self._read += page.needs_ocr is None
        if time.monotonic() - self._told < self._seconds:
            return
        self._told = time.monotonic()
        reading = (DocumentVersion.sha256 == self._sha256) & (
            DocumentVersion.extraction_state == ExtractionState.READING
        )
        noted = update(DocumentVersion).where(reading).values(pages_read=self._read)
        try:
            with self._ports.database.transaction() as session:
                session.execute(noted.execution_options(synchronize_session=False))
        except SQLAlchemyError as error:  # the reading itself goes on
            log.warning("reading.progress_not_told", sha256=self._sha256, error=str(error))
