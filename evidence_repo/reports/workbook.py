"""Workbooks (XLSX) of one look: fonts, widths, heights, frozen head, ready to print, nothing executable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Generic

from evidence_repo.clock import HANOI
from evidence_repo.reports.fitting import row_height
from evidence_repo.reports.table import Cell, Column, Group, Link, Look, Row
from evidence_repo.reports.text import printable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
SIZE, SMALL_SIZE = 11, 9
LONGEST_CELL = 32_000
"""Excel takes 32,767 characters a cell."""
LONGEST_ADDRESS = 2_000
"""Excel takes 2,079 characters a link."""
MOST_ROWS = 1_000_000
"""Excel takes 1,048,576 rows a sheet."""

_A4 = 9
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days from 1900, whose February they give 29; what is older is written as text."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over the table: lines at the left and at the right, a title, lines under it."""

    title: str
    lines: Sequence[str] = ()
    left: Sequence[str] = ()
    right: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """One table; `frozen` columns stay in view, `footer` stands on each printed page beside its number."""

    name: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row | Group]
    head: Head | None = None
    frozen: int = 2
    footer: str = ""


def write_workbook(
    file: IO[bytes],
    sheets: Sequence[Sheet[Any]],
    *,
    title: str,
    author: str = "",
    created: datetime | None = None,
) -> None:
    """Write the sheets to `file`, row by row, with little memory.

    The same content and `created` (a moment with zone) give the same bytes. What people typed is written as
    text: nothing becomes a formula or, but for a `Link`, an address. Texts are cut at `LONGEST_CELL`, tables
    at `MOST_ROWS`.
    """
    import xlsxwriter  # only where a workbook is written

    options = {
        "constant_memory": created is None,
        "in_memory": created is not None,  # nothing of the machine's clock or temporary files in the bytes
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        properties: dict[str, Any] = {"title": printable(title)[:250], "author": printable(author)[:250]}
        if created is not None:
            properties["created"] = created.replace(tzinfo=None)
        book.set_properties(properties)
        formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for sheet in sheets:
            _SheetWriter(book.add_worksheet(_sheet_name(sheet.name)), sheet, formats).write()


_BASE = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
_BOXED = {**_BASE, "border": 1}
_LINK = {"font_color": "#0B5394", "underline": 1}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "head": {**_BASE, "bold": True, "align": "center"},
    "title": {**_BASE, "bold": True, "font_size": 14, "align": "center"},
    "line": {**_BASE, "italic": True, "align": "center"},
    "header": {**_BOXED, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DDE6F0"},
    "group1": {**_BOXED, "bold": True, "font_size": 12, "bg_color": "#EEF2F7"},
    "group2": {**_BOXED, "bold": True},
    Look.TEXT: _BOXED,
    Look.CENTRED: {**_BOXED, "align": "center"},
    Look.SMALL: {**_BOXED, "font_size": SMALL_SIZE},
    Look.PERCENT: {**_BOXED, "align": "right", "num_format": "0.0%"},
    "day": {**_BOXED, "align": "center", "num_format": "dd/mm/yyyy"},
    "moment": {**_BOXED, "align": "center", "num_format": "dd/mm/yyyy hh:mm"},
    "link": {**_BOXED, **_LINK},
    "small_link": {**_BOXED, **_LINK, "font_size": SMALL_SIZE},
}


def _sheet_name(name: str) -> str:
    """Return the name as Excel takes it: at most 31 characters, none of []:*?/\\."""
    clean = "".join(letter for letter in printable(name) if letter not in "[]:*?/\\\n").strip("' ")
    return clean[:31] or "Sheet"


class _SheetWriter:
    """Writes one sheet from top to bottom."""

    def __init__(self, target: Any, sheet: Sheet[Any], formats: Mapping[str, Any]) -> None:
        self._target, self._sheet, self._formats = target, sheet, formats
        self._widths = [column.width for column in sheet.columns]
        self._row = 0

    def write(self) -> None:
        """Write head, titles and rows, and set the page up for printing."""
        for column, width in enumerate(self._widths):
            self._target.set_column(column, column, width)
        if self._sheet.head:
            self._write_head(self._sheet.head)
        header = self._row
        titles = [column.title for column in self._sheet.columns]
        self._target.set_row(header, row_height(zip(titles, self._widths, strict=True), SIZE, bold=True))
        for column, title in enumerate(titles):
            self._target.write_string(header, column, _text(title), self._formats["header"])
        self._row += 1
        for row in islice(self._sheet.rows, MOST_ROWS):
            if isinstance(row, Group):
                self._across(row.text, f"group{row.level}")
            else:
                self._write_row(row)
        self._set_up_page(header)

    def _set_up_page(self, header: int) -> None:
        target = self._target
        target.freeze_panes(header + 1, self._sheet.frozen)
        target.set_landscape()
        target.set_paper(_A4)
        target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        target.fit_to_pages(1, 0)
        target.repeat_rows(header)
        footer = self._sheet.footer.replace("&", "&&")[:200]
        target.set_footer(f"&L{footer}&CTrang &P/&N")

    def _write_head(self, head: Head) -> None:
        last = len(self._widths) - 1
        half = max(1, (last + 1) // 2)
        for number in range(max(len(head.left), len(head.right))):
            for lines, first, end in ((head.left, 0, half - 1), (head.right, half, last)):
                if number < len(lines):
                    self._merged(first, end, lines[number], "head")
            self._row += 1
        self._across(head.title, "title")
        for line in head.lines:
            self._across(line, "line")
        self._row += 1

    def _across(self, text: str, look: str) -> None:
        self._target.set_row(self._row, row_height([(text, sum(self._widths))], SIZE + 2, bold=True))
        self._merged(0, len(self._widths) - 1, text, look)
        self._row += 1

    def _merged(self, first: int, last: int, text: str, look: str) -> None:
        # A merged range is written in two steps, so that a text like "=1+1" never becomes a formula.
        if last > first:
            self._target.merge_range(self._row, first, self._row, last, "", self._formats[look])
        self._target.write_string(self._row, first, _text(" ".join(text.split())), self._formats[look])

    def _write_row(self, row: Any) -> None:
        cells = [column.value(row) for column in self._sheet.columns]
        shown = [
            cell.text if isinstance(cell, Link) else cell if isinstance(cell, str) else "" for cell in cells
        ]
        self._target.set_row(self._row, row_height(zip(shown, self._widths, strict=True), SIZE))
        for number, (cell, column) in enumerate(zip(cells, self._sheet.columns, strict=True)):
            self._write_cell(number, cell, column.look)
        self._row += 1

    def _write_cell(self, column: int, cell: Cell, look: Look) -> None:
        target, formats, at = self._target, self._formats, (self._row, column)
        match cell:
            case None | "":
                target.write_blank(*at, None, formats[look])
            case Link(text, address) if len(address) <= LONGEST_ADDRESS:
                linked = formats["small_link" if look is Look.SMALL else "link"]
                target.write_url(*at, address, linked, _text(text))
            case Link(text, _):
                target.write_string(*at, _text(text), formats[look])
            case datetime() if cell.date() >= _FIRST_DAY:
                target.write_datetime(*at, cell.astimezone(HANOI).replace(tzinfo=None), formats["moment"])
            case date() if cell >= _FIRST_DAY:
                target.write_datetime(*at, cell, formats["day"])
            case date():
                target.write_string(*at, f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}", formats[look])
            case int() | Decimal():
                target.write_number(*at, cell, formats[look])
            case str():
                target.write_string(*at, _text(cell), formats[look])


def _text(text: str) -> str:
    clean = printable(text)
    return clean if len(clean) <= LONGEST_CELL else clean[:LONGEST_CELL] + "…"
