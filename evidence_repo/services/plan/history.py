"""Whether anything ever happened under a row of the plan: then it is changed with a reason, never deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, exists, select
from sqlalchemy.orm import Session

from evidence_repo.models import Base, Criterion, Deadline, EvidencePack, ExpectedProduct, Target

PlanPart = Criterion | ExpectedProduct | Deadline | Target

_OWN_TABLES = frozenset({EvidencePack.__tablename__})
"""What every criterion has from its first day."""


def has_history(session: Session, part: PlanPart) -> bool:
    """Return whether another row rests on this one.

    Asked of every table with a foreign key to it that does not fall with it: pieces, explanations, steps in
    the audit log, and all that comes to be kept about the plan. Edits of the plan itself name no criterion.
    """
    if part.id is None:
        return False
    return any(_rests_on(session, column, part.id) for column in _references(part.__table__))


def _references(table: Any) -> list[Any]:
    """Return the columns of other tables that keep the rows of this one."""
    assert isinstance(table, Table)
    return [
        key.parent
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table and key.ondelete != "CASCADE" and other.name not in _OWN_TABLES
    ]


def _rests_on(session: Session, column: Any, row_id: int) -> bool:
    return session.scalar(select(exists().where(column == row_id))) is True
