"""Rows from a workbook or a paste: checked cell by cell, taken all or not at all.

A row that names the row of the register which it was (`12-3`: row 12 as it stood when its lock was 3) changes
it; any other is new, unless the register has the same row already. Nothing is removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.models import RegisterRow
from evidence_repo.services.people.sheets import (
    ImportReport,
    Outcome,
    RowResult,
    SheetCells,
    SheetColumn,
    SheetRow,
    check_cell,
    plain_words,
    read_rows,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.registers.cells import read_cells
from evidence_repo.services.registers.keeping import RegisterKeeper, RegisterPlace
from evidence_repo.services.registers.words import COLUMN_WORDS, ROW_WORDS
from evidence_repo.words import N_
from workflows.registers import COLUMNS, CellType, RegisterAction, RegisterKind

ROW = "row"
_WIDTHS = {CellType.WORDS: 40, CellType.FORM: 30, CellType.ADDRESS: 36}


def sheet_columns(kind: RegisterKind) -> tuple[SheetColumn, ...]:
    """Return the columns of a register's workbook; the row's own name may be missing."""
    words = COLUMN_WORDS[kind]
    return (
        SheetColumn(ROW, ROW_WORDS.both, 10, is_required=False),
        *(
            SheetColumn(column.key, words[column.key].both, _WIDTHS.get(column.type, 16), column.is_required)
            for column in COLUMNS[kind]
        ),
    )


def name_of(row: RegisterRow) -> str:
    """Return what a row is called in a workbook: its number, and the lock that it had."""
    return f"{row.number}-{row.lock}"


def pasted_rows(kind: RegisterKind, cells: Sequence[SheetCells]) -> list[SheetRow]:
    """Return the rows of a paste: under a heading, or else in the order of the register's own columns."""
    filled = [row for row in cells if any(value.strip() for value in row.values)]
    columns = sheet_columns(kind)
    if filled and _is_heading(filled[0], columns):
        return read_rows(cells, columns)
    heading = SheetCells(0, tuple(column.titles[0] for column in columns[1:]))
    return read_rows([heading, *cells], columns)


def _is_heading(row: SheetCells, columns: Sequence[SheetColumn]) -> bool:
    titles = {plain_words(title) for column in columns for title in column.titles}
    return all(plain_words(value) in titles for value in row.values if value.strip())


def import_rows(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    rows: Sequence[SheetRow],
    *,
    late_reason: str | None = None,
    clock: Clock,
) -> ImportReport:
    """Add and change these rows; a row with a problem adds nothing, and each wrong cell has its own result.

    Whoever calls takes the whole or rolls it back: `ImportReport.refuse_problems`.
    """
    keeper = RegisterKeeper(session, actor, place, RegisterAction.ADD_ROW, clock, late_reason)
    importing = _Import(keeper, clock)
    for row in rows:
        importing.take(row)
    if not importing.report.problems:
        keeper.finish()
    return importing.report


class _Import:
    """What has been taken of a sheet so far."""

    def __init__(self, keeper: RegisterKeeper, clock: Clock) -> None:
        self._keeper, self._today = keeper, clock.today()
        self._kind = keeper.place.kind
        self._first = COLUMNS[self._kind][0].key
        self._known = {_frozen(row.cells) for row in keeper.rows.values()}
        self._named: set[int] = set()
        self.report = ImportReport()

    def take(self, row: SheetRow) -> None:
        """Add the row, change the one that it names, or say what is wrong with it."""
        cells, problems = self._read(row)
        if not problems:
            try:
                self._note(row, self._keep(row, cells))
            except EvidenceError as refused:
                problems = [refused]
        for problem in problems:
            key = problem.field if isinstance(problem, BadInput) and problem.field else None
            cell = row.cell_name(key) if key else None
            self._note(row, Outcome.WRONG, problem, cell)

    def _note(
        self, row: SheetRow, outcome: Outcome, problem: EvidenceError | None = None, cell: str | None = None
    ) -> None:
        name = row[self._first][:200]
        self.report.rows.append(RowResult(row.number, name, outcome, problem, cell))

    def _read(self, row: SheetRow) -> tuple[dict[str, str], list[EvidenceError]]:
        problems: list[EvidenceError] = []
        for key in row.values:
            try:
                check_cell(row, key)
            except BadInput as refused:
                refused.field = key
                problems.append(refused)
        if problems:
            return {}, problems
        cells, faults = read_cells(self._kind, row.values, self._today, self._keeper.planned.forms)
        return cells, [*faults]

    def _keep(self, row: SheetRow, cells: dict[str, str]) -> Outcome:
        named = row[ROW]
        if named:
            return Outcome.CHANGED if self._keeper.change(self._row(named), cells) else Outcome.THERE
        if _frozen(cells) in self._known:
            return Outcome.THERE
        self._keeper.add(cells)
        self._known.add(_frozen(cells))
        return Outcome.NEW

    def _row(self, named: str) -> RegisterRow:
        """Return the row that a sheet names; raise `BadInput` for none, one named twice or changed since."""
        number, _, lock = named.partition("-")
        is_name = all(part.isascii() and part.isdigit() and len(part) < 10 for part in (number, lock))
        found = self._keeper.rows.get(int(number)) if is_name else None
        if found is None:
            raise BadInput(
                N_("The register has no row %(row)s: leave this cell empty to add a new one."),
                field=ROW,
                code="unknown_row",
                row=named[:30],
            )
        if found.number in self._named:
            raise BadInput(
                N_("Row %(row)s stands in the sheet twice."), field=ROW, code="row_twice", row=number
            )
        self._named.add(found.number)
        if found.lock != int(lock):
            raise BadInput(
                N_("Row %(row)s was changed after this sheet had been exported: export it again."),
                field=ROW,
                code="row_changed",
                row=number,
            )
        return found


def _frozen(cells: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(cells.items())
