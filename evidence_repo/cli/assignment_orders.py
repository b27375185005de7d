"""What is done to assignments on the command line: find them, act, print what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidence_repo.cli.context import NUMBER, check_year, cycle_of
from evidence_repo.cli.many import Row
from evidence_repo.cli.orders import Order, Things
from evidence_repo.models import Assignment
from evidence_repo.representations.assignments import rows_json
from evidence_repo.services.assignments.listing import row_of
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import find_assignment


@dataclass(frozen=True, slots=True)
class AssignmentOrder(Order):
    """What every command on an assignment is given."""

    @contextmanager
    def carried_out(self) -> Iterator[tuple[Session, Actor, Assignment]]:
        """Open the one transaction, give person and assignment; once it is committed, note its state."""
        with self.context.transaction(self.email) as (session, actor):
            cycle = cycle_of(session, self.year)
            assignment = find_assignment(session, actor, self.thing)
            check_year(cycle, assignment.criterion)
            yield session, actor, assignment
            session.flush()
            changed = rows_json([row_of(session, actor, assignment.id, self.clock.today())], cycle.year)
        self.rows.extend(changed)


def _sentence(row: Row) -> str:
    return f"Assignment {row['assignment_id']} of {row['agency']}, {row['criterion']}: {row['state']}."


ASSIGNMENTS = Things("ID", NUMBER, AssignmentOrder, "assignment %s", _sentence)
