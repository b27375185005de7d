"""Evidence: one document version cited for one criterion, its states and what moves it from one to another.

Decisions where the rules leave room:

- *revise* is changing the version or the pages: a draft stays a draft, a piece that has passed goes back to
  `submitted`. A piece in `needs_explanation` is changed by *replace* (or *explain*) only, and `submitted` and
  `explained` pieces belong to the reviewers, so that the agency can only withdraw them.
- *judge* is three actions, one per verdict, so that "accepted with explanation" without an explanation is
  refused by the table itself.
- *undo* has one row per verdict and state before; the caller passes that state as `back_to`, and the
  guards that need facts (own verdict, nothing happened since) stand in `undo_blockers`.
- Accepting a contribution leaves it a draft of the pack; refusing one withdraws it. Both are acts of the
  lead agency on its pack, so the pack must be open or returned.
- *submit* and *recall* belong to the agency head, as the pack's do; which pieces a recall concerns (those
  that this submission moved) is the caller's knowledge.
- *move* needs both packs open or returned: the caller asks `advance` once for each pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE as _EDITABLE
from workflows.states import PASSED as PASSED
from workflows.states import UNJUDGED as UNJUDGED
from workflows.states import EvidenceState as EvidenceState
from workflows.states import PackState


class EvidenceAction(StrEnum):
    """What can be done to a piece; anything else is refused."""

    CITE = "cite"
    MOVE = "move"
    REVISE = "revise"
    ACCEPT_CONTRIBUTION = "accept_contribution"
    REFUSE_CONTRIBUTION = "refuse_contribution"
    SUBMIT = "submit"
    RECALL = "recall"
    JUDGE_SUFFICIENT = "judge_sufficient"
    JUDGE_NEEDS_EXPLANATION = "judge_needs_explanation"
    JUDGE_ACCEPT = "judge_accept"
    EXPLAIN = "explain"
    REPLACE = "replace"
    UNDO = "undo"
    ASK_AGAIN = "ask_again"
    WITHDRAW = "withdraw"


class VerdictKind(StrEnum):
    """What a reviewer says about a piece; the values are those of the state it leads to."""

    SUFFICIENT = "sufficient"
    NEEDS_EXPLANATION = "needs_explanation"
    ACCEPTED_WITH_EXPLANATION = "accepted_with_explanation"


class Reason(StrEnum):
    """Why a piece needs an explanation; `other` needs a text."""

    MISSING_CONTENT = "missing_content"
    PARTIAL_COVERAGE = "partial_coverage"
    WRONG_DOCUMENT = "wrong_document"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    OUTSIDE_PERIOD = "outside_period"
    REQUIREMENT_NOT_MET = "requirement_not_met"
    OTHER = "other"


_S = EvidenceState
_A = EvidenceAction

JUDGE_ACTIONS: dict[VerdictKind, EvidenceAction] = {
    VerdictKind.SUFFICIENT: _A.JUDGE_SUFFICIENT,
    VerdictKind.NEEDS_EXPLANATION: _A.JUDGE_NEEDS_EXPLANATION,
    VerdictKind.ACCEPTED_WITH_EXPLANATION: _A.JUDGE_ACCEPT,
}

NEEDS_REASON_TEXT = frozenset({_A.UNDO, _A.ASK_AGAIN})
"""Actions that are refused without a reason in words."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `from_states` holds None where the piece does not exist yet."""

    action: EvidenceAction
    from_states: frozenset[EvidenceState | None]
    to_state: EvidenceState
    roles: frozenset[Role]
    pack_states: frozenset[PackState]


_RETURNED = frozenset({PackState.RETURNED})
_IN_REVIEW = frozenset({PackState.SUBMITTED})
_HEAD = frozenset({Role.AGENCY_HEAD})
_REVIEWER = frozenset({Role.REVIEWER})
_APPROVER = frozenset({Role.APPROVER})


def _row(
    action: EvidenceAction,
    from_states: Iterable[EvidenceState | None],
    to_state: EvidenceState,
    roles: frozenset[Role],
    pack_states: frozenset[PackState],
) -> Transition:
    return Transition(action, frozenset(from_states), to_state, roles, pack_states)


