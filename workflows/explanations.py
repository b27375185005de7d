"""Explanations (giải trình) of one piece, product, question of the Ministry, or figures: states and guards.

Decisions where the rules leave room:

- A round is *written* as a draft while the pack is open or returned and submitted with it; a recall takes the
  explanations that this submission moved back to draft, as it does with pieces.
- A rejected explanation is *answered* by a new round that is submitted at once, in a returned pack, as a
  replaced piece is; the rejected round is kept. Blockers look at the latest round of a target only.
- A piece's explanation follows the verdict on the piece (`explanation_action_for`): sufficient and
  accepted_with_explanation accept it, needs_explanation rejects it; undoing the verdict undoes that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.evidence import VerdictKind
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE, PackState
from workflows.states import ExplanationKind as ExplanationKind
from workflows.states import ExplanationState as ExplanationState


class ExplanationAction(StrEnum):
    """What can be done to an explanation; anything else is refused."""

    WRITE = "write"
    REVISE = "revise"
    SUBMIT = "submit"
    RECALL = "recall"
    ANSWER = "answer"
    ACCEPT = "accept"
    REJECT = "reject"
    UNDO = "undo"


LATEST_ROUND_CODES = frozenset({"5.2.1", "5.2.2", "5.3.2"})
"""Criteria where, if nothing happened this year, the latest round counts and its documents are asked for."""


@dataclass(frozen=True, slots=True)
class ExplanationTransition:
    """One row of the table; `from_states` holds None where the round does not exist yet."""

    action: ExplanationAction
    from_states: frozenset[ExplanationState | None]
    to_state: ExplanationState
    roles: frozenset[Role]
    pack_states: frozenset[PackState]


_S = ExplanationState
_A = ExplanationAction
_RETURNED = frozenset({PackState.RETURNED})
_IN_REVIEW = frozenset({PackState.SUBMITTED})
_HEAD = frozenset({Role.AGENCY_HEAD})
_REVIEWER = frozenset({Role.REVIEWER})


def _row(
    action: ExplanationAction,
    from_states: Iterable[ExplanationState | None],
    to_state: ExplanationState,
    roles: frozenset[Role],
    pack_states: frozenset[PackState],
) -> ExplanationTransition:
    return ExplanationTransition(action, frozenset(from_states), to_state, roles, pack_states)


EXPLANATION_TRANSITIONS: tuple[ExplanationTransition, ...] = (
    _row(_A.WRITE, [None], _S.DRAFT, AGENCY_ROLES, EDITABLE),
    _row(_A.REVISE, [_S.DRAFT], _S.DRAFT, AGENCY_ROLES, EDITABLE),
    _row(_A.SUBMIT, [_S.DRAFT], _S.SUBMITTED, _HEAD, EDITABLE),
    _row(_A.RECALL, [_S.SUBMITTED], _S.DRAFT, _HEAD, _IN_REVIEW),
    _row(_A.ANSWER, [_S.REJECTED], _S.SUBMITTED, AGENCY_ROLES, _RETURNED),
    _row(_A.ACCEPT, [_S.SUBMITTED], _S.ACCEPTED, _REVIEWER, _IN_REVIEW),
    _row(_A.REJECT, [_S.SUBMITTED], _S.REJECTED, _REVIEWER, _IN_REVIEW),
    _row(_A.UNDO, [_S.ACCEPTED, _S.REJECTED], _S.SUBMITTED, _REVIEWER, _IN_REVIEW),
)


def advance_explanation(
    state: ExplanationState | None,
    action: ExplanationAction,
    roles: frozenset[Role],
    pack_state: PackState,
) -> ExplanationState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    For *answer*, `state` is the rejected round's and the result is the new round's. The error's code is
    `wrong_state`, `wrong_role` or `wrong_pack_state`.
    """
    row = next((r for r in EXPLANATION_TRANSITIONS if r.action is action and state in r.from_states), None)
    if row is None:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not row.roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if pack_state not in row.pack_states:
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "pack_state": pack_state}))
    return row.to_state


def explanation_action_for(verdict: VerdictKind) -> ExplanationAction:
    """Return what the verdict on a piece does to the piece's submitted explanation."""
    if verdict is VerdictKind.NEEDS_EXPLANATION:
        return ExplanationAction.REJECT
    return ExplanationAction.ACCEPT


def needs_documents(kind: ExplanationKind, criterion_code: str) -> bool:
    """Return whether this explanation must carry the documents of the latest round."""
    return kind is ExplanationKind.NO_OCCURRENCE and criterion_code in LATEST_ROUND_CODES


def explanation_blockers(
    kind: ExplanationKind,
    criterion_code: str,
    text: str,
    *,
    has_documents: bool,
    targets_piece: bool,
    targets_product: bool,
    targets_question: bool = False,
    targets_measurement: bool = False,
) -> tuple[Blocker, ...]:
    """Say what an explanation lacks: one target, a text, and the latest round's documents where asked for."""
    found: list[Blocker] = []
    if sum((targets_piece, targets_product, targets_question, targets_measurement)) != 1:
        found.append(Blocker("explanation_needs_one_target"))
    if (kind is ExplanationKind.TARGET_NOT_MET) != targets_measurement:
        found.append(Blocker("explanation_kind_not_wanted"))
    if not text.strip():
        found.append(Blocker("explanation_without_text"))
    if needs_documents(kind, criterion_code) and not has_documents:
        found.append(Blocker("no_occurrence_without_documents", {"criterion": criterion_code}))
    return tuple(found)
