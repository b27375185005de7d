"""The columns of a register's table and of its workbook, and of the list of all registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext

from evidence_repo.reports.table import Cell, Column
from evidence_repo.services.registers.importing import ROW, name_of, sheet_columns
from evidence_repo.services.registers.listing import ListedRegister
from evidence_repo.services.registers.viewing import RowView
from evidence_repo.services.registers.words import (
    COLUMN_WORDS,
    KIND_WORDS,
    PROOF_WORDS,
    ROW_WORDS,
    STANDING_COLUMN,
    STANDING_WORDS,
)
from evidence_repo.web.formats import day
from evidence_repo.web.register_words import choice_words, in_language
from index.text import fold
from workflows.registers import COLUMNS, CellType, RegisterColumn, RegisterKind


def row_columns(kind: RegisterKind) -> list[Column[RowView]]:
    """Return the columns of a register: its rows' names, its own columns, standing and documents."""
    widths = {column.key: column.width for column in sheet_columns(kind)}
    words = COLUMN_WORDS[kind]
    own: list[Column[RowView]] = [
        Column(each.key, in_language(words[each.key]), _cell(each), widths[each.key], order=_order(each))
        for each in COLUMNS[kind]
    ]
    return [
        Column(
            ROW, in_language(ROW_WORDS), lambda row: name_of(row.row), 10, order=lambda row: row.row.number
        ),
        *own,
        Column(
            "standing",
            in_language(STANDING_COLUMN),
            lambda row: in_language(STANDING_WORDS[row.standing]),
            22,
            order=lambda row: (row.standing.value, -(row.age or 0)),
        ),
        Column("proofs", in_language(PROOF_WORDS), _proofs, 40, order=lambda row: len(row.row.proofs)),
    ]


def _cell(column: RegisterColumn) -> Callable[[RowView], Cell]:
    def value(row: RowView) -> Cell:
        found = row.cells.get(column.key)
        if found is None:
            return None
        if column.type is CellType.DAY:
            return date.fromisoformat(found)
        return int(found) if column.type is CellType.NUMBER else shown_cell(column, row.cells)

    return value


def _order(column: RegisterColumn) -> Callable[[RowView], str | int | None]:
    if column.type is CellType.NUMBER:
        return lambda row: int(row.cells[column.key]) if column.key in row.cells else None
    return lambda row: row.cells.get(column.key)


def _proofs(row: RowView) -> str:
    return "\n".join(proof.shown_version.title for proof in row.row.proofs)


def shown_cell(column: RegisterColumn, cells: Mapping[str, str]) -> str:
    """Return a value as people read it."""
    value = cells.get(column.key)
    if value is None:
        return ""
    if column.type is CellType.DAY:
        return day(date.fromisoformat(value))
    return choice_words(value) if column.type is CellType.CHOICE else value


def has_words(kind: RegisterKind, row: RowView, words: str) -> bool:
    """Return whether a row has all these words, with or without diacritics."""
    told = fold(" ".join(shown_cell(column, row.cells) for column in COLUMNS[kind]))
    return all(word in told for word in fold(words).split())


def list_columns() -> list[Column[ListedRegister]]:
    """Return the columns of the list of a cycle's registers."""
    return [
        Column(
            "criterion",
            gettext("Criterion"),
            lambda each: each.criterion.label,
            14,
            order=lambda each: each.criterion.ordinal,
        ),
        Column("title", gettext("Title"), lambda each: each.criterion.title, 60),
        Column(
            "register",
            gettext("Register"),
            lambda each: in_language(KIND_WORDS[each.kind]),
            30,
            order=lambda each: in_language(KIND_WORDS[each.kind]),
        ),
        Column(
            "agency",
            gettext("Lead agency"),
            lambda each: each.criterion.lead_agency.name,
            24,
            order=lambda each: each.criterion.lead_agency.name,
        ),
        Column("rows", gettext("Rows"), lambda each: each.tally.rows, 10, order=lambda each: each.tally.rows),
        Column("counted", gettext("Counted"), lambda each: each.tally.counted, 10),
        Column("whole", gettext("Of all"), lambda each: each.tally.whole, 10),
        Column(
            "share",
            "%",
            share_of,
            10,
            order=lambda each: each.tally.counted / each.tally.whole if each.tally.whole else None,
        ),
    ]


def share_of(listed: ListedRegister) -> str:
    """Return the share as a percentage of at most two decimals, cut and not rounded up."""
    return percent(listed.tally.counted, listed.tally.whole)


def percent(counted: int, whole: int | None) -> str:
    """Return a share as people read it; cut to two decimals, so that it never seems to reach a target."""
    if not whole:
        return ""
    hundredths = counted * 10_000 // whole
    whole_part, rest = divmod(hundredths, 100)
    comma = "," if choice_words("yes") == "Có" else "."
    return f"{whole_part}{comma}{rest:02d}%" if rest else f"{whole_part}%"
