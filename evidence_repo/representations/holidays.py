"""Days off and worked days as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import CalendarDay
from evidence_repo.representations.schema import DAY, FLAG, Published, many, one_of, same_as, thing, words
from workflows.working_days import DayKind


def holiday_json(row: CalendarDay) -> dict[str, Any]:
    """Return the listed day."""
    return {
        "day": row.day.isoformat(),
        "kind": row.kind.value,
        "name": row.name,
        "provisional": row.is_provisional,
    }


SCHEMAS = {
    "holiday": Published(
        "evidence-repo holidays add --json; evidence-repo holidays remove --json",
        "A day off (`off`), or a Saturday or Sunday that is worked instead of another day (`worked`).",
        thing(
            day=DAY,
            kind=one_of(tuple(DayKind)),
            name=words(),
            provisional=FLAG | {"description": "Not announced yet."},
        ),
    ),
    "holidays": Published(
        "evidence-repo holidays list --json", "Listed days, the earliest first.", many(same_as("holiday"))
    ),
}
