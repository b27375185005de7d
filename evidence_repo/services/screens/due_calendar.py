"""What is due, day by day: deadlines, assignments, answers and the Ministry's questions of every open year.

The days shown are last good days. What other agencies were asked for is counted by criterion and day, so that
a month of a province has hundreds of rows and not thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Assignment,
    Criterion,
    CriterionKind,
    Deadline,
    Evidence,
    EvidencePack,
)
from evidence_repo.services.packs.views import at_work
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import visible_assignments
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.rounds.questions import list_questions
from workflows.assignments import OPEN_STATES, WITH_AGENCY, AssignmentState
from workflows.deadlines import last_good_day
from workflows.rights import Right, allows
from workflows.rounds import QuestionStanding
from workflows.states import EDITABLE, EvidenceState, PackState

_ONE_DAY = timedelta(days=1)


class DueKind(StrEnum):
    """What is due."""

    DEADLINE = "deadline"
    ASSIGNMENT = "assignment"
    ASSIGNMENTS = "assignments"
    ANSWER = "answer"
    QUESTION = "question"


class CalendarScope(StrEnum):
    """Whose dates are wanted: what waits for the person, all of their agency, all of the province."""

    MINE = "mine"
    AGENCY = "agency"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that is due on `day`, its last good day.

    `agency` is who owes it; for `ASSIGNMENTS`, where `count` agencies were asked, who leads the criterion.
    `thing_id` is the assignment's, question's or deadline's id; of the two others the criterion's.
    """

    kind: DueKind
    day: date
    year: int
    criterion_kind: CriterionKind
    criterion_code: str
    title: str
    agency: str
    thing_id: int
    words: str = ""
    is_done: bool = False
    count: int = 1
    open_count: int = 0

    @property
    def label(self) -> str:
        """Return the criterion's name as people say it: `TCTP 1.1.3`."""
        return f"{self.criterion_kind} {self.criterion_code}"


def scopes_for(actor: Actor) -> tuple[CalendarScope, ...]:
    """Return the scopes that say something to this person; the first is the one they begin with."""
    own = (CalendarScope.MINE,) if any(allows(actor.roles, each) for each in _WORKS) else ()
    agency = (CalendarScope.AGENCY,) if allows(actor.roles, Right.UPLOAD) else ()
    return (*own, *agency, CalendarScope.PROVINCE)


_WORKS = (Right.UPLOAD, Right.JUDGE, Right.APPROVE)


def due_items(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date, today: date
) -> list[DueItem]:
    """Return what this person may see of what is due from `first` to `last`, in a fixed number of queries."""
    found = [
        *_deadlines(session, actor, scope, first, last),
        *_answers(session, actor, scope, first, last),
        *_own_assignments(session, actor, scope, first, last),
        *_asked_of_others(session, actor, scope, first, last),
        *_questions(session, actor, scope, first, last, today),
    ]
    return sorted(
        found, key=lambda item: (item.day, item.year, item.kind, item.criterion_code, item.thing_id)
    )


_Query = Select[*tuple[Any, ...]]
"""Rows whose columns are named as the parts of `DueItem`."""


