"""`evidence-repo agencies`: the register of agencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
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
from evidence_repo.representations.agencies import agency_json, kind_json
from evidence_repo.services.people.agencies import add_agency, find_agency, list_agencies, load_agencies
from evidence_repo.services.people.agency_kinds import list_kinds
from workflows.rights import Right

_KIND_COLUMNS = ("code", "name_vi", "plan_word", "since", "until")
COLUMNS = ("code", "kind", "active", "parent", "name")


@click.group(cls=CommandGroup)
def agencies() -> None:
    """The agencies that plans and accounts name."""


@agencies.command("list")
@click.option("--all", "with_inactive", is_flag=True, help="Also those that were deactivated.")
@showing
@as_json
@with_context
def show_list(context: CommandContext, with_inactive: bool, email: str | None, as_json: bool) -> None:
    """List the agencies, by kind and name."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        rows = [agency_json(agency) for agency in list_agencies(session, with_inactive=with_inactive)]
    _print(rows, as_json)


@agencies.command()
@click.option("--name", metavar="NAME", required=True, help='What it is called: "Sở Nội vụ".')
@click.option("--kind", metavar="KIND", required=True, help="A code that `agencies kinds` lists.")
@click.option("--code", metavar="CODE", help="Its short name: so-noi-vu; without it, made from the name.")
@click.option("--parent", metavar="AGENCY", help="The agency that it belongs to, by code or name.")
@administering
@as_json
@with_context
def add(
    context: CommandContext,
    name: str,
    kind: str,
    code: str | None,
    parent: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Add an agency."""
    with context.transaction(email) as (session, actor):
        above = find_agency(session, parent) if parent else None
        today = context.clock.today()
        agency = add_agency(session, actor, name=name, kind=kind, code=code, parent=above, day=today)
        session.flush()
        row = agency_json(agency)
    if as_json:
        print_json(row)
    else:
        click.echo(f"Registered {row['name']} as {row['code']}.")


@agencies.command()
@showing
@as_json
@with_context
def kinds(context: CommandContext, email: str | None, as_json: bool) -> None:
    """List the kinds of agencies: from when until when there are any, and where they stand."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_CATALOGUE)
        rows = [kind_json(kind) for kind in list_kinds(session)]
    _print(rows, as_json, _KIND_COLUMNS)


@agencies.command()
@administering
@as_json
@with_context
def load(context: CommandContext, email: str | None, as_json: bool) -> None:
    """Register the agencies of An Giang that plan 416 of 2017 names; loading again changes nothing."""
    with context.transaction(email) as (session, actor):
        rows = [agency_json(agency) for agency in load_agencies(session, actor, AN_GIANG_AGENCIES)]
    _print(rows, as_json)


def _print(rows: list[dict[str, Any]], as_json: bool, columns: Sequence[str] = COLUMNS) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(columns, [[row[column] for column in columns] for row in rows])
