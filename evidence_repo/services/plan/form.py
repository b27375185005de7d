"""The plain form in which a planned criterion and a stored one are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from evidence_repo.catalogue.plan import CatalogueCriterion
from evidence_repo.models import Agency, Criterion

Form = Mapping[str, Any]
"""A criterion as plain values that can be compared, shown and kept in the audit log."""

_PRODUCT = ("text", "is_optional", "supplied_by", "medium")
_DEADLINE = ("label", "due_on", "is_derived", "source_text")
_TARGET = ("measure", "kind", "operator", "value", "is_soft", "source_text")
_WARNING = ("code", "text_vi", "text_en")
_OWN = ("agency_order", "ordinal", "kind", "code", "group", "title", "requirement", "coordinating_text")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A planned criterion with its agencies found, and its form."""

    planned: CatalogueCriterion
    lead: Agency
    coordinating: list[Agency]
    form: Form


def form_of_planned(planned: CatalogueCriterion, lead: str, coordinating: Sequence[str]) -> Form:
    """Return the planned criterion's form; the agencies are given by their codes."""
    return _form(planned, lead, planned.field, coordinating)


def form_of_stored(criterion: Criterion) -> Form:
    """Return the stored criterion's form."""
    coordinating = [agency.code for agency in criterion.coordinating]
    return _form(criterion, criterion.lead_agency.code, criterion.field.code, coordinating)


def _form(row: Any, lead: str, field: str, coordinating: Sequence[str]) -> Form:
    return {
        "agency": lead,
        "field": field,
        **_values(row, _OWN),
        "coordinating": sorted(coordinating),
        "products": [
            _values(part, _PRODUCT) for part in row.products if getattr(part, "dropped_reason", None) is None
        ],
        "deadlines": _all_values(row, "deadlines", _DEADLINE),
        "targets": _all_values(row, "targets", _TARGET),
        "warnings": _all_values(row, "warnings", _WARNING),
    }


def _all_values(row: object, name: str, names: Sequence[str]) -> list[dict[str, Any]]:
    return [_values(part, names) for part in getattr(row, name)]


def _values(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return str(value)
    return format(value, "f") if isinstance(value, Decimal) else value
