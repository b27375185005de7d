"""Read a file page by page, in the process that a sandbox made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from index.extraction.limits import Limits
from index.extraction.readers.old_sheets import read_old_workbook
from index.extraction.readers.old_word import read_old_word
from index.extraction.readers.open_document import read_open_document
from index.extraction.readers.open_sheets import read_open_workbook
from index.extraction.readers.pdf import read_pdf
from index.extraction.readers.pictures import read_picture
from index.extraction.readers.reading import Reading
from index.extraction.readers.sheets import read_workbook
from index.extraction.readers.text import read_text
from index.extraction.readers.word import read_word
from index.media.types import MediaType

Reader = Callable[[Path, Limits], Iterator[Reading]]

# Kinds without a reader are kept and marked as not read yet.
READERS: dict[MediaType, Reader] = {
    MediaType.PDF: read_pdf,
    MediaType.DOCX: read_word,
    MediaType.DOC: read_old_word,
    MediaType.ODT: read_open_document,
    MediaType.ODS: read_open_workbook,
    MediaType.XLSX: read_workbook,
    MediaType.XLS: read_old_workbook,
    MediaType.TXT: read_text,
    MediaType.JPEG: read_picture,
    MediaType.PNG: read_picture,
    MediaType.TIFF: read_picture,
    MediaType.HEIC: read_picture,
}

__all__ = ["READERS", "Reader", "Reading"]
