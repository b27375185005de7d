"""Office files as pages: the PDF that LibreOffice makes is derived data, read and shown like a sent one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

from sqlalchemy import select

from evidence_repo.container import ReadingPorts
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion
from evidence_repo.services.outbox.reading_requests import queue_rendition, queued_renditions
from index.extraction import Extraction, ExtractionState, Unreadable, WarningKind
from index.header import Header
from index.media import MediaType
from index.renditions import Renderer, RenditionFailed, shows_all
from storage import BlobMissing

_READ = frozenset((ExtractionState.DONE, ExtractionState.PARTIAL, ExtractionState.NO_TEXT))
_OF_THE_FILE = (
    WarningKind.TRACKED_CHANGES,
    WarningKind.FILES_INSIDE,
    WarningKind.FILES_INSIDE_UNREAD,
)
_AT_ONCE = 200
_WITHOUT_PAGES = (
    select(DocumentVersion.sha256)
    .where(
        DocumentVersion.media_type.in_([kind.value for kind in MediaType if kind.kind.is_rendered]),
        DocumentVersion.extraction_state.in_([*_READ, ExtractionState.NO_TEXT_YET]),
        ~DocumentVersion.has_rendition,
    )
    .distinct()
)

log = get_logger()


def rendition_name(sha256: str) -> str:
    """Return where the PDF of an office file is kept."""
    return f"renditions/{sha256}.pdf"


def wants_rendition(ports: ReadingPorts, extraction: Extraction) -> bool:
    """Return whether pages should be made of what was read here.

    What is in an old encoding stays text: its pages would show the codes, because nobody has the fonts.
    """
    is_old = any(warning.kind is WarningKind.OLD_ENCODING for warning in extraction.warnings)
    can_open = extraction.state not in (ExtractionState.ENCRYPTED, ExtractionState.DAMAGED)
    is_office = extraction.media_type.kind.is_rendered and not extraction.is_rendition
    return ports.renderer is not None and is_office and can_open and not is_old


def note_without_pages(ports: ReadingPorts, sha256: str) -> None:
    """Note that no pages can be made of these bytes here, so that they are not tried again and again."""
    ports.store.write_derived(_without_name(sha256), b"")


def _without_name(sha256: str) -> str:
    return f"renditions/{sha256}.none"


def queue_waiting_for_pages(ports: ReadingPorts) -> int:
    """Queue office files that were read while LibreOffice was missing, if it is here now; return how many."""
    if ports.renderer is None:
        return 0
    tried = set(ports.store.list_derived("renditions"))
    with ports.database.transaction() as session:
        under_way = queued_renditions(session)
        waiting = [
            sha256
            for sha256 in session.scalars(_WITHOUT_PAGES)
            if _without_name(sha256) not in tried and sha256 not in under_way
        ]
        for sha256 in waiting[:_AT_ONCE]:
            queue_rendition(session, sha256, ports.clock.now())
    return len(waiting[:_AT_ONCE])


@contextmanager
def rendition_path(ports: ReadingPorts, sha256: str, media_type: MediaType) -> Iterator[Path]:
    """Give the PDF of an office file as a local file, made now if it is not kept.

    Raise `RenditionFailed` if there is none and none can be made, `storage.StorageError`.
    """
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        path = Path(folder) / "pages.pdf"
        path.write_bytes(_kept_or_made(ports, sha256, media_type))
        yield path


def _kept_or_made(ports: ReadingPorts, sha256: str, media_type: MediaType) -> bytes:
    name = rendition_name(sha256)
    try:
        return ports.store.read_derived(name)
    except BlobMissing:
        data = _made(ports.renderer, ports, sha256, media_type)
    ports.store.write_derived(name, data)
    return data


def _made(renderer: Renderer | None, ports: ReadingPorts, sha256: str, media_type: MediaType) -> bytes:
    if renderer is None:
        raise RenditionFailed("LibreOffice is not installed")
    with ports.store.local_path(sha256) as path, tempfile.TemporaryDirectory(prefix="cut-") as folder:
        cut = Path(folder) / "source"
        try:
            cut.write_bytes(ports.sandbox.without_references(path, media_type))
        except Unreadable as error:
            raise RenditionFailed(str(error)) from error
        return renderer.render(cut, media_type)


def read_rendition(ports: ReadingPorts, sha256: str, plain: Extraction) -> Extraction | None:
    """Return what the pages of an office file say, None if no pages can be made of it.

    `plain` is what was read of the file itself: what its header says with more confidence stays.
    """
    try:
        with rendition_path(ports, sha256, plain.media_type) as path:
            read = ports.sandbox.extract(path, MediaType.PDF)
    except RenditionFailed as error:
        log.warning("rendition.failed", sha256=sha256, error=str(error))
        return None
    if read.state not in _READ or not read.pages or read.pages_to_recognise:
        return None  # pages that wait for recognition would be looked for in the file itself
    if plain.media_type.is_workbook and not _is_complete(plain, read):
        log.info("rendition.incomplete", sha256=sha256)
        return None
    return _with_what_pages_hide(read, plain)


def _with_what_pages_hide(read: Extraction, plain: Extraction) -> Extraction:
    """Return the pages with what only the file itself tells: its changes, and the files inside it."""
    last = replace(read.pages[-1], inside=plain.pages[-1].inside if plain.pages else None)
    of_file = [warning for warning in plain.warnings if warning.kind in _OF_THE_FILE]
    numbered = [replace(each, pages=(last.number,)) if each.pages else each for each in of_file]
    return replace(
        read,
        pages=(*read.pages[:-1], last.with_text(read.pages[-1].text)),
        warnings=(*read.warnings, *numbered),
        media_type=plain.media_type,
        header=_surer(read.header, plain.header),
        is_rendition=True,
    )


def _is_complete(plain: Extraction, read: Extraction) -> bool:
    return shows_all((page.text for page in plain.pages), (page.text for page in read.pages))


def _surer(first: Header, second: Header) -> Header:
    """Return for each field the value that was read with more confidence."""
    pairs = {each.name: (getattr(first, each.name), getattr(second, each.name)) for each in fields(Header)}
    return Header(**{name: max(pair, key=lambda field: field.confidence) for name, pair in pairs.items()})


@contextmanager
def page_source(ports: ReadingPorts, version: DocumentVersion) -> Iterator[tuple[Path, MediaType]]:
    """Give the file that a version's pages are drawn from; raises as `rendition_path`."""
    kind = MediaType(version.media_type)
    if version.has_rendition:
        with rendition_path(ports, version.sha256, kind) as path:
            yield path, MediaType.PDF
    else:
        with ports.store.local_path(version.sha256) as path:
            yield path, kind
