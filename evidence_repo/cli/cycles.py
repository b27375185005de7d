"""`evidence-repo cycle`: the assessment cycles, and moving one on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
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
from evidence_repo.errors import BadInput
from evidence_repo.representations.cycles import crosswalk_json, cycle_json
from evidence_repo.services.plan.catalogue import add_cycle, find_criterion
from evidence_repo.services.plan.copying import copy_cycle
from evidence_repo.services.plan.crosswalk import (
    Crosswalk,
    change_crosswalk,
    propose_crosswalk,
    read_crosswalk,
)
from evidence_repo.services.workflow.cycles import CycleFacts, change_cycle, change_cycle_state, list_cycles
from workflows.cycle import CycleAction
from workflows.rights import Right


@click.group(cls=CommandGroup)
def cycle() -> None:
    """The assessment cycles; several can be at work at once."""


@cycle.command("list")
@showing
@as_json
@with_context
def show_list(context: CommandContext, email: str | None, as_json: bool) -> None:
    """List the cycles, the newest first."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        rows = [cycle_json(found) for found in list_cycles(session)]
    if as_json:
        print_json(rows)
        return
    columns = ("year", "state", "province", "plan")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@cycle.command()
@click.option("--to", "new_year", metavar="Y", type=NUMBER, help="The new year; without it, the next one.")
@in_year
@administering
@as_json
@with_context
def copy(
    context: CommandContext, new_year: int | None, year: int | None, email: str | None, as_json: bool
) -> None:
    """Make a new cycle with this one's catalogue, its days moved on (coordinator)."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        source = cycle_of(session, year)
        made = copy_cycle(session, actor, source, new_year or source.year + 1, context.clock)
        row = cycle_json(made)
    if as_json:
        print_json(row)
    else:
        click.echo(f"The cycle of {row['year']} is made: {row['state']}.")


@cycle.command()
@click.option("--propose", is_flag=True, help="Propose again what nobody has confirmed.")
@click.option(
    "--set",
    "settings",
    metavar="CODE=CODE,…",
    multiple=True,
    help='What a criterion continues: "TCTP 1.1.3=TCTP 1.1.2,TCTP 1.1.4"; nothing after = means none.',
)
@click.option("--confirm", metavar="CODE", multiple=True, help="Confirm a row as it stands; may be repeated.")
@click.option("--confirm-all", is_flag=True, help="Confirm every row as it stands.")
@in_year
@administering
@as_json
@with_context
def crosswalk(
    context: CommandContext,
    propose: bool,
    settings: tuple[str, ...],
    confirm: tuple[str, ...],
    confirm_all: bool,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Show what each criterion continues of the year before; propose it, set it, confirm it (coordinator)."""
    changes = bool(propose or settings or confirm or confirm_all)
    with context.transaction(email) if changes else context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        found = cycle_of(session, year)
        if propose:
            propose_crosswalk(session, actor, found, context.clock)
        if settings or confirm or confirm_all:
            wanted = _rows_asked_for(session, read_crosswalk(session, found), settings, confirm, confirm_all)
            change_crosswalk(session, actor, found, wanted, clock=context.clock)
        row = crosswalk_json(read_crosswalk(session, found))
    if as_json:
        print_json(row)
        return
    print_table(
        ("criterion", "continues", "relation", "confirmed"),
        [
            (
                each["criterion"],
                ", ".join(each["continues"]) or None,
                each["relation"],
                "yes" if each["is_confirmed"] else "no",
            )
            for each in row["rows"]
        ],
    )
    for label in row["not_continued"]:
        click.echo(f"{label} of {row['year_before']} is continued by none.")


