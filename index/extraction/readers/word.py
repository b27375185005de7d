"""Word documents: header, then paragraphs and tables in the order of the document, as one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState

_DEEPEST_TABLE = 8


def read_word(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the document until the limit of output is reached."""
    try:
        document = Document(str(path))
    except PackageNotFoundError as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)) from error
    lines: list[str] = []
    size = 0
    for line in _lines(document):
        lines.append(line)
        size += len(line) + 1
        if size > limits.output_bytes:
            break
    yield Reading(ExtractedPage(1, "\n".join(lines)), 1)


def _lines(document: WordDocument) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.sections:
        for paragraph in section.header.paragraphs:
            if paragraph.text.strip() and paragraph.text not in seen:
                seen.add(paragraph.text)
                yield paragraph.text
    for block in document.iter_inner_content():
        yield from _lines_of_block(block, 0)


def _lines_of_block(block: Paragraph | Table, depth: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from block.text.splitlines() or [""]
    elif depth < _DEEPEST_TABLE:
        yield from _lines_of_table(block, depth)


def _lines_of_table(table: Table, depth: int) -> Iterator[str]:
    """A row of short cells is one line with tabs; cells of several lines follow one another."""
    for row in table.rows:
        cells = [list(_lines_of_cell(cell, depth)) for cell in _distinct(row.cells)]
        if all(len(lines) <= 1 for lines in cells):
            yield "\t".join(line for lines in cells for line in lines)
        else:
            for lines in cells:
                yield from lines


def _lines_of_cell(cell: _Cell, depth: int) -> Iterator[str]:
    for block in cell.iter_inner_content():
        yield from (line for line in _lines_of_block(block, depth + 1) if line.strip())


def _distinct(cells: tuple[_Cell, ...]) -> Iterator[_Cell]:
    """Name a merged cell once; python-docx repeats it for every column it spans."""
    before = None
    for cell in cells:
        if cell._tc is not before:
            yield cell
        before = cell._tc
