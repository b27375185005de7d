"""Next year from this year: a new cycle with the catalogue of another one, its days moved on by the years.

Decisions where the rules leave room:

- Fields, criteria, products, targets, deadlines and coordinating agencies are copied. The plan's number and
  date are not, nor the contradictions found in it and the points: they belong to the papers of their year.
- A deadline keeps the words of the plan that it was read from and is marked as derived from them.
- An agency that has ended is followed by its successors; of several, the first leads.
- 29 February becomes the 28th where the new year has none.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, Refused
from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    CriterionField,
    Deadline,
    EvidencePack,
    ExpectedProduct,
    RegisterChoice,
    Target,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.agency_names import PlanAgencies
from evidence_repo.services.plan.catalogue import criteria_of_cycle
from evidence_repo.services.plan.crosswalk import propose_crosswalk
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.events import CycleCopied
from workflows.packs import PackState
from workflows.rights import Right

YEARS = range(2000, 2101)


def copy_cycle(
    session: Session, actor: Actor, source: AssessmentCycle, year: int, clock: Clock
) -> AssessmentCycle:
    """Make the cycle of `year` with the catalogue of `source`, and propose its crosswalk; return it."""
    check_administers(actor, Right.MANAGE_CATALOGUE)
    if year not in YEARS or year <= source.year:
        raise BadInput(
            N_("Name a year after %(year)s."), field="year", code="year_not_later", year=source.year
        )
    # One row of the source is the lock: of two people at once the second finds the cycle made.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == source.id).with_for_update())
    if session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.year == year)) is not None:
        raise Refused(
            N_("There is an assessment cycle of %(year)s already."),
            code="cycle_exists",
            advice=N_("Read its plan to change its catalogue."),
            year=year,
        )
    cycle = AssessmentCycle(
        year=year,
        province_id=source.province_id,
        tolerance_percent=source.tolerance_percent,
        created_at=clock.now(),
    )
    session.add(cycle)
    session.flush()
    fields = _copy_fields(session, source, cycle)
    criteria = criteria_of_cycle(session, source)
    agencies = PlanAgencies(session, date(year, 1, 1), year)
    choices = _register_choices(session, source)
    for criterion in criteria:
        copied = _copied(criterion, cycle, fields[criterion.field_id], agencies)
        session.add(copied)
        session.flush()
        session.add_all(
            RegisterChoice(criterion_id=copied.id, kind=each.kind, is_kept=each.is_kept, forms=each.forms)
            for each in choices.get(criterion.id, ())
        )
        session.add(EvidencePack(criterion_id=copied.id, state=PackState.OPEN, state_since=clock.now()))
    session.flush()
    emit(
        session,
        actor,
        CycleCopied(subject=cycle.id, from_year=source.year, year=year, criteria=len(criteria)),
    )
    propose_crosswalk(session, actor, cycle, clock)
    return cycle


def _register_choices(session: Session, source: AssessmentCycle) -> dict[int, list[RegisterChoice]]:
    """Return, by the criterion, which registers the coordinator chose."""
    wanted = select(RegisterChoice).join(Criterion, Criterion.id == RegisterChoice.criterion_id)
    found: dict[int, list[RegisterChoice]] = {}
    for choice in session.scalars(wanted.where(Criterion.cycle_id == source.id)):
        found.setdefault(choice.criterion_id, []).append(choice)
    return found


def _copy_fields(
    session: Session, source: AssessmentCycle, cycle: AssessmentCycle
) -> dict[int, CriterionField]:
    stored = session.scalars(select(CriterionField).where(CriterionField.cycle_id == source.id)).all()
    copied = {
        field.id: CriterionField(cycle_id=cycle.id, code=field.code, name=field.name, ordinal=field.ordinal)
        for field in stored
    }
    session.add_all(copied.values())
    session.flush()
    return copied


def _copied(
    criterion: Criterion, cycle: AssessmentCycle, field: CriterionField, agencies: PlanAgencies
) -> Criterion:
    years = cycle.year - criterion.cycle.year
    lead = agencies.successors(criterion.lead_agency)[0]
    return Criterion(
        cycle_id=cycle.id,
        lead_agency_id=lead.id,
        field_id=field.id,
        agency_order=criterion.agency_order,
        ordinal=criterion.ordinal,
        kind=criterion.kind,
        code=criterion.code,
        group=criterion.group,
        title=criterion.title,
        requirement=criterion.requirement,
        coordinating_text=criterion.coordinating_text,
        coordinating=_coordinating(criterion, lead, agencies),
        products=[_product(product) for product in criterion.products],
        deadlines=[_deadline(deadline, years) for deadline in criterion.deadlines],
        targets=[_target(target) for target in criterion.targets],
    )


def _coordinating(criterion: Criterion, lead: Agency, agencies: PlanAgencies) -> list[Agency]:
    found = {each.id: each for agency in criterion.coordinating for each in agencies.successors(agency)}
    found.pop(lead.id, None)
    return [found[key] for key in sorted(found)]


def _product(product: ExpectedProduct) -> ExpectedProduct:
    return ExpectedProduct(
        ordinal=product.ordinal,
        text=product.text,
        is_optional=product.is_optional,
        supplied_by=product.supplied_by,
        medium=product.medium,
    )


def _deadline(deadline: Deadline, years: int) -> Deadline:
    return Deadline(
        ordinal=deadline.ordinal,
        label=deadline.label,
        due_on=_years_later(deadline.due_on, years),
        is_derived=True,
        source_text=deadline.source_text,
    )


def _target(target: Target) -> Target:
    return Target(
        ordinal=target.ordinal,
        measure=target.measure,
        kind=target.kind,
        operator=target.operator,
        value=target.value,
        is_soft=target.is_soft,
        source_text=target.source_text,
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
