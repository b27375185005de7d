"""Workbooks: one page a sheet, its filled cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState

_MOST_ROWS = 200_000
_MOST_COLUMNS = 512


def read_workbook(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the sheets without their formulas."""
    with path.open("rb") as file:  # by its name openpyxl would want an ending, which no blob has
        try:
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except InvalidFileException as error:
            raise Unreadable(ExtractionState.DAMAGED, str(error)) from error
        sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        for number, sheet in enumerate(sheets[: limits.pages], start=1):
            text = "\n".join((sheet.title, *_rows(sheet, limits.output_bytes)))
            yield Reading(ExtractedPage(number, text), len(sheets))


def _rows(sheet: ReadOnlyWorksheet, size: int) -> Iterator[str]:
    sheet.reset_dimensions()  # a file may claim a million columns
    rows: Any = sheet  # types-openpyxl calls iter_rows a method of Worksheet, which this class is not
    for row in rows.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True):
        line = "\t".join(shown_value(value) for value in row if value is not None)
        if line:
            size -= len(line)
            yield line
        if size < 0:
            return


def shown_value(value: object) -> str:
    """Return a cell's value as a person writes it."""
    if isinstance(value, datetime) and value.time() != datetime.min.time():
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
