"""The tables of a Word document, row by row; a line of text outside them is a row of one cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import count

from docx.oxml.ns import qn
from lxml.etree import _Element

from index.encodings.runs import Line, Run, converted_lines, plain_text
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.office_package import OfficePackage
from index.extraction.readers.word import body_of, lines_without_notes
from index.extraction.readers.word_xml import WordLines, cells_of
from index.extraction.states import ExtractionState
from index.extraction.table_rows import MOST_COLUMNS, TableRow, beyond_limits, bounded
from index.media.source import Source, opened

_DEEPEST = 8
_TABLE, _ROW, _PARAGRAPH = qn("w:tbl"), qn("w:tr"), qn("w:p")
_PASSED_OVER = {qn(f"w:{name}") for name in ("del", "moveFrom", "sectPr", "tblPr", "tblGrid")}
_CELL_PROPERTIES, _ROW_PROPERTIES = qn("w:tcPr"), qn("w:trPr")
_DASHES = ("-", "–", "+")

Cell = list[Line] | None
_Row = tuple[int, list[Cell]]


def read_word_rows(source: Source, limits: Limits) -> list[TableRow]:
    """Return the rows of all tables, without footnotes, all tracked changes accepted."""
    try:
        with opened(source) as file, zipfile.ZipFile(file) as archive:
            package = OfficePackage.of_archive(archive)
            reader = _Tables(lines_without_notes(package, limits))
            return list(bounded(_in_unicode(list(reader.of_blocks(body_of(package))))))
    except (zipfile.BadZipFile, KeyError) as error:
        raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


def _in_unicode(rows: list[_Row]) -> Iterator[TableRow]:
    """Yield the rows as text; what is set in old fonts is told from the whole document."""
    lines = [line for _, cells in rows for cell in cells for line in cell or ()]
    texts = iter(converted_lines(lines) or [plain_text([line]) for line in lines])
    for number, cells in rows:
        found = [None if cell is None else "\n".join(next(texts) for _ in cell) for cell in cells]
        yield TableRow(1, number, tuple(found))


class _Tables:
    """Walks through a document's body; the rows of its tables are counted through."""

    def __init__(self, lines: WordLines) -> None:
        self._lines = lines
        self._numbers = count(1)

    def of_blocks(self, parent: _Element, depth: int = 0) -> Iterator[_Row]:
        for child in parent if depth <= _DEEPEST else ():
            if child.tag == _TABLE:
                yield from self._of_table(child)
            elif child.tag == _PARAGRAPH:
                for line in self._lines.of_blocks([child]):
                    yield 0, [[line]]
            elif isinstance(child.tag, str) and child.tag not in _PASSED_OVER:
                yield from self.of_blocks(child, depth + 1)  # content controls, insertions

    def _of_table(self, parent: _Element, depth: int = 0) -> Iterator[_Row]:
        for child in parent if depth <= _DEEPEST else ():
            if child.tag == _ROW:
                if child.find(f"{_ROW_PROPERTIES}/{qn('w:del')}") is None:
                    yield next(self._numbers), self._of_row(child)
            elif isinstance(child.tag, str) and child.tag not in _PASSED_OVER:
                yield from self._of_table(child, depth + 1)

    def _of_row(self, row: _Element) -> list[Cell]:
        cells: list[Cell] = [[]] * _number(row.find(f"{_ROW_PROPERTIES}/{qn('w:gridBefore')}"), least=0)
        for cell in cells_of(row):
            merge = cell.find(f"{_CELL_PROPERTIES}/{qn('w:vMerge')}")
            is_covered = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            cells.append(None if is_covered else list(self._of_cell(cell)))
            cells += [[]] * (_number(cell.find(f"{_CELL_PROPERTIES}/{qn('w:gridSpan')}"), least=1) - 1)
            if len(cells) > MOST_COLUMNS:
                raise beyond_limits()
        return cells

    def _of_cell(self, cell: _Element) -> Iterator[Line]:
        """Yield the cell's lines; the mark of an automatic list becomes the dash that people type."""
        for child in cell:
            lines = [line for line in self._lines.of_blocks([child], 1) if plain_text([line]).strip()]
            is_marked = child.tag == _PARAGRAPH and self._lines.is_bulleted(child)
            for number, line in enumerate(lines):
                needs_mark = is_marked and number == 0 and not plain_text([line]).startswith(_DASHES)
                yield [Run("- "), *line] if needs_mark else line


def _number(element: _Element | None, *, least: int) -> int:
    told = element.get(qn("w:val"), "") if element is not None else ""
    return min(max(int(told), least), MOST_COLUMNS + 1) if told.isdecimal() and len(told) < 9 else least