def _select(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> _Query:
    """Return the query of these columns and the criterion's, of packs worked on now; join `Agency` to it."""
    return (
        select(
            AssessmentCycle.year,
            Criterion.kind.label("criterion_kind"),
            Criterion.code.label("criterion_code"),
            Criterion.title,
            Agency.name.label("agency"),
            *columns,
        )
        .select_from(Criterion)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(at_work(), Criterion.dropped_reason.is_(None))
    )


def _items(session: Session, kind: DueKind, query: _Query) -> Iterator[DueItem]:
    for row in session.execute(query):
        yield DueItem(kind=kind, **row._mapping)


_IS_LEAD = Agency.id == Criterion.lead_agency_id


def _packs_in(actor: Actor, scope: CalendarScope) -> ColumnElement[bool]:
    """Return which criteria's packs are wanted."""
    led = Criterion.lead_agency_id.in_(actor.agencies)
    if scope is CalendarScope.PROVINCE:
        return true()
    if scope is CalendarScope.AGENCY:
        return led
    waits: list[ColumnElement[bool]] = []
    if allows(actor.roles, Right.UPLOAD):
        waits.append(and_(led, EvidencePack.state.in_(EDITABLE)))
    if allows(actor.roles, Right.JUDGE) or allows(actor.roles, Right.APPROVE):
        waits.append(EvidencePack.state == PackState.SUBMITTED)
    return or_(false(), *waits)


def _deadlines(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date
) -> Iterator[DueItem]:
    """Return the plan's deadlines; for the person those for which something is left to do."""
    serves = select(Evidence.id).where(
        Evidence.deadline_id == Deadline.id,
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
        visible_evidence(actor),
    )
    is_done = or_(EvidencePack.state.not_in(EDITABLE), serves.exists())
    is_mine = scope is CalendarScope.MINE
    shown_done = false() if is_mine else is_done
    query = (
        _select(
            Deadline.id.label("thing_id"),
            Deadline.label.label("words"),
            Deadline.due_on.label("day"),
            shown_done.label("is_done"),
        )
        .join(Agency, _IS_LEAD)
        .join(Deadline, Deadline.criterion_id == Criterion.id)
        .where(_packs_in(actor, scope), Deadline.due_on.between(first + _ONE_DAY, last + _ONE_DAY))
    )
    if is_mine:
        query = query.where(or_(EvidencePack.state == PackState.SUBMITTED, ~serves.exists()))
    for item in _items(session, DueKind.DEADLINE, query):
        yield replace(item, day=last_good_day(item.day))


def _answers(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date
) -> Iterator[DueItem]:
    """Return until when returned packs have to be answered."""
    query = _select(Criterion.id.label("thing_id"), EvidencePack.answer_last_day.label("day"))
    return _items(
        session,
        DueKind.ANSWER,
        query.join(Agency, _IS_LEAD).where(
            _packs_in(actor, scope),
            EvidencePack.state == PackState.RETURNED,
            EvidencePack.answer_last_day.between(first, last),
        ),
    )


def _own_assignments(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date
) -> Iterator[DueItem]:
    """Return what the person's agency was asked for; for themselves what is open and names nobody else."""
    if scope is CalendarScope.PROVINCE or not allows(actor.roles, Right.UPLOAD):
        return iter(())
    query = (
        _select(
            Assignment.id.label("thing_id"),
            Assignment.words,
            Assignment.last_day.label("day"),
            Assignment.state.not_in(WITH_AGENCY).label("is_done"),
        )
        .join(Assignment, Assignment.criterion_id == Criterion.id)
        .join(Agency, Agency.id == Assignment.agency_id)
        .where(
            Assignment.agency_id.in_(actor.agencies),
            Assignment.state != AssignmentState.CANCELLED,
            Assignment.last_day.between(first, last),
        )
    )
    if scope is CalendarScope.MINE:
        mine = or_(Assignment.person_id.is_(None), Assignment.person_id == actor.person_id)
        query = query.where(mine, Assignment.state.in_(WITH_AGENCY))
    return _items(session, DueKind.ASSIGNMENT, query)


def _asked_of_others(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date
) -> Iterator[DueItem]:
    """Return, by criterion and day, how many agencies were asked and how many of these are open."""
    if scope is CalendarScope.MINE:
        return iter(())
    wanted = visible_assignments(actor)
    if scope is CalendarScope.AGENCY:
        led = Criterion.lead_agency_id.in_(actor.agencies)
        wanted = and_(wanted, led, Assignment.agency_id.not_in(actor.agencies))
    open_count = func.sum(case((Assignment.state.in_(OPEN_STATES), 1), else_=0))
    query = (
        _select(
            Criterion.id.label("thing_id"),
            Assignment.last_day.label("day"),
            func.count(Assignment.id).label("count"),
            open_count.label("open_count"),
            (open_count == 0).label("is_done"),
        )
        .join(Agency, _IS_LEAD)
        .join(Assignment, Assignment.criterion_id == Criterion.id)
        .where(
            wanted,
            Assignment.state != AssignmentState.CANCELLED,
            Assignment.last_day.between(first, last),
        )
        .group_by(
            AssessmentCycle.year,
            Criterion.kind,
            Criterion.code,
            Criterion.title,
            Agency.name,
            Criterion.id,
            Assignment.last_day,
        )
    )
    return _items(session, DueKind.ASSIGNMENTS, query)


def _questions(
    session: Session, actor: Actor, scope: CalendarScope, first: date, last: date, today: date
) -> Iterator[DueItem]:
    """Return the Ministry's questions that have a last day; for the person those that their agency owes."""
    for row in list_questions(session, actor, today):
        day, criterion = row.question.last_day, row.criterion
        is_own = actor.is_of(criterion.lead_agency_id)
        is_owed = is_own and row.standing is QuestionStanding.WITH_AGENCY
        is_wanted = {
            CalendarScope.MINE: is_owed,
            CalendarScope.AGENCY: is_own,
            CalendarScope.PROVINCE: True,
        }
        if day is not None and first <= day <= last and is_wanted[scope]:
            yield DueItem(
                kind=DueKind.QUESTION,
                day=day,
                year=criterion.cycle.year,
                criterion_kind=criterion.kind,
                criterion_code=criterion.code,
                title=criterion.title,
                agency=criterion.lead_agency.name,
                thing_id=row.question.id,
                words=row.question.text,
                is_done=row.standing is QuestionStanding.ANSWERED,
            )
