"""`evidence-repo follow-up`: who owes what, and the letters that remind of it."""

from __future__ import annotations

import io
from pathlib import Path

import click

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
from evidence_repo.representations.follow_up import debts_json, letter_json
from evidence_repo.services.follow_up.debts import debts_by_agency
from evidence_repo.services.follow_up.letters import make_letters
from evidence_repo.services.follow_up.zipping import write_letters
from workflows.follow_up import DueChoice
from workflows.rights import Right

_due = click.option(
    "--due",
    type=click.Choice([choice.value for choice in DueChoice]),
    default=DueChoice.SOON.value,
    show_default=True,
    help="Overdue tasks only, those that are due soon or were returned too, or all.",
)


@click.group("follow-up", cls=CommandGroup)
def follow_up() -> None:
    """Who owes what, and the letters that remind of it."""


@follow_up.command("list")
@_due
@in_year
@showing
@as_json
@with_context
def list_debts(context: CommandContext, due: str, year: int | None, email: str | None, as_json: bool) -> None:
    """List the agencies that owe something, with what it is."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_FOLLOW_UP)
        cycle = cycle_of(session, year)
        owing = debts_by_agency(session, actor, cycle, context.clock.today(), DueChoice(due))
        rows = [debts_json(each) for each in owing]
    if as_json:
        print_json(rows)
        return
    columns = ("agency", "kind", "criterion", "number", "last_day", "days_late", "words")
    print_table(
        columns, [[row["agency"], *map(debt.get, columns[1:])] for row in rows for debt in row["debts"]]
    )


@follow_up.command()
@_due
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where the ZIP goes.",
)
@in_year
@administering
@as_json
@with_context
def letters(
    context: CommandContext, due: str, out: Path, year: int | None, email: str | None, as_json: bool
) -> None:
    """Make a letter to each agency that owes something, all in one ZIP; number and day stay blank."""
    packed = io.BytesIO()
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        made = make_letters(session, actor, cycle, DueChoice(due), clock=context.clock)
        session.flush()
        write_letters(packed, made)
        rows = [letter_json(letter) for letter in made]
    out.write_bytes(packed.getvalue())
    if as_json:
        print_json(rows)
    else:
        click.echo(f"Wrote {len(rows)} letters to {out}.")
