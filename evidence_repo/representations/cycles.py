"""Assessment cycles as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import AssessmentCycle
from evidence_repo.representations.schema import (
    CRITERION,
    DAY,
    FLAG,
    YEAR,
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
from evidence_repo.services.plan.crosswalk import Crosswalk, CrosswalkRow
from workflows.crosswalk import PairOrigin, Relation
from workflows.cycle import CycleState


def cycle_json(cycle: AssessmentCycle) -> dict[str, Any]:
    """Return the cycle."""
    return {
        "year": cycle.year,
        "state": cycle.state.value,
        "province": cycle.province.name,
        "plan": cycle.plan_number,
        "plan_title": cycle.plan_title,
        "plan_issued_on": cycle.plan_issued_on.isoformat() if cycle.plan_issued_on else None,
        "tolerance_percent": cycle.tolerance_percent,
    }


def crosswalk_json(found: Crosswalk) -> dict[str, Any]:
    """Return the crosswalk: each criterion of both years stands in a row, or among those not continued."""
    return {
        "year": found.cycle.year,
        "year_before": found.before.year if found.before else None,
        "rows": [_crosswalk_row(row) for row in found.rows],
        "not_continued": [criterion.label for criterion in found.not_continued],
    }


def _crosswalk_row(row: CrosswalkRow) -> dict[str, Any]:
    return {
        "criterion": row.criterion.label,
        "continues": [criterion.label for criterion in row.earlier],
        "relation": row.relation.value,
        "origins": sorted({pair.origin.value for pair in row.pairs if pair.earlier_id is not None}),
        "is_confirmed": row.is_confirmed,
    }


SCHEMAS = {
    "crosswalk": Published(
        "evidence-repo cycle crosswalk --json",
        "What every criterion of the cycle continues; with `not_continued` it names those of both years.",
        thing(
            year=number(),
            year_before=optional(number(), description="Null where there is no earlier cycle."),
            rows=many(
                thing(
                    criterion=CRITERION,
                    continues=many(CRITERION, description="None: the criterion is new."),
                    relation=one_of(tuple(Relation), description="How many of then, of this year."),
                    origins=many(one_of(tuple(PairOrigin))),
                    is_confirmed=FLAG,
                )
            ),
            not_continued=many(CRITERION, description="Criteria of the year before that nobody continues."),
        ),
    ),
    "cycle": Published(
        "evidence-repo cycle <act> --json",
        "The cycle after the act.",
        thing(
            year=YEAR,
            state=one_of(tuple(CycleState)),
            province=words(),
            plan=optional(text()),
            plan_title=optional(text()),
            plan_issued_on=optional(DAY),
            tolerance_percent=number(0, "number"),
        ),
    ),
    "cycle-list": Published(
        "evidence-repo cycle list --json", "The cycles, the newest first.", many(same_as("cycle"))
    ),
}
