"""`evidence-repo council`: who is in it, what it is asked, what it decides."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
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
from evidence_repo.models import AssessmentCycle, User
from evidence_repo.representations.council import council_json, vote_json
from evidence_repo.services.council.setting_up import find_council, members_of, set_up_council
from evidence_repo.services.council.votes import cast_voice, close_vote, find_vote, list_votes, open_vote
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.council_minutes import render_minutes
from evidence_repo.services.screens.council_page import council_page, vote_page
from evidence_repo.services.workflow.packs import find_pack
from workflows.council import CouncilRules, MajorityBase, Voice
from workflows.rights import Right


class Share(click.ParamType[Fraction]):
    """A share such as 2/3."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the share."""
        if isinstance(value, Fraction):
            return value
        over, slash, under = str(value)[:20].partition("/")
        parts = (over, under if slash else "1")
        if not all(part.isascii() and part.isdigit() for part in parts) or not int(parts[1]):
            self.fail(f"{value} is not a share such as 1/2 or 2/3.", param, ctx)
        return Fraction(int(parts[0]), int(parts[1]))


@click.group(cls=CommandGroup)
def council() -> None:
    """The council of a cycle; while it is on, a pack is approved after a vote for it."""


@council.command()
@in_year
@showing
@as_json
@with_context
def show(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """Show whether the cycle has a council, how it decides, and who its members are."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_COUNCIL)
        row = _council(session, actor, cycle_of(session, year))
    _print_council(row, as_json)


def _council(session: Session, actor: Actor, cycle: AssessmentCycle) -> dict[str, Any]:
    return council_json(council_page(session, actor, cycle), cycle.year)


def _print_council(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    state = "on" if row["on"] else "off"
    click.echo(
        f"{row['year']}: {state}; quorum {row['quorum']}, more than {row['majority']} of {row['base']}."
    )
    for member in row["members"]:
        click.echo(f"  {member}")


@council.command("set")
@click.option("--on/--off", "is_on", default=None, help="Whether approval needs the council's vote.")
@click.option("--quorum", type=Share(), metavar="SHARE", help="The least share of members who have to vote.")
@click.option("--majority", type=Share(), metavar="SHARE", help="More than this has to be for it.")
@click.option(
    "--base", type=click.Choice([base.value for base in MajorityBase]), help="Of what it is a share."
)
@in_year
@administering
@as_json
@with_context
def set_rules(
    context: CommandContext,
    is_on: bool | None,
    quorum: Fraction | None,
    majority: Fraction | None,
    base: str | None,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Switch the council on or off, and set how it decides; what is not named stays."""
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        found = find_council(session, cycle.id)
        rules = found.rules if found else CouncilRules()
        wanted = CouncilRules(
            quorum if quorum is not None else rules.quorum,
            majority if majority is not None else rules.majority,
            MajorityBase(base) if base else rules.base,
        )
        on = bool(found and found.is_on) if is_on is None else is_on
        set_up_council(session, actor, cycle, on=on, rules=wanted, clock=context.clock)
        row = _council(session, actor, cycle)
    _print_council(row, as_json)


@council.command()
@click.option("--add", "added", metavar="EMAIL", multiple=True, help="A person to become a member.")
@click.option("--remove", "removed", metavar="EMAIL", multiple=True, help="A member to be one no more.")
@in_year
@administering
@as_json
@with_context
def members(
    context: CommandContext,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Show the members; add or remove some. They hold the role council_member."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.SEE_COUNCIL)
        cycle = cycle_of(session, year)
        if added or removed:
            found = find_council(session, cycle.id)
            wanted = {member.id for member in members_of(session, cycle.id)}
            wanted |= {_person(session, each, "add").id for each in added}
            wanted -= {_person(session, each, "remove").id for each in removed}
            set_up_council(
                session,
                actor,
                cycle,
                on=bool(found and found.is_on),
                rules=found.rules if found else CouncilRules(),
                members=wanted,
                clock=context.clock,
            )
        row = _council(session, actor, cycle)
    _print_council(row, as_json)


def _person(session: Session, email: str, field: str) -> User:
    found = session.scalar(select(User).where(User.email == email.strip().lower(), User.active.is_(True)))
    if found is None:
        raise BadInput("There is no active account %(email)s.", field=field, email=email)
    return found


@council.command()
@in_year
@showing
@as_json
@with_context
def votes(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the votes, the newest first."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_COUNCIL)
        found = list_votes(session, cycle_of(session, year).id)
        rows = [vote_json(vote_page(session, actor, each)) for each in found]
    if as_json:
        print_json(rows)
        return
    columns = ("number", "state", "opened_at", "closed_at", "title")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@council.command("open")
@click.argument("title", metavar="TITLE")
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@in_year
@acting
@as_json
@with_context
def open_new(
    context: CommandContext, title: str, codes: tuple[str, ...], year: int | None, email: str, as_json: bool
) -> None:
    """Ask the council about the packs of these criteria."""
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        packs = [find_pack(session, find_criterion(session, cycle, code)) for code in dict.fromkeys(codes)]
        made = open_vote(session, actor, cycle, title, packs, context.clock)
        row = vote_json(vote_page(session, actor, made))
    _print_vote(row, as_json)


def _print_vote(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    click.echo(f"Vote {row['number']} of {row['year']}, {row['state']}: {row['title']}")
    columns = ("criterion", "answered", "own_voice", "members", "for", "against", "abstained", "outcome")
    print_table(columns, [[pack[column] for column in columns] for pack in row["packs"]])


@council.command()
@click.argument("number", metavar="NUMBER", type=NUMBER)
@click.argument("code", metavar="CODE")
@click.argument("voice", type=click.Choice([voice.value for voice in Voice]))
@click.option("--words", metavar="TEXT", help="A remark for the minutes.")
@in_year
@acting
@as_json
@with_context
def vote(
    context: CommandContext,
    number: int,
    code: str,
    voice: str,
    words: str | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Answer about one pack of an open vote, or change the answer."""
    with context.transaction(email) as (session, actor):
        cycle = cycle_of(session, year)
        found = find_vote(session, actor, cycle, number)
        criterion = find_criterion(session, cycle, code)
        cast_voice(session, actor, found, criterion.id, Voice(voice), context.clock, words=words)
        row = vote_json(vote_page(session, actor, found))
    _print_vote(row, as_json)


@council.command()
@click.argument("number", metavar="NUMBER", type=NUMBER)
@in_year
@acting
@as_json
@with_context
def close(context: CommandContext, number: int, year: int | None, email: str, as_json: bool) -> None:
    """Close a vote and count."""
    with context.transaction(email) as (session, actor):
        found = find_vote(session, actor, cycle_of(session, year), number)
        close_vote(session, actor, found, context.clock)
        row = vote_json(vote_page(session, actor, found))
    _print_vote(row, as_json)


@council.command()
@click.argument("number", metavar="NUMBER", type=NUMBER)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where the DOCX goes.",
)
@in_year
@showing
@as_json
@with_context
def minutes(
    context: CommandContext, number: int, out: Path, year: int | None, email: str | None, as_json: bool
) -> None:
    """Write the minutes of a vote that is closed."""
    with context.reading(email) as (session, actor):
        found = find_vote(session, actor, cycle_of(session, year), number)
        content = render_minutes(found)
        row = {"number": found.number, "year": found.cycle.year, "file": str(out), "size": len(content)}
    out.write_bytes(content)
    if as_json:
        print_json(row)
    else:
        click.echo(f"Wrote {out}.")
