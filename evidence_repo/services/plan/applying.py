"""Put a plan's rows into the database: what is there keeps its id, what holds evidence stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.plan import (
    CatalogueCriterion,
    CatalogueDeadline,
    CatalogueField,
    CatalogueProduct,
    CatalogueTarget,
)
from evidence_repo.catalogue.plan import CatalogueWarning as PlannedWarning
from evidence_repo.errors import Refused
from evidence_repo.models import (
    AssessmentCycle,
    AuditEvent,
    CatalogueWarning,
    Criterion,
    CriterionField,
    CriterionGroup,
    CriterionKind,
    Deadline,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    ProductMedium,
    SuppliedBy,
    Target,
)
from evidence_repo.services.plan.form import PlannedRow
from workflows.packs import PackState


def apply_fields(
    session: Session, cycle: AssessmentCycle, planned: Sequence[CatalogueField]
) -> dict[str, CriterionField]:
    """Add the fields that are missing; names that are there were perhaps edited and stay."""
    stored = session.scalars(select(CriterionField).where(CriterionField.cycle_id == cycle.id))
    fields = {field.code: field for field in stored}
    for ordinal, wanted in enumerate(planned, 1):
        if wanted.code not in fields:
            fields[wanted.code] = CriterionField(
                cycle_id=cycle.id, code=wanted.code, name=wanted.name, ordinal=ordinal
            )
            session.add(fields[wanted.code])
    session.flush()
    return fields


def remove_criteria(session: Session, criteria: Sequence[Criterion]) -> None:
    """Remove criteria that the plan has no longer; refuse if anything ever happened under one."""
    for criterion in criteria:
        if _has_history(session, criterion):
            raise _in_use(criterion)
        session.delete(
            session.scalars(select(EvidencePack).where(EvidencePack.criterion_id == criterion.id)).one()
        )
        session.flush()
        session.delete(criterion)
    session.flush()


def _any(session: Session, wanted: Select[int]) -> bool:
    return session.scalar(select(exists(wanted))) is True


def _has_history(session: Session, criterion: Criterion) -> bool:
    return (
        _any(session, select(Evidence.id).where(Evidence.criterion_id == criterion.id))
        or _any(session, select(Explanation.id).where(Explanation.criterion_id == criterion.id))
        or _any(session, select(AuditEvent.sequence).where(AuditEvent.criterion_id == criterion.id))
    )


def _in_use(criterion: Criterion) -> Refused:
    return Refused(
        "%(criterion)s holds evidence or a history, so the plan cannot take this part of it away.",
        code="criterion_in_use",
        advice="Move or withdraw its evidence, or keep the row in the plan.",
        criterion=criterion.label,
    )


def apply_criteria(
    session: Session,
    cycle: AssessmentCycle,
    fields: Mapping[str, CriterionField],
    stored: Mapping[str, Criterion],
    rows: Sequence[PlannedRow],
    now: datetime,
) -> None:
    """Add or change these criteria; each new one gets its pack."""
    for row in rows:
        criterion = stored.get(f"{row.planned.kind} {row.planned.code}")
        if criterion is None:
            criterion = Criterion(cycle_id=cycle.id)
            session.add(criterion)
        elif criterion.lead_agency_id != row.lead.id and _has_history(session, criterion):
            raise _in_use(criterion)
        _apply_own(criterion, row, fields[row.planned.field])
        session.flush()
        _apply_parts(session, criterion, row.planned)
        if criterion.label not in stored:
            session.add(EvidencePack(criterion_id=criterion.id, state=PackState.OPEN, state_since=now))
        session.flush()
        session.expire(criterion, ["products", "deadlines"])  # so that they are read in their new order


def _apply_own(criterion: Criterion, row: PlannedRow, field: CriterionField) -> None:
    planned = row.planned
    criterion.lead_agency = row.lead
    criterion.lead_agency_id = row.lead.id
    criterion.field, criterion.field_id = field, field.id
    criterion.agency_order, criterion.ordinal = planned.agency_order, planned.ordinal
    criterion.kind, criterion.code = CriterionKind(planned.kind), planned.code
    criterion.group = CriterionGroup(planned.group)
    criterion.title, criterion.requirement = planned.title, planned.requirement
    criterion.coordinating_text, criterion.coordinating = planned.coordinating_text, row.coordinating


def _apply_parts(session: Session, criterion: Criterion, planned: CatalogueCriterion) -> None:
    _apply_products(session, criterion, planned.products)
    _apply_deadlines(session, criterion, planned.deadlines)
    criterion.targets.clear()
    criterion.warnings.clear()
    session.flush()
    criterion.targets.extend(_target(n, target) for n, target in enumerate(planned.targets, 1))
    criterion.warnings.extend(_warning(n, warning) for n, warning in enumerate(planned.warnings, 1))


def _target(ordinal: int, planned: CatalogueTarget) -> Target:
    return Target(
        ordinal=ordinal,
        measure=planned.measure,
        operator=planned.operator,
        value=planned.value,
        unit=planned.unit,
        is_soft=planned.is_soft,
        source_text=planned.source_text,
    )


def _warning(ordinal: int, planned: PlannedWarning) -> CatalogueWarning:
    return CatalogueWarning(
        ordinal=ordinal, code=planned.code, text_vi=planned.text_vi, text_en=planned.text_en
    )


_Part = TypeVar("_Part", ExpectedProduct, Deadline)


def _matched(stored: Sequence[_Part], keys: Sequence[str], key_of: str) -> list[_Part | None]:
    """Return, for each planned part, the stored one that it continues: by its words, else by its place."""
    left = list(stored)
    found: list[_Part | None] = []
    for key in keys:
        same = next((part for part in left if getattr(part, key_of) == key), None)
        found.append(same)
        if same is not None:
            left.remove(same)
    for place, part in enumerate(found):
        if part is None:
            found[place] = next((other for other in left if other.ordinal == place + 1), None)
            left = [other for other in left if other is not found[place]]
    return found


def _make_room(session: Session, parts: Sequence[ExpectedProduct] | Sequence[Deadline]) -> None:
    # (criterion, ordinal) is unique: parts that change places go out of the way first.
    for part in parts:
        part.ordinal = -part.ordinal
    session.flush()


def _apply_products(session: Session, criterion: Criterion, planned: Sequence[CatalogueProduct]) -> None:
    kept = _matched(criterion.products, [product.text for product in planned], "text")
    for product in [product for product in criterion.products if product not in kept]:
        if _any(session, select(Evidence.id).where(Evidence.product_id == product.id)) or _any(
            session, select(Explanation.id).where(Explanation.product_id == product.id)
        ):
            raise _in_use(criterion)
        criterion.products.remove(product)
    _make_room(session, criterion.products)
    for ordinal, (wanted, there) in enumerate(zip(planned, kept, strict=True), 1):
        product = there or ExpectedProduct()
        product.ordinal, product.text, product.is_optional = ordinal, wanted.text, wanted.is_optional
        product.supplied_by, product.medium = SuppliedBy(wanted.supplied_by), ProductMedium(wanted.medium)
        if there is None:
            criterion.products.append(product)


def _apply_deadlines(session: Session, criterion: Criterion, planned: Sequence[CatalogueDeadline]) -> None:
    kept = _matched(criterion.deadlines, [deadline.label for deadline in planned], "label")
    for deadline in [deadline for deadline in criterion.deadlines if deadline not in kept]:
        if _any(session, select(Evidence.id).where(Evidence.deadline_id == deadline.id)):
            raise _in_use(criterion)
        criterion.deadlines.remove(deadline)
    _make_room(session, criterion.deadlines)
    for ordinal, (wanted, there) in enumerate(zip(planned, kept, strict=True), 1):
        deadline = there or Deadline()
        deadline.ordinal, deadline.label, deadline.due_on = ordinal, wanted.label, wanted.due_on
        deadline.is_derived, deadline.source_text = wanted.is_derived, wanted.source_text
        if there is None:
            criterion.deadlines.append(deadline)