TRANSITIONS: tuple[Transition, ...] = (
    _row(_A.CITE, [None], _S.DRAFT, AGENCY_ROLES, _EDITABLE),
    _row(_A.MOVE, [_S.DRAFT], _S.DRAFT, AGENCY_ROLES, _EDITABLE),
    _row(_A.REVISE, [_S.DRAFT], _S.DRAFT, AGENCY_ROLES, _EDITABLE),
    _row(_A.REVISE, PASSED, _S.SUBMITTED, AGENCY_ROLES, _EDITABLE),
    _row(_A.ACCEPT_CONTRIBUTION, [_S.DRAFT], _S.DRAFT, AGENCY_ROLES, _EDITABLE),
    _row(_A.REFUSE_CONTRIBUTION, [_S.DRAFT], _S.WITHDRAWN, AGENCY_ROLES, _EDITABLE),
    _row(_A.SUBMIT, [_S.DRAFT], _S.SUBMITTED, _HEAD, _EDITABLE),
    _row(_A.RECALL, [_S.SUBMITTED], _S.DRAFT, _HEAD, _IN_REVIEW),
    _row(_A.JUDGE_SUFFICIENT, UNJUDGED, _S.SUFFICIENT, _REVIEWER, _IN_REVIEW),
    _row(_A.JUDGE_NEEDS_EXPLANATION, UNJUDGED, _S.NEEDS_EXPLANATION, _REVIEWER, _IN_REVIEW),
    _row(_A.JUDGE_ACCEPT, [_S.EXPLAINED], _S.ACCEPTED_WITH_EXPLANATION, _REVIEWER, _IN_REVIEW),
    _row(_A.EXPLAIN, [_S.NEEDS_EXPLANATION], _S.EXPLAINED, AGENCY_ROLES, _RETURNED),
    _row(_A.REPLACE, [_S.NEEDS_EXPLANATION], _S.SUBMITTED, AGENCY_ROLES, _RETURNED),
    _row(_A.UNDO, [_S.SUFFICIENT, _S.NEEDS_EXPLANATION], _S.SUBMITTED, _REVIEWER, _IN_REVIEW),
    _row(_A.UNDO, [*PASSED, _S.NEEDS_EXPLANATION], _S.EXPLAINED, _REVIEWER, _IN_REVIEW),
    _row(_A.ASK_AGAIN, PASSED, _S.SUBMITTED, _APPROVER, _IN_REVIEW),
    _row(_A.WITHDRAW, frozenset(_S) - {_S.WITHDRAWN}, _S.WITHDRAWN, AGENCY_ROLES, _EDITABLE),
)


def advance(
    state: EvidenceState | None,
    action: EvidenceAction,
    roles: frozenset[Role],
    pack_state: PackState,
    *,
    back_to: EvidenceState | None = None,
) -> EvidenceState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    `state` is None for a citation that does not exist yet; `back_to` is the state before the verdict, for
    *undo* only. The error's code says what did not fit: `wrong_state`, `wrong_role` or `wrong_pack_state`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if action is EvidenceAction.UNDO:
        rows = [row for row in rows if row.to_state is back_to]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    rows = [row for row in rows if row.roles & acting_roles(roles)]
    if not rows:
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    rows = [row for row in rows if pack_state in row.pack_states]
    if not rows:
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "pack_state": pack_state}))
    return rows[0].to_state


def allowed_actions(
    state: EvidenceState | None, roles: frozenset[Role], pack_state: PackState
) -> frozenset[EvidenceAction]:
    """Return the actions that the table offers here, for showing buttons; guards on facts come on top."""
    acting = acting_roles(roles)
    return frozenset(
        row.action
        for row in TRANSITIONS
        if state in row.from_states and row.roles & acting and pack_state in row.pack_states
    )


def undo_blockers(
    acting_as: frozenset[int], verdict_by: frozenset[int], *, agency_acted_since: bool, reason: str
) -> tuple[Blocker, ...]:
    """Say why a person cannot undo the standing verdict.

    `acting_as` are the person and whom they stand in for; `verdict_by` who gave the verdict and on whose
    behalf, empty where there is none.
    """
    found: list[Blocker] = []
    if not verdict_by:
        found.append(Blocker("no_verdict"))
    elif not acting_as & verdict_by:
        found.append(Blocker("not_own_verdict"))
    if agency_acted_since:
        found.append(Blocker("agency_has_acted"))
    if not reason.strip():
        found.append(Blocker("reason_missing", {"action": EvidenceAction.UNDO}))
    return tuple(found)


def verdict_blockers(verdict: VerdictKind, reason: Reason | None, comment: str | None) -> tuple[Blocker, ...]:
    """Say what a verdict lacks: `needs_explanation` carries a reason, and the reason `other` its text."""
    if verdict is not VerdictKind.NEEDS_EXPLANATION:
        return () if reason is None else (Blocker("reason_not_wanted", {"verdict": verdict}),)
    if reason is None:
        return (Blocker("reason_missing", {"action": EvidenceAction.JUDGE_NEEDS_EXPLANATION}),)
    if reason is Reason.OTHER and not (comment or "").strip():
        return (Blocker("reason_text_missing", {"reason": reason}),)
    return ()
