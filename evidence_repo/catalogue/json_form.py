"""A plan as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from evidence_repo.catalogue.plan import (
    CatalogueCriterion,
    CatalogueDeadline,
    CatalogueError,
    CatalogueField,
    CataloguePlan,
    CatalogueProduct,
    CatalogueTarget,
    CatalogueWarning,
)
from workflows.targets import Operator, TargetKind, target_blockers

VERSION = 2


def plan_to_json(plan: CataloguePlan) -> str:
    """Return the plan as JSON text, readable and the same every time."""
    form = {"version": VERSION, **asdict(plan)}
    return json.dumps(form, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def plan_from_json(text: str) -> CataloguePlan:
    """Return the plan that `plan_to_json` wrote; raise `CatalogueError` for anything else."""
    try:
        form = json.loads(text)
        if form.pop("version") != VERSION:
            raise ValueError("another version")
        return _plan(form)
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as wrong:
        raise CatalogueError("The JSON file is not a plan that this program wrote.") from wrong


def _plan(form: Mapping[str, Any]) -> CataloguePlan:
    issued_on = form["issued_on"]
    parts = {
        "issued_on": None if issued_on is None else date.fromisoformat(issued_on),
        "fields": tuple(CatalogueField(**field) for field in form["fields"]),
        "criteria": tuple(_criterion(row) for row in form["criteria"]),
    }
    return CataloguePlan(**{**form, **parts})


def _target(form: Mapping[str, Any]) -> CatalogueTarget:
    kind, operator, value = TargetKind(form["kind"]), Operator(form["operator"]), Decimal(form["value"])
    if target_blockers(kind, operator, value):
        raise ValueError("a target that the vocabulary does not know")
    return CatalogueTarget(**{**form, "kind": kind, "operator": operator, "value": value})


def _criterion(form: Mapping[str, Any]) -> CatalogueCriterion:
    parts = {
        "products": tuple(CatalogueProduct(**product) for product in form["products"]),
        "coordinating": tuple(form["coordinating"]),
        "deadlines": tuple(
            CatalogueDeadline(**{**deadline, "due_on": date.fromisoformat(deadline["due_on"])})
            for deadline in form["deadlines"]
        ),
        "targets": tuple(_target(target) for target in form["targets"]),
        "warnings": tuple(CatalogueWarning(**found) for found in form["warnings"]),
    }
    return CatalogueCriterion(**{**form, **parts})
