"""Every cell of state × action × role × party, against expectations written from the rules."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest

from workflows.assignments import (
    OPEN_STATES,
    AssignmentAction,
    AssignmentState,
    Party,
    PieceFate,
    advance_assignment,
    after_fate,
    allowed_actions,
    delivery_blockers,
    is_overdue,
    is_soon,
    reason_blockers,
)
from workflows.blockers import InvalidTransition
from workflows.roles import Role

STATES: tuple[AssignmentState | None, ...] = (None, *AssignmentState)
PARTIES = [
    frozenset(chosen) for count in (0, 1, 2) for chosen in combinations((Party.LEAD, Party.ASKED), count)
]

# (action, states from → to, who as role:party): rules §10, row by row; "=" leaves the state.
LEAD = "uploader:lead agency_head:lead"
RULES = {
    "assign": ("-", "assigned", f"{LEAD} coordinator:any"),
    "change": ("assigned returned", "=", f"{LEAD} coordinator:any"),
    "name_person": ("assigned delivered returned", "=", "agency_head:asked"),
    "deliver": ("assigned returned", "delivered", "uploader:asked agency_head:asked"),
    "accept": ("delivered", "accepted", LEAD),
    "return": ("delivered", "returned", LEAD),
    "cancel": ("assigned delivered returned", "cancelled", f"{LEAD} coordinator:any"),
}


def expected(state: str, action: str, role: str, parties: frozenset[Party]) -> str | None:
    from_states, to_state, who = RULES[action]
    allowed = {f"{role}:any"} | {f"{role}:{party}" for party in parties}
    if state not in from_states.split() or not allowed & set(who.split()):
        return None
    return state if to_state == "=" else to_state


def outcome(
    state: AssignmentState | None, action: AssignmentAction, roles: frozenset[Role], parties: frozenset[Party]
) -> str | None:
    try:
        return advance_assignment(state, action, roles, parties).value
    except InvalidTransition:
        return None


@pytest.mark.parametrize("action", AssignmentAction)
def test_every_cell_is_as_the_rules_say(action: AssignmentAction) -> None:
    reached = 0
    for state, role, parties in product(STATES, Role, PARTIES):
        wanted = expected(state or "-", action, role, parties)
        assert outcome(state, action, frozenset({role}), parties) == wanted, (state, role, parties)
        reached += wanted is not None
    assert reached > 0


def test_the_offered_actions_are_those_that_advance_takes() -> None:
    for state, role, parties in product(STATES, Role, PARTIES):
        roles = frozenset({role})
        taken = {action for action in AssignmentAction if outcome(state, action, roles, parties) is not None}
        assert allowed_actions(state, roles, parties) == taken


def test_the_refusal_says_what_did_not_fit() -> None:
    head, asked = frozenset({Role.AGENCY_HEAD}), frozenset({Party.ASKED})
    for state, code in ((AssignmentState.ACCEPTED, "wrong_state"), (AssignmentState.DELIVERED, "wrong_role")):
        with pytest.raises(InvalidTransition) as caught:
            advance_assignment(state, AssignmentAction.CANCEL, head, asked)
        assert caught.value.code == code


FATES = {
    ("accepted", "delivered"): "accepted",
    ("refused", "delivered"): "returned",
    ("lost", "delivered"): "returned",
    ("lost", "accepted"): "returned",
    ("questioned", "delivered"): "returned",
    ("questioned", "accepted"): "returned",
    ("answered", "returned"): "delivered",
}


def test_every_fate_of_a_piece_in_every_state() -> None:
    for fate, state, before in product(PieceFate, AssignmentState, STATES):
        wanted = FATES.get((fate, state))
        if fate is PieceFate.UNQUESTIONED:
            wanted = before if state is AssignmentState.RETURNED else None
        assert after_fate(state, fate, before_question=before) == wanted, (fate, state, before)


def test_a_verdict_that_is_taken_back_leads_to_where_the_question_found_it() -> None:
    for state in AssignmentState:
        after = after_fate(state, PieceFate.QUESTIONED)
        if after is not None:
            assert after_fate(after, PieceFate.UNQUESTIONED, before_question=state) is state


def test_a_delivery_is_a_fitting_piece_or_an_answer_in_words() -> None:
    told = {
        (has, fits, answer): [
            b.code for b in delivery_blockers(has_piece=has, piece_fits=fits, answer=answer)
        ]
        for has, fits, answer in product((True, False), (True, False), ("Không phát sinh", "  ", None))
    }
    for (has, fits, answer), codes in told.items():
        if has:
            assert codes == ([] if fits else ["piece_not_of_assignment"])
        else:
            assert codes == ([] if (answer or "").strip() else ["delivery_missing"])


def test_returning_and_cancelling_ask_for_a_reason() -> None:
    asking = {action for action in AssignmentAction if reason_blockers(action, " ")}
    assert asking == {AssignmentAction.RETURN, AssignmentAction.CANCEL}
    assert not any(reason_blockers(action, "thiếu số liệu") for action in AssignmentAction)


def test_only_what_the_asked_agency_has_in_hand_is_overdue_or_soon() -> None:
    last = date(2017, 11, 23)
    for state in AssignmentState:
        in_hand = state in {AssignmentState.ASSIGNED, AssignmentState.RETURNED}
        assert not is_overdue(state, last, last)
        assert is_overdue(state, last, date(2017, 11, 24)) == in_hand
        assert is_soon(state, last, date(2017, 11, 16)) == in_hand
        assert not is_soon(state, last, date(2017, 11, 15))
        assert not is_soon(state, last, date(2017, 11, 24))
    assert set(AssignmentState) - {AssignmentState.ACCEPTED, AssignmentState.CANCELLED} == OPEN_STATES
