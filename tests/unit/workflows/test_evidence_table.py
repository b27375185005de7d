"""Every cell of state × action × role × pack state, against expectations written from the rules."""

from __future__ import annotations

from itertools import product

import pytest

from workflows.blockers import InvalidTransition
from workflows.evidence import (
    EvidenceAction,
    Reason,
    VerdictKind,
    advance,
    allowed_actions,
    undo_blockers,
    verdict_blockers,
)
from workflows.roles import Role
from workflows.states import EvidenceState, PackState

STATES: tuple[EvidenceState | None, ...] = (None, *EvidenceState)
ALL_BUT_WITHDRAWN = "draft submitted needs_explanation explained sufficient accepted_with_explanation"

# (action, states from → to, who, pack states): rules §1, row by row.
RULES = [
    ("cite", "-", "draft", "uploader agency_head", "open returned"),
    ("move", "draft", "draft", "uploader agency_head", "open returned"),
    ("revise", "draft", "draft", "uploader agency_head", "open returned"),
    ("revise", "sufficient accepted_with_explanation", "submitted", "uploader agency_head", "open returned"),
    ("accept_contribution", "draft", "draft", "uploader agency_head", "open returned"),
    ("refuse_contribution", "draft", "withdrawn", "uploader agency_head", "open returned"),
    ("submit", "draft", "submitted", "agency_head", "open returned"),
    ("recall", "submitted", "draft", "agency_head", "submitted"),
    ("judge_sufficient", "submitted explained", "sufficient", "reviewer", "submitted"),
    ("judge_needs_explanation", "submitted explained", "needs_explanation", "reviewer", "submitted"),
    ("judge_accept", "explained", "accepted_with_explanation", "reviewer", "submitted"),
    ("explain", "needs_explanation", "explained", "uploader agency_head", "returned"),
    ("replace", "needs_explanation", "submitted", "uploader agency_head", "returned"),
    ("ask_again", "sufficient accepted_with_explanation", "submitted", "approver", "submitted"),
    ("withdraw", ALL_BUT_WITHDRAWN, "withdrawn", "uploader agency_head", "open returned"),
]

# What a verdict led to → the states it can have come from.
UNDO = {
    "sufficient": {"submitted", "explained"},
    "needs_explanation": {"submitted", "explained"},
    "accepted_with_explanation": {"explained"},
}


def expected(state: str, action: str, role: str, pack_state: str) -> str | None:
    for rule, from_states, to_state, roles, packs in RULES:
        if (
            rule == action
            and state in from_states.split()
            and role in roles.split()
            and pack_state in packs.split()
        ):
            return to_state
    return None


def outcome(
    state: EvidenceState | None,
    action: EvidenceAction,
    roles: frozenset[Role],
    pack_state: PackState,
    back_to: EvidenceState | None = None,
) -> str | None:
    try:
        return advance(state, action, roles, pack_state, back_to=back_to).value
    except InvalidTransition:
        return None


@pytest.mark.parametrize("action", [a for a in EvidenceAction if a is not EvidenceAction.UNDO])
def test_every_cell_is_as_the_rules_say(action: EvidenceAction) -> None:
    reached = 0
    for state, role, pack_state in product(STATES, Role, PackState):
        wanted = expected(state or "-", action, role, pack_state)
        assert outcome(state, action, frozenset({role}), pack_state) == wanted, (state, role, pack_state)
        reached += wanted is not None
    assert reached > 0


def test_undo_leads_back_to_where_the_verdict_came_from_and_nowhere_else() -> None:
    for state, role, pack_state, back_to in product(STATES, Role, PackState, STATES):
        may = role == "reviewer" and pack_state == "submitted" and back_to in UNDO.get(state or "-", set())
        result = outcome(state, EvidenceAction.UNDO, frozenset({role}), pack_state, back_to)
        assert result == (back_to if may else None), (state, role, pack_state, back_to)


