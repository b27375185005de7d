"""Workbooks of Excel 97 to 2003: one page a sheet, its filled cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.readers.sheets import shown_value
from index.extraction.states import ExtractionState

_SILENT = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)


def read_old_workbook(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the sheets without their formulas."""
    try:
        book = xlrd.open_workbook(str(path), logfile=StringIO(), on_demand=True, ragged_rows=True)
    except (xlrd.XLRDError, CompDocError) as error:
        is_locked = "encrypted" in str(error).lower()
        state = ExtractionState.ENCRYPTED if is_locked else ExtractionState.DAMAGED
        raise Unreadable(state, str(error)[:200]) from error
    for number in range(1, min(book.nsheets, limits.pages) + 1):
        sheet = book.sheet_by_index(number - 1)
        text = "\n".join((sheet.name, *_rows(sheet, book.datemode)))
        yield Reading(ExtractedPage(number, text), book.nsheets)
        book.unload_sheet(number - 1)


def _rows(sheet: Sheet, datemode: int) -> Iterator[str]:
    for row in range(sheet.nrows):
        cells = (_shown(cell, datemode) for cell in sheet.row(row) if cell.ctype not in _SILENT)
        line = "\t".join(cell for cell in cells if cell)
        if line:
            yield line


def _shown(cell: Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    if cell.ctype != xlrd.XL_CELL_DATE:
        return shown_value(cell.value)
    try:
        return shown_value(xlrd.xldate_as_datetime(cell.value, datemode))
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return shown_value(cell.value)