def _rows_asked_for(
    session: Session,
    found: Crosswalk,
    settings: tuple[str, ...],
    confirm: tuple[str, ...],
    confirm_all: bool,
) -> dict[int, list[int]]:
    rows = {row.criterion.id: [each.id for each in row.earlier] for row in found.rows}
    wanted = dict(rows) if confirm_all else {}
    for name in confirm:
        criterion = find_criterion(session, found.cycle, name)
        wanted[criterion.id] = rows[criterion.id]
    for setting in settings:
        name, equals, codes = setting.partition("=")
        if not equals or found.before is None:
            raise BadInput("Write --set as CODE=CODE,…, not “%(text)s”.", field="set", text=setting)
        named = filter(None, (code.strip() for code in codes.split(",")))
        earlier = [find_criterion(session, found.before, code).id for code in named]
        wanted[find_criterion(session, found.cycle, name.strip()).id] = earlier
    return wanted


def _move_on(action: CycleAction, purpose: str) -> None:
    """Register the command that moves the cycle on by `action`."""

    @cycle.command(action.value, help=purpose)
    @in_year
    @administering
    @as_json
    @with_context
    def move(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
        with context.transaction(email) as (session, actor):
            check_sight(actor, Right.SEE_CATALOGUE)
            found = cycle_of(session, year)
            change_cycle_state(session, actor, found, action, context.clock)
            row = cycle_json(found)
        _tell(row, as_json)


@cycle.command()
@in_year
@click.option("--reason", metavar="TEXT", required=True, help="Why it goes back.")
@administering
@as_json
@with_context
def reopen(context: CommandContext, year: int | None, reason: str, email: str | None, as_json: bool) -> None:
    """Put the cycle one step back; a closed one stays closed."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        found = cycle_of(session, year)
        change_cycle_state(session, actor, found, CycleAction.REOPEN, context.clock, reason=reason)
        row = cycle_json(found)
    _tell(row, as_json)


@cycle.command()
@click.option("--year", type=NUMBER, required=True, help="The assessment year.")
@click.option("--province", metavar="NAME", help="The province, where several are registered.")
@administering
@as_json
@with_context
def add(context: CommandContext, year: int, province: str | None, email: str | None, as_json: bool) -> None:
    """Make a cycle that has no plan yet; `catalogue import` makes one with its plan."""
    with context.transaction(email) as (session, actor):
        row = cycle_json(add_cycle(session, actor, context.clock, year=year, province=province))
    _tell(row, as_json)


@cycle.command()
@in_year
@click.option("--plan-number", metavar="TEXT", help="The plan's number and symbol.")
@click.option("--plan-title", metavar="TEXT", help="The plan's title.")
@click.option(
    "--plan-issued-on", metavar="DAY", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="Its day of issue."
)
@click.option("--tolerance", metavar="PERCENT", help="How far the self-score may be from the Ministry's.")
@administering
@as_json
@with_context
def change(
    context: CommandContext,
    year: int | None,
    plan_number: str | None,
    plan_title: str | None,
    plan_issued_on: datetime | None,
    tolerance: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Change what is known of the cycle: what is not named stays as it is."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        found = cycle_of(session, year)
        given: dict[str, Any] = {
            "plan_number": plan_number,
            "plan_title": plan_title,
            "plan_issued_on": plan_issued_on.date() if plan_issued_on else None,
            "tolerance_percent": None if tolerance is None else _percent(tolerance),
        }
        named = {name: value for name, value in given.items() if value is not None}
        change_cycle(session, actor, found, replace(CycleFacts.of(found), **named))
        row = cycle_json(found)
    _tell(row, as_json)


def _percent(typed: str) -> Decimal:
    try:
        return Decimal(typed.replace(",", "."))
    except InvalidOperation as error:
        raise BadInput("%(typed)s is not a number.", field="tolerance", typed=typed) from error


def _tell(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(f"The cycle of {row['year']} is {row['state']}.")


for one, what in (
    (CycleAction.FREEZE, "Stop receiving evidence: from now on it needs a reason for lateness."),
    (CycleAction.SUBMIT, "Note that the dossier was sent to the Ministry."),
    (CycleAction.APPRAISE, "Note that the Ministry has appraised it."),
    (CycleAction.CLOSE, "Close the cycle: it can only be read."),
):
    _move_on(one, what)
