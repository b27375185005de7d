"""Read a plan from a Word document or a workbook that holds the same table of six columns."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

import docx
import openpyxl
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from openpyxl.utils.exceptions import InvalidFileException

from evidence_repo.catalogue.assembly import (
    COLUMNS,
    NO_TABLE_ADVICE,
    TableRow,
    build_plan,
    clean_cell,
    is_header,
)
from evidence_repo.catalogue.plan import CatalogueError, CataloguePlan

_ORDER = re.compile(r"(?:\d+|[IVX]+)\.?|")
_CRITERION = re.compile(r"(?:TCTP|TC)\s+\d")

# What zipfile, zlib and the XML parsers raise for damaged bytes, and the two libraries for missing parts.
_DAMAGED = (
    *(OSError, BadZipFile, NotImplementedError, zlib.error, SyntaxError),
    *(PackageNotFoundError, InvalidFileException, KeyError, ValueError),
)

Cells = tuple[str, ...]


def read_plan_docx(path: Path, *, year: int | None = None, province: str | None = None) -> CataloguePlan:
    """Return the plan of a DOCX; its table may go on in further tables with the same columns."""
    try:
        lines = _word_lines(path)
    except _DAMAGED as wrong:
        raise CatalogueError("The Word file (DOCX) cannot be read.") from wrong
    return _plan_of(lines, year, province)


def read_plan_xlsx(path: Path, *, year: int | None = None, province: str | None = None) -> CataloguePlan:
    """Return the plan of an XLSX: the first sheet that has the six headings."""
    try:
        lines = _sheet_lines(path)
    except _DAMAGED as wrong:
        raise CatalogueError("The workbook (XLSX) cannot be read.") from wrong
    return _plan_of(lines, year, province)


def _word_lines(path: Path) -> list[Cells]:
    lines: list[Cells] = []
    for part in docx.Document(str(path)).iter_inner_content():
        lines.extend(_word_rows(part) if isinstance(part, Table) else [(clean_cell(part.text),)])
    return lines


def _sheet_lines(path: Path) -> list[Cells]:
    with (
        path.open("rb") as stream,
        closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as book,
    ):
        for sheet in book.worksheets:
            lines = [tuple(_shown(value) for value in row) for row in sheet.iter_rows(values_only=True)]
            if any(_header_at(cells) is not None for cells in lines):
                return lines
    return []


def _word_rows(table: Table) -> Iterator[Cells]:
    for row in table.rows:
        first, *others = row.cells
        yield (clean_cell(first.text), *(_word_cell(cell) for cell in others))


def _word_cell(cell: _Cell) -> str:
    """Return the cell's paragraphs; an automatic list mark becomes the dash that people type."""
    marked = []
    for paragraph in cell.paragraphs:
        properties = paragraph._p.pPr
        is_listed = properties is not None and properties.numPr is not None
        marked.append(f"- {paragraph.text}" if is_listed and paragraph.text.strip() else paragraph.text)
    return clean_cell("\n".join(marked))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_cell(str(value))


def _header_at(cells: Sequence[str]) -> int | None:
    return next((at for at in range(len(cells) - COLUMNS + 1) if is_header(cells[at : at + COLUMNS])), None)


def _plan_of(lines: Sequence[Cells], year: int | None, province: str | None) -> CataloguePlan:
    for number, cells in enumerate(lines):
        at = _header_at(cells)
        if at is not None:
            heading = "\n".join(" | ".join(part for part in line if part) for line in lines[:number])
            body = [((*line, *[""] * (at + COLUMNS))[at : at + COLUMNS]) for line in lines[number + 1 :]]
            return build_plan(heading, _table_rows(body), year=year, province=province)
    raise CatalogueError("No table of criteria was found in the plan.", advice=NO_TABLE_ADVICE)


def _table_rows(body: Iterable[Cells]) -> Iterator[TableRow]:
    """Yield the rows up to the first that is neither an agency's nor a criterion's; none may follow it."""
    end = 0
    for number, cells in enumerate(body, 2):
        is_row = bool(_ORDER.fullmatch(cells[0])) and bool(cells[1])
        if end and _CRITERION.match(cells[1]):
            raise CatalogueError(
                "Line %(line)d: a criterion follows the table's end at line %(end)d.",
                line=number,
                end=end,
            )
        if not any(cells) or is_header(cells) or end:
            continue
        if is_row:
            yield TableRow(number, cells)
        else:
            end = number
