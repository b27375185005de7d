"""OpenDocument workbooks: one page a sheet, its filled cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from odf.element import Element
from odf.namespaces import OFFICENS, TABLENS

from index.extraction.limits import Limits
from index.extraction.readers.cell_formats import GENERAL, shown_cell
from index.extraction.readers.open_document import lines_of, load_open_document
from index.extraction.readers.reading import Reading
from index.extraction.readers.sheets import page_of_sheet
from index.media.source import Source

_TABLE, _ROW = (TABLENS, "table"), (TABLENS, "table-row")
_CELLS = frozenset(((TABLENS, "table-cell"), (TABLENS, "covered-table-cell")))
_AROUND_ROWS = frozenset((TABLENS, name) for name in ("table-row-group", "table-header-rows", "table-rows"))
_NUMBERS = {"float": GENERAL, "percentage": "0.##%", "currency": "#,##0.##"}
_DEEPEST = 20


def read_open_workbook(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read what the cells show; a row or a cell that says it is repeated is read once."""
    book = load_open_document(source).spreadsheet
    sheets = [child for child in book.childNodes if isinstance(child, Element) and child.qname == _TABLE]
    for number, sheet in enumerate(sheets[: limits.pages], start=1):
        name = str(sheet.getAttrNS(TABLENS, "name") or "")
        yield page_of_sheet(number, len(sheets), name, _rows(sheet, 0), limits)


def _rows(parent: Any, depth: int) -> Iterator[str]:
    for child in parent.childNodes if depth < _DEEPEST else ():
        if not isinstance(child, Element):
            continue
        if child.qname in _AROUND_ROWS:
            yield from _rows(child, depth + 1)
        elif child.qname == _ROW and (line := "\t".join(_cells(child))):
            yield line


def _cells(row: Any) -> Iterator[str]:
    for cell in row.childNodes:
        if isinstance(cell, Element) and cell.qname in _CELLS:
            text = " ".join(line.strip() for line in lines_of(cell) if line.strip())
            if text or (text := _value_of(cell)):
                yield text


def _value_of(cell: Any) -> str:
    """Return what a cell shows whose program wrote its value only."""
    kind = str(cell.getAttrNS(OFFICENS, "value-type") or "")
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    raw = str(cell.getAttrNS(OFFICENS, name) or "")
    with suppress(ValueError):
        if kind in _NUMBERS:
            return shown_cell(float(raw), _NUMBERS[kind])
        if kind == "date":
            return shown_cell(datetime.fromisoformat(raw))
        if kind == "boolean":
            return shown_cell(raw == "true")
    return raw
