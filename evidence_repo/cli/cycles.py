"""`evidence-repo cycle`: the assessment cycles, and moving one on."""

from __future__ import annotations

import click

from evidence_repo.cli.context import (
    CommandContext,
    administering,
    as_json,
    check_sight,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.representations.cycles import cycle_json
from evidence_repo.services.workflow.cycles import change_cycle_state, find_cycle, list_cycles
from workflows.cycle import CycleAction
from workflows.rights import Right


@click.group(cls=CommandGroup)
def cycle() -> None:
    """The assessment cycles; the current one is the only one that is not closed."""


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
            found = find_cycle(session, year)
            change_cycle_state(session, actor, found, action, context.clock)
            row = cycle_json(found)
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
