"""`evidence-repo catalogue`: the criteria of a year's plan."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evidence_repo.catalogue.assembly import PlanDraft
from evidence_repo.catalogue.plan import CatalogueError
from evidence_repo.catalogue.readers import read_plan_draft
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
from evidence_repo.services.plan.template import plan_template
from workflows.rights import Right

_MOST_SHOWN = 20


@click.group(cls=CommandGroup)
def catalogue() -> None:
    """The criteria of a year's plan, with products, requirement and deadlines."""


@catalogue.command("import")
@click.argument("file", type=FILE)
@click.option("--year", type=NUMBER, help="The assessment year; without it, as the plan says.")
@click.option("--province", metavar="NAME", help="The province; without it, as the plan says.")
@click.option("--apply", "is_applied", is_flag=True, help="Make the changes; without it they are only shown.")
@click.option("--reason", metavar="TEXT", help="Why criteria change that hold evidence or a history.")
@click.option("--accept-doubtful", is_flag=True, help="Apply rows that are perhaps wrongly read as well.")
@administering
@as_json
@with_context
def import_file(
    context: CommandContext,
    file: Path,
    year: int | None,
    province: str | None,
    is_applied: bool,
    reason: str | None,
    accept_doubtful: bool,
    email: str | None,
    as_json: bool,
) -> None:
    """Read a plan (.docx, .pdf, .xlsx, .txt, .json), show what it would change; with --apply, change it."""
    try:
        draft = read_plan_draft(file, context.container.sandbox)
        _check_faults(draft)
        plan = draft.plan(year=year, province=province)
    except CatalogueError as error:
        raise Failure(message_of(error)) from error  # the command is right, the file is not
    if is_applied and draft.doubtful and not accept_doubtful:
        raise Failure(
            f"{_doubtful_rows(draft)}\nCompare these rows with the file; then apply with --accept-doubtful."
        )
    wanted = year or plan.year
    if is_applied:
        with context.transaction(email) as (session, actor):
            diff = import_plan(
                *(session, actor, plan, context.clock),
                year=wanted,
                province=province or plan.province,
                reason=reason,
            )
    else:
        with context.reading(email) as (session, _):
            diff = compare_plan(session, plan, wanted)
    if as_json:
        print_json(diff_json(diff, wanted, draft, is_applied=is_applied))
    else:
        if draft.doubtful:
            click.echo(_doubtful_rows(draft))
        _print_diff(diff, is_applied=is_applied)


def _check_faults(draft: PlanDraft) -> None:
    """Name all rows that are not understood, not only the first."""
    if draft.faults:
        shown = [str(read.fault) for read in draft.faults[:_MOST_SHOWN]]
        left = len(draft.faults) - len(shown)
        raise Failure("\n".join([*shown, *([f"and {left} more rows"] if left else [])]))


def _doubtful_rows(draft: PlanDraft) -> str:
    rows = [
        f"  {read.row.place.shown}: {read.criterion.label if read.criterion else read.row.cells[1]}"
        f" ({', '.join(sorted({doubt.shown for doubt in read.doubts}))})"
        for read in draft.doubtful
    ]
    return "\n".join(["Doubtful rows:", *rows])


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


@catalogue.command("template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--year", type=NUMBER, required=True, help="The assessment year.")
@as_json
@with_context
def write_template(context: CommandContext, file: Path, year: int, as_json: bool) -> None:
    """Write the workbook that is filled in by hand and imported; it holds what that year has already."""
    with context.reading(None) as (session, _):
        data = plan_template(session, year, context.clock)
    try:
        with file.open("xb") as stream:
            stream.write(data)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json({"file": str(file), "year": year, "size": len(data)})
        return
    click.echo(f"{file}: fill it in, then `evidence-repo catalogue import {file} --year {year}`.")


@catalogue.command("list")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the criteria, in the plan's order."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        criteria = criteria_of_cycle(session, cycle_of(session, year))
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
