"""The evidence index as XLSX (to print and read) and CSV (for other programs)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.index_rows import IndexRow
from evidence_repo.services.bundles.snapshot import Snapshot
from workflows.bag_texts import UTF8_BOM, neutral_cell

_WIDTHS = (5, 12, 26, 14, 17, 12, 20, 38, 14, 16, 34, 24, 24)
_LONGEST_CELL = 32_000
"""Excel takes 32,767 characters a cell."""

_HEADER_ROW = 6
_LAST = len(words.COLUMNS) - 1

Held = Mapping[str, Sequence[IndexRow]]


def render_csv(held: Held, left_out: Sequence[IndexRow]) -> bytes:
    """Return the index as CSV: UTF-8 with BOM, commas, CRLF, no cell that a spreadsheet would execute."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(words.COLUMNS)
    for row in (*(row for rows in held.values() for row in rows), *left_out):
        writer.writerow([neutral_cell(cell) for cell in row.cells()])
    return UTF8_BOM + text.getvalue().encode()


def render_xlsx(snapshot: Snapshot, held: Held, left_out: Sequence[IndexRow]) -> bytes:
    """Return the index as a workbook of an official look; the same snapshot gives the same bytes."""
    output = io.BytesIO()
    # In memory: nothing of the machine's clock, zone or temporary files comes into the bytes.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        sealed = datetime.fromisoformat(snapshot["sealed_at"]).replace(tzinfo=None)
        book.set_properties(
            {
                "title": f"{words.INDEX_TITLE} - {words.bundle_title(snapshot)}",
                "author": snapshot["province"],
                "created": sealed,
            }
        )
        _Index(book, snapshot).write(held, left_out)
        if snapshot["changes"]:
            _write_changes(book, snapshot)
    return output.getvalue()


class _Index:
    """The sheet with the index."""

    def __init__(self, book: Any, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._sheet = book.add_worksheet("Danh mục TLKC")
        self._formats = _formats(book)
        self._row = _HEADER_ROW + 1

    def write(self, held: Held, left_out: Sequence[IndexRow]) -> None:
        """Write everything and set the page up for printing."""
        self._set_up_page()
        self._write_head()
        fields = {field["code"]: field["name"] for field in self._snapshot["fields"]}
        field = None
        for criterion in self._snapshot["criteria"]:
            if criterion["field"] != field:
                field = criterion["field"]
                self._group(f"Lĩnh vực {field}. {fields[field]}", "field")
            title = f"{criterion['label']}. {criterion['title']} (Cơ quan chủ trì: {criterion['agency']})"
            self._group(title, "criterion")
            for row in held[criterion["label"]]:
                self._write_row(row)
        if left_out:
            self._group(words.LEFT_OUT_TITLE, "field")
        for row in left_out:
            self._write_row(row)

    def _set_up_page(self) -> None:
        sheet = self._sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(_HEADER_ROW + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3, as such tables are printed
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.set_footer(f"&L{self._snapshot['name']}&CTrang &P/&N")

    def _write_head(self) -> None:
        sheet, formats, snapshot = self._sheet, self._formats, self._snapshot
        sheet.merge_range(0, 0, 0, 5, "", formats["head"])
        sheet.write_string(0, 0, _cell(snapshot["province"].upper()), formats["head"])
        for row, line in enumerate(words.MOTTO):
            sheet.merge_range(row, 6, row, _LAST, line, formats["head"])
        sheet.merge_range(2, 0, 2, _LAST, words.INDEX_TITLE, formats["title"])
        sheet.merge_range(3, 0, 3, _LAST, words.cycle_title(snapshot), formats["subtitle"])
        line = "; ".join(part for part in (words.bundle_title(snapshot), words.plan_title(snapshot)) if part)
        sheet.merge_range(4, 0, 4, _LAST, "", formats["subtitle"])
        sheet.write_string(4, 0, _cell(line), formats["subtitle"])
        for column, name in enumerate(words.COLUMNS):
            sheet.write_string(_HEADER_ROW, column, name, formats["header"])

    def _group(self, text: str, look: str) -> None:
        # A merged range is written in two steps, so that a text like "=1+1" never becomes a formula.
        self._sheet.merge_range(self._row, 0, self._row, _LAST, "", self._formats[look])
        self._sheet.write_string(self._row, 0, _cell(words.one_line(text)), self._formats[look])
        self._row += 1

    def _write_row(self, row: IndexRow) -> None:
        for column, cell in enumerate(row.cells()):
            look = "small" if words.COLUMNS[column] in {"Tệp", "SHA-256"} else "cell"
            if column == 0:
                self._sheet.write_number(self._row, column, row.ordinal, self._formats["ordinal"])
            elif words.COLUMNS[column] == "Tệp" and cell:
                # The link leads to the file beside this table, when the bag is unpacked.
                self._sheet.write_url(self._row, column, f"external:{cell}", self._formats["link"], cell)
            else:
                self._sheet.write_string(self._row, column, _cell(cell), self._formats[look])
        self._row += 1


def _cell(text: str) -> str:
    clean = words.printable(text)
    return clean if len(clean) <= _LONGEST_CELL else clean[:_LONGEST_CELL] + "…"


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}
    boxed = {**base, "border": 1}
    looks = {
        "head": {**base, "bold": True, "align": "center"},
        "title": {**base, "bold": True, "font_size": 14, "align": "center"},
        "subtitle": {**base, "italic": True, "align": "center"},
        "header": {**boxed, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DDE6F0"},
        "field": {**boxed, "bold": True, "font_size": 12, "bg_color": "#EEF2F7"},
        "criterion": {**boxed, "bold": True},
        "cell": boxed,
        "ordinal": {**boxed, "align": "center"},
        "small": {**boxed, "font_size": 9},
        "link": {**boxed, "font_size": 9, "font_color": "#0B5394", "underline": 1},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_changes(book: Any, snapshot: Snapshot) -> None:
    sheet = book.add_worksheet("Thay đổi")
    base = {"font_name": "Times New Roman", "font_size": 11, "text_wrap": True, "valign": "top", "border": 1}
    cell, header = book.add_format(base), book.add_format({**base, "bold": True, "bg_color": "#DDE6F0"})
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 100)
    sheet.freeze_panes(1, 0)
    title = f"Thay đổi so với bộ hồ sơ số {snapshot['changes_since']:02d}"
    for column, name in enumerate(("TT", "Mã tiêu chí", title)):
        sheet.write_string(0, column, name, header)
    for row, change in enumerate(snapshot["changes"], 1):
        sheet.write_number(row, 0, row, cell)
        sheet.write_string(row, 1, _cell(change["criterion"]), cell)
        sheet.write_string(row, 2, _cell(words.change_sentence(change)), cell)
