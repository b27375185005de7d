"""`evidence-repo catalogue`: the criteria of a year's plan."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.catalogue.readers import read_plan_file
from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    administering,
    as_json,
    check_sight,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup, Failure, message_of
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE
from evidence_repo.representations.catalogue import criterion_json, diff_json, plain
from evidence_repo.services.plan.catalogue import (
    CatalogueChange,
    CatalogueDiff,
    compare_plan,
    criteria_of_cycle,
    import_plan,
)
from evidence_repo.services.workflow.cycles import find_cycle
from workflows.rights import Right


@click.group(cls=CommandGroup)
def catalogue() -> None:
    """The criteria of a year's plan, with products, requirement and deadlines."""


@catalogue.command("import")
@click.argument("file", type=FILE)
@click.option("--year", type=NUMBER, help="The assessment year; without it, as the plan says.")
@click.option("--province", metavar="NAME", help="The province; without it, as the plan says.")
@click.option("--apply", "is_applied", is_flag=True, help="Make the changes; without it they are only shown.")
@administering
@as_json
@with_context
def import_file(
    context: CommandContext,
    file: Path,
    year: int | None,
    province: str | None,
    is_applied: bool,
    email: str | None,
    as_json: bool,
) -> None:
    """Read a plan (.txt, .docx, .xlsx, .json) and show what it would change; with --apply, change it."""
    try:
        plan = read_plan_file(file, year=year, province=province)
    except CatalogueError as error:
        raise Failure(message_of(error)) from error  # the command is right, the file is not
    wanted = year or plan.year
    if is_applied:
        with context.transaction(email) as (session, actor):
            diff = import_plan(
                session, actor, plan, context.clock, year=wanted, province=province or plan.province
            )
    else:
        with context.reading(email) as (session, _):
            diff = compare_plan(session, plan, wanted)
    if as_json:
        print_json(diff_json(diff, wanted, is_applied=is_applied))
    else:
        _print_diff(diff, is_applied=is_applied)


def _print_diff(diff: CatalogueDiff, *, is_applied: bool) -> None:
    if diff.is_empty:
        click.echo("The catalogue holds exactly this plan; nothing changes.")
        return
    for change in diff.plan:
        click.echo(f"plan: {_sentence(change)}")
    for label in diff.added:
        click.echo(f"+ {label}")
    for label in diff.removed:
        click.echo(f"- {label}")
    for change in diff.changed:
        click.echo(f"{change.criterion}: {_sentence(change)}")
    figures = f"{len(diff.added)} added, {len(diff.removed)} removed"
    changed = len({change.criterion for change in diff.changed})
    click.echo(f"{figures}, {changed} changed. " + ("Applied." if is_applied else "Apply with --apply."))


def _sentence(change: CatalogueChange) -> str:
    before, after = (json.dumps(plain(v), ensure_ascii=False) for v in (change.before, change.after))
    return f"{change.part} {before} → {after}"


@catalogue.command("list")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the criteria, in the plan's order."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        criteria = criteria_of_cycle(session, find_cycle(session, year))
        rows = [criterion_json(criterion) for criterion in criteria]
    if as_json:
        print_json(rows)
        return
    table = [
        (
            f"{row['kind']} {row['code']}",
            row["field"],
            ", ".join(deadline["due_on"] for deadline in row["deadlines"]),
            len(row["products"]),
            len(row["warnings"]) or None,
            row["agency"],
            row["title"],
        )
        for row in rows
    ]
    print_table(("criterion", "field", "before", "products", "warnings", "agency", "title"), table)
