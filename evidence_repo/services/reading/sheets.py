"""Sheets that people fill in, read in the sandbox: the first sheet's rows, and which cells are formulas."""

from __future__ import annotations

from pathlib import Path

from evidence_repo.errors import BadInput
from evidence_repo.services.people.sheets import SheetCells
from evidence_repo.words import N_
from index.extraction import Sandbox, Unreadable
from index.media import EmptyFile, MediaType, MediaTypeNotAllowed

LARGEST_SHEET = 5 * 1024 * 1024


def read_sheet(sandbox: Sandbox, path: Path) -> list[SheetCells]:
    """Return the filled rows of a workbook's first sheet; raise `BadInput` for what is not a workbook."""
    try:
        if sandbox.media_type(path) is not MediaType.XLSX:
            raise _not_a_workbook()
        rows = [row for row in sandbox.table_rows(path, MediaType.XLSX) if row.page == 1]
        formulas = {(row, column) for sheet, row, column in sandbox.formula_cells(path) if sheet == 1}
    except (EmptyFile, MediaTypeNotAllowed) as error:
        raise _not_a_workbook() from error
    except Unreadable as error:
        raise BadInput(
            N_("The workbook cannot be read: it is damaged, locked or too large."),
            field="file",
            code="unreadable",
        ) from error
    return [
        SheetCells(
            row.number,
            tuple(cell or "" for cell in row.cells),
            frozenset(place for place, _ in enumerate(row.cells) if (row.number, place + 1) in formulas),
        )
        for row in rows
    ]


def _not_a_workbook() -> BadInput:
    return BadInput(
        N_("Send an Excel workbook (.xlsx)."),
        field="file",
        code="not_a_workbook",
        advice=N_("Take the template and save it as .xlsx."),
    )
