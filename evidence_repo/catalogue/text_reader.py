"""Read a plan from text whose table has one row a line, the cells parted by `|`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_repo.catalogue.assembly import NO_TABLE_ADVICE, PlanDraft
from evidence_repo.catalogue.heading import PlanHeading
from evidence_repo.catalogue.plan import CatalogueError, CataloguePlan, Place, PlaceKind
from evidence_repo.catalogue.rows import COLUMNS, PlanRow, clean_cell, is_header
from index.text import compose

_CRITERION = re.compile(r"\s*\d+\.?\s*\|\s*(?:TCTP|TC)\s+\d")
_AGENCY = re.compile(r"\s*[IVX]+\.?\s*\|[^|]+\|[\s|]*$")
_NUMBERED = re.compile(r"\s*(?:\d+|[IVX]+)\.?\s*\|")


def read_plan_text(text: str, *, year: int | None = None, province: str | None = None) -> CataloguePlan:
    """Return the plan of a text. Raises `CatalogueError` with the line that cannot be understood."""
    return read_draft_of_text(text).plan(year=year, province=province)


def read_draft_of_text(text: str) -> PlanDraft:
    """Return the rows of a text; what a web page adds before and after the table is no part of it."""
    lines = compose(text.removeprefix("\ufeff")).splitlines()
    begins = [number for number, line in enumerate(lines) if is_header(_cells(line))]
    if not begins:
        raise CatalogueError("No table of criteria was found in the plan.", advice=NO_TABLE_ADVICE)
    rows = list(_rows(lines, begins[0] + 1, is_closed=lines[begins[0]].rstrip().endswith("|")))
    return PlanDraft.of(PlanHeading.of_text("\n".join(lines[: begins[0]])), rows)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(clean_cell(cell) for cell in line.rstrip().removesuffix("|").split("|"))


def _rows(lines: list[str], begin: int, *, is_closed: bool) -> Iterator[PlanRow]:
    """Yield the rows; a row goes on over line breaks until it has its six cells and its closing bar."""
    row, row_begin = "", begin
    for number in range(begin, len(lines)):
        line = lines[number]
        is_repeated_heading = is_header(_cells(line))
        if not line.strip():
            continue
        if is_repeated_heading or _begins_row(line, after=row, is_closed=is_closed):
            if row:
                yield _row(row_begin, row)
            row, row_begin = ("" if is_repeated_heading else line), number
        elif row and not _is_complete(row, is_closed):
            row += " " + line
        else:
            _refuse_rows_behind(lines, number)
            break
    if row:
        yield _row(row_begin, row)


def _row(begin: int, text: str) -> PlanRow:
    return PlanRow(Place(PlaceKind.LINE, begin + 1), _cells(text))


def _begins_row(line: str, *, after: str, is_closed: bool) -> bool:
    if _CRITERION.match(line) or _AGENCY.match(line):
        return True
    return (not after or _is_complete(after, is_closed)) and bool(_NUMBERED.match(line))


def _is_complete(row: str, is_closed: bool) -> bool:
    return len(_cells(row)) >= COLUMNS and (row.rstrip().endswith("|") or not is_closed)


def _refuse_rows_behind(lines: list[str], end: int) -> None:
    for number in range(end, len(lines)):
        if _CRITERION.match(lines[number]):
            fault = CatalogueError("A criterion follows the table's end in row %(end)d.", end=end + 1)
            raise fault.at(Place(PlaceKind.LINE, number + 1))
