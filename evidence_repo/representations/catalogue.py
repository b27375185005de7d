"""The catalogue, and what a plan changes in it, as JSON."""

from __future__ import annotations

import json
from typing import Any

from evidence_repo.catalogue.assembly import PlanDraft, ReadRow
from evidence_repo.catalogue.doubts import DoubtKind
from evidence_repo.models import Criterion, CriterionGroup, CriterionKind, SuppliedBy
from evidence_repo.representations.schema import (
    ANYTHING,
    CRITERION,
    DAY,
    FLAG,
    ID,
    YEAR,
    Published,
    many,
    number,
    one_of,
    text,
    thing,
    words,
)
from evidence_repo.services.plan.catalogue import CatalogueChange, CatalogueDiff


def criterion_json(criterion: Criterion) -> dict[str, Any]:
    """Return the criterion with all that the plan says of it."""
    return {
        "year": criterion.cycle.year,
        "agency": criterion.lead_agency.name,
        "ordinal": criterion.ordinal,
        "kind": criterion.kind.value,
        "code": criterion.code,
        "group": criterion.group.value,
        "field": criterion.field.code,
        "title": criterion.title,
        "products": [
            {
                "ordinal": product.ordinal,
                "text": product.text,
                "optional": product.is_optional,
                "supplied_by": product.supplied_by.value,
            }
            for product in criterion.products
        ],
        "requirement": criterion.requirement,
        "coordinating": criterion.coordinating_text,
        "coordinating_agencies": [agency.name for agency in criterion.coordinating],
        "deadlines": [
            {"label": deadline.label, "due_on": deadline.due_on.isoformat()}
            for deadline in criterion.deadlines
        ],
        "warnings": [
            {"code": warning.code, "text_vi": warning.text_vi, "text_en": warning.text_en}
            for warning in criterion.warnings
        ],
    }


def diff_json(diff: CatalogueDiff, year: int, draft: PlanDraft, *, is_applied: bool) -> dict[str, Any]:
    """Return what a plan changes, or has changed."""
    return {
        "year": year,
        "applied": is_applied,
        "added": list(diff.added),
        "removed": list(diff.removed),
        "changed": [{"criterion": change.criterion, **_change(change)} for change in diff.changed],
        "plan": [_change(change) for change in diff.plan],
        "doubtful": [_doubtful(read) for read in draft.doubtful],
    }


def _doubtful(read: ReadRow) -> dict[str, Any]:
    place = read.row.place
    return {
        "page": place.page,
        "row": place.row,
        "name": read.row.cells[1],
        "doubts": sorted({doubt.kind.value for doubt in read.doubts}),
    }


def _change(change: CatalogueChange) -> dict[str, Any]:
    return {"part": change.part, "before": plain(change.before), "after": plain(change.after)}


def plain(value: Any) -> Any:
    """Return the value as JSON has it: days in ISO form, tuples as lists."""
    return json.loads(json.dumps(value, default=str))


_FIELDS = (*"12345678", "TD")
_CHANGE = {"part": words(), "before": ANYTHING, "after": ANYTHING}

SCHEMAS = {
    "catalogue-template": Published(
        "evidence-repo catalogue template --json",
        "The workbook that was written.",
        thing(file=words(), year=YEAR, size=number(1)),
    ),
    "catalogue-import": Published(
        "evidence-repo catalogue import --json",
        "What the plan changes or, with --apply, has changed.",
        thing(
            year=YEAR,
            applied=FLAG,
            added=many(CRITERION),
            removed=many(CRITERION),
            changed=many(thing(criterion=CRITERION, **_CHANGE)),
            plan=many(thing(**_CHANGE)),
            doubtful=many(
                thing(
                    page=number(1, description="Page or sheet; 1 for a text and a Word file."),
                    row=number(1, description="Row on it, or line of a text."),
                    name=words(),
                    doubts=many(one_of(tuple(DoubtKind))),
                ),
                description="Rows that are perhaps wrongly read.",
            ),
        ),
    ),
    "catalogue-list": Published(
        "evidence-repo catalogue list --json",
        "The criteria of one cycle in the order of the plan's table.",
        many(
            thing(
                year=YEAR,
                agency=text(description="Name of the lead agency."),
                ordinal=number(1, description="Row number; begins again with every agency."),
                kind=one_of(tuple(CriterionKind)),
                code=text(r"^\d+(\.\d+)+$", description="A prefix is not a parent."),
                group=one_of(tuple(CriterionGroup)),
                field=one_of(_FIELDS),
                title=words(),
                products=many(
                    thing(ordinal=ID, text=words(), optional=FLAG, supplied_by=one_of(tuple(SuppliedBy))),
                    minItems=1,
                ),
                requirement=words(description="As the plan prints it."),
                coordinating=words(description="As the plan prints it."),
                coordinating_agencies=many(
                    words(),
                    description="Names of the registered agencies that the words stand for, without the lead "
                    "agency.",
                ),
                deadlines=many(
                    thing(
                        label=text(description="Empty where the plan names nothing beside the date."),
                        due_on=DAY | {"description": "Exclusive: the last good day is the day before."},
                    ),
                    minItems=1,
                ),
                warnings=many(thing(code=text("^[a-z_]+$"), text_vi=words(), text_en=words())),
            )
        ),
    ),
}
