"""Notices (thông báo): which event concerns whom, what about, and when a deadline is called to mind.

Decisions where the rules leave room:

- "In 14, 7, 3, 1 days" are days of the calendar before the last good day. A reminder that would fall on a day
  off comes on the last working day before it: who is reminded has at least that many days. "Overdue" comes on
  the first working day after the last good day, and every seven days from then on.
- Of reminders that fall on one day, or were missed, only the latest is given.
- Nobody is notified of what they did themselves.
- An assignment that names a person concerns that person, else everybody who acts for the asked agency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.audit_actions import AuditAction
from workflows.events.base import Event
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.working_days import WorkCalendar


class NoticeTopic(StrEnum):
    """What notices are filtered by."""

    ASSIGNMENTS = "assignments"
    PACKS = "packs"
    EXPLANATIONS = "explanations"
    CONTRIBUTIONS = "contributions"
    QUESTIONS = "questions"
    DEADLINES = "deadlines"
    COMMENTS = "comments"
    SEARCHES = "searches"
    SYSTEM = "system"


class NoticeKind(StrEnum):
    """What a notice says; the value never changes."""

    ASSIGNMENT_GIVEN = "assignment_given"
    ASSIGNMENT_RETURNED = "assignment_returned"
    ASSIGNMENT_ACCEPTED = "assignment_accepted"
    PACK_RETURNED = "pack_returned"
    PACK_APPROVED = "pack_approved"
    PACK_REOPENED = "pack_reopened"
    EXPLANATION_ASKED = "explanation_asked"
    EXPLANATION_REJECTED = "explanation_rejected"
    VERDICT_UNDONE = "verdict_undone"
    CONTRIBUTION_WAITING = "contribution_waiting"
    MENTION = "mention"
    MINISTRY_QUESTION = "ministry_question"
    DUE_IN_14 = "due_in_14"
    DUE_IN_7 = "due_in_7"
    DUE_IN_3 = "due_in_3"
    DUE_IN_1 = "due_in_1"
    OVERDUE = "overdue"
    CYCLE_FROZEN = "cycle_frozen"
    WORK_FAILED = "work_failed"
    SEARCH_FOUND = "search_found"

    @property
    def topic(self) -> NoticeTopic:
        """Return what it is filtered by."""
        return next(topic for topic, kinds in KINDS_OF_TOPIC.items() if self in kinds)


KINDS_OF_TOPIC: Mapping[NoticeTopic, tuple[NoticeKind, ...]] = {
    NoticeTopic.ASSIGNMENTS: (
        NoticeKind.ASSIGNMENT_GIVEN,
        NoticeKind.ASSIGNMENT_RETURNED,
        NoticeKind.ASSIGNMENT_ACCEPTED,
    ),
    NoticeTopic.PACKS: (NoticeKind.PACK_RETURNED, NoticeKind.PACK_APPROVED, NoticeKind.PACK_REOPENED),
    NoticeTopic.EXPLANATIONS: (
        NoticeKind.EXPLANATION_ASKED,
        NoticeKind.EXPLANATION_REJECTED,
        NoticeKind.VERDICT_UNDONE,
    ),
    NoticeTopic.CONTRIBUTIONS: (NoticeKind.CONTRIBUTION_WAITING,),
    NoticeTopic.QUESTIONS: (NoticeKind.MINISTRY_QUESTION,),
    NoticeTopic.DEADLINES: (
        NoticeKind.DUE_IN_14,
        NoticeKind.DUE_IN_7,
        NoticeKind.DUE_IN_3,
        NoticeKind.DUE_IN_1,
        NoticeKind.OVERDUE,
    ),
    NoticeTopic.COMMENTS: (NoticeKind.MENTION,),
    NoticeTopic.SEARCHES: (NoticeKind.SEARCH_FOUND,),
    NoticeTopic.SYSTEM: (NoticeKind.CYCLE_FROZEN, NoticeKind.WORK_FAILED),
}


class ObjectKind(StrEnum):
    """What a notice is about; with an id it names one thing."""

    ASSIGNMENT = "assignment"
    PACK = "pack"
    EVIDENCE = "evidence"
    EXPLANATION = "explanation"
    QUESTION = "question"
    DEADLINE = "deadline"
    CYCLE = "cycle"
    COMMENT = "comment"
    SAVED_SEARCH = "saved_search"
    WORK = "work"


class Tie(StrEnum):
    """What ties a person to the object of an event."""

    LEAD = "lead"  # of the criterion's lead agency
    OWNER = "owner"  # of the agency whose piece or figures it is about
    ASKED = "asked"  # of the agency that an assignment asks, where it names nobody
    NAMED = "named"  # named by the assignment
    NONE = "none"


class Audience(StrEnum):
    """Whom an event concerns."""

    ASKED = "asked"
    LEAD = "lead"
    OWNER_AND_LEAD = "owner_and_lead"
    AGENCIES = "agencies"
    APPROVERS = "approvers"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True)
class Group:
    """People who stand in `tie` to the object and hold one of `roles`; without `roles` all in that tie."""

    tie: Tie
    roles: frozenset[Role] = frozenset()


GROUPS: Mapping[Audience, tuple[Group, ...]] = {
    Audience.ASKED: (Group(Tie.NAMED), Group(Tie.ASKED, AGENCY_ROLES)),
    Audience.LEAD: (Group(Tie.LEAD, AGENCY_ROLES),),
    Audience.OWNER_AND_LEAD: (Group(Tie.OWNER, AGENCY_ROLES), Group(Tie.LEAD, AGENCY_ROLES)),
    Audience.AGENCIES: (Group(Tie.NONE, AGENCY_ROLES),),
    Audience.APPROVERS: (Group(Tie.NONE, frozenset({Role.APPROVER})),),
    Audience.COORDINATORS: (Group(Tie.NONE, frozenset({Role.COORDINATOR})),),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """An event's notice; with `field` only where that detail of the event has this value."""

    kind: NoticeKind
    about: ObjectKind
    audience: Audience
    field: str | None = None
    value: str | bool | None = None

    def fits(self, event: Event) -> bool:
        """Return whether the event makes this notice."""
        return self.field is None or getattr(event, self.field, None) == self.value


