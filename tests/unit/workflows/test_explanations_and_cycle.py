"""The tables of explanations and of the cycle, cell by cell."""

from __future__ import annotations

from itertools import product

import pytest

from workflows.blockers import InvalidTransition
from workflows.cycle import (
    CycleAction,
    CycleState,
    WorkAction,
    advance_cycle,
    cycle_blockers,
    is_at_work,
    needs_late_reason,
)
from workflows.evidence import EvidenceAction, VerdictKind
from workflows.explanations import (
    ExplanationAction,
    ExplanationKind,
    ExplanationState,
    advance_explanation,
    explanation_action_for,
    explanation_blockers,
)
from workflows.packs import PackAction, PackState
from workflows.roles import Role

# (action, from, to, who, pack states): rules §2.
RULES = [
    ("write", "-", "draft", "uploader agency_head", "open returned"),
    ("revise", "draft", "draft", "uploader agency_head", "open returned"),
    ("submit", "draft", "submitted", "agency_head", "open returned"),
    ("recall", "submitted", "draft", "agency_head", "submitted"),
    ("answer", "rejected", "submitted", "uploader agency_head", "returned"),
    ("accept", "submitted", "accepted", "reviewer", "submitted"),
    ("reject", "submitted", "rejected", "reviewer", "submitted"),
    ("undo", "accepted rejected", "submitted", "reviewer", "submitted"),
]


def test_every_cell_of_an_explanation_is_as_the_rules_say() -> None:
    for state, action, role, pack_state in product(
        (None, *ExplanationState), ExplanationAction, Role, PackState
    ):
        wanted = [
            to
            for name, from_states, to, roles, packs in RULES
            if name == action
            and (state or "-") in from_states.split()
            and role in roles.split()
            and pack_state in packs.split()
        ]
        try:
            reached = [advance_explanation(state, action, frozenset({role}), pack_state).value]
        except InvalidTransition:
            reached = []
        assert reached == wanted, (state, action, role, pack_state)


def test_a_pieces_explanation_follows_the_verdict() -> None:
    assert explanation_action_for(VerdictKind.SUFFICIENT) is ExplanationAction.ACCEPT
    assert explanation_action_for(VerdictKind.ACCEPTED_WITH_EXPLANATION) is ExplanationAction.ACCEPT
    assert explanation_action_for(VerdictKind.NEEDS_EXPLANATION) is ExplanationAction.REJECT


def lacks(
    kind: ExplanationKind, code: str, *, text: str = "Trong năm không tuyển dụng.", documents: bool = False
) -> list[str]:
    found = explanation_blockers(
        kind, code, text, has_documents=documents, targets_piece=False, targets_product=True
    )
    return [blocker.code for blocker in found]


def test_what_an_explanation_lacks() -> None:
    assert lacks(ExplanationKind.NO_OCCURRENCE, "5.2.1") == ["no_occurrence_without_documents"]
    assert lacks(ExplanationKind.NO_OCCURRENCE, "5.2.1", documents=True) == []
    assert lacks(ExplanationKind.NO_OCCURRENCE, "1.1.3") == []
    assert lacks(ExplanationKind.NOT_APPLICABLE, "5.2.1") == []
    assert lacks(ExplanationKind.MISSING, "1.1.3", text=" \n") == ["explanation_without_text"]


@pytest.mark.parametrize("both", [True, False])
def test_an_explanation_has_exactly_one_target(both: bool) -> None:
    found = explanation_blockers(
        ExplanationKind.MISSING, "1.1.3", "x", has_documents=False, targets_piece=both, targets_product=both
    )
    assert [b.code for b in found] == ["explanation_needs_one_target"]


WORK: tuple[WorkAction, ...] = (*EvidenceAction, *ExplanationAction, *PackAction)


def refusals(
    state: CycleState, action: WorkAction, *, reopened: bool = False, late: str | None = None
) -> list[str]:
    return [b.code for b in cycle_blockers(state, action, was_reopened=reopened, late_reason=late)]


def test_the_coordinator_moves_the_cycle_forward_and_for_a_reason_one_step_back() -> None:
    steps = {
        ("open", "freeze"): "frozen",
        ("frozen", "submit"): "submitted",
        ("submitted", "appraise"): "appraised",
        ("appraised", "close"): "closed",
        ("frozen", "reopen"): "open",
        ("submitted", "reopen"): "frozen",
        ("appraised", "reopen"): "submitted",
    }
    for state, action, role, reason in product(CycleState, CycleAction, Role, ("Bộ gia hạn", " ", None)):
        is_reasoned = action.value != "reopen" or reason == "Bộ gia hạn"
        may = role is Role.COORDINATOR and is_reasoned
        wanted = steps.get((state.value, action.value)) if may else None
        try:
            reached = advance_cycle(state, action, frozenset({role}), reason).value
        except InvalidTransition:
            reached = None
        assert reached == wanted, (state, action, role, reason)


def test_a_pack_is_worked_on_where_the_cycle_lets_it_be_submitted() -> None:
    for state, reopened in product(CycleState, (True, False)):
        lets = not refusals(state, PackAction.SUBMIT, reopened=reopened)
        assert is_at_work(state, was_reopened=reopened) == lets, (state, reopened)


@pytest.mark.parametrize("action", WORK)
def test_what_each_state_of_the_cycle_lets_happen(action: WorkAction) -> None:
    late = isinstance(action, EvidenceAction) and action.value in {"cite", "replace", "revise"}
    for_any_pack = isinstance(action, PackAction) and action.value in {"reopen", "seal"}
    for reopened in (True, False):
        assert refusals(CycleState.OPEN, action, reopened=reopened) == []
        assert refusals(CycleState.FROZEN, action, reopened=reopened, late="Chờ Bộ ký") == []
        assert refusals(CycleState.FROZEN, action, reopened=reopened, late=" ") == (
            ["late_reason_missing"] if late else []
        )
        assert refusals(CycleState.CLOSED, action, reopened=reopened, late="Chờ Bộ ký") == ["cycle_closed"]
    for state in (CycleState.SUBMITTED, CycleState.APPRAISED):
        assert refusals(state, action, reopened=True) == []
        assert refusals(state, action) == ([] if for_any_pack else ["pack_not_reopened"])


def test_actions_of_the_same_name_are_told_apart() -> None:
    # StrEnums compare equal by value: revising a piece is late work, revising an explanation's draft is not.
    assert needs_late_reason(CycleState.FROZEN, EvidenceAction.REVISE)
    assert not needs_late_reason(CycleState.FROZEN, ExplanationAction.REVISE)
