"""Assessment cycles as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import AssessmentCycle
from evidence_repo.representations.schema import (
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from workflows.cycle import CycleState


def cycle_json(cycle: AssessmentCycle) -> dict[str, Any]:
    """Return the cycle."""
    return {
        "year": cycle.year,
        "state": cycle.state.value,
        "province": cycle.province.name,
        "plan": cycle.plan_number,
    }


SCHEMAS = {
    "cycle": Published(
        "evidence-repo cycle <act> --json",
        "The cycle after the act.",
        thing(year=number(), state=one_of(tuple(CycleState)), province=words(), plan=optional(text())),
    ),
    "cycle-list": Published(
        "evidence-repo cycle list --json", "The cycles, the newest first.", many(same_as("cycle"))
    ),
}
