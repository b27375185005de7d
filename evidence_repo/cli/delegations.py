"""`evidence-repo delegations`: who stands in for whom on which days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    administering,
    as_json,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.representations.delegations import delegation_json
from evidence_repo.services.people.delegations import (
    end_delegation,
    find_delegation,
    find_deputy,
    list_delegations,
    name_deputy,
)

_COLUMNS = ("id", "state", "from", "to", "principal", "deputy", "roles")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=CommandGroup)
def delegations() -> None:
    """A head, reviewer or approver who is away names a deputy, who acts on their behalf on those days."""


@delegations.command("list")
@click.option("--all", "with_past", is_flag=True, help="Also those that are over.")
@showing
@as_json
@with_context
def show_list(context: CommandContext, with_past: bool, email: str | None, as_json: bool) -> None:
    """List the delegations: a coordinator's are all, another person's those in which they have a part."""
    today = context.clock.today()
    with context.reading(email) as (session, actor):
        found = list_delegations(session, actor, today, with_past=with_past)
        rows = [delegation_json(each, today) for each in found]
    if as_json:
        print_json(rows)
    else:
        print_table(_COLUMNS, [[_cell(row[column]) for column in _COLUMNS] for row in rows])


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


@delegations.command()
@click.option("--deputy", metavar="EMAIL", required=True, help="Who stands in.")
@click.option("--from", "first_day", metavar="YYYY-MM-DD", type=_DAY, required=True, help="The first day.")
@click.option("--to", "last_day", metavar="YYYY-MM-DD", type=_DAY, required=True, help="The last day.")
@click.option("--reason", metavar="REASON", required=True, help="Why: leave, a journey …")
@acting
@as_json
@with_context
def add(
    context: CommandContext,
    deputy: str,
    first_day: datetime,
    last_day: datetime,
    reason: str,
    email: str,
    as_json: bool,
) -> None:
    """Name a deputy for the person who acts."""
    with context.transaction(email) as (session, actor):
        named = name_deputy(
            session,
            actor,
            find_deputy(session, deputy),
            first_day=first_day.date(),
            last_day=last_day.date(),
            reason=reason,
            clock=context.clock,
        )
        row = delegation_json(named, context.clock.today())
    _print(row, as_json, "stands in")


@delegations.command()
@click.argument("delegation_id", metavar="ID", type=NUMBER)
@administering
@as_json
@with_context
def end(context: CommandContext, delegation_id: int, email: str | None, as_json: bool) -> None:
    """End a delegation at once: the principal or a coordinator."""
    with context.transaction(email) as (session, actor):
        found = find_delegation(session, actor, delegation_id)
        end_delegation(session, actor, found, context.clock)
        row = delegation_json(found, context.clock.today())
    _print(row, as_json, "no longer stands in")


def _print(row: dict[str, Any], as_json: bool, what: str) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(
            f"{row['id']}: {row['deputy']} {what} for {row['principal']}, {row['from']} to {row['to']}."
        )
