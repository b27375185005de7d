"""Sheets by which agencies and people come in: rows under a heading, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.words import N_
from index.text import compose, fold

MOST_ROWS = 500
_LONGEST_CELL = 1_000
_FORMULA, _TOO_LONG = "\0formula", "\0long"
"""Stand for what a cell cannot be."""


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One row of a sheet as it was read; `formulas` are the columns, from 0, that are worked out."""

    number: int
    values: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a template: its titles, of which the template has the first; not each must be there."""

    key: str
    titles: tuple[str, ...]
    width: int = 30
    is_required: bool = True
    longest: int = _LONGEST_CELL


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row under the heading, its values by the columns' keys."""

    number: int
    values: Mapping[str, str]
    places: Mapping[str, int] = field(default_factory=dict)

    def cell_name(self, key: str) -> str:
        """Return what the spreadsheet calls the cell: `C5`; the row's number alone if it has none."""
        place = self.places.get(key)
        return str(self.number) if place is None else f"{_letters(place)}{self.number}"

    def __getitem__(self, key: str) -> str:
        value = self.values.get(key, "")
        return "" if value == _FORMULA or value.startswith(_TOO_LONG) else value


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


class Outcome(StrEnum):
    """What becomes of a row: new, changed, there already, to be confirmed by a second person, or wrong."""

    NEW = "new"
    CHANGED = "changed"
    THERE = "there"
    REMOVED = "removed"
    ASKS = "asks"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row; `problem` is why it cannot be taken, `cell` the one that it is about."""

    number: int
    name: str
    outcome: Outcome
    problem: EvidenceError | None = None
    cell: str | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of a sheet, row by row; with a problem nothing of it is taken."""

    rows: list[RowResult] = field(default_factory=list)

    @property
    def problems(self) -> list[RowResult]:
        """Return the rows that cannot be taken, once for each cell that is wrong."""
        return [row for row in self.rows if row.problem is not None]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows became this."""
        return sum(row.outcome == outcome for row in self.rows)

    def refuse_problems(self) -> None:
        """Raise `BadInput` if any row cannot be taken."""
        if self.problems:
            raise BadInput(
                N_("%(count)s rows cannot be taken, so none was."),
                code="rows_refused",
                count=len({row.number for row in self.problems}),
            )


def read_rows(cells: Iterable[SheetCells], columns: Sequence[SheetColumn]) -> list[SheetRow]:
    """Return the rows under the heading; raise `BadInput` for a sheet that cannot be read as this template.

    A row with a formula or an endless cell keeps the sentence about it: `check_row` raises it.
    """
    filled = [row for row in cells if any(value.strip() for value in row.values)]
    if not filled:
        raise BadInput(N_("The sheet is empty."), field="file", code="sheet_empty")
    places = _places(filled[0], columns)
    rows = filled[1:]
    if not rows:
        raise BadInput(N_("There is nothing under the heading."), field="file", code="sheet_empty")
    if len(rows) > MOST_ROWS:
        raise BadInput(
            N_("At most %(most)s rows at once; this sheet has %(count)s."),
            field="file",
            code="too_many_rows",
            most=MOST_ROWS,
            count=len(rows),
        )
    longest = {column.key: column.longest for column in columns}
    return [_row(row, places, longest) for row in rows]


def _places(heading: SheetCells, columns: Sequence[SheetColumn]) -> dict[str, int]:
    titles = {_plain(value): place for place, value in enumerate(heading.values) if value.strip()}
    places = {}
    for column in columns:
        found = next((titles[_plain(title)] for title in column.titles if _plain(title) in titles), None)
        if found is not None:
            places[column.key] = found
        elif column.is_required:
            raise BadInput(
                N_("The column “%(column)s” is missing."),
                field="file",
                code="column_missing",
                advice=N_("Take the template: its first row names the columns."),
                column=column.titles[0],
            )
    return places


def _plain(text: str) -> str:
    return " ".join(fold(compose(text[:_LONGEST_CELL])).split())


def plain_words(text: str) -> str:
    """Return the form by which words of a cell are compared: without case, diacritics and odd spaces."""
    return _plain(text)


def _row(cells: SheetCells, places: Mapping[str, int], longest: Mapping[str, int]) -> SheetRow:
    values = {}
    for key, place in places.items():
        value = cells.values[place] if place < len(cells.values) else ""
        if place in cells.formulas:
            values[key] = _FORMULA
        elif len(value) > longest[key]:
            values[key] = f"{_TOO_LONG}{longest[key]}"
        else:
            values[key] = " ".join(compose(value).split())
    return SheetRow(cells.number, values, places)


def check_row(row: SheetRow) -> None:
    """Raise `BadInput` for a row with a formula or a cell that is too long."""
    for key in sorted(row.values, key=lambda key: row.values[key] != _FORMULA):
        check_cell(row, key)


def check_cell(row: SheetRow, key: str) -> None:
    """Raise `BadInput` for a cell that is a formula or too long."""
    if row.values.get(key) == _FORMULA:
        raise BadInput(N_("A cell is a formula: write its value instead."), code="formula", advice=None)
    if (value := row.values.get(key, "")).startswith(_TOO_LONG):
        limit = value.removeprefix(_TOO_LONG)
        raise BadInput(
            N_("A cell is too long: at most %(limit)s characters."), code="cell_too_long", limit=limit
        )


def read_day(words: str) -> date | None:
    """Return the day that a cell shows, None for an empty one; raise `BadInput` for anything else."""
    if not words:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInput(N_("This is not a day such as 31/12/2025: %(day)s."), code="bad_day", day=words[:40])
