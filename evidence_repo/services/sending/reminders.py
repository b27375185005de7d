"""Reminders of what is due: assignments, deadlines of criteria, returned packs, the Ministry's questions.

The sweep looks every hour; a reminder that a pause of the worker has missed is made at the next look, and the
same one is never made twice. Only what is still to be done, in cycles that let it be done, is called to mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from evidence_repo.clock import day_in_hanoi
from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    Criterion,
    Deadline,
    Evidence,
    EvidencePack,
    RoundQuestion,
)
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.notices.making import NewNotice, Subject, make_notices
from evidence_repo.services.notices.people import People, Ties
from evidence_repo.services.packs.views import at_work
from workflows.assignments import AssignmentState
from workflows.deadlines import last_good_day
from workflows.notices import Audience, ObjectKind, Reminder, Tie, reminder_on
from workflows.rounds import QuestionState
from workflows.states import EDITABLE, EvidenceState, PackState

_TO_DELIVER = (AssignmentState.ASSIGNED, AssignmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that is to be done until the end of `last_day`, since when, and by whom."""

    about: Subject
    last_day: date
    begun: date
    audience: Audience
    ties: Ties


def make_reminders(session: Session, today: date, now: datetime) -> int:
    """Make the reminders that are due by today; return how many are new."""
    calendar = work_calendar(session)
    due: list[tuple[_Due, Reminder]] = []
    for each in _everything_due(session):
        reminder = reminder_on(today, each.last_day, each.begun, calendar)
        if reminder is not None:
            due.append((each, reminder))
    if not due:
        return 0
    people = People(session, [(each.audience, each.ties) for each, _ in due])
    wanted = [
        NewNotice(person, reminder.kind, each.about, reminder.day)
        for each, reminder in due
        for person in people.of(each.audience, each.ties)
    ]
    return make_notices(session, wanted, now)


def _everything_due(session: Session) -> Iterator[_Due]:
    yield from _assignments(session)
    yield from _deadlines(session)
    yield from _returned_packs(session)
    yield from _questions(session)


def _is_worked_on() -> ColumnElement[bool]:
    """Return the condition on packs, joined with their criterion, that agencies have work to do there."""
    return Criterion.dropped_reason.is_(None) & at_work()


def _assignments(session: Session) -> Iterator[_Due]:
    rows = (
        select(Assignment, Criterion.cycle_id)
        .join(Criterion, Criterion.id == Assignment.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(Assignment.state.in_(_TO_DELIVER), Assignment.is_live.is_(True), _is_worked_on())
    )
    for each, cycle_id in session.execute(rows).unique():
        about = Subject(ObjectKind.ASSIGNMENT, each.id, each.criterion_id, cycle_id)
        begun = day_in_hanoi(each.assigned_at)
        yield _Due(
            about, each.last_day, begun, Audience.ASKED, Ties({Tie.ASKED: each.agency_id}, each.person_id)
        )


def _deadlines(session: Session) -> Iterator[_Due]:
    """Yield the deadlines that no piece serves, of packs that the agency has in hand."""
    served = select(Evidence.deadline_id).where(
        Evidence.deadline_id == Deadline.id,
        Evidence.accepted_at.is_not(None),
        Evidence.state != EvidenceState.WITHDRAWN,
    )
    rows = (
        select(
            Deadline.id,
            Deadline.due_on,
            Criterion.id,
            Criterion.cycle_id,
            Criterion.lead_agency_id,
            AssessmentCycle.created_at,
        )
        .join(Criterion, Criterion.id == Deadline.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(EvidencePack.state.in_(EDITABLE), _is_worked_on(), ~served.correlate(Deadline).exists())
    )
    for deadline_id, due_on, criterion_id, cycle_id, lead_id, created_at in session.execute(rows):
        about = Subject(ObjectKind.DEADLINE, deadline_id, criterion_id, cycle_id)
        yield _of_lead(about, last_good_day(due_on), day_in_hanoi(created_at), lead_id)


def _returned_packs(session: Session) -> Iterator[_Due]:
    rows = (
        select(
            EvidencePack.id,
            EvidencePack.answer_last_day,
            EvidencePack.state_since,
            Criterion.id,
            Criterion.cycle_id,
            Criterion.lead_agency_id,
        )
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .where(
            EvidencePack.state == PackState.RETURNED,
            EvidencePack.answer_last_day.is_not(None),
            _is_worked_on(),
        )
    )
    for pack_id, last_day, since, criterion_id, cycle_id, lead_id in session.execute(rows):
        if last_day is not None:
            about = Subject(ObjectKind.PACK, pack_id, criterion_id, cycle_id)
            yield _of_lead(about, last_day, day_in_hanoi(since), lead_id)


def _questions(session: Session) -> Iterator[_Due]:
    """Yield the accepted questions of packs that the agency has in hand."""
    rows = (
        select(
            RoundQuestion.id,
            RoundQuestion.last_day,
            RoundQuestion.accepted_at,
            Criterion.id,
            Criterion.cycle_id,
            Criterion.lead_agency_id,
        )
        .join(Criterion, Criterion.id == RoundQuestion.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(
            RoundQuestion.state == QuestionState.ACCEPTED,
            RoundQuestion.last_day.is_not(None),
            EvidencePack.state.in_(EDITABLE),
            _is_worked_on(),
        )
    )
    for question_id, last_day, accepted_at, criterion_id, cycle_id, lead_id in session.execute(rows):
        if last_day is not None and accepted_at is not None:
            about = Subject(ObjectKind.QUESTION, question_id, criterion_id, cycle_id)
            yield _of_lead(about, last_day, day_in_hanoi(accepted_at), lead_id)


def _of_lead(about: Subject, last_day: date, begun: date, lead_id: int) -> _Due:
    return _Due(about, last_day, begun, Audience.LEAD, Ties({Tie.LEAD: lead_id}))
