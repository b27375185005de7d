"""`evidence-repo reports`: versions of the reports on administrative reform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    administering,
    as_json,
    check_sight,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.models import Report
from evidence_repo.representations.reports import report_json
from evidence_repo.services.documents.spooling import spool_folder
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.reports.figures import figures_of
from evidence_repo.services.reports.paper import render_report
from evidence_repo.services.reports.writing import (
    find_report,
    finish_report,
    freeze_report,
    list_reports,
    make_report,
)
from workflows.reports import ReportKind
from workflows.rights import Right


@click.group(cls=CommandGroup)
def reports() -> None:
    """The reports on administrative reform of a cycle."""


def _row(session: Session, actor: Actor, report: Report, context: CommandContext) -> dict[str, Any]:
    return report_json(report, figures_of(session, actor, report, context.clock))


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    click.echo(
        f"Report {row['id']}: {row['kind']} of {row['year']}, version {row['version']}, {row['state']}."
    )
    for section in row["sections"]:
        click.echo(f"  {section['title']}")


@reports.command("list")
@in_year
@showing
@as_json
@with_context
def list_all(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the reports of a cycle and their versions."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_REPORTS)
        rows = [report_json(each, {}) for each in list_reports(session, actor, cycle_of(session, year))]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "kind", "version", "state", "begins_on", "ends_on", "due_on")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@reports.command()
@click.argument("number", metavar="ID", type=NUMBER)
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Where the DOCX goes."
)
@in_year
@showing
@as_json
@with_context
def show(
    context: CommandContext, number: int, out: Path | None, year: int | None, email: str | None, as_json: bool
) -> None:
    """Show a report with its tables; write its paper where --out says."""
    with context.reading(email) as (session, actor):
        report = find_report(session, actor, cycle_of(session, year), number)
        figures = figures_of(session, actor, report, context.clock)
        row = report_json(report, figures)
        if out is not None:
            created = report.finished_at or context.clock.now()
            out.write_bytes(render_report(report, figures, created))
    _print(row, as_json)


@reports.command()
@click.argument("kind", type=click.Choice([kind.value for kind in ReportKind]))
@in_year
@administering
@as_json
@with_context
def make(context: CommandContext, kind: str, year: int | None, email: str | None, as_json: bool) -> None:
    """Begin a report, or its next version."""
    with context.transaction(email) as (session, actor):
        made = make_report(session, actor, cycle_of(session, year), ReportKind(kind), context.clock)
        row = _row(session, actor, made, context)
    _print(row, as_json)


@reports.command()
@click.argument("number", metavar="ID", type=NUMBER)
@in_year
@administering
@as_json
@with_context
def finish(context: CommandContext, number: int, year: int | None, email: str | None, as_json: bool) -> None:
    """Finish a report with the figures of this moment."""
    parts = context.container
    folder, detect = spool_folder(parts.settings), parts.sandbox.media_type
    with context.reading(email) as (session, actor):
        report = find_report(session, actor, cycle_of(session, year), number)
        frozen = freeze_report(session, actor, report, folder, detect, context.clock)
    keep_blob(parts.store, frozen.paper)
    with context.transaction(email) as (session, actor):
        report = find_report(session, actor, cycle_of(session, year), number)
        finish_report(session, actor, report, frozen, parts.store, context.clock)
        row = _row(session, actor, report, context)
    _print(row, as_json)
