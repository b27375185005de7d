"""Questions of the Ministry: every cell of state × action × role × pack; points and causes."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.blockers import InvalidTransition
from workflows.packs import (
    ExplanationView,
    PackView,
    QuestionView,
    content_blockers,
    may_return,
    unanswered_questions,
)
from workflows.roles import Role
from workflows.rounds import (
    LossCause,
    QuestionAction,
    QuestionStanding,
    QuestionState,
    advance_question,
    points_lost,
    proposed_cause,
    rounded_points,
    standing_of,
    sum_known,
)
from workflows.states import EvidenceState, ExplanationKind, ExplanationState, PackState

STATES: tuple[QuestionState | None, ...] = (None, *QuestionState)

# (action, states from → to, who, packs): rules §14, row by row.
RULES = {
    "ask": ("-", "asked", "coordinator", "open submitted returned approved sealed"),
    "accept": ("asked", "accepted", "approver", "open submitted returned approved sealed"),
    "add_piece": ("accepted", "accepted", "uploader agency_head", "open returned"),
    "remove_piece": ("accepted", "accepted", "uploader agency_head", "open returned"),
}


def expected(state: str, action: str, role: str, pack: str) -> str | None:
    from_states, to_state, who, packs = RULES[action]
    fits = state in from_states.split() and role in who.split() and pack in packs.split()
    return to_state if fits else None


def outcome(state: QuestionState | None, action: QuestionAction, role: Role, pack: PackState) -> str | None:
    try:
        return advance_question(state, action, frozenset({role}), pack).value
    except InvalidTransition:
        return None


@pytest.mark.parametrize("action", QuestionAction)
def test_every_cell_is_as_the_rules_say(action: QuestionAction) -> None:
    reached = 0
    for state, role, pack in product(STATES, Role, PackState):
        wanted = expected(state or "-", action, role, pack)
        assert outcome(state, action, role, pack) == wanted, (state, role, pack)
        reached += wanted is not None
    assert reached > 0


def test_a_coordinator_who_approves_accepts_nothing() -> None:
    both = frozenset({Role.APPROVER, Role.COORDINATOR})
    with pytest.raises(InvalidTransition) as refused:
        advance_question(QuestionState.ASKED, QuestionAction.ACCEPT, both, PackState.SEALED)
    assert refused.value.code == "wrong_role"


def asked(*, explained: str | None = None, pieces: tuple[str, ...] = ()) -> PackView:
    rounds = ()
    if explained:
        said = ExplanationState(explained)
        rounds = (ExplanationView(1, said, ExplanationKind.PARTIAL, question_id=7),)
    states = tuple(EvidenceState(piece) for piece in pieces)
    return PackView("1.1.3", PackState.SUBMITTED, explanations=rounds, questions=(QuestionView(7, states),))


@pytest.mark.parametrize(
    ("view", "blocks", "returns"),
    [
        (asked(), ["pack_empty", "question_unanswered"], True),
        (asked(explained="submitted"), ["explanation_submitted", "question_unanswered"], False),
        (asked(explained="rejected"), ["explanation_rejected", "question_unanswered"], True),
        (asked(explained="accepted"), [], False),
        (asked(pieces=("submitted",)), ["pack_empty", "question_unanswered"], False),
        (asked(pieces=("needs_explanation",)), ["pack_empty", "question_unanswered"], True),
        (asked(pieces=("sufficient", "withdrawn")), ["pack_empty"], False),
        (asked(explained="rejected", pieces=("sufficient",)), ["explanation_rejected"], True),
    ],
)
def test_an_unanswered_question_keeps_its_pack_from_approval(
    view: PackView, blocks: list[str], returns: bool
) -> None:
    assert [blocker.code for blocker in content_blockers(view)] == blocks
    assert (not may_return(view)) is returns
    assert bool(unanswered_questions(view)) is ("question_unanswered" in blocks)


@pytest.mark.parametrize(
    ("state", "pack", "explained", "pieces", "wanted"),
    [
        ("asked", "sealed", None, (), "asked"),
        ("accepted", "open", None, (), "with_agency"),
        ("accepted", "returned", "rejected", (), "with_agency"),
        ("accepted", "submitted", "submitted", (), "in_review"),
        ("accepted", "approved", "accepted", (), "answered"),
        ("accepted", "open", None, ("sufficient",), "answered"),
    ],
)
def test_a_list_says_whose_a_question_is(
    state: str, pack: str, explained: str | None, pieces: tuple[str, ...], wanted: str
) -> None:
    said = ExplanationState(explained) if explained else None
    states = [EvidenceState(piece) for piece in pieces]
    found = standing_of(QuestionState(state), PackState(pack), said, states)
    assert found is QuestionStanding(wanted)


@given(st.decimals(min_value=0, max_value=1000, places=4))
def test_points_are_rounded_half_up_and_only_once(value: Decimal) -> None:
    rounded = rounded_points(value)
    assert rounded_points(rounded) == rounded
    assert abs(rounded - value) <= Decimal("0.005")
    assert rounded >= value or value - rounded < Decimal("0.005")


def test_what_is_lost_and_summed_is_exact() -> None:
    assert rounded_points(Decimal("0.125")) == Decimal("0.13")
    assert points_lost(Decimal("1.00"), Decimal("0.13")) == Decimal("0.87")
    assert points_lost(None, Decimal(1)) is None
    assert sum_known([Decimal("0.10"), None, Decimal("0.20")]) == Decimal("0.30")
    assert sum_known([None]) is None


def test_a_reason_proposes_its_cause() -> None:
    assert proposed_cause("khong co tai lieu kiem chung") is LossCause.NO_EVIDENCE
    assert proposed_cause("bao cao gui cham 05 ngay") is LossCause.LATE
    assert proposed_cause("x") is None
