"""Workbooks: one page a sheet, its filled cells row by row, as the cells show them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.cell_formats import shown_cell
from index.extraction.readers.office_package import STRICT_MARK, transitional
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.source import Source, opened

_MOST_ROWS = 200_000
_MOST_COLUMNS = 512
_ROOT_RELATIONS, _XML = "_rels/.rels", (".xml", ".rels")


def read_workbook(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the sheets without their formulas."""
    with opened(source) as file:  # by its name openpyxl would want an ending, which no blob has
        sheets, epoch = sheets_of(file)
        for number, sheet in enumerate(sheets[: limits.pages], start=1):
            yield page_of_sheet(number, len(sheets), sheet.title, _rows(sheet, epoch), limits)


def sheets_of(file: BinaryIO) -> tuple[list[Any], int]:
    """Return the sheets and the epoch that their days count from; raise Unreadable if there are none."""
    try:
        workbook = openpyxl.load_workbook(_usual(file), read_only=True, data_only=True, keep_links=False)
    except InvalidFileException as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)) from error
    sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    if not sheets:
        raise Unreadable(ExtractionState.DAMAGED, "no sheets")
    return sheets, int(workbook.epoch == MAC_EPOCH)


def page_of_sheet(number: int, total: int, name: str, rows: Iterator[str], limits: Limits) -> Reading:
    """Return the page that a sheet makes: its name, then its rows within the limit of output."""
    lines: list[str] = []
    size = limits.output_bytes
    for line in rows:
        lines.append(line)
        size -= len(line)
        if size < 0:
            break
    return Reading(ExtractedPage(number, "\n".join((name, *lines))), total, is_blank=not lines)


def _usual(file: BinaryIO) -> BinaryIO:
    """Return the file, or a Strict one (ISO 29500) in the transitional names, which openpyxl knows."""
    with zipfile.ZipFile(file) as archive:
        if _ROOT_RELATIONS not in archive.namelist() or STRICT_MARK not in archive.read(_ROOT_RELATIONS):
            file.seek(0)
            return file
        changed = BytesIO()
        with zipfile.ZipFile(changed, "w") as copy:
            for name in archive.namelist():
                data = archive.read(name)
                copy.writestr(name, transitional(data) if name.endswith(_XML) else data)
    changed.seek(0)
    return changed


def _rows(sheet: ReadOnlyWorksheet, epoch: int) -> Iterator[str]:
    sheet.reset_dimensions()  # a file may claim a million columns
    rows: Any = sheet  # types-openpyxl calls iter_rows a method of Worksheet, which this class is not
    for row in rows.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS):
        cells = (shown(cell, epoch) for cell in row if cell.value is not None)
        line = "\t".join(text for text in cells if text)
        if line:
            yield line


def shown(cell: Any, epoch: int) -> str:
    """Return what a filled cell shows."""
    value = cell.value
    return value if isinstance(value, str) else shown_cell(value, cell.number_format, epoch=epoch)
