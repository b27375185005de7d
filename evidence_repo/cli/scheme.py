"""`evidence-repo scheme`: what each row can give at most and how it is scored, from and as a workbook."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
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
from evidence_repo.cli.sheet_imports import run_import
from evidence_repo.errors import NotVisible
from evidence_repo.models import Agency, AssessmentCycle, ScoringScheme
from evidence_repo.reports.workbook import write_workbook
from evidence_repo.representations.scores import scheme_json
from evidence_repo.services.people.sheets import ImportReport, read_rows
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.reading.sheets import read_sheet
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.scheme_sheet import SCHEME_COLUMNS
from evidence_repo.services.scores.schemes import (
    exempt_row,
    exemptions_of,
    find_row,
    find_scheme,
    set_deviation_base,
)
from evidence_repo.services.scores.workbook import WrittenScheme, example_scheme, written_scheme
from workflows.rights import Right
from workflows.scoring import DeviationBase, SchemeGroup

GROUP = click.option(
    "--group",
    type=click.Choice([group.value for group in SchemeGroup]),
    default=SchemeGroup.PROVINCE.value,
    show_default=True,
    help="Whose scheme it is.",
)
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)


@click.group(cls=CommandGroup)
def scheme() -> None:
    """The scheme of a year: rows with their maximum, how they are scored and by whom."""


def _found(
    session: Session, cycle: AssessmentCycle, group: SchemeGroup = SchemeGroup.PROVINCE
) -> ScoringScheme:
    found = find_scheme(session, cycle, group)
    if found is None:
        raise NotVisible("This cycle has no scheme yet.")
    return found


@scheme.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@GROUP
@click.option("--apply", "applies", is_flag=True, help="Do it; without it, the rows are shown.")
@in_year
@administering
@as_json
@with_context
def take(
    context: CommandContext,
    file: Path,
    group: str,
    applies: bool,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    """Make a workbook's rows the year's scheme, all or none (coordinator)."""
    rows = read_rows(read_sheet(context.container.sandbox, file), SCHEME_COLUMNS)

    def read(session: Session, actor: Actor) -> ImportReport:
        cycle = cycle_of(session, year)
        return import_scheme(session, actor, cycle, SchemeGroup(group), rows, context.clock)

    run_import(context, email, read, applies=applies, as_json=as_json)


@scheme.command()
@GROUP
@in_year
@showing
@as_json
@with_context
def show(context: CommandContext, group: str, year: int, email: str | None, as_json: bool) -> None:
    """Show the scheme row by row, with whom a row does not apply to."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        found = _found(session, cycle_of(session, year), SchemeGroup(group))
        shown = scheme_json(found, exemptions_of(session, found))
    if as_json:
        print_json(shown)
        return
    columns = ("row", "maximum", "scoring", "scorer", "title")
    print_table(columns, [tuple(row[name] for name in columns) for row in shown["rows"]])


@scheme.command()
@OUT
@in_year
@administering
@with_context
def template(context: CommandContext, out: Path, year: int, email: str | None) -> None:
    """Write a made-up scheme of the year's criteria, marked as such, to fill in the real points."""
    with context.reading(email) as (session, actor):
        check_administers(actor, Right.MANAGE_CATALOGUE)
        _write(example_scheme(session, cycle_of(session, year)), out)


@scheme.command()
@OUT
@GROUP
@in_year
@showing
@with_context
def export(context: CommandContext, out: Path, group: str, year: int, email: str | None) -> None:
    """Write the scheme as a workbook that can be imported again."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        found = _found(session, cycle_of(session, year), SchemeGroup(group))
        _write(written_scheme(found, exemptions_of(session, found)), out)


def _write(written: WrittenScheme, out: Path) -> None:
    with out.open("wb") as file:
        write_workbook(file, [written.sheet()], title=written.title)
    click.echo(f"Written: {out} ({len(written.rows)} rows)")


@scheme.command()
@click.argument("row", metavar="ROW")
@click.option("--reason", metavar="REASON", help="Why; without it the row applies again.")
@in_year
@administering
@as_json
@with_context
def exempt(
    context: CommandContext, row: str, reason: str | None, year: int, email: str | None, as_json: bool
) -> None:
    """Say why a row such as `TCTP 1.1.3` does not apply to the province, or that it does (coordinator)."""
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        found = _found(session, cycle)
        province = session.get_one(Agency, cycle.province_id)
        exempt_row(session, actor, find_row(found, row), province, reason, context.clock)
        shown = scheme_json(found, exemptions_of(session, found))
    _print_changed(shown, as_json)


@scheme.command()
@click.argument("base", type=click.Choice([base.value for base in DeviationBase]))
@in_year
@administering
@as_json
@with_context
def base(context: CommandContext, base: str, year: int, email: str | None, as_json: bool) -> None:
    """Say what the deviation is a percentage of (coordinator)."""
    with context.transaction(email) as (session, actor):
        found = _found(session, cycle_of(session, year))
        set_deviation_base(session, actor, found, DeviationBase(base), context.clock)
        shown = scheme_json(found, exemptions_of(session, found))
    _print_changed(shown, as_json)


def _print_changed(shown: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(shown)
    else:
        click.echo(f"Saved; the deviation is a percentage of: {shown['deviation_base']}.")
