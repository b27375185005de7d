"""The tables of one file read to its end, whatever its kind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index.extraction.extraction import ExtractedPage, Extraction
from index.extraction.faults import RecognitionMissing, Unreadable
from index.extraction.sandbox import Sandbox
from index.extraction.states import ExtractionState
from index.extraction.table_rows import MOST_ROWS, TableRow, beyond_limits
from index.header.fields import Header
from index.media.kinds import MediaType

MOST_PAGES = 200
_AT_ONCE = 2
"""Pages read at the same time, where the sandbox has room for them."""


@dataclass(frozen=True, slots=True)
class FileTables:
    """The rows of a file's tables in their order, the lines around them, and the file's header."""

    rows: tuple[TableRow, ...]
    header: Header


def read_tables(sandbox: Sandbox, path: Path, media_type: MediaType) -> FileTables:
    """Return the tables of a DOCX, XLSX or PDF; pages that are pictures are recognised.

    Raises Unreadable, and RecognitionMissing where pages cannot be recognised.
    """
    if media_type is not MediaType.PDF:
        header = sandbox.first_pages(path, media_type).header
        return FileTables(tuple(sandbox.table_rows(path, media_type)), header)
    extraction = sandbox.extract(path, media_type)
    if not extraction.pages:
        raise Unreadable(extraction.state)
    if len(extraction.pages) > MOST_PAGES:
        raise beyond_limits()
    return FileTables(tuple(_rows_of_pages(sandbox, path, extraction)), extraction.header)


def _rows_of_pages(sandbox: Sandbox, path: Path, extraction: Extraction) -> list[TableRow]:
    def rows_of(page: ExtractedPage) -> list[TableRow]:
        is_scan = page.needs_ocr is not None
        return sandbox.table_rows_of_page(path, MediaType.PDF, page.number, is_scan=is_scan)

    if extraction.state is ExtractionState.DAMAGED:
        raise Unreadable(extraction.state)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        try:
            rows = [row for rows in threads.map(rows_of, extraction.pages) for row in rows]
        except (Unreadable, RecognitionMissing):
            threads.shutdown(cancel_futures=True)
            raise
    if len(rows) > MOST_ROWS:
        raise beyond_limits()
    return rows
