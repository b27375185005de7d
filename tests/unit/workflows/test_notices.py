"""The rules of notices: every event × role × tie, and every day on which a deadline is called to mind."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.audit_actions import AuditAction
from workflows.events import CitationChanged, CycleMoved, ExplanationEvent, PackEvent, VerdictGiven
from workflows.events.base import Event
from workflows.notices import (
    GROUPS,
    KINDS_OF_TOPIC,
    RULES,
    Audience,
    NoticeKind,
    ObjectKind,
    Reminder,
    Tie,
    concerns,
    reminder_on,
    rules_of,
)
from workflows.roles import Role
from workflows.working_days import WorkCalendar

UPLOADER, HEAD, APPROVER, COORDINATOR = Role.UPLOADER, Role.AGENCY_HEAD, Role.APPROVER, Role.COORDINATOR
OF_THE_AGENCY = {UPLOADER, HEAD}

# event: kind, what it is about, and in which tie which role is notified; "any": in no tie at all
EXPECTED: dict[AuditAction, list[tuple[NoticeKind, ObjectKind, dict[str, set[Role]]]]] = {
    AuditAction.ASSIGN: [
        (
            NoticeKind.ASSIGNMENT_GIVEN,
            ObjectKind.ASSIGNMENT,
            {"asked": OF_THE_AGENCY, "named": set(Role)},
        )
    ],
    AuditAction.CHANGE_ASSIGNMENT: [
        (
            NoticeKind.ASSIGNMENT_GIVEN,
            ObjectKind.ASSIGNMENT,
            {"asked": OF_THE_AGENCY, "named": set(Role)},
        )
    ],
    AuditAction.NAME_ASSIGNEE: [
        (
            NoticeKind.ASSIGNMENT_GIVEN,
            ObjectKind.ASSIGNMENT,
            {"asked": OF_THE_AGENCY, "named": set(Role)},
        )
    ],
    AuditAction.RETURN_ASSIGNMENT: [
        (
            NoticeKind.ASSIGNMENT_RETURNED,
            ObjectKind.ASSIGNMENT,
            {"asked": OF_THE_AGENCY, "named": set(Role)},
        )
    ],
    AuditAction.ACCEPT_ASSIGNMENT: [
        (
            NoticeKind.ASSIGNMENT_ACCEPTED,
            ObjectKind.ASSIGNMENT,
            {"asked": OF_THE_AGENCY, "named": set(Role)},
        )
    ],
    AuditAction.RETURN_PACK: [(NoticeKind.PACK_RETURNED, ObjectKind.PACK, {"lead": OF_THE_AGENCY})],
    AuditAction.APPROVE_PACK: [(NoticeKind.PACK_APPROVED, ObjectKind.PACK, {"lead": OF_THE_AGENCY})],
    AuditAction.REOPEN_PACK: [(NoticeKind.PACK_REOPENED, ObjectKind.PACK, {"lead": OF_THE_AGENCY})],
    AuditAction.RECORD_VERDICT: [
        (
            kind,
            ObjectKind.EVIDENCE,
            {"owner": OF_THE_AGENCY, "lead": OF_THE_AGENCY},
        )
        for kind in (NoticeKind.EXPLANATION_ASKED, NoticeKind.EXPLANATION_REJECTED)
    ],
    AuditAction.UNDO_VERDICT: [
        (NoticeKind.VERDICT_UNDONE, ObjectKind.EVIDENCE, {"owner": OF_THE_AGENCY, "lead": OF_THE_AGENCY})
    ],
    AuditAction.JUDGE_EXPLANATION: [
        (
            NoticeKind.EXPLANATION_REJECTED,
            ObjectKind.EXPLANATION,
            {"owner": OF_THE_AGENCY, "lead": OF_THE_AGENCY},
        )
    ],
    AuditAction.UNDO_EXPLANATION_VERDICT: [
        (NoticeKind.VERDICT_UNDONE, ObjectKind.EXPLANATION, {"owner": OF_THE_AGENCY, "lead": OF_THE_AGENCY})
    ],
    AuditAction.CITE_DOCUMENT: [
        (NoticeKind.CONTRIBUTION_WAITING, ObjectKind.EVIDENCE, {"lead": OF_THE_AGENCY})
    ],
    AuditAction.ASK_QUESTION: [(NoticeKind.MINISTRY_QUESTION, ObjectKind.QUESTION, {"any": {APPROVER}})],
    AuditAction.ACCEPT_QUESTION: [
        (NoticeKind.MINISTRY_QUESTION, ObjectKind.QUESTION, {"lead": OF_THE_AGENCY})
    ],
    AuditAction.CHANGE_CYCLE_STATE: [(NoticeKind.CYCLE_FROZEN, ObjectKind.CYCLE, {"any": OF_THE_AGENCY})],
}


@pytest.mark.parametrize("action", AuditAction)
def test_every_action_makes_the_notices_that_are_written_here(action: AuditAction) -> None:
    rules = RULES.get(action, ())
    expected = EXPECTED.get(action, [])
    assert [(rule.kind, rule.about) for rule in rules] == [(kind, about) for kind, about, _ in expected]
    for rule, (_, _, whom) in zip(rules, expected, strict=True):
        for role in Role:
            for tie in Tie:
                by_tie = role in whom.get(tie.value, set())
                is_told = by_tie or role in whom.get("any", set())
                assert concerns(rule.audience, frozenset({role}), {tie}) is is_told, (action, role, tie)


def test_a_coordinator_is_no_approver_and_nobody_is_told_without_a_tie() -> None:
    assert not concerns(Audience.APPROVERS, frozenset({APPROVER, COORDINATOR}), ())
    assert concerns(Audience.COORDINATORS, frozenset({APPROVER, COORDINATOR}), ())
    for audience in (Audience.ASKED, Audience.LEAD, Audience.OWNER_AND_LEAD):
        assert not concerns(audience, frozenset(Role), ())
    assert set(GROUPS) == set(Audience)


def test_every_kind_has_one_topic() -> None:
    assert {kind.topic for kind in NoticeKind} == set(KINDS_OF_TOPIC)
    for one, other in combinations(KINDS_OF_TOPIC.values(), 2):
        assert not set(one) & set(other)


DAY = date(2017, 12, 1)
PIECE = {"subject": 1, "version_id": 1, "document_id": 1, "state": "submitted"}
VERDICT = {**PIECE, "reason": None, "comment": None}
EXPLAINED = {"subject": 1, "evidence_id": None, "product_id": 1, "kind": "missing", "round": 1}
CITED = {**PIECE, "action": AuditAction.CITE_DOCUMENT, "product_id": 1, "pages": None}


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        (VerdictGiven(**VERDICT, verdict="sufficient"), []),
        (VerdictGiven(**VERDICT, verdict="sufficient", explanation="accepted"), []),
        (VerdictGiven(**VERDICT, verdict="needs_explanation"), [NoticeKind.EXPLANATION_ASKED]),
        (
            VerdictGiven(**VERDICT, verdict="needs_explanation", explanation="rejected"),
            [NoticeKind.EXPLANATION_REJECTED],
        ),
        (
            ExplanationEvent(action=AuditAction.JUDGE_EXPLANATION, state="rejected", **EXPLAINED),
            [NoticeKind.EXPLANATION_REJECTED],
        ),
        (ExplanationEvent(action=AuditAction.JUDGE_EXPLANATION, state="accepted", **EXPLAINED), []),
        (CitationChanged(**CITED, contribution=True), [NoticeKind.CONTRIBUTION_WAITING]),
        (CitationChanged(**CITED, contribution=False), []),
        (
            CycleMoved(subject=1, before="open", after="frozen", on=date(2017, 12, 1)),
            [NoticeKind.CYCLE_FROZEN],
        ),
        (CycleMoved(subject=1, before="frozen", after="submitted", on=DAY), []),
        (
            PackEvent(action=AuditAction.SUBMIT_PACK, subject=1, criterion="TCTP 1.1.3", state="submitted"),
            [],
        ),
    ],
)
def test_details_of_an_event_decide(event: Event, kinds: list[NoticeKind]) -> None:
    assert [rule.kind for rule in rules_of(event)] == kinds


PLAIN = WorkCalendar()
LONG_AGO = date(2017, 1, 1)


def on(today: str, last_day: str, calendar: WorkCalendar = PLAIN, begun: date = LONG_AGO) -> str:
    """Return the reminder of that day as text."""
    found = reminder_on(date.fromisoformat(today), date.fromisoformat(last_day), begun, calendar)
    return f"{found.kind} {found.day}" if found else ""


def test_reminders_come_at_least_that_many_days_before_on_working_days() -> None:
    thursday = "2017-11-30"
    assert on("2017-11-15", thursday) == ""
    assert on("2017-11-16", thursday) == "due_in_14 2017-11-16"
    assert on("2017-11-22", thursday) == "due_in_14 2017-11-16"
    assert on("2017-11-23", thursday) == "due_in_7 2017-11-23"
    assert on("2017-11-27", thursday) == "due_in_3 2017-11-27"
    assert on("2017-11-29", thursday) == on(thursday, thursday) == "due_in_1 2017-11-29"
    # Due on a Monday: the reminder of the day before, a Sunday, comes on Friday.
    assert on("2017-12-01", "2017-12-04") == "due_in_1 2017-12-03"
    assert on("2017-11-30", "2017-12-04") == "due_in_7 2017-11-27"


def test_what_is_overdue_is_told_on_the_next_working_day_and_weekly() -> None:
    friday = "2017-12-01"
    assert on(friday, friday) == "due_in_1 2017-11-30"
    assert on("2017-12-02", friday) == on("2017-12-03", friday) == ""  # the weekend
    assert on("2017-12-04", friday) == "overdue 2017-12-02"
    assert on("2017-12-10", friday) == "overdue 2017-12-02"
    assert on("2017-12-11", friday) == "overdue 2017-12-09"


def test_before_tet_all_that_falls_into_it_comes_on_the_last_working_day() -> None:
    tet = WorkCalendar(frozenset(date(2018, 2, 14) + timedelta(days=n) for n in range(7)))
    assert on("2018-02-13", "2018-02-21", tet) == "due_in_1 2018-02-20"
    assert on("2018-02-12", "2018-02-21", tet) == "due_in_14 2018-02-07"
    assert on("2018-02-20", "2018-02-13", tet) == ""
    assert on("2018-02-21", "2018-02-13", tet) == "overdue 2018-02-21"


def test_what_was_only_just_asked_for_is_not_called_to_mind_as_if_it_were_old() -> None:
    begun = date(2017, 11, 24)
    assert on("2017-11-24", "2017-11-30", begun=begun) == ""
    assert on("2017-11-27", "2017-11-30", begun=begun) == "due_in_3 2017-11-27"


DAYS = st.dates(date(2017, 1, 1), date(2018, 12, 31))
CALENDARS = st.builds(
    lambda off: WorkCalendar(frozenset(off)),
    st.sets(st.dates(date(2017, 10, 1), date(2018, 3, 31)), max_size=20),
)


@given(last_day=st.dates(date(2017, 11, 1), date(2018, 2, 1)), calendar=CALENDARS)
def test_day_by_day_each_reminder_comes_once_in_order_on_a_working_day(
    last_day: date, calendar: WorkCalendar
) -> None:
    given_already: list[Reminder] = []
    for offset in range(-40, 30):
        today = last_day + timedelta(days=offset)
        found = reminder_on(today, last_day, LONG_AGO, calendar)
        if found is not None and found not in given_already:
            assert calendar.is_working_day(today)
            given_already.append(found)
    steps = [each.kind for each in given_already if each.kind is not NoticeKind.OVERDUE]
    order = [NoticeKind.DUE_IN_14, NoticeKind.DUE_IN_7, NoticeKind.DUE_IN_3, NoticeKind.DUE_IN_1]
    assert steps == [kind for kind in order if kind in steps]
    assert steps[-1] is NoticeKind.DUE_IN_1
    overdue = [each.day for each in given_already if each.kind is NoticeKind.OVERDUE]
    assert all((day - last_day).days % 7 == 1 for day in overdue)
