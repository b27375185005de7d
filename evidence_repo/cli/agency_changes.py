"""`evidence-repo agencies merge|split|rename|end|cancel`: what becomes of an agency, and from which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.cli.agencies import agencies as agencies
from evidence_repo.cli.context import CommandContext, administering, as_json, with_context
from evidence_repo.cli.printing import print_json
from evidence_repo.cli.sheet_imports import add_imports_to_agencies
from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, AssessmentCycle
from evidence_repo.representations.agencies import change_json
from evidence_repo.services.people.accounts import find_account
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.services.policy.actors import check_administers
from evidence_repo.services.reorganising.deciding import (
    Decision,
    cancel_change,
    check_decision,
    decide_change,
)
from evidence_repo.services.reorganising.facts import waiting_change
from evidence_repo.services.reorganising.moving import what_moves
from workflows.agency_changes import AgencyChangeKind
from workflows.rights import Right

_SHOWN = 20

add_imports_to_agencies(agencies)

_AGENCY = click.argument("name", metavar="AGENCY")
_ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="From which day; without it, today. A day to come waits.",
)
_BASIS = click.option("--basis", metavar="NUMBER", help="By which decision: 12/QĐ-UBND.")
_APPLY = click.option("--apply", "applies", is_flag=True, help="Do it; without it, what would move is shown.")


def _changing(command: Callable[..., None]) -> Callable[..., None]:
    for decorate in (with_context, as_json, administering, _APPLY, _BASIS, _ON, _AGENCY):
        command = decorate(command)
    return command


@agencies.command()
@_changing
@click.option("--into", metavar="AGENCY", required=True, help="The agency that takes over.")
def merge(context: CommandContext, into: str, **given: Any) -> None:
    """Merge an agency into another: from that day all that is open belongs to that one."""
    _decide(context, AgencyChangeKind.MERGE, into=[into], **given)


@agencies.command()
@_changing
@click.option(
    "--into", metavar="AGENCY", required=True, multiple=True, help="One that takes over; repeatable."
)
@click.option(
    "--give",
    metavar="THING=AGENCY",
    multiple=True,
    help="Which of them gets a criterion (2017/TCTP-1.1.3=…) or a person (EMAIL=…); else the first one does.",
)
def split(context: CommandContext, into: tuple[str, ...], give: tuple[str, ...], **given: Any) -> None:
    """Split an agency: pieces and documents follow their criterion, else their person."""
    _decide(context, AgencyChangeKind.SPLIT, into=into, give=give, **given)


@agencies.command()
@_changing
@click.option("--to", "new_name", metavar="NAME", required=True, help="What it is called from that day on.")
def rename(context: CommandContext, new_name: str, **given: Any) -> None:
    """Continue an agency under a new name; what is sealed keeps the old one."""
    _decide(context, AgencyChangeKind.RENAME, new_name=new_name, **given)


@agencies.command()
@_changing
def end(context: CommandContext, **given: Any) -> None:
    """End an agency that leads nothing open and where nobody works."""
    _decide(context, AgencyChangeKind.END, **given)


@agencies.command()
@_AGENCY
@administering
@as_json
@with_context
def cancel(context: CommandContext, name: str, email: str | None, as_json: bool) -> None:
    """Cancel what is decided about an agency, before its day."""
    with context.transaction(email) as (session, actor):
        agency = find_agency(session, name)
        waiting = waiting_change(session, agency)
        if waiting is None:
            raise BadInput("Nothing waits for this agency.", code="nothing_waits")
        cancel_change(session, actor, waiting, context.clock)
        row = change_json(agency, _decision_of(waiting), waiting, [])
    print_json(row) if as_json else click.echo(f"Cancelled: {row['agency']}, {row['kind']} on {row['on']}.")


def _decision_of(change: Any) -> Decision:
    return Decision(change.kind, change.on, change.successors, change.new_name, change.basis)


def _decide(
    context: CommandContext,
    kind: AgencyChangeKind,
    *,
    name: str,
    on: datetime | None,
    basis: str | None,
    applies: bool,
    email: str | None,
    as_json: bool,
    into: Sequence[str] = (),
    give: Sequence[str] = (),
    new_name: str | None = None,
) -> None:
    opened = context.transaction if applies else context.reading
    with opened(email) as (session, actor):
        check_administers(actor, Right.MANAGE_AGENCIES)
        agency = find_agency(session, name)
        heirs = [find_agency(session, each) for each in into]
        day = on.date() if on else context.clock.today()
        decision = Decision(kind, day, heirs, new_name, basis, _choices(session, give))
        check_decision(session, agency, decision, context.clock.today())
        heaps = [] if kind is AgencyChangeKind.END else what_moves(session, agency, _SHOWN)
        change = decide_change(session, actor, agency, decision, context.clock) if applies else None
        row = change_json(agency, decision, change, heaps)
    if as_json:
        print_json(row)
    else:
        _print(row)


def _choices(session: Session, give: Sequence[str]) -> dict[str, int]:
    """Return the successors' ids by what they get."""
    return dict(_choice(session, one) for one in give)


def _choice(session: Session, words: str) -> tuple[str, int]:
    thing, _, name = words.partition("=")
    heir: Agency = find_agency(session, name)
    if "@" in thing:
        return f"person:{find_account(session, thing).id}", heir.id
    year, _, code = thing.partition("/")
    cycle = (
        session.scalar(select(AssessmentCycle).where(AssessmentCycle.year == int(year)))
        if (year.isdecimal() and len(year) == 4)
        else None
    )
    if cycle is None:
        raise BadInput("Write 2017/TCTP-1.1.3=AGENCY or EMAIL=AGENCY.", field="--give", code="bad_choice")
    return f"criterion:{find_criterion(session, cycle, code).id}", heir.id


def _print(row: dict[str, Any]) -> None:
    heirs = "; ".join(row["successors"]) or row["new_name"] or "nobody"
    click.echo(f"{row['agency']}: {row['kind']} on {row['on']}; goes on as: {heirs}.")
    for heap in row["moves"]:
        click.echo(f"{heap['what']}: {heap['count']}")
        for label in heap["labels"]:
            click.echo(f"  {label}")
    states = {
        "shown": "Nothing is changed yet; --apply does it.",
        "waits": "It waits for its day.",
        "done": "Done.",
        "cancelled": "Cancelled.",
    }
    click.echo(states[row["state"]])
