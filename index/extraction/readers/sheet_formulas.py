"""Which cells of a workbook are worked out from others: what they show is nobody's own words."""

from __future__ import annotations

from typing import Any

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from index.extraction.table_rows import MOST_COLUMNS, MOST_ROWS
from index.media.source import Source, opened


def formula_cells(source: Source) -> list[tuple[int, int, int]]:
    """Return sheet, row and column, from 1, of the formulas in the first rows of each sheet."""
    with opened(source) as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        return [
            (number, cell.row, cell.column)
            for number, sheet in enumerate(sheets, start=1)
            for cell in _cells(sheet)
            if cell.data_type == "f"
        ]


def _cells(sheet: Any) -> list[Any]:
    sheet.reset_dimensions()  # a file may claim a million columns
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    return [cell for row in rows for cell in row if cell.value is not None]
