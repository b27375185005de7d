"""`evidence-repo registers`: rows that prove a figure; shown, added, and as workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    CommandContext,
    acting,
    as_json,
    check_sight,
    criterion_for,
    cycle_of,
    in_year,
    late_reason,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.sheet_imports import run_import
from evidence_repo.errors import BadInput
from evidence_repo.representations.registers import register_json, registers_json, row_json
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.sheets import ImportReport, plain_words, read_rows
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reading.sheets import read_sheet
from evidence_repo.services.registers.importing import import_rows, sheet_columns
from evidence_repo.services.registers.keeping import RegisterPlace, add_row
from evidence_repo.services.registers.listing import list_registers
from evidence_repo.services.registers.viewing import RegisterPage, register_page
from evidence_repo.services.registers.words import COLUMN_WORDS, KIND_WORDS
from evidence_repo.services.registers.workbook import (
    register_sheet,
    template_sheet,
    title_of,
    workbook_bytes,
)
from workflows.registers import RegisterKind
from workflows.rights import Right

Command = Callable[..., None]
KINDS = click.Choice([kind.value for kind in RegisterKind])
KIND = click.argument("kind", metavar="KIND", type=KINDS)
CODE = click.argument("code", metavar="CODE")
AGENCY = click.option("--agency", metavar="AGENCY", help="Whose, by code or name; without it one's own.")
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)


@click.group(cls=CommandGroup)
def registers() -> None:
    """Registers: rows that prove a figure, criterion by criterion."""


def _place(session: Session, actor: Actor, year: int, code: str, kind: str) -> RegisterPlace:
    return RegisterPlace(criterion_for(session, actor, year, code), RegisterKind(kind))


def _page(
    context: CommandContext, session: Session, actor: Actor, place: RegisterPlace, agency: str | None
) -> RegisterPage:
    code = find_agency(session, agency).code if agency else None
    return register_page(session, actor, place, context.clock.today(), code)


@registers.command("list")
@click.option("--kind", type=KINDS, help="Only registers of this kind.")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, kind: str | None, year: int, email: str | None, as_json: bool) -> None:
    """List which criterion has which register, and what its rows add up to."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        cycle = cycle_of(session, year)
        found = list_registers(session, actor, cycle, context.clock.today())
        rows = registers_json([each for each in found if kind in (None, each.kind.value)], cycle.year)
    if as_json:
        print_json(rows)
        return
    columns = ("criterion", "register", "rows", "counted", "whole")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@registers.command()
@CODE
@KIND
@AGENCY
@in_year
@showing
@as_json
@with_context
def show(
    context: CommandContext,
    code: str,
    kind: str,
    agency: str | None,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    """Show one register with its rows and what they propose to the targets."""
    with context.reading(email) as (session, actor):
        page = _page(context, session, actor, _place(session, actor, year, code, kind), agency)
        shown = register_json(page, year)
    if as_json:
        print_json(shown)
        return
    click.echo(f"{shown['criterion']}, {shown['agency']}: {shown['counted']} of {shown['whole'] or '–'}")
    columns = list(COLUMN_WORDS[RegisterKind(kind)])
    rows = [
        [row["row"], *(row["cells"].get(key) for key in columns), row["standing"]] for row in shown["rows"]
    ]
    print_table(("row", *columns, "standing"), rows)


@registers.command()
@CODE
@KIND
@click.argument("cells", metavar="COLUMN=VALUE...", nargs=-1, required=True)
@late_reason
@in_year
@acting
@as_json
@with_context
def add(
    context: CommandContext,
    code: str,
    kind: str,
    cells: tuple[str, ...],
    late_reason: str | None,
    year: int,
    email: str,
    as_json: bool,
) -> None:
    """Add a row to the register that one's agency keeps."""
    written = _written(RegisterKind(kind), cells)
    with context.transaction(email) as (session, actor):
        place = _place(session, actor, year, code, kind)
        row = add_row(session, actor, place, written, late_reason=late_reason, clock=context.clock)
        shown = row_json(row, year)
    if as_json:
        print_json(shown)
    else:
        click.echo(f"Row {shown['row']} of {shown['criterion']} is added.")


def _written(kind: RegisterKind, cells: tuple[str, ...]) -> dict[str, str]:
    """Return the values by column; a column is named by its code or one of its titles."""
    names = {key: key for key in COLUMN_WORDS[kind]}
    names |= {plain_words(title): key for key, words in COLUMN_WORDS[kind].items() for title in words.both}
    written = {}
    for cell in cells:
        name, is_given, value = cell.partition("=")
        key = names.get(name) or names.get(plain_words(name))
        if not is_given or key is None:
            raise BadInput(
                "Name a column and its value, such as %(column)s=…; the columns are %(columns)s.",
                field="COLUMN=VALUE",
                column=next(iter(COLUMN_WORDS[kind])),
                columns=", ".join(COLUMN_WORDS[kind]),
            )
        written[key] = value
    return written


@registers.command()
@KIND
@OUT
def template(kind: str, out: Path) -> None:
    """Write the workbook to fill in."""
    title = KIND_WORDS[RegisterKind(kind)].vi
    out.write_bytes(workbook_bytes(title, [template_sheet(RegisterKind(kind))]))
    click.echo(f"Written: {out}")


@registers.command()
@CODE
@KIND
@OUT
@AGENCY
@in_year
@showing
@with_context
def export(
    context: CommandContext, code: str, kind: str, out: Path, agency: str | None, year: int, email: str | None
) -> None:
    """Write a register as a workbook, which can be imported again."""
    with context.reading(email) as (session, actor):
        place = _place(session, actor, year, code, kind)
        page = _page(context, session, actor, place, agency)
        title = title_of(place.criterion, place.kind)
        out.write_bytes(workbook_bytes(title, [register_sheet(page.shown)]))
        count = len(page.shown.rows)
    click.echo(f"Written: {out} ({count} rows)")


@registers.command("import")
@CODE
@KIND
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "applies", is_flag=True, help="Do it; without it, the rows are shown.")
@late_reason
@in_year
@acting
@as_json
@with_context
def import_sheet(
    context: CommandContext,
    code: str,
    kind: str,
    file: Path,
    applies: bool,
    late_reason: str | None,
    year: int,
    email: str,
    as_json: bool,
) -> None:
    """Add and change rows from a workbook, all or none."""
    rows = read_rows(read_sheet(context.container.sandbox, file), sheet_columns(RegisterKind(kind)))

    def take(session: Session, actor: Actor) -> ImportReport:
        place = _place(session, actor, year, code, kind)
        return import_rows(session, actor, place, rows, late_reason=late_reason, clock=context.clock)

    run_import(context, email, take, applies=applies, as_json=as_json)
