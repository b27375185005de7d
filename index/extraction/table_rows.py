"""The rows of a file's tables with their places: what Word files, workbooks and pages have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from index.extraction.faults import Unreadable
from index.extraction.states import ExtractionState

MOST_ROWS = 5_000
MOST_COLUMNS = 50
MOST_MERGED = 100_000
"""Cells that go on in merged ones."""
LONGEST_CELL = 20_000
TABLE_LIMIT = "table_limit"
"""The detail of the fault that tells of a table beyond these limits."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, its cells by the columns of the table's grid.

    `page` counts pages and sheets from 1 (a Word document is one), `number` the rows on it; a line outside
    all tables has number 0 and one cell. A cell over several columns stands in the first of them, the others
    are empty; None continues the cell above. Lines of a cell are parted by line breaks. On a recognised page
    `confidences` has one number from 0 to 1 for each cell.
    """

    page: int
    number: int
    cells: tuple[str | None, ...]
    confidences: tuple[float, ...] = ()

    def to_json(self) -> list[Any]:
        """Return the row as plain JSON values."""
        return [self.page, self.number, list(self.cells), list(self.confidences)]

    @classmethod
    def from_json(cls, data: list[Any]) -> Self:
        """Return the row that `to_json` wrote."""
        page, number, cells, confidences = data
        if not all(cell is None or isinstance(cell, str) for cell in cells):
            raise TypeError("a cell is text or None")
        return cls(int(page), int(number), tuple(cells), tuple(map(float, confidences)))


def beyond_limits() -> Unreadable:
    """Return the fault of a table that is larger than any plan."""
    return Unreadable(ExtractionState.TOO_COSTLY, TABLE_LIMIT)


def bounded(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Yield the rows that are filled; raise Unreadable beyond the limits."""
    count = 0
    for row in rows:
        if not any(row.cells):
            continue
        count += 1
        is_long = any(len(cell or "") > LONGEST_CELL for cell in row.cells)
        if count > MOST_ROWS or len(row.cells) > MOST_COLUMNS or is_long:
            raise beyond_limits()
        yield row
