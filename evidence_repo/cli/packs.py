"""`evidence-repo packs`: the pack of each criterion, and the explanations of its products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    CommandContext,
    acting,
    as_json,
    check_sight,
    criterion_for,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.explanations import explain, explanation, explanations
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.clock import Clock
from evidence_repo.models import EvidencePack
from evidence_repo.representations.packs import packs_json
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.cycles import find_cycle
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
class PackOrder:
    """What every command on a pack is told."""

    context: CommandContext
    criterion: str
    year: int | None
    email: str
    as_json: bool

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.context.clock

    @contextmanager
    def carried_out(self) -> Iterator[tuple[Session, Actor, EvidencePack]]:
        """Open the one transaction, give person and pack; once it is committed, tell what became of it."""
        with self.context.transaction(self.email) as (session, actor):
            pack = find_pack(session, criterion_for(session, actor, self.year, self.criterion))
            yield session, actor, pack
            session.flush()
            [row] = packs_json(session, actor, [pack], self.clock)
        if self.as_json:
            print_json(row)
        else:
            click.echo(f"Pack of {row['criterion']}: {row['state']}.")


def on_pack(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument CODE and the options that every act on a pack has, as a `PackOrder`."""

    @click.argument("criterion", metavar="CODE")
    @in_year
    @acting
    @as_json
    @with_context
    @wraps(command)
    def ordered(
        context: CommandContext, criterion: str, year: int | None, email: str, as_json: bool, **options: Any
    ) -> None:
        command(PackOrder(context, criterion, year, email, as_json), **options)

    return ordered


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
        found = packs_of_cycle(session, find_cycle(session, year))
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
@on_pack
def submit(order: PackOrder) -> None:
    """Hand the pack to the reviewers (agency head)."""
    with order.carried_out() as (session, actor, pack):
        submit_pack(session, actor, pack, clock=order.clock)


@packs.command()
@on_pack
def recall(order: PackOrder) -> None:
    """Take the submission back before any verdict (agency head)."""
    with order.carried_out() as (session, actor, pack):
        recall_pack(session, actor, pack, clock=order.clock)


@packs.command("return")
@on_pack
def give_back(order: PackOrder) -> None:
    """Return the pack to the agency, because something in it needs the agency (reviewer)."""
    with order.carried_out() as (session, actor, pack):
        return_pack(session, actor, pack, clock=order.clock)


@packs.command()
@on_pack
def approve(order: PackOrder) -> None:
    """Approve a pack in which everything passed (approver)."""
    with order.carried_out() as (session, actor, pack):
        approve_pack(session, actor, pack, clock=order.clock)


@packs.command()
@on_pack
@click.option("--reason", metavar="TEXT", required=True, help="Why it is opened again.")
def reopen(order: PackOrder, reason: str) -> None:
    """Open an approved or sealed pack again (approver)."""
    with order.carried_out() as (session, actor, pack):
        reopen_pack(session, actor, pack, reason, clock=order.clock)


for command in (explain, explanation, explanations):
    packs.add_command(command)
