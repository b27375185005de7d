"""What an import needs of a plan, whoever read it, and the plain form in which two plans are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from evidence_repo.models import Criterion


class PlannedProduct(Protocol):
    """An expected product; `supplied_by` and `medium` are the values of the model's enums."""

    @property
    def text(self) -> str: ...
    @property
    def is_optional(self) -> bool: ...
    @property
    def supplied_by(self) -> str: ...
    @property
    def medium(self) -> str: ...


class PlannedDeadline(Protocol):
    """A deadline; `due_on` is exclusive."""

    @property
    def label(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def is_derived(self) -> bool: ...
    @property
    def source_text(self) -> str: ...


class PlannedTarget(Protocol):
    """A figure that the requirement asks for."""

    @property
    def measure(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def is_soft(self) -> bool: ...
    @property
    def source_text(self) -> str: ...


class PlannedWarning(Protocol):
    """A contradiction found in the plan."""

    @property
    def code(self) -> str: ...
    @property
    def text_vi(self) -> str: ...
    @property
    def text_en(self) -> str: ...


class PlannedField(Protocol):
    """A field of the index."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


class PlannedCriterion(Protocol):
    """A row of the plan; `agency` is the lead agency's name, `field` the field's code.

    `coordinating` names agencies, or whole kinds by the values of `AgencyKind` ("district": all of them).
    """

    @property
    def agency(self) -> str: ...
    @property
    def agency_order(self) -> str: ...
    @property
    def ordinal(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def requirement(self) -> str: ...
    @property
    def coordinating_text(self) -> str: ...
    @property
    def coordinating(self) -> Sequence[str]: ...
    @property
    def products(self) -> Sequence[PlannedProduct]: ...
    @property
    def deadlines(self) -> Sequence[PlannedDeadline]: ...
    @property
    def targets(self) -> Sequence[PlannedTarget]: ...
    @property
    def warnings(self) -> Sequence[PlannedWarning]: ...


class Plan(Protocol):
    """A plan of a province for one year."""

    @property
    def number(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def issued_on(self) -> date | None: ...
    @property
    def fields(self) -> Sequence[PlannedField]: ...
    @property
    def criteria(self) -> Sequence[PlannedCriterion]: ...


Form = Mapping[str, Any]
"""A criterion as plain values that can be compared, shown and kept in the audit log."""

_PRODUCT = ("text", "is_optional", "supplied_by", "medium")
_DEADLINE = ("label", "due_on", "is_derived", "source_text")
_TARGET = ("measure", "operator", "value", "unit", "is_soft", "source_text")
_WARNING = ("code", "text_vi", "text_en")
_OWN = ("agency_order", "ordinal", "kind", "code", "group", "title", "requirement", "coordinating_text")


def label_of(planned: PlannedCriterion) -> str:
    """Return the criterion's name: `TCTP 1.1.3`."""
    return f"{planned.kind} {planned.code}"


def form_of_planned(planned: PlannedCriterion, lead: str, coordinating: Sequence[str]) -> Form:
    """Return the planned criterion's form; the agencies are given by their codes."""
    return _form(planned, lead, planned.field, coordinating)


def form_of_stored(criterion: Criterion) -> Form:
    """Return the stored criterion's form."""
    coordinating = [agency.code for agency in criterion.coordinating]
    return _form(criterion, criterion.lead_agency.code, criterion.field.code, coordinating)


def _form(row: object, lead: str, field: str, coordinating: Sequence[str]) -> Form:
    return {
        "agency": lead,
        "field": field,
        **_values(row, _OWN),
        "coordinating": sorted(coordinating),
        "products": _all_values(row, "products", _PRODUCT),
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
    return float(value) if not isinstance(value, int) else value
