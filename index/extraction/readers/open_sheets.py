"""OpenDocument workbooks: one page a sheet, its filled cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from odf.element import Element
from odf.namespaces import TABLENS

from index.extraction.extraction import ExtractedPage
from index.extraction.limits import Limits
from index.extraction.readers.open_document import lines_of, load_open_document
from index.extraction.readers.reading import Reading

_TABLE, _ROW = (TABLENS, "table"), (TABLENS, "table-row")
_CELLS = frozenset(((TABLENS, "table-cell"), (TABLENS, "covered-table-cell")))
_AROUND_ROWS = frozenset((TABLENS, name) for name in ("table-row-group", "table-header-rows", "table-rows"))
_DEEPEST = 20


def read_open_workbook(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read what the cells show; a row or a cell that says it is repeated is read once."""
    book = load_open_document(path).spreadsheet
    sheets = [child for child in book.childNodes if isinstance(child, Element) and child.qname == _TABLE]
    for number, sheet in enumerate(sheets[: limits.pages], start=1):
        name = str(sheet.getAttrNS(TABLENS, "name") or "")
        text = "\n".join((name, *_within(limits.output_bytes, _rows(sheet, 0))))
        yield Reading(ExtractedPage(number, text), len(sheets))


def _within(size: int, lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        size -= len(line)
        if size < 0:
            return


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
            if text:
                yield text