_K, _O, _A = NoticeKind, ObjectKind, Audience

RULES: Mapping[AuditAction, tuple[Rule, ...]] = {
    AuditAction.ASSIGN: (Rule(_K.ASSIGNMENT_GIVEN, _O.ASSIGNMENT, _A.ASKED),),
    AuditAction.CHANGE_ASSIGNMENT: (Rule(_K.ASSIGNMENT_GIVEN, _O.ASSIGNMENT, _A.ASKED),),
    AuditAction.NAME_ASSIGNEE: (Rule(_K.ASSIGNMENT_GIVEN, _O.ASSIGNMENT, _A.ASKED),),
    AuditAction.RETURN_ASSIGNMENT: (Rule(_K.ASSIGNMENT_RETURNED, _O.ASSIGNMENT, _A.ASKED),),
    AuditAction.ACCEPT_ASSIGNMENT: (Rule(_K.ASSIGNMENT_ACCEPTED, _O.ASSIGNMENT, _A.ASKED),),
    AuditAction.RETURN_PACK: (Rule(_K.PACK_RETURNED, _O.PACK, _A.LEAD),),
    AuditAction.APPROVE_PACK: (Rule(_K.PACK_APPROVED, _O.PACK, _A.LEAD),),
    AuditAction.REOPEN_PACK: (Rule(_K.PACK_REOPENED, _O.PACK, _A.LEAD),),
    AuditAction.RECORD_VERDICT: (
        Rule(_K.EXPLANATION_ASKED, _O.EVIDENCE, _A.OWNER_AND_LEAD, "asks", "first"),
        Rule(_K.EXPLANATION_REJECTED, _O.EVIDENCE, _A.OWNER_AND_LEAD, "asks", "again"),
    ),
    AuditAction.UNDO_VERDICT: (Rule(_K.VERDICT_UNDONE, _O.EVIDENCE, _A.OWNER_AND_LEAD),),
    AuditAction.JUDGE_EXPLANATION: (
        Rule(_K.EXPLANATION_REJECTED, _O.EXPLANATION, _A.OWNER_AND_LEAD, "state", "rejected"),
    ),
    AuditAction.UNDO_EXPLANATION_VERDICT: (Rule(_K.VERDICT_UNDONE, _O.EXPLANATION, _A.OWNER_AND_LEAD),),
    AuditAction.CITE_DOCUMENT: (
        Rule(_K.CONTRIBUTION_WAITING, _O.EVIDENCE, _A.LEAD, "contribution", value=True),
    ),
    AuditAction.ASK_QUESTION: (Rule(_K.MINISTRY_QUESTION, _O.QUESTION, _A.APPROVERS),),
    AuditAction.ACCEPT_QUESTION: (Rule(_K.MINISTRY_QUESTION, _O.QUESTION, _A.LEAD),),
    AuditAction.CHANGE_CYCLE_STATE: (Rule(_K.CYCLE_FROZEN, _O.CYCLE, _A.AGENCIES, "after", "frozen"),),
}
"""Which events make notices; deadlines, failed work and saved searches have no event of their own."""


