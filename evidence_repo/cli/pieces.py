"""What is done to pieces of evidence on the command line: find them, act, show what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidence_repo.cli.context import NUMBER, check_year, cycle_of
from evidence_repo.cli.many import Row
from evidence_repo.cli.orders import Order, Things
from evidence_repo.models import Evidence
from evidence_repo.representations.evidence import pieces_json
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_evidence


@dataclass(frozen=True, slots=True)
class PieceOrder(Order):
    """What every command on a piece is given."""

    @contextmanager
    def carried_out(self) -> Iterator[tuple[Session, Actor, Evidence]]:
        """Open the one transaction, give person and piece; once it is committed, note what became of it."""
        with self.context.transaction(self.email) as (session, actor):
            cycle = cycle_of(session, self.year)
            piece = find_evidence(session, actor, self.thing)
            check_year(cycle, piece.criterion)
            yield session, actor, piece
            session.flush()
            changed = pieces_json(session, actor, [piece])
        self.rows.extend(changed)


def _sentence(row: Row) -> str:
    pages = f", pages {row['pages']}" if row["pages"] else ""
    return (
        f"Evidence {row['evidence_id']} of {row['criterion']}: {row['state']} "
        f"(document {row['document_id']}, version {row['version']}{pages})."
    )


PIECES = Things("ID", NUMBER, PieceOrder, "evidence %s", _sentence)
