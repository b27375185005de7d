"""What the plan says of one criterion, edited by a person: audited with before and after, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.catalogue.cells import read_coordinating, read_name
from evidence_repo.catalogue.detectors import with_warnings
from evidence_repo.catalogue.fields import FIELDS, field_of, group_of
from evidence_repo.catalogue.plan import (
    CatalogueCriterion,
    CatalogueDeadline,
    CataloguePlan,
    CatalogueProduct,
    CatalogueTarget,
)
from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import Agency, AssessmentCycle, Criterion
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.agency_names import PlanAgencies
from evidence_repo.services.plan.applying import (
    Kept,
    apply_criteria,
    apply_fields,
    change_criterion,
    take_out,
)
from evidence_repo.services.plan.catalogue import all_criteria, criteria_of_cycle
from evidence_repo.services.plan.form import Form, PlannedRow, form_of_planned, form_of_stored
from evidence_repo.services.plan.stored import planned_criteria, planned_of
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import CriterionChanged
from workflows.rights import Right

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class CriterionEdit:
    """What a person wants the criterion to be; `ids` name the stored part that each given part continues."""

    lead: str
    title: str
    requirement: str
    coordinating_text: str
    products: Sequence[CatalogueProduct]
    deadlines: Sequence[CatalogueDeadline]
    targets: Sequence[CatalogueTarget]
    product_ids: Sequence[int | None] = ()
    deadline_ids: Sequence[int | None] = ()
    target_ids: Sequence[int | None] = ()


def state_of(criterion: Criterion) -> str:
    """Return what stands, so that an edit of something older is told from one of this."""
    return repr(form_of_stored(criterion))


def edit_criterion(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    edit: CriterionEdit,
    *,
    seen: str,
    reason: str | None = None,
) -> None:
    """Make the criterion what the edit says; one with a history needs a reason.

    Raises `ChangedMeanwhile` where it is not what was `seen`. An edit that changes nothing writes nothing.
    """
    _check(actor, criterion.cycle)
    if state_of(criterion) != seen:
        raise ChangedMeanwhile
    before = form_of_stored(criterion)
    row = _row(session, criterion, edit)
    after = row.form
    if before == after and criterion.dropped_reason is None:
        return
    fields = apply_fields(session, criterion.cycle, FIELDS)
    change_criterion(session, criterion, row, fields[row.planned.field], _kept(criterion, edit), reason)
    _emit(session, actor, criterion, "edited", before, after, reason)


def add_criterion(
    session: Session, actor: Actor, cycle: AssessmentCycle, name: str, edit: CriterionEdit, clock: Clock
) -> Criterion:
    """Add a criterion called `TCTP 1.1.3`, behind the others of its lead agency."""
    _check(actor, cycle)
    kind, code, _ = read_name(f"{' '.join(name.replace('-', ' ').split())} - {edit.title}")
    stored = {criterion.label: criterion for criterion in all_criteria(session, cycle)}
    if f"{kind} {code}" in stored:
        raise BadInput(N_("%(criterion)s is in the plan already."), field="name", criterion=f"{kind} {code}")
    lead = find_agency(session, edit.lead)
    order, ordinal = _place(session, cycle, lead)
    group = group_of(kind, code, lead.code)
    planned = CatalogueCriterion(
        *(lead.name, lead.code, order, ordinal, kind, code, group, field_of(group, code), edit.title),
        products=tuple(edit.products),
        requirement=edit.requirement,
        coordinating=read_coordinating(edit.coordinating_text),
        coordinating_text=edit.coordinating_text,
        deadlines=tuple(edit.deadlines),
        targets=tuple(edit.targets),
    )
    row = _row_of(session, cycle, planned, lead)
    fields = apply_fields(session, cycle, FIELDS)
    if row.planned.field not in fields:
        raise BadInput(N_("%(criterion)s belongs to no field."), field="name", criterion=code)
    apply_criteria(session, cycle, fields, stored, [row], clock.now(), None)
    [made] = [each for each in all_criteria(session, cycle) if each.label == row.planned.label]
    _emit(session, actor, made, "added", {}, row.form, None)
    return made


def drop_criterion(session: Session, actor: Actor, criterion: Criterion, reason: str | None) -> None:
    """Take the criterion out of the plan: deleted if nothing ever happened under it, else marked."""
    _check(actor, criterion.cycle)
    before = form_of_stored(criterion)
    _emit(session, actor, criterion, "dropped", before, {}, reason)
    take_out(session, [criterion], reason)


def _check(actor: Actor, cycle: AssessmentCycle) -> None:
    check_administers(actor, Right.MANAGE_CATALOGUE)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])


def _row(session: Session, criterion: Criterion, edit: CriterionEdit) -> PlannedRow:
    lead = find_agency(session, edit.lead)
    stands = planned_of(criterion)
    order, ordinal = stands.agency_order, stands.ordinal
    if lead.id != criterion.lead_agency_id:
        order, ordinal = _place(session, criterion.cycle, lead)
    planned = replace(
        stands,
        agency=lead.name,
        agency_order=order,
        ordinal=ordinal,
        title=edit.title,
        requirement=edit.requirement,
        coordinating=read_coordinating(edit.coordinating_text),
        coordinating_text=edit.coordinating_text,
        products=tuple(edit.products),
        deadlines=tuple(edit.deadlines),
        targets=tuple(edit.targets),
    )
    return _row_of(session, criterion.cycle, planned, lead, criterion)


def _row_of(
    session: Session,
    cycle: AssessmentCycle,
    planned: CatalogueCriterion,
    lead: Agency,
    stored: Criterion | None = None,
) -> PlannedRow:
    others = [
        each for each in planned_criteria(criteria_of_cycle(session, cycle)) if each.label != planned.label
    ]
    plan = CataloguePlan(None, None, None, "", cycle.year, FIELDS, (*others, planned))
    warned = with_warnings(plan).criteria[-1]
    agencies = PlanAgencies(session, cycle.plan_issued_on or date(cycle.year, 1, 1), cycle.year)
    coordinating = agencies.expanded(planned.coordinating, lead, stored.coordinating if stored else ())
    form = form_of_planned(warned, lead.code, [agency.code for agency in coordinating])
    return PlannedRow(warned, lead, coordinating, form)


def _place(session: Session, cycle: AssessmentCycle, lead: Agency) -> tuple[str, int]:
    """Return roman number and row of the next criterion of this agency."""
    criteria = criteria_of_cycle(session, cycle)
    own = [each for each in criteria if each.lead_agency_id == lead.id]
    if own:
        return own[-1].agency_order, max(each.ordinal for each in own) + 1
    taken = {each.agency_order for each in criteria}
    return next((number for number in _ROMAN if number not in taken), "XI"), 1


def _kept(criterion: Criterion, edit: CriterionEdit) -> Kept:
    return Kept(
        _by_ids(criterion.products, edit.product_ids, len(edit.products)),
        _by_ids(criterion.deadlines, edit.deadline_ids, len(edit.deadlines)),
        _by_ids(criterion.targets, edit.target_ids, len(edit.targets)),
    )


def _by_ids(parts: Sequence[Any], ids: Sequence[int | None], count: int) -> list[Any]:
    known = {part.id: part for part in parts}
    found = [known.pop(part_id, None) if part_id else None for part_id in ids]
    return [*found, *[None] * count][:count]


def _emit(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    edit: str,
    before: Form,
    after: Form,
    reason: str | None,
) -> None:
    parts = [part for part in {**before, **after} if before.get(part) != after.get(part)]
    event = CriterionChanged(
        subject=criterion.id,
        criterion=criterion.label,
        edit=edit,
        before=_only(before, parts),
        after=_only(after, parts),
        reason=reason,
    )
    emit(session, actor, event)


def _only(form: Form, parts: Sequence[str]) -> Mapping[str, Any]:
    return {part: form[part] for part in parts if part in form}
