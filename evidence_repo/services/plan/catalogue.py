"""The catalogue in the database: compare a plan with what is stored, apply it, list it, find a criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.catalogue.plan import CataloguePlan
from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import Agency, AssessmentCycle, Criterion, CriterionKind, ExpectedProduct
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.people.agency_names import AgencyRegister, PlanAgencies, canonical_name
from evidence_repo.services.plan.applying import apply_criteria, apply_fields, take_out
from evidence_repo.services.plan.crosswalk import propose_crosswalk
from evidence_repo.services.plan.form import Form, PlannedRow, form_of_planned, form_of_stored
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from workflows.agency_kinds import PROVINCE
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import CycleAdded, PlanImported
from workflows.rights import Right


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """One part of one criterion (a name of its form) that the plan has otherwise."""

    criterion: str
    part: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """What applying a plan changes: criteria by their names, and the parts of those that stay."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[CatalogueChange, ...] = ()
    plan: tuple[CatalogueChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether the plan is what is stored already."""
        return not (self.added or self.removed or self.changed or self.plan)


def product_texts(session: Session, cycle: AssessmentCycle) -> dict[int, list[str]]:
    """Return what the products of the cycle are called, by the criterion."""
    texts = (
        select(ExpectedProduct.criterion_id, ExpectedProduct.text)
        .join(Criterion, Criterion.id == ExpectedProduct.criterion_id)
        .where(Criterion.cycle_id == cycle.id)
        .order_by(ExpectedProduct.ordinal)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for criterion_id, text in session.execute(texts):
        found[criterion_id].append(text)
    return found


def _rows(
    session: Session, plan: CataloguePlan, year: int, cycle: AssessmentCycle | None
) -> dict[str, PlannedRow]:
    stored = {criterion.label: criterion for criterion in criteria_of_cycle(session, cycle)} if cycle else {}
    agencies = PlanAgencies(session, plan.issued_on or date(year, 1, 1), year)
    rows: dict[str, PlannedRow] = {}
    for planned in plan.criteria:
        if planned.label in rows:
            raise BadInput(
                "The plan has %(criterion)s twice.", code="criterion_twice", criterion=planned.label
            )
        before = stored.get(planned.label)
        lead = agencies.lead(planned.agency, before.lead_agency if before else None)
        coordinating = agencies.expanded(planned.coordinating, lead, before.coordinating if before else ())
        form = form_of_planned(planned, lead.code, [agency.code for agency in coordinating])
        rows[planned.label] = PlannedRow(planned, lead, coordinating, form)
    return rows


def read_stored_plan(session: Session, cycle: AssessmentCycle) -> dict[str, Form]:
    """Return the stored catalogue in the form in which plans are compared, by the criteria's names."""
    return {criterion.label: form_of_stored(criterion) for criterion in criteria_of_cycle(session, cycle)}


def criteria_of_cycle(session: Session, cycle: AssessmentCycle) -> list[Criterion]:
    """Return the cycle's criteria in the plan's order, without those that the plan has no longer."""
    return [criterion for criterion in all_criteria(session, cycle) if criterion.dropped_reason is None]


def all_criteria(session: Session, cycle: AssessmentCycle) -> list[Criterion]:
    """Return the cycle's criteria, with those that stay for their history only."""
    wanted = select(Criterion).where(Criterion.cycle_id == cycle.id)
    parts = (Criterion.coordinating, Criterion.targets, Criterion.warnings)
    found = session.scalars(wanted.options(*map(selectinload, parts))).all()
    return sorted(found, key=plan_order)


def compare_plan(session: Session, plan: CataloguePlan, year: int) -> CatalogueDiff:
    """Return what applying the plan to that year's cycle would change; nothing is changed."""
    cycle = cycle_of_year(session, year)
    return _compare(session, _rows(session, plan, year, cycle), plan, cycle)


def cycle_of_year(session: Session, year: int) -> AssessmentCycle | None:
    """Return that year's cycle, None if there is none yet."""
    return session.scalar(select(AssessmentCycle).where(AssessmentCycle.year == year))


def _compare(
    session: Session, rows: dict[str, PlannedRow], plan: CataloguePlan, cycle: AssessmentCycle | None
) -> CatalogueDiff:
    stored = read_stored_plan(session, cycle) if cycle else {}
    return CatalogueDiff(
        added=tuple(label for label in rows if label not in stored),
        removed=tuple(label for label in stored if label not in rows),
        changed=tuple(
            CatalogueChange(label, part, before[part], row.form[part])
            for label, row in rows.items()
            if (before := stored.get(label)) is not None
            for part in row.form
            if before[part] != row.form[part]
        ),
        plan=_plan_changes(plan, cycle),
    )


def _plan_changes(plan: CataloguePlan, cycle: AssessmentCycle | None) -> tuple[CatalogueChange, ...]:
    stored = (cycle.plan_number, cycle.plan_title, cycle.plan_issued_on) if cycle else (None, None, None)
    given = (plan.number, plan.title, plan.issued_on)
    return tuple(
        CatalogueChange("", part, before, after)
        for part, before, after in zip(("number", "title", "issued_on"), stored, given, strict=True)
        if before != after
    )


def import_plan(
    session: Session,
    actor: Actor,
    plan: CataloguePlan,
    clock: Clock,
    *,
    year: int,
    province: str | None = None,
    reason: str | None = None,
) -> CatalogueDiff:
    """Apply the plan to that year's cycle, which is made if there is none; return what changed.

    Criteria, products, deadlines and targets keep their ids. What has a history is changed or marked with
    the `reason`, never deleted; without one it is refused. A plan that changes nothing writes nothing.
    """
    check_administers(actor, Right.MANAGE_CATALOGUE)
    cycle = cycle_of_year(session, year)
    if cycle is not None and cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
    rows = _rows(session, plan, year, cycle)
    diff = _compare(session, rows, plan, cycle)
    if diff.is_empty:
        return diff
    cycle = cycle or _make_cycle(session, year, province, clock)
    cycle.plan_number, cycle.plan_title, cycle.plan_issued_on = plan.number, plan.title, plan.issued_on
    fields = apply_fields(session, cycle, plan.fields)
    stored = {criterion.label: criterion for criterion in all_criteria(session, cycle)}
    take_out(session, [stored[label] for label in diff.removed], reason)
    changed = {change.criterion for change in diff.changed}
    wanted = [row for label, row in rows.items() if label in changed or label in diff.added]
    apply_criteria(session, cycle, fields, stored, wanted, clock.now(), reason)
    event = PlanImported(
        subject=cycle.id,
        added=tuple(diff.added),
        removed=tuple(diff.removed),
        changed=tuple(
            [change.criterion, change.part, change.before, change.after] for change in diff.changed
        ),
        reason=reason,
    )
    emit(session, actor, event)
    propose_crosswalk(session, actor, cycle, clock)
    return diff


def add_cycle(
    session: Session, actor: Actor, clock: Clock, *, year: int, province: str | None = None
) -> AssessmentCycle:
    """Make that year's cycle without a plan; raise `BadInput` where there is one."""
    check_administers(actor, Right.MANAGE_CYCLE)
    if cycle_of_year(session, year) is not None:
        raise BadInput("There is a cycle of %(year)s already.", field="year", code="cycle_exists", year=year)
    cycle = _make_cycle(session, year, province, clock)
    emit(session, actor, CycleAdded(subject=cycle.id, year=year))
    return cycle


def _make_cycle(session: Session, year: int, province: str | None, clock: Clock) -> AssessmentCycle:
    agencies = AgencyRegister(session).all
    provinces = [agency for agency in agencies if agency.kind == PROVINCE and agency.ended_on is None]
    if province is not None:
        provinces = [a for a in provinces if canonical_name(province) in canonical_name(a.name)]
    if len(provinces) != 1:
        raise BadInput("State which registered province the plan belongs to.", field="province")
    cycle = AssessmentCycle(year=year, province_id=provinces[0].id, created_at=clock.now())
    session.add(cycle)
    session.flush()
    return cycle


def find_criterion(session: Session, cycle: AssessmentCycle, name: str) -> Criterion:
    """Return the criterion called `TCTP 1.1.3`, `TCTP-1.1.3` or, where only one has that code, `1.1.3`."""
    found = session.scalars(_called(name).where(Criterion.cycle_id == cycle.id)).all()
    if not found:
        raise NotVisible("There is no criterion %(name)s in this cycle.", name=name)
    if len(found) > 1:
        raise BadInput("Several criteria are called %(name)s: say TC or TCTP.", field="criterion", name=name)
    return found[0]


def criteria_called(session: Session, name: str) -> Sequence[Criterion]:
    """Return the criteria of all years that are called so, as `find_criterion` reads the name."""
    return session.scalars(_called(name)).all()


def _called(name: str) -> Select[Criterion]:
    *kind, code = name.replace("-", " ").split() or [""]
    kinds = [member for member in CriterionKind if not kind or [member.value] == [kind[0].upper(), *kind[1:]]]
    return select(Criterion).where(Criterion.code == code, Criterion.kind.in_(kinds))


def _names(agencies: Sequence[Agency]) -> list[str]:
    return [agency.name for agency in agencies]
