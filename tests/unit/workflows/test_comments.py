"""Comments: who reads and writes which thread, and what becomes of a comment with time, over every case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from workflows.comments import (
    EDITABLE_FOR,
    LONGEST_COMMENT,
    MOST_MENTIONED,
    CommentAction,
    CommentFacts,
    changing_blockers,
    mention_blockers,
    reads_threads,
    writes_threads,
    writing_blockers,
)
from workflows.cycle import CycleState
from workflows.roles import Role

NOW = datetime(2017, 11, 27, 2, tzinfo=UTC)
READS = {role: {False} for role in Role} | {
    Role.REVIEWER: {False, True},
    Role.APPROVER: {False, True},
    Role.COORDINATOR: {False, True},
    Role.OBSERVER_MINISTRY: set(),
}
SILENT = {Role.OBSERVER_PROVINCE, Role.OBSERVER_MINISTRY, Role.COUNCIL_MEMBER}


@pytest.mark.parametrize(("role", "internal"), list(product(Role, (False, True))))
def test_who_reads_and_writes_which_thread(role: Role, internal: bool) -> None:
    reads = internal in READS[role]
    assert reads_threads(frozenset({role}), internal=internal) is reads
    assert writes_threads(frozenset({role}), internal=internal) is (reads and role not in SILENT)


@pytest.mark.parametrize("state", CycleState)
def test_a_closed_cycle_is_only_read(state: CycleState) -> None:
    blockers = writing_blockers(frozenset({Role.REVIEWER}), state, "Ý kiến", internal=True)
    assert [each.code for each in blockers] == (["cycle_closed"] if state is CycleState.CLOSED else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "comment_empty"),
        ("x" * LONGEST_COMMENT, None),
        ("x" * (LONGEST_COMMENT + 1), "comment_too_long"),
    ],
)
def test_words_have_a_limit(text: str, code: str | None) -> None:
    blockers = writing_blockers(frozenset({Role.UPLOADER}), CycleState.OPEN, text, internal=False)
    assert [each.code for each in blockers] == ([code] if code else [])


def test_so_have_the_people_whom_one_comment_notifies() -> None:
    assert mention_blockers(MOST_MENTIONED) == ()
    assert [each.code for each in mention_blockers(MOST_MENTIONED + 1)] == ["too_many_mentioned"]


@pytest.mark.parametrize(
    ("action", "is_own", "age", "is_struck", "state"),
    list(
        product(
            CommentAction,
            (True, False),
            (timedelta(0), EDITABLE_FOR, EDITABLE_FOR + timedelta(seconds=1)),
            (True, False),
            CycleState,
        )
    ),
)
def test_a_comment_is_its_authors_and_for_ten_minutes_only(
    action: CommentAction, is_own: bool, age: timedelta, is_struck: bool, state: CycleState
) -> None:
    if not is_own:
        expected = "comment_not_own"
    elif state is CycleState.CLOSED:
        expected = "cycle_closed"
    elif is_struck:
        expected = "comment_struck"
    elif action is CommentAction.CHANGE and age > timedelta(minutes=10):
        expected = "comment_too_old"
    else:
        expected = None
    found = changing_blockers(action, CommentFacts(is_own, NOW - age, is_struck), state, NOW)
    assert [each.code for each in found] == ([expected] if expected else [])
