"""The rows of a workbook's sheets, with what is merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from index.extraction.limits import Limits
from index.extraction.readers.sheets import sheets_of, shown
from index.extraction.table_rows import MOST_COLUMNS, MOST_MERGED, TableRow, beyond_limits, bounded
from index.media.source import Source, opened

_MOST_SHEETS = 50
_LAST_ROW = 200_000


def read_sheet_rows(source: Source, limits: Limits) -> list[TableRow]:
    """Return the filled rows of all sheets, their cells as they are shown, days as day/month/year."""
    with opened(source) as file:
        sheets, epoch = sheets_of(file)
        numbered = enumerate(sheets[:_MOST_SHEETS], start=1)
        return list(bounded(row for number, sheet in numbered for row in _rows(number, sheet, epoch)))


def _rows(number: int, sheet: Any, epoch: int) -> Iterator[TableRow]:
    covered = _covered(sheet)
    sheet.reset_dimensions()  # a file may claim a million columns
    for at, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS), start=1):
        cells: list[str | None] = [_shown(cell, epoch) for cell in row]
        for column in covered.get(at, ()):
            cells += [""] * (column - len(cells))
            cells[column - 1] = None
        yield TableRow(number, at, tuple(cells))


def _covered(sheet: Any) -> dict[int, list[int]]:
    """Return by rows the columns whose cells go on from the ones above them."""
    covered: dict[int, list[int]] = {}
    count = 0
    with sheet._get_source() as stream:  # a sheet that is read row by row does not tell what is merged
        for _, element in etree.iterparse(stream, resolve_entities=False, no_network=True, load_dtd=False):
            if isinstance(element.tag, str) and element.tag.endswith("}mergeCell"):
                left, top, _, bottom = (edge or 0 for edge in range_boundaries(element.get("ref", "")))
                count += bottom - top
                if count > MOST_MERGED or left > MOST_COLUMNS:
                    raise beyond_limits()
                for row in range(top + 1, bottom + 1):
                    covered.setdefault(row, []).append(left)
            element.clear()
    return covered


def _shown(cell: Any, epoch: int) -> str:
    if cell.value is None:
        return ""
    return f"{cell.value:%d/%m/%Y}" if isinstance(cell.value, datetime) else shown(cell, epoch)