def test_what_a_judge_can_do_a_judge_can_undo() -> None:
    reviewer = frozenset({Role.REVIEWER})
    judging = [a for a in EvidenceAction if a.startswith("judge")]
    for state, action in product(EvidenceState, judging):
        after = outcome(state, action, reviewer, PackState.SUBMITTED)
        if after is not None:
            back = advance(
                EvidenceState(after), EvidenceAction.UNDO, reviewer, PackState.SUBMITTED, back_to=state
            )
            assert back is state


def test_a_coordinator_has_no_judging_role_whatever_else_they_hold() -> None:
    both = frozenset({Role.REVIEWER, Role.COORDINATOR})
    state, pack = EvidenceState.SUBMITTED, PackState.SUBMITTED
    assert outcome(state, EvidenceAction.JUDGE_SUFFICIENT, both, pack) is None
    assert outcome(state, EvidenceAction.JUDGE_SUFFICIENT, frozenset({Role.REVIEWER}), pack) == "sufficient"


def test_roles_add_up() -> None:
    person = frozenset({Role.UPLOADER, Role.REVIEWER})
    assert outcome(None, EvidenceAction.CITE, person, PackState.OPEN) == "draft"
    assert outcome(EvidenceState.SUBMITTED, EvidenceAction.JUDGE_SUFFICIENT, person, PackState.SUBMITTED)


def test_the_offered_actions_are_those_that_advance_takes() -> None:
    for state, role, pack_state in product(STATES, Role, PackState):
        roles = frozenset({role})
        offered = allowed_actions(state, roles, pack_state)
        taken = {
            a
            for a, b in product(EvidenceAction, STATES)
            if outcome(state, a, roles, pack_state, b) is not None
        }
        assert offered == taken


@pytest.mark.parametrize(
    ("state", "roles", "pack_state", "code"),
    [
        (EvidenceState.DRAFT, {Role.REVIEWER}, PackState.SUBMITTED, "wrong_state"),
        (EvidenceState.SUBMITTED, {Role.UPLOADER}, PackState.SUBMITTED, "wrong_role"),
        (EvidenceState.SUBMITTED, {Role.REVIEWER}, PackState.RETURNED, "wrong_pack_state"),
    ],
)
def test_the_refusal_says_what_did_not_fit(
    state: EvidenceState, roles: set[Role], pack_state: PackState, code: str
) -> None:
    with pytest.raises(InvalidTransition) as caught:
        advance(state, EvidenceAction.JUDGE_SUFFICIENT, frozenset(roles), pack_state)
    assert caught.value.code == code


def test_only_the_own_untouched_verdict_is_undone_and_with_a_reason() -> None:
    seven, eight = frozenset({7}), frozenset({8})
    for acting_as, given_by in ((seven, seven), (seven, seven | eight), (seven | eight, eight)):
        assert undo_blockers(acting_as, given_by, agency_acted_since=False, reason="nhầm trang") == ()
    codes = [b.code for b in undo_blockers(seven, eight, agency_acted_since=True, reason="  ")]
    assert codes == ["not_own_verdict", "agency_has_acted", "reason_missing"]
    none = undo_blockers(seven, frozenset(), agency_acted_since=False, reason="x")
    assert [b.code for b in none] == ["no_verdict"]


def test_needs_explanation_carries_a_reason_and_other_its_text() -> None:
    needs = VerdictKind.NEEDS_EXPLANATION
    assert [b.code for b in verdict_blockers(needs, None, "chưa đủ")] == ["reason_missing"]
    assert [b.code for b in verdict_blockers(needs, Reason.OTHER, " ")] == ["reason_text_missing"]
    assert verdict_blockers(needs, Reason.OTHER, "thiếu phụ lục") == ()
    assert verdict_blockers(needs, Reason.UNSIGNED, None) == ()
    assert verdict_blockers(VerdictKind.SUFFICIENT, None, None) == ()
    assert [b.code for b in verdict_blockers(VerdictKind.SUFFICIENT, Reason.UNSIGNED, None)] == [
        "reason_not_wanted"
    ]
    assert len(Reason) == 8
