"""Put a plan's rows into the database: what is there keeps its id, what has a history is never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
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
    CatalogueWarning,
    Criterion,
    CriterionField,
    CriterionGroup,
    CriterionKind,
    Deadline,
    EvidencePack,
    ExpectedProduct,
    ProductMedium,
    SuppliedBy,
    Target,
)
from evidence_repo.services.plan.form import PlannedRow
from evidence_repo.services.plan.history import has_history
from evidence_repo.services.plan.matching import match_parts
from evidence_repo.words import N_
from workflows.packs import PackState


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored parts that the planned ones continue, one for each, None for a new one."""

    products: Sequence[ExpectedProduct | None]
    deadlines: Sequence[Deadline | None]
    targets: Sequence[Target | None]

    @classmethod
    def by_words(cls, criterion: Criterion, planned: CatalogueCriterion) -> Kept:
        """Return the parts whose words are the same or alike."""
        return cls(
            match_parts({each: each.text for each in criterion.products}, [p.text for p in planned.products]),
            match_parts(
                {each: _words_of_deadline(each) for each in criterion.deadlines},
                [_words_of_deadline(each) for each in planned.deadlines],
            ),
            match_parts(
                {each: _words_of_target(each) for each in criterion.targets},
                [_words_of_target(each) for each in planned.targets],
            ),
        )


def _words_of_deadline(part: Deadline | CatalogueDeadline) -> str:
    return part.label or "-"


def _words_of_target(part: Target | CatalogueTarget) -> str:
    return f"{part.kind} {part.operator} {part.measure}"


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


def take_out(session: Session, criteria: Sequence[Criterion], reason: str | None) -> None:
    """Remove criteria that the plan has no longer; what has a history stays, marked with the reason."""
    for criterion in criteria:
        if has_history(session, criterion):
            criterion.dropped_reason = _needed(criterion, reason)
            continue
        session.delete(
            session.scalars(select(EvidencePack).where(EvidencePack.criterion_id == criterion.id)).one()
        )
        session.flush()
        session.delete(criterion)
    session.flush()


def _needed(criterion: Criterion, reason: str | None) -> str:
    if reason:
        return reason
    raise Refused(
        N_("%(criterion)s holds evidence or a history, so it is changed with a reason only."),
        code="criterion_in_use",
        advice=N_("State the reason; nothing that has a history is deleted."),
        criterion=criterion.label,
    )


def apply_criteria(
    session: Session,
    cycle: AssessmentCycle,
    fields: Mapping[str, CriterionField],
    stored: Mapping[str, Criterion],
    rows: Sequence[PlannedRow],
    now: datetime,
    reason: str | None,
) -> None:
    """Add or change these criteria; each new one gets its pack."""
    for row in rows:
        criterion = stored.get(f"{row.planned.kind} {row.planned.code}")
        if criterion is not None:
            kept = Kept.by_words(criterion, row.planned)
            change_criterion(session, criterion, row, fields[row.planned.field], kept, reason)
            continue
        criterion = Criterion(cycle_id=cycle.id)
        session.add(criterion)
        _apply_own(criterion, row, fields[row.planned.field])
        session.flush()
        _apply_parts(session, criterion, row.planned, Kept.by_words(criterion, row.planned), reason)
        session.add(EvidencePack(criterion_id=criterion.id, state=PackState.OPEN, state_since=now))
        session.flush()


def change_criterion(
    session: Session,
    criterion: Criterion,
    row: PlannedRow,
    field: CriterionField,
    kept: Kept,
    reason: str | None,
) -> None:
    """Make the stored criterion what the row says; one with a history needs the reason."""
    if has_history(session, criterion):
        _needed(criterion, reason)
    criterion.dropped_reason = None
    _apply_own(criterion, row, field)
    session.flush()
    _apply_parts(session, criterion, row.planned, kept, reason)
    session.flush()
    session.expire(
        criterion, ["products", "deadlines", "targets"]
    )  # so that they are read in their new order


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


