"""The stored catalogue as a plan again: to write it into a template, and to change a part of it."""

from __future__ import annotations

from collections.abc import Iterable

from evidence_repo.catalogue.agencies import slug_of
from evidence_repo.catalogue.cells import read_coordinating
from evidence_repo.catalogue.plan import (
    CatalogueCriterion,
    CatalogueDeadline,
    CatalogueError,
    CatalogueProduct,
    CatalogueTarget,
)
from evidence_repo.models import Criterion


def planned_of(criterion: Criterion) -> CatalogueCriterion:
    """Return the criterion as the plan has it; warnings are found anew where it is applied."""
    return CatalogueCriterion(
        agency=criterion.lead_agency.name,
        agency_code=slug_of(criterion.lead_agency.name),
        agency_order=criterion.agency_order,
        ordinal=criterion.ordinal,
        kind=criterion.kind.value,
        code=criterion.code,
        group=criterion.group.value,
        field=criterion.field.code,
        title=criterion.title,
        products=tuple(
            CatalogueProduct(
                product.ordinal,
                product.text,
                product.is_optional,
                product.supplied_by.value,
                product.medium.value,
            )
            for product in criterion.products
            if product.dropped_reason is None
        ),
        requirement=criterion.requirement,
        coordinating=_coordinating(criterion),
        coordinating_text=criterion.coordinating_text,
        deadlines=tuple(
            CatalogueDeadline(each.label, each.due_on, each.is_derived, each.source_text)
            for each in criterion.deadlines
        ),
        targets=tuple(
            CatalogueTarget(
                each.measure,
                each.kind,
                each.operator,
                each.value,
                each.is_soft,
                each.source_text,
            )
            for each in criterion.targets
        ),
    )


def _coordinating(criterion: Criterion) -> tuple[str, ...]:
    try:
        return read_coordinating(criterion.coordinating_text)
    except CatalogueError:  # edited by hand
        return tuple(agency.name for agency in criterion.coordinating)


def planned_criteria(criteria: Iterable[Criterion]) -> list[CatalogueCriterion]:
    """Return these criteria as the plan has them."""
    return [planned_of(criterion) for criterion in criteria]
