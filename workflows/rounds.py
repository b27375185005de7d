"""The Ministry's rounds (thẩm định): points, questions as work, and what becomes of points that were lost.

Decisions where the rules leave room:

- A round of a kind may come again (a correction by the Ministry): the last one of a kind is what counts.
- A question is *asked* by the import of its round and answered once the approver has *accepted* it: by an
  explanation of its own, by pieces that the agency puts under it, or by both.
- It is answered when its explanation is accepted or one of its pieces has passed; until then its pack is not
  approved again.
- Points are rounded half-up to two places when they come in; sums and differences are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE, PASSED, EvidenceState, ExplanationState, PackState


class RoundKind(StrEnum):
    """What a round of the Ministry is."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


class QuestionState(StrEnum):
    """Where a question stands: it came with its round, or the approver has accepted it."""

    ASKED = "asked"
    ACCEPTED = "accepted"


class QuestionAction(StrEnum):
    """What is done with a question; anything else is refused. Explanations have a table of their own."""

    ASK = "ask"
    ACCEPT = "accept"
    ADD_PIECE = "add_piece"
    REMOVE_PIECE = "remove_piece"


class QuestionStanding(StrEnum):
    """What a list shows of a question: who has to do something about it."""

    ASKED = "asked"
    WITH_AGENCY = "with_agency"
    IN_REVIEW = "in_review"
    ANSWERED = "answered"


class LossCause(StrEnum):
    """Why points were lost."""

    NO_EVIDENCE = "no_evidence"
    PARTIAL_EVIDENCE = "partial_evidence"
    REQUIREMENT_NOT_MET = "requirement_not_met"
    LATE = "late"
    SURVEY = "survey"
    OTHER = "other"


class NoteKind(StrEnum):
    """What a part of the self-assessment report says in words."""

    DIFFICULTY = "difficulty"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class QuestionTransition:
    """One row of the table; None in `from_states`: there is none yet."""

    action: QuestionAction
    from_states: frozenset[QuestionState | None]
    to_state: QuestionState
    roles: frozenset[Role]
    pack_states: frozenset[PackState]


_S = QuestionState
_A = QuestionAction
_ANY_PACK = frozenset(PackState)
_NONE_YET: frozenset[QuestionState | None] = frozenset({None})
_ASKED: frozenset[QuestionState | None] = frozenset({_S.ASKED})
_ACCEPTED: frozenset[QuestionState | None] = frozenset({_S.ACCEPTED})

QUESTION_TRANSITIONS: tuple[QuestionTransition, ...] = (
    QuestionTransition(_A.ASK, _NONE_YET, _S.ASKED, frozenset({Role.COORDINATOR}), _ANY_PACK),
    QuestionTransition(_A.ACCEPT, _ASKED, _S.ACCEPTED, frozenset({Role.APPROVER}), _ANY_PACK),
    QuestionTransition(_A.ADD_PIECE, _ACCEPTED, _S.ACCEPTED, AGENCY_ROLES, EDITABLE),
    QuestionTransition(_A.REMOVE_PIECE, _ACCEPTED, _S.ACCEPTED, AGENCY_ROLES, EDITABLE),
)

REOPENED_BY_ACCEPTING = frozenset({PackState.APPROVED, PackState.SEALED})
"""States of a pack that accepting a question opens again; another pack simply carries the question."""


def advance_question(
    state: QuestionState | None, action: QuestionAction, roles: frozenset[Role], pack_state: PackState
) -> QuestionState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row."""
    row = next((r for r in QUESTION_TRANSITIONS if r.action is action and state in r.from_states), None)
    if row is None:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not row.roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if pack_state not in row.pack_states:
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "pack_state": pack_state}))
    return row.to_state


def withdrawal_blockers(questions: Iterable[QuestionState], *, is_withdrawn: bool) -> tuple[Blocker, ...]:
    """Say why a round cannot be withdrawn: it was already, or somebody works on a question of it."""
    if is_withdrawn:
        return (Blocker("round_withdrawn"),)
    if any(state is QuestionState.ACCEPTED for state in questions):
        return (Blocker("question_accepted"),)
    return ()


def is_answered(explanation: ExplanationState | None, pieces: Iterable[EvidenceState]) -> bool:
    """Return whether an accepted explanation or a piece that passed answers the question."""
    return explanation is ExplanationState.ACCEPTED or any(piece in PASSED for piece in pieces)


def standing_of(
    state: QuestionState,
    pack_state: PackState,
    explanation: ExplanationState | None,
    pieces: Iterable[EvidenceState],
) -> QuestionStanding:
    """Return who has to do something about the question."""
    if state is QuestionState.ASKED:
        return QuestionStanding.ASKED
    if is_answered(explanation, pieces):
        return QuestionStanding.ANSWERED
    return QuestionStanding.IN_REVIEW if pack_state is PackState.SUBMITTED else QuestionStanding.WITH_AGENCY


PLACES = Decimal("0.01")
MOST_POINTS = Decimal(1000)


def rounded_points(value: Decimal) -> Decimal:
    """Return the points as they are set: half-up to two places."""
    return value.quantize(PLACES, ROUND_HALF_UP)


def points_lost(maximum: Decimal | None, final: Decimal | None) -> Decimal | None:
    """Return the points that a criterion lost; None while one of the two is not known."""
    return None if maximum is None or final is None else maximum - final


def sum_known(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


CAUSE_HINTS: Mapping[str, LossCause] = {
    "khong co tai lieu": LossCause.NO_EVIDENCE,
    "chua co tai lieu": LossCause.NO_EVIDENCE,
    "thieu tai lieu": LossCause.PARTIAL_EVIDENCE,
    "chua day du": LossCause.PARTIAL_EVIDENCE,
    "cham": LossCause.LATE,
    "qua han": LossCause.LATE,
    "chua dat": LossCause.REQUIREMENT_NOT_MET,
    "khong dat": LossCause.REQUIREMENT_NOT_MET,
    "dieu tra": LossCause.SURVEY,
}
"""Folded words of a reason from which a cause is proposed, the first that fits."""


def proposed_cause(folded_reason: str) -> LossCause | None:
    """Return the cause that the Ministry's reason, folded, speaks of; None where it names none."""
    return next((cause for words, cause in CAUSE_HINTS.items() if words in folded_reason), None)
