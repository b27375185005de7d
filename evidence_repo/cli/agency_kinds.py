"""`evidence-repo agencies kind add|change`: the kinds of agencies are data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from evidence_repo.cli.agency_changes import agencies as agencies
from evidence_repo.cli.context import CommandContext, administering, as_json, with_context
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json
from evidence_repo.errors import BadInput
from evidence_repo.representations.agencies import kind_json
from evidence_repo.services.people.agency_kind_changes import KindFacts, add_kind, change_kind
from evidence_repo.services.people.agency_kinds import find_kind
from workflows.agency_kinds import Place

_DAY = click.DateTime(["%Y-%m-%d"])
_CODE = click.argument("code", metavar="CODE")
_SINCE = click.option("--since", metavar="DAY", type=_DAY, help="From when there are any.")
_UNTIL = click.option("--until", metavar="DAY", type=_DAY, help="From when there are none any more.")
_PLAN_WORD = click.option("--plan-word", metavar="KIND", help="As which kind plans name it.")
_UNDER = click.option(
    "--under",
    metavar="KIND[/SINCE[/UNTIL]]",
    multiple=True,
    help="Under which kind they stand: district//2025-07-01; repeatable, and all of them at once.",
)


@agencies.group(cls=CommandGroup)
def kind() -> None:
    """The kinds of agencies; `agencies kinds` lists them."""


@kind.command()
@_CODE
@click.option("--name", metavar="NAME", required=True, help='In Vietnamese: "Đặc khu".')
@click.option("--name-en", metavar="NAME", required=True, help="In English.")
@_PLAN_WORD
@_SINCE
@_UNTIL
@_UNDER
@administering
@as_json
@with_context
def add(
    context: CommandContext,
    code: str,
    name: str,
    name_en: str,
    plan_word: str | None,
    since: datetime | None,
    until: datetime | None,
    under: tuple[str, ...],
    email: str | None,
    as_json: bool,
) -> None:
    """Add a kind of agencies (coordinator)."""
    places = tuple(map(_place, under))
    facts = KindFacts(name.strip(), name_en.strip(), plan_word or code, _day(since), _day(until), places)
    with context.transaction(email) as (session, actor):
        row = kind_json(add_kind(session, actor, code, facts))
    _print(row, as_json)


@kind.command()
@_CODE
@click.option("--name", metavar="NAME", help="In Vietnamese.")
@click.option("--name-en", metavar="NAME", help="In English.")
@_PLAN_WORD
@_SINCE
@_UNTIL
@_UNDER
@administering
@as_json
@with_context
def change(
    context: CommandContext,
    code: str,
    name: str | None,
    name_en: str | None,
    plan_word: str | None,
    since: datetime | None,
    until: datetime | None,
    under: tuple[str, ...],
    email: str | None,
    as_json: bool,
) -> None:
    """Change a kind of agencies: what is not named stays as it is (coordinator)."""
    given: dict[str, Any] = {
        "name_vi": name,
        "name_en": name_en,
        "plan_word": plan_word,
        "since": _day(since),
        "until": _day(until),
        "places": tuple(map(_place, under)) or None,
    }
    named = {part: value for part, value in given.items() if value is not None}
    with context.transaction(email) as (session, actor):
        facts = replace(KindFacts.of(find_kind(session, code)), **named)
        row = kind_json(change_kind(session, actor, code, facts))
    _print(row, as_json)


def _day(typed: datetime | None) -> date | None:
    return typed.date() if typed else None


def _place(typed: str) -> Place:
    above, since, until = [*typed.split("/"), "", ""][:3]
    try:
        days = [date.fromisoformat(each) if each else None for each in (since, until)]
    except ValueError as error:
        raise BadInput(
            "Write --under as KIND/SINCE/UNTIL, not “%(text)s”.", field="under", text=typed
        ) from error
    return Place(above, *days)


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['code']}: {row['name_vi']}.")