def rules_of(event: Event) -> Iterator[Rule]:
    """Return the notices that this event makes."""
    return (rule for rule in RULES.get(event.action, ()) if rule.fits(event))


def concerns(audience: Audience, roles: frozenset[Role], ties: Collection[Tie]) -> bool:
    """Return whether whoever holds these roles, in these ties to the object, is of the audience."""
    own = acting_roles(roles)
    return any(
        (group.tie is Tie.NONE or group.tie in ties) and (not group.roles or bool(group.roles & own))
        for group in GROUPS[audience]
    )


_STEPS = (
    (1, NoticeKind.DUE_IN_1),
    (3, NoticeKind.DUE_IN_3),
    (7, NoticeKind.DUE_IN_7),
    (14, NoticeKind.DUE_IN_14),
)
_WEEK = timedelta(days=7)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder: `day` is the one that it is named after, whatever day it is given on."""

    kind: NoticeKind
    day: date


def reminder_on(today: date, last_day: date, begun: date, calendar: WorkCalendar) -> Reminder | None:
    """Return the latest reminder of what is due on `last_day` that is given on `today` at the latest.

    What began after a reminder's own day needs none: it has just been asked for.
    """
    if today > last_day:
        return _overdue(today, last_day, calendar)
    for days, kind in _STEPS:
        named_after = last_day - timedelta(days=days)
        if today >= _at_latest(named_after, calendar):
            return Reminder(kind, named_after) if named_after >= begun else None
    return None


def _at_latest(day: date, calendar: WorkCalendar) -> date:
    return day if calendar.is_working_day(day) else calendar.previous_working_day(day)


def _overdue(today: date, last_day: date, calendar: WorkCalendar) -> Reminder | None:
    first = last_day + _ONE_DAY
    week = first + _WEEK * ((today - first).days // 7)
    while week >= first:
        given_on = week if calendar.is_working_day(week) else calendar.next_working_day(week)
        if given_on <= today:
            return Reminder(NoticeKind.OVERDUE, week)
        week -= _WEEK
    return None


class Delivery(StrEnum):
    """How a person wants their notices by mail."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NONE = "none"


DEFAULT_DELIVERY = Delivery.DIGEST
DEFAULT_HOUR = 7
"""The hour of the digest in Vietnam, for whoever has not chosen another."""


def is_mail_time(
    delivery: Delivery,
    hour: int,
    now: tuple[date, int],
    last_digest: date | None,
    calendar: WorkCalendar,
) -> bool:
    """Return whether a mail may go out now, at this day and hour of Vietnam.

    On working days alone; the digest at its hour or, where that was missed, later on the day, once a day.
    """
    today, hour_now = now
    if delivery is Delivery.NONE or not calendar.is_working_day(today):
        return False
    return delivery is Delivery.AT_ONCE or (hour_now >= hour and last_digest != today)
