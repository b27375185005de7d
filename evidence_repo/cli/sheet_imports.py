"""Imports from a workbook: shown row by row, and with --apply taken as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import CommandContext, administering, as_json, with_context
from evidence_repo.cli.failures import Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.representations.sheets import import_json
from evidence_repo.services.people.agency_import import AGENCY_COLUMNS, import_agencies
from evidence_repo.services.people.people_import import PEOPLE_COLUMNS, import_people
from evidence_repo.services.people.sheets import ImportReport, SheetColumn, SheetRow, read_rows
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reading.sheets import read_sheet

_Take = Callable[[CommandContext, Session, Actor, Sequence[SheetRow]], ImportReport]
Taking = Callable[[Session, Actor], ImportReport]


def _take_agencies(
    context: CommandContext, session: Session, actor: Actor, rows: Sequence[SheetRow]
) -> ImportReport:
    return import_agencies(session, actor, rows, context.clock.today())


def _take_people(
    context: CommandContext, session: Session, actor: Actor, rows: Sequence[SheetRow]
) -> ImportReport:
    by_mail = context.container.settings.mail_url is not None
    return import_people(session, actor, rows, context.clock, by_mail=by_mail)


def add_import(group: click.Group, purpose: str, columns: Sequence[SheetColumn], take: _Take) -> None:
    """Add the command `import` to a group of commands."""

    @group.command("import", help=purpose)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--apply", "applies", is_flag=True, help="Do it; without it, the rows are shown.")
    @administering
    @as_json
    @with_context
    def command(context: CommandContext, file: Path, applies: bool, email: str | None, as_json: bool) -> None:
        rows = read_rows(read_sheet(context.container.sandbox, file), columns)
        run_import(
            context,
            email,
            lambda session, actor: take(context, session, actor, rows),
            applies=applies,
            as_json=as_json,
        )


def add_imports_to_agencies(group: click.Group) -> None:
    """Add `agencies import`."""
    purpose = "Add agencies from a workbook: name, kind, and code, parent and first day where there are any."
    add_import(group, purpose, AGENCY_COLUMNS, _take_agencies)


def add_imports_to_users(group: click.Group) -> None:
    """Add `users import`."""
    purpose = "Open accounts from a workbook: full name, e-mail, agency, roles; passwords come later."
    add_import(group, purpose, PEOPLE_COLUMNS, _take_people)


def run_import(
    context: CommandContext, email: str | None, take: Taking, *, applies: bool, as_json: bool
) -> None:
    """Take a workbook's rows and print what becomes of each; raise `Failure` where one cannot be taken.

    Without `applies`, or with a problem, nothing of it is kept.
    """
    with context.rehearsal(email) as (session, actor):
        report = take(session, actor)
    if applies and not report.problems:
        with context.transaction(email) as (session, actor):
            report = take(session, actor)
            report.refuse_problems()
    is_done = applies and not report.problems
    if as_json:
        print_json(import_json(report, applied=is_done))
    else:
        _print_report(report, is_done)
    if report.problems:
        raise Failure(f"{len({row.number for row in report.problems})} rows cannot be taken, so none was.")


def _print_report(report: ImportReport, is_done: bool) -> None:
    """Print what becomes of each row, for people."""
    rows = [
        (row.cell or str(row.number), row.outcome.value, row.name, str(row.problem or ""))
        for row in report.rows
    ]
    print_table(("row", "what", "name", "problem"), rows)
    if not report.problems:
        click.echo("Imported." if is_done else "Nothing is changed yet; --apply does it.")
