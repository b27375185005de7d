"""Criteria in addresses, `TCTP-1.1.3`, and the fields to choose them by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask import g
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import AssessmentCycle, Criterion
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.web.context import cycles, year_of
from index.text import vietnamese_order


class _Named(Protocol):
    """A criterion as a list over all years has it."""

    @property
    def year(self) -> int: ...

    @property
    def label(self) -> str: ...


def code_of(criterion: Criterion | _Named) -> str:
    """Return the criterion as addresses write it."""
    return criterion.label.replace(" ", "-")


def named(criterion: Criterion | _Named) -> str:
    """Return the criterion's label; its year too, unless it is the page's or the only one."""
    year = year_of(criterion) if isinstance(criterion, Criterion) else criterion.year
    known = {g.year} if g.get("year") else {each.year for each in cycles()}
    return criterion.label if known == {year} else f"{criterion.label} ({year})"


def criterion_at(session: Session, cycle: AssessmentCycle, code: str) -> Criterion:
    """Return the criterion that an address names; raise `NotVisible` if there is none."""
    try:
        return find_criterion(session, cycle, code.replace("-", " ", 1))
    except BadInput as error:
        raise NotVisible from error


def agency_choices(criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """Return the lead agencies of these criteria, each once, as a filter offers them: code and name."""
    named = {criterion.lead_agency.code: criterion.lead_agency.name for criterion in criteria}
    return sorted(named.items(), key=lambda choice: vietnamese_order(choice[1]))


def field_choices(criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """Return the fields of these criteria, each once, as a filter offers them: code, and code with name."""
    fields = {criterion.field.code: criterion.field for criterion in criteria}
    in_order = sorted(fields.values(), key=lambda field: (field.ordinal, field.code))
    return [(field.code, f"{field.code}. {field.name}") for field in in_order]
