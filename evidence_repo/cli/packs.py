"""`evidence-repo packs`: the pack of each criterion, and the explanations of its products."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    CommandContext,
    as_json,
    check_sight,
    criterion_for,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.explanations import explain, explanation, explanations
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.orders import Order, Things
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.models import EvidencePack
from evidence_repo.representations.packs import packs_json
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.second_reviews import disagreements
from evidence_repo.services.workflow.packs import (
    approve_pack,
    find_pack,
    packs_of_cycle,
    recall_pack,
    reopen_pack,
    return_pack,
    submit_pack,
)
from workflows.rights import Right


@dataclass(frozen=True, slots=True)
class PackOrder(Order):
    """What every command on a pack is given."""

    @contextmanager
    def carried_out(self) -> Iterator[tuple[Session, Actor, EvidencePack]]:
        """Open the one transaction, give person and pack; once it is committed, note what became of it."""
        with self.context.transaction(self.email) as (session, actor):
            pack = find_pack(session, criterion_for(session, actor, self.year, self.thing))
            yield session, actor, pack
            session.flush()
            changed = packs_json(session, actor, [pack], self.clock)
        self.rows.extend(changed)


PACKS = Things(
    "CODE", click.STRING, PackOrder, "%s", lambda row: f"Pack of {row['criterion']}: {row['state']}."
)


@click.group(cls=CommandGroup)
def packs() -> None:
    """Packs: all evidence and explanations of one criterion (CODE, such as "TCTP 1.1.3")."""


@packs.command("list")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """List the packs, in the plan's order; the figures count what the person may see."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_PACK_STATES)
        found = packs_of_cycle(session, cycle_of(session, year))
        rows = packs_json(session, actor, found, context.clock)
    if as_json:
        print_json(rows)
        return
    table = [
        (
            row["criterion"],
            row["state"],
            ", ".join(f"{count} {state}" for state, count in row["pieces"].items()) or None,
            ", ".join(str(ordinal) for ordinal in row["uncovered"]) or None,
            row["agency"],
        )
        for row in rows
    ]
    print_table(("criterion", "state", "pieces", "uncovered products", "agency"), table)


@packs.command()
@PACKS.each
def submit(order: PackOrder) -> None:
    """Hand packs to the reviewers (agency head)."""
    with order.carried_out() as (session, actor, pack):
        submit_pack(session, actor, pack, clock=order.clock)


@packs.command()
@PACKS.each
def recall(order: PackOrder) -> None:
    """Take submissions back before any verdict (agency head)."""
    with order.carried_out() as (session, actor, pack):
        recall_pack(session, actor, pack, clock=order.clock)


@packs.command("return")
@PACKS.each
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Until when the agency answers; without it the fifth working day from now.",
)
def give_back(order: PackOrder, last_day: datetime | None) -> None:
    """Return packs to the agency, because something in them needs the agency (reviewer)."""
    day = last_day.date() if last_day else None
    with order.carried_out() as (session, actor, pack):
        return_pack(session, actor, pack, last_day=day, clock=order.clock)


@packs.command()
@PACKS.each
def approve(order: PackOrder) -> None:
    """Approve packs in which everything passed (approver); second verdicts that differ are named."""
    with order.carried_out() as (session, actor, pack):
        differing = disagreements(session, [pack.criterion_id]).get(pack.criterion_id, [])
        pieces = ", ".join(str(each.evidence_id) for each in differing)
        approve_pack(session, actor, pack, clock=order.clock)
    if pieces:
        click.echo(
            f"Warning: {order.thing}: the second verdict differs from the first: evidence {pieces}.", err=True
        )


@packs.command()
@PACKS.one
@click.option("--reason", metavar="TEXT", required=True, help="Why it is opened again.")
def reopen(order: PackOrder, reason: str) -> None:
    """Open an approved or sealed pack again (approver)."""
    with order.carried_out() as (session, actor, pack):
        reopen_pack(session, actor, pack, reason, clock=order.clock)


for command in (explain, explanation, explanations):
    packs.add_command(command)
