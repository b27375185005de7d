"""Registers as workbooks: a template to fill in, a list that can be imported again.

The same rows on the same day give the same bytes; what a workbook says is in Vietnamese, as papers are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from evidence_repo.models import Criterion
from evidence_repo.reports.table import Cell, Column
from evidence_repo.reports.workbook import Sheet, write_workbook
from evidence_repo.services.registers.cells import written_cell
from evidence_repo.services.registers.importing import ROW, name_of, sheet_columns
from evidence_repo.services.registers.viewing import RegisterView, RowView
from evidence_repo.services.registers.words import KIND_WORDS, PROOF_WORDS, STANDING_COLUMN, STANDING_WORDS
from workflows.registers import COLUMNS, CellType, RegisterColumn, RegisterKind

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""When every workbook says that it was made: its bytes depend on its rows alone."""


def register_columns(kind: RegisterKind, *, with_names: bool = True) -> list[Column[RowView]]:
    """Return the columns of a register's list; the rows' names let it be imported again."""
    columns: list[Column[RowView]] = [
        Column(each.key, each.titles[0], _value(kind, each.key), each.width)
        for each in sheet_columns(kind)
        if with_names or each.key != ROW
    ]
    return [
        *columns,
        Column("standing", STANDING_COLUMN.vi, lambda row: STANDING_WORDS[row.standing].vi, 22),
        Column("proofs", PROOF_WORDS.vi, _proofs, 40),
    ]


def _value(kind: RegisterKind, key: str) -> Callable[[RowView], Cell]:
    column = next((each for each in COLUMNS[kind] if each.key == key), None)
    return (lambda row: name_of(row.row)) if column is None else (lambda row: cell_of(column, row))


def cell_of(column: RegisterColumn, row: RowView) -> Cell:
    """Return a value as a workbook has it: days and numbers as such."""
    value = row.cells.get(column.key)
    if value is None:
        return None
    if column.type is CellType.DAY:
        return date.fromisoformat(value)
    return int(value) if column.type is CellType.NUMBER else written_cell(column, value)


def _proofs(row: RowView) -> str:
    return "\n".join(proof.shown_version.title for proof in row.row.proofs)


def register_sheet(view: RegisterView) -> Sheet[RowView]:
    """Return the list of a register, to be imported again."""
    return Sheet(KIND_WORDS[view.place.kind].vi, register_columns(view.place.kind), view.rows, frozen=2)


def template_sheet(kind: RegisterKind) -> Sheet[None]:
    """Return the sheet to fill in: the heading alone."""
    columns: list[Column[None]] = [
        Column(each.key, each.titles[0], lambda _: None, each.width)
        for each in sheet_columns(kind)
        if each.key != ROW
    ]
    return Sheet(KIND_WORDS[kind].vi, columns, [None], frozen=1)


def workbook_bytes(title: str, sheets: Sequence[Sheet[RowView] | Sheet[None]]) -> bytes:
    """Return a workbook of these sheets."""
    file = io.BytesIO()
    write_workbook(file, sheets, title=title, created=_MADE)
    return file.getvalue()


def title_of(criterion: Criterion, kind: RegisterKind) -> str:
    """Return what the register is called as a file."""
    return f"{KIND_WORDS[kind].vi} - {criterion.label}"