def _apply_parts(
    session: Session, criterion: Criterion, planned: CatalogueCriterion, kept: Kept, reason: str | None
) -> None:
    _apply_products(session, criterion, planned.products, kept.products, reason)
    _apply_deadlines(session, criterion, planned.deadlines, kept.deadlines)
    _apply_targets(session, criterion, planned.targets, kept.targets)
    criterion.warnings.clear()
    session.flush()
    criterion.warnings.extend(_warning(n, warning) for n, warning in enumerate(planned.warnings, 1))


def _warning(ordinal: int, planned: PlannedWarning) -> CatalogueWarning:
    return CatalogueWarning(
        ordinal=ordinal, code=planned.code, text_vi=planned.text_vi, text_en=planned.text_en
    )


_Part = TypeVar("_Part", ExpectedProduct, Deadline, Target)


def _dropped(
    session: Session, criterion: Criterion, parts: list[_Part], kept: Sequence[_Part | None]
) -> None:
    """Delete the parts that are not kept; refuse where something rests on one."""
    for part in [part for part in parts if part not in kept]:
        if has_history(session, part):
            raise Refused(
                N_("Something rests on a deadline or target of %(criterion)s that the plan takes away."),
                code="criterion_in_use",
                advice=N_("Keep it, or put what rests on it elsewhere first."),
                criterion=criterion.label,
            )
        parts.remove(part)


def _make_room(session: Session, parts: Sequence[_Part]) -> None:
    # (criterion, ordinal) is unique: parts that change places go out of the way first.
    for part in parts:
        part.ordinal = -part.ordinal
    session.flush()


def _apply_products(
    session: Session,
    criterion: Criterion,
    planned: Sequence[CatalogueProduct],
    kept: Sequence[ExpectedProduct | None],
    reason: str | None,
) -> None:
    """Make the products those of the plan; one that something rests on stays, optional and marked."""
    over = [product for product in criterion.products if product not in kept]
    marked = [product for product in over if product.dropped_reason or has_history(session, product)]
    for product in over:
        if product not in marked:
            criterion.products.remove(product)
    _make_room(session, criterion.products)
    for ordinal, product in enumerate(marked, len(planned) + 1):
        product.ordinal, product.is_optional = ordinal, True
        product.dropped_reason = product.dropped_reason or _needed(criterion, reason)
    for ordinal, (wanted, there) in enumerate(zip(planned, kept, strict=True), 1):
        product = there or ExpectedProduct()
        product.ordinal, product.text, product.is_optional = ordinal, wanted.text, wanted.is_optional
        product.supplied_by, product.medium = SuppliedBy(wanted.supplied_by), ProductMedium(wanted.medium)
        product.dropped_reason = None
        if there is None:
            criterion.products.append(product)


def _apply_deadlines(
    session: Session,
    criterion: Criterion,
    planned: Sequence[CatalogueDeadline],
    kept: Sequence[Deadline | None],
) -> None:
    _dropped(session, criterion, criterion.deadlines, kept)
    _make_room(session, criterion.deadlines)
    for ordinal, (wanted, there) in enumerate(zip(planned, kept, strict=True), 1):
        deadline = there or Deadline()
        deadline.ordinal, deadline.label, deadline.due_on = ordinal, wanted.label, wanted.due_on
        deadline.is_derived, deadline.source_text = wanted.is_derived, wanted.source_text
        if there is None:
            criterion.deadlines.append(deadline)


def _apply_targets(
    session: Session,
    criterion: Criterion,
    planned: Sequence[CatalogueTarget],
    kept: Sequence[Target | None],
) -> None:
    _dropped(session, criterion, criterion.targets, kept)
    _make_room(session, criterion.targets)
    for ordinal, (wanted, there) in enumerate(zip(planned, kept, strict=True), 1):
        target = there or Target()
        target.ordinal, target.measure, target.operator = ordinal, wanted.measure, wanted.operator
        target.value, target.kind = wanted.value, wanted.kind
        target.is_soft, target.source_text = wanted.is_soft, wanted.source_text
        if there is None:
            criterion.targets.append(target)
