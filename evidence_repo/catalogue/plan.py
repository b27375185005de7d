"""A province's plan as values: criteria with products, requirement, deadlines, targets and warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from evidence_repo.errors import BadInput
from evidence_repo.words import N_
from workflows.targets import Operator, TargetKind

Kind = Literal["TC", "TCTP"]
Group = Literal["process", "impact"]
SuppliedBy = Literal["agency", "ministry", "agency_and_ministry"]
Medium = Literal["file", "link"]


class PlaceKind(StrEnum):
    """What a row's place is counted in."""

    LINE = "line"
    ROW = "row"
    SHEET = "sheet"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row was read: line of a text, row of a Word file's tables, row on a sheet or a page."""

    kind: PlaceKind
    row: int
    page: int = 1

    @property
    def shown(self) -> str:
        """Return the place in English."""
        return PLACES[self.kind] % {"page": self.page, "line": self.row}


PLACES = {
    PlaceKind.LINE: N_("Line %(line)d"),
    PlaceKind.ROW: N_("Row %(line)d"),
    PlaceKind.SHEET: N_("Sheet %(page)d, row %(line)d"),
    PlaceKind.PAGE: N_("Page %(page)d, row %(line)d"),
}
"""How a place is told, a gettext msgid."""
_AT = {
    PlaceKind.LINE: N_("Line %(line)d: %(fault)s"),
    PlaceKind.ROW: N_("Row %(line)d: %(fault)s"),
    PlaceKind.SHEET: N_("Sheet %(page)d, row %(line)d: %(fault)s"),
    PlaceKind.PAGE: N_("Page %(page)d, row %(line)d: %(fault)s"),
}


class CatalogueError(BadInput):
    """A plan that cannot be read; `fault` is the same without the place in which it is."""

    def __init__(self, message: str, *, advice: str | None = None, **params: object) -> None:
        super().__init__(message, field="plan", code="unreadable_plan", advice=advice, **params)
        self.line = 0
        self.fault = self

    def at(self, place: Place) -> CatalogueError:
        """Return the fault with its place."""
        placed = CatalogueError(
            _AT[place.kind], advice=self.advice, line=place.row, page=place.page, fault=self
        )
        placed.line, placed.fault = place.row, self
        return placed


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """One product (kết quả, sản phẩm) that proves the criterion."""

    ordinal: int
    text: str
    is_optional: bool
    supplied_by: SuppliedBy
    medium: Medium


@dataclass(frozen=True, slots=True)
class CatalogueDeadline:
    """One deadline. `due_on` is exclusive; `label` is empty where the plan names nothing beside the date."""

    label: str
    due_on: date
    is_derived: bool
    source_text: str


@dataclass(frozen=True, slots=True)
class CatalogueTarget:
    """A figure that the requirement asks for; a soft one is "phấn đấu"."""

    measure: str
    kind: TargetKind
    operator: Operator
    value: Decimal
    is_soft: bool
    source_text: str


@dataclass(frozen=True, slots=True)
class CatalogueWarning:
    """Something in the plan that a person must know: kept and shown, never corrected silently."""

    code: str
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class CatalogueField:
    """A field (lĩnh vực) of the index."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CatalogueCriterion:
    """A row of the plan; `coordinating` holds kinds (`department`, `district`, `commune`) and names."""

    agency: str
    agency_code: str
    agency_order: str
    ordinal: int
    kind: Kind
    code: str
    group: Group
    field: str
    title: str
    products: tuple[CatalogueProduct, ...]
    requirement: str
    coordinating: tuple[str, ...]
    coordinating_text: str
    deadlines: tuple[CatalogueDeadline, ...]
    targets: tuple[CatalogueTarget, ...] = ()
    warnings: tuple[CatalogueWarning, ...] = ()

    @property
    def label(self) -> str:
        """Return the name people use: `TCTP 1.1.3`."""
        return f"{self.kind} {self.code}"


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """A plan of one province for one year, in the order of its table."""

    number: str | None
    issued_on: date | None
    title: str | None
    province: str
    year: int
    fields: tuple[CatalogueField, ...]
    criteria: tuple[CatalogueCriterion, ...]
