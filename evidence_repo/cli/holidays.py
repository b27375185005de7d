"""`evidence-repo holidays`: days off and swapped days, by which working days are counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from evidence_repo.cli.context import (
    CommandContext,
    administering,
    as_json,
    check_sight,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.representations.holidays import holiday_json
from evidence_repo.services.holidays.days import ListedDay, add_day, find_listed, list_days, remove_day
from workflows.rights import Right
from workflows.working_days import FIRST_YEAR, LAST_YEAR, DayKind

_COLUMNS = ("day", "kind", "provisional", "name")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=CommandGroup)
def holidays() -> None:
    """The days that differ from the plain week: public holidays, compensation, swapped days."""


@holidays.command("list")
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Only the days of this year.")
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the days, the earliest first."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        rows = [holiday_json(row) for row in list_days(session, year)]
    if as_json:
        print_json(rows)
    else:
        print_table(_COLUMNS, [[row[column] for column in _COLUMNS] for row in rows])


@holidays.command()
@click.argument("day", metavar="YYYY-MM-DD", type=_DAY)
@click.option("--kind", type=click.Choice([kind.value for kind in DayKind]), default=DayKind.OFF.value)
@click.option("--name", metavar="NAME", required=True, help='Why: "Nghỉ bù Quốc khánh".')
@click.option("--provisional", is_flag=True, help="It is not announced yet.")
@administering
@as_json
@with_context
def add(
    context: CommandContext,
    day: datetime,
    kind: str,
    name: str,
    provisional: bool,
    email: str | None,
    as_json: bool,
) -> None:
    """List a day off, or with --kind worked a Saturday or Sunday that is worked."""
    with context.transaction(email) as (session, actor):
        row = holiday_json(add_day(session, actor, ListedDay(day.date(), DayKind(kind), name, provisional)))
    _print(row, as_json, "Listed")


@holidays.command()
@click.argument("day", metavar="YYYY-MM-DD", type=_DAY)
@administering
@as_json
@with_context
def remove(context: CommandContext, day: datetime, email: str | None, as_json: bool) -> None:
    """Take a day off the list."""
    with context.transaction(email) as (session, actor):
        found = find_listed(session, day.date())
        row = holiday_json(found)
        remove_day(session, actor, found)
    _print(row, as_json, "Removed")


def _print(row: dict[str, Any], as_json: bool, done: str) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(f"{done}: {row['day']} ({row['kind']}), {row['name']}.")
