"""Assignments as one person may see them: filtered in the database, in one query however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Assignment,
    Criterion,
    CriterionField,
    CriterionKind,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Measurement,
    User,
)
from evidence_repo.services.packs.views import at_work
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import visible_assignments
from index.text import fold
from workflows.assignments import OPEN_STATES, WITH_AGENCY, AssignmentState, is_overdue, is_soon
from workflows.rights import Right, allows
from workflows.states import MeasurementState, PackState

SOON_DAYS = 7


class AssignmentStep(StrEnum):
    """What is done next with an assignment; what others do begins with `await`."""

    DELIVER = "deliver"
    DELIVER_AGAIN = "deliver_again"
    ANSWER_FIGURES = "answer_figures"
    DECIDE = "decide"
    AWAIT_DELIVERY = "await_delivery"
    AWAIT_DECISION = "await_decision"
    NONE = "none"


OWN_STEPS = frozenset(
    {
        AssignmentStep.DELIVER,
        AssignmentStep.DELIVER_AGAIN,
        AssignmentStep.ANSWER_FIGURES,
        AssignmentStep.DECIDE,
    }
)
"""The steps that are this person's to do."""


class DueFilter(StrEnum):
    """Which last days are wanted."""

    LATE = "late"
    SOON = "soon"


OPEN = "open"
"""Asks for every state in which somebody still has something to do."""


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """What is wanted; without `state` all but what is cancelled, `open` asks for `OPEN_STATES`."""

    words: str = ""
    agency: str = ""
    lead: str = ""
    field: str = ""
    criterion_id: int | None = None
    state: str = ""
    due: DueFilter | None = None
    asked_agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One assignment with what the lists show of it, and what this person does next; `is_own`: was asked."""

    id: int
    lock: int
    state: AssignmentState
    words: str
    last_day: date
    state_since: datetime
    accepted_at: datetime | None
    changed_at: datetime | None
    evidence_id: int | None
    answer: str | None
    reason: str | None
    agency_id: int
    agency_code: str
    agency_name: str
    year: int
    criterion_id: int
    criterion_kind: CriterionKind
    criterion_code: str
    criterion_title: str
    lead_id: int
    lead_code: str
    lead_name: str
    field_code: str
    field_name: str
    field_ordinal: int
    product_ordinal: int | None
    product_text: str | None
    person_name: str | None
    has_queried: bool
    step: AssignmentStep
    days_left: int
    is_overdue: bool
    is_soon: bool
    is_own: bool

    @property
    def label(self) -> str:
        """Return the criterion's name as people say it: `TCTP 1.1.3`."""
        return f"{self.criterion_kind} {self.criterion_code}"

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has something to do."""
        return self.state in OPEN_STATES


_LEAD = aliased(Agency)


def list_assignments(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle | None,
    today: date,
    wanted: AssignmentFilter | None = None,
) -> list[AssignmentRow]:
    """Return what the person may see, after the filter, the soonest due first.

    They are the cycle's; without one, those of all cycles whose packs are worked on.
    """
    asked = wanted or AssignmentFilter()
    of_cycle = at_work() if cycle is None else Criterion.cycle_id == cycle.id
    found = _rows().where(of_cycle, visible_assignments(actor), *_conditions(asked, today))
    rows = session.execute(found.order_by(Assignment.last_day, Assignment.criterion_id, Assignment.id))
    listed = [_row(actor, row, today) for row in rows]
    return [row for row in listed if _has_words(row, asked.words)] if asked.words.strip() else listed


def row_of(session: Session, actor: Actor, assignment_id: int, today: date) -> AssignmentRow:
    """Return one assignment as the lists show it; the caller has found that this person may see it."""
    return _row(actor, session.execute(_rows().where(Assignment.id == assignment_id)).one(), today)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment.id,
            Assignment.lock,
            Assignment.state,
            Assignment.words,
            Assignment.last_day,
            Assignment.state_since,
            Assignment.accepted_at,
            Assignment.changed_at,
            Assignment.evidence_id,
            Assignment.answer,
            Assignment.reason,
            Assignment.agency_id,
            Agency.code.label("agency_code"),
            Agency.name.label("agency_name"),
            AssessmentCycle.year,
            Assignment.criterion_id,
            Criterion.kind.label("criterion_kind"),
            Criterion.code.label("criterion_code"),
            Criterion.title.label("criterion_title"),
            Criterion.lead_agency_id.label("lead_id"),
            _LEAD.code.label("lead_code"),
            _LEAD.name.label("lead_name"),
            CriterionField.code.label("field_code"),
            CriterionField.name.label("field_name"),
            CriterionField.ordinal.label("field_ordinal"),
            ExpectedProduct.ordinal.label("product_ordinal"),
            ExpectedProduct.text.label("product_text"),
            User.name.label("person_name"),
            figures_queried().label("has_queried"),
        )
        .join(Agency, Agency.id == Assignment.agency_id)
        .join(Criterion, Criterion.id == Assignment.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .join(_LEAD, _LEAD.id == Criterion.lead_agency_id)
        .join(CriterionField, CriterionField.id == Criterion.field_id)
        .outerjoin(ExpectedProduct, ExpectedProduct.id == Assignment.product_id)
        .outerjoin(User, User.id == Assignment.person_id)
    )


def figures_queried() -> ColumnElement[bool]:
    """Return the condition on assignments, joined with the pack, that figures under one are to be answered.

    A reviewer queried them and the pack is returned; the assignment itself may be accepted.
    """
    queried = select(Measurement.id).where(
        Measurement.assignment_id == Assignment.id, Measurement.state == MeasurementState.QUERIED
    )
    return (EvidencePack.state == PackState.RETURNED) & queried.exists()


def _conditions(wanted: AssignmentFilter, today: date) -> list[ColumnElement[bool]]:
    found = [_state_condition(wanted.state)]
    for column, value in (
        (Agency.code, wanted.agency),
        (_LEAD.code, wanted.lead),
        (CriterionField.code, wanted.field),
        (Assignment.criterion_id, wanted.criterion_id),
        (Assignment.agency_id, wanted.asked_agency_id),
    ):
        if value:
            found.append(column == value)
    if wanted.due is not None:
        found.append(Assignment.state.in_(WITH_AGENCY))
    if wanted.due is DueFilter.LATE:
        found.append(Assignment.last_day < today)
    elif wanted.due is DueFilter.SOON:
        last = date.fromordinal(today.toordinal() + SOON_DAYS)
        found.append(Assignment.last_day.between(today, last))
    return found


def _state_condition(wanted: str) -> ColumnElement[bool]:
    if wanted == OPEN:
        return Assignment.state.in_(OPEN_STATES) | figures_queried()
    if wanted in set(AssignmentState):
        return Assignment.state == AssignmentState(wanted)
    return Assignment.state != AssignmentState.CANCELLED


def _row(actor: Actor, row: Row[*tuple[Any, ...]], today: date) -> AssignmentRow:
    state, last_day = row.state, row.last_day
    return AssignmentRow(
        **row._mapping,
        step=next_assignment_step(actor, state, row.agency_id, row.lead_id, has_queried=row.has_queried),
        days_left=(last_day - today).days,
        is_overdue=is_overdue(state, last_day, today),
        is_soon=is_soon(state, last_day, today, SOON_DAYS),
        is_own=actor.is_of(row.agency_id),
    )


def next_assignment_step(
    actor: Actor, state: AssignmentState, agency_id: int, lead_id: int, *, has_queried: bool = False
) -> AssignmentStep:
    """Return what this person does next with it, or waits for."""
    works = allows(actor.roles, Right.UPLOAD)
    if state in WITH_AGENCY:
        if not works or not actor.is_of(agency_id):
            return AssignmentStep.AWAIT_DELIVERY
        is_first = state is AssignmentState.ASSIGNED
        return AssignmentStep.DELIVER if is_first else AssignmentStep.DELIVER_AGAIN
    if state is AssignmentState.DELIVERED:
        is_own = works and actor.is_of(lead_id)
        return AssignmentStep.DECIDE if is_own else AssignmentStep.AWAIT_DECISION
    if has_queried:
        is_asked = works and actor.is_of(agency_id)
        return AssignmentStep.ANSWER_FIGURES if is_asked else AssignmentStep.AWAIT_DELIVERY
    return AssignmentStep.NONE


def _has_words(row: AssignmentRow, words: str) -> bool:
    """Return whether it has all of these words, typed with or without diacritics."""
    parts = (
        row.label,
        row.criterion_title,
        row.agency_name,
        row.lead_name,
        row.words,
        row.product_text or "",
    )
    text = fold(" ".join(parts))
    return all(word in text for word in fold(words).split())


def count_to_deliver(name: str, actor: Actor) -> Select[str, int, int]:
    """Count, by the cycle's id, what this person's agency was asked for and has in hand, queries too."""
    is_own = Assignment.agency_id.in_(actor.agencies)
    return _count(name, Assignment.state.in_(WITH_AGENCY) | figures_queried(), is_own)


def count_to_decide(name: str, actor: Actor) -> Select[str, int, int]:
    """Count the answers that the agency decides about; pieces that wait are counted as contributions."""
    waits = select(Evidence.id).where(Evidence.id == Assignment.evidence_id, Evidence.accepted_at.is_(None))
    is_led = Criterion.lead_agency_id.in_(actor.agencies)
    return _count(name, Assignment.state == AssignmentState.DELIVERED, is_led, ~waits.exists())


def _count(name: str, *conditions: ColumnElement[bool]) -> Select[str, int, int]:
    return (
        select(literal(name), Criterion.cycle_id, func.count(Assignment.id))
        .join(Criterion, Criterion.id == Assignment.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(at_work(), *conditions)
        .group_by(Criterion.cycle_id)
    )


def count_overdue(session: Session, actor: Actor, today: date) -> dict[int, int]:
    """Return how many of the assignments that this person sees are overdue, by the cycle's id."""
    counted = (
        select(Criterion.cycle_id, func.count(Assignment.id))
        .join(Criterion, Criterion.id == Assignment.criterion_id)
        .where(Assignment.state.in_(WITH_AGENCY), Assignment.last_day < today, visible_assignments(actor))
        .group_by(Criterion.cycle_id)
    )
    return dict(session.execute(counted).all())


def open_by_criterion(session: Session, criterion_ids: Sequence[int]) -> dict[int, int]:
    """Return, by the criterion, how many assignments nobody has accepted yet: the gate warns of them."""
    counted = (
        select(Assignment.criterion_id, func.count(Assignment.id))
        .where(Assignment.criterion_id.in_(criterion_ids), Assignment.state.in_(OPEN_STATES))
        .group_by(Assignment.criterion_id)
    )
    return dict(session.execute(counted).all())
