"""What of the assignments the address asks for, and the choices that a filter offers."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from sqlalchemy.orm import Session

from evidence_repo.services.assignments.listing import AssignmentFilter, AssignmentRow, DueFilter
from evidence_repo.web.context import cycle
from evidence_repo.web.criteria.codes import criterion_at
from index.text import vietnamese_order

LONGEST_WORDS = 200
_LONGEST_CODE = 60


def asked_filter(session: Session) -> AssignmentFilter:
    """Return what the address asks for; raise `NotVisible` for a criterion that there is not."""
    code = _asked("criterion")
    return AssignmentFilter(
        words=request.args.get("words", "")[:LONGEST_WORDS],
        agency=_asked("agency"),
        lead=_asked("lead"),
        field=_asked("field"),
        criterion_id=criterion_at(session, cycle(), code).id if code else None,
        state=_asked("state"),
        due=next((due for due in DueFilter if due == _asked("due")), None),
    )


def _asked(name: str) -> str:
    return request.args.get(name, "")[:_LONGEST_CODE]


def agency_choices(rows: Iterable[AssignmentRow]) -> list[tuple[str, str]]:
    """Return the asked agencies of these rows, each once: code and name."""
    return _in_order({row.agency_code: row.agency_name for row in rows})


def lead_choices(rows: Iterable[AssignmentRow]) -> list[tuple[str, str]]:
    """Return the lead agencies of these rows, each once: code and name."""
    return _in_order({row.lead_code: row.lead_name for row in rows})


def field_choices(rows: Iterable[AssignmentRow]) -> list[tuple[str, str]]:
    """Return the fields of these rows, each once, in the plan's order: code, and code with name."""
    fields = {row.field_code: (row.field_ordinal, row.field_code, row.field_name) for row in rows}
    return [(code, f"{code}. {name}") for _, code, name in sorted(fields.values())]


def _in_order(named: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(named.items(), key=lambda choice: vietnamese_order(choice[1]))
