"""What is done to one piece of evidence on the command line: find it, act, tell what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import NUMBER, CommandContext, acting, as_json, in_year, with_context
from evidence_repo.cli.printing import print_json
from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import Evidence
from evidence_repo.representations.evidence import pieces_json
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_evidence


@dataclass(frozen=True, slots=True)
class PieceOrder:
    """What every command on a piece is told."""

    context: CommandContext
    evidence_id: int
    year: int | None
    email: str
    as_json: bool

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.context.clock

    @contextmanager
    def carried_out(self) -> Iterator[tuple[Session, Actor, Evidence]]:
        """Open the one transaction, give person and piece; once it is committed, tell what became of it."""
        with self.context.transaction(self.email) as (session, actor):
            piece = find_evidence(session, actor, self.evidence_id)
            if self.year is not None and piece.criterion.cycle.year != self.year:
                raise NotVisible
            yield session, actor, piece
            session.flush()
            [row] = pieces_json(session, actor, [piece])
        print_piece(row, self.as_json)


def on_piece(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument ID and the options that every act on a piece has, as a `PieceOrder`."""

    @click.argument("evidence_id", metavar="ID", type=NUMBER)
    @in_year
    @acting
    @as_json
    @with_context
    @wraps(command)
    def ordered(
        context: CommandContext, evidence_id: int, year: int | None, email: str, as_json: bool, **options: Any
    ) -> None:
        command(PieceOrder(context, evidence_id, year, email, as_json), **options)

    return ordered


def print_piece(row: dict[str, Any], as_json: bool) -> None:
    """Print what has become of the piece."""
    if as_json:
        print_json(row)
        return
    pages = f", pages {row['pages']}" if row["pages"] else ""
    click.echo(
        f"Evidence {row['evidence_id']} of {row['criterion']}: {row['state']} "
        f"(document {row['document_id']}, version {row['version']}{pages})."
    )
