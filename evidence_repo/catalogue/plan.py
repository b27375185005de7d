"""A province's plan as values: criteria with products, requirement, deadlines, targets and warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence_repo.errors import BadInput

Kind = Literal["TC", "TCTP"]
Group = Literal["process", "impact"]
SuppliedBy = Literal["agency", "ministry", "agency_and_ministry"]
Medium = Literal["file", "link"]
Operator = Literal["=", ">=", ">"]


class CatalogueError(BadInput):
    """A plan that cannot be read; `line` counts lines from 1 (in a DOCX or XLSX the rows of the table)."""

    def __init__(self, message: str, *, line: int = 0, advice: str | None = None, **params: object) -> None:
        super().__init__(message, field="plan", code="unreadable_plan", advice=advice, line=line, **params)
        self.line = line


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
    """A figure that the requirement asks for; a soft one is "phấn đấu".

    Units: percent, procedures, agencies (how many), previous_year (`>` and no value: up on last year).
    """

    measure: str
    operator: Operator
    value: float | None
    unit: str
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
