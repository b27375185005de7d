"""Workbooks of Excel 97 to 2003, binary or in XML: one page a sheet, its filled cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from index.extraction.faults import READER_FAULTS, Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.cell_formats import GENERAL, shown_cell
from index.extraction.readers.flat_sheets import read_flat_workbook
from index.extraction.readers.reading import Reading
from index.extraction.readers.sheets import page_of_sheet
from index.extraction.states import ExtractionState
from index.media.source import Source, content

_SILENT = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)
_TEXT_MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<")


def read_old_workbook(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the sheets without their formulas."""
    data = content(source)
    if data.startswith(_TEXT_MARKS):
        yield from read_flat_workbook(data, limits)
        return
    try:
        book = _opened(data)
    except (xlrd.XLRDError, CompDocError) as error:
        is_locked = "encrypted" in str(error).lower()
        state = ExtractionState.ENCRYPTED if is_locked else ExtractionState.DAMAGED
        raise Unreadable(state, str(error)[:200]) from error
    if not book.nsheets:
        raise Unreadable(ExtractionState.DAMAGED, "no sheets")
    for number in range(1, min(book.nsheets, limits.pages) + 1):
        sheet = book.sheet_by_index(number - 1)
        yield page_of_sheet(number, book.nsheets, sheet.name, _rows(book, sheet), limits)
        book.unload_sheet(number - 1)


def _opened(data: bytes) -> xlrd.Book:
    """Open the book with the formats of its cells, without them where they are damaged."""
    options = {"file_contents": data, "on_demand": True, "ragged_rows": True}
    try:
        return xlrd.open_workbook(logfile=StringIO(), formatting_info=True, **options)
    except (xlrd.XLRDError, CompDocError):
        raise
    except READER_FAULTS:
        return xlrd.open_workbook(logfile=StringIO(), **options)


def _rows(book: xlrd.Book, sheet: Sheet) -> Iterator[str]:
    for row in range(sheet.nrows):
        cells = (_shown(book, cell) for cell in sheet.row(row) if cell.ctype not in _SILENT)
        line = "\t".join(cell for cell in cells if cell)
        if line:
            yield line


def _shown(book: xlrd.Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown_cell(bool(cell.value))
    if not isinstance(cell.value, float):
        return str(cell.value)
    return shown_cell(cell.value, _format_of(book, cell), epoch=book.datemode)


def _format_of(book: xlrd.Book, cell: Cell) -> str:
    try:
        form = book.format_map[book.xf_list[cell.xf_index].format_key]
    except (KeyError, IndexError, TypeError):
        return GENERAL
    return str(form.format_str or GENERAL)
