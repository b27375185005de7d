"""The assessment cycle: its states, and what may still be done to a pack in each of them.

Decisions where the rules leave room:

- The coordinator moves the cycle, forward and, with a reason, one step back; a closed cycle stays closed.
- In a frozen cycle *cite*, *replace* and *revise* (adding and replacing), what is done to a register, and
  giving or changing figures need a reason for lateness, on any pack. Accepting a contribution does not (its
  citer gave the reason when it was late), nor an explanation that brings a new version: explaining goes on.
- In a submitted or appraised cycle the whole flow is open to a pack that was reopened, without another
  reason, and closed to any other pack. Reopening itself is how a pack gets there, and sealing stays possible
  (the next full bundle holds untouched packs too).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.assignments import AssignmentAction
from workflows.blockers import Blocker, InvalidTransition
from workflows.evidence import EvidenceAction
from workflows.explanations import ExplanationAction
from workflows.measurements import MeasurementAction
from workflows.packs import PackAction
from workflows.registers import RegisterAction
from workflows.roles import Role, acting_roles
from workflows.scoring import ScoreAction


class CycleState(StrEnum):
    """Where the year's assessment stands."""

    OPEN = "open"
    FROZEN = "frozen"
    SUBMITTED = "submitted"
    APPRAISED = "appraised"
    CLOSED = "closed"


class CycleAction(StrEnum):
    """What moves a cycle on, or one step back."""

    FREEZE = "freeze"
    SUBMIT = "submit"
    APPRAISE = "appraise"
    CLOSE = "close"
    REOPEN = "reopen"


WorkAction = (
    EvidenceAction
    | ExplanationAction
    | PackAction
    | AssignmentAction
    | RegisterAction
    | MeasurementAction
    | ScoreAction
)
"""Anything done to a pack, its pieces, explanations, registers, figures, scores, or asked of agencies."""


@dataclass(frozen=True, slots=True)
class CycleTransition:
    """One row of the cycle's table."""

    action: CycleAction
    from_state: CycleState
    to_state: CycleState
    roles: frozenset[Role]


_COORDINATOR = frozenset({Role.COORDINATOR})

CYCLE_TRANSITIONS: tuple[CycleTransition, ...] = (
    CycleTransition(CycleAction.FREEZE, CycleState.OPEN, CycleState.FROZEN, _COORDINATOR),
    CycleTransition(CycleAction.SUBMIT, CycleState.FROZEN, CycleState.SUBMITTED, _COORDINATOR),
    CycleTransition(CycleAction.APPRAISE, CycleState.SUBMITTED, CycleState.APPRAISED, _COORDINATOR),
    CycleTransition(CycleAction.CLOSE, CycleState.APPRAISED, CycleState.CLOSED, _COORDINATOR),
    CycleTransition(CycleAction.REOPEN, CycleState.FROZEN, CycleState.OPEN, _COORDINATOR),
    CycleTransition(CycleAction.REOPEN, CycleState.SUBMITTED, CycleState.FROZEN, _COORDINATOR),
    CycleTransition(CycleAction.REOPEN, CycleState.APPRAISED, CycleState.SUBMITTED, _COORDINATOR),
)

LATE_ACTIONS = frozenset({EvidenceAction.CITE, EvidenceAction.REPLACE, EvidenceAction.REVISE})
LATE_FIGURES = frozenset({MeasurementAction.GIVE, MeasurementAction.CHANGE, MeasurementAction.ANSWER})
"""Adding and replacing: what needs a reason for lateness in a frozen cycle."""

FOR_EVERY_PACK = frozenset({CycleState.OPEN, CycleState.FROZEN})
"""States in which every pack is worked on."""

REOPENED_ONLY = frozenset({CycleState.SUBMITTED, CycleState.APPRAISED})
"""States in which only packs that the approver reopened are worked on."""

ANY_PACK = frozenset({PackAction.REOPEN, PackAction.SEAL})
"""What those states leave possible for packs that were not reopened."""


def advance_cycle(
    state: CycleState, action: CycleAction, roles: frozenset[Role], reason: str | None = None
) -> CycleState:
    """Return the cycle's next state; raise InvalidTransition if the table has no such row.

    Going back needs a reason.
    """
    row = next((r for r in CYCLE_TRANSITIONS if r.action is action and r.from_state is state), None)
    if row is None:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not row.roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if action is CycleAction.REOPEN and not (reason or "").strip():
        raise InvalidTransition(Blocker("reason_missing", {"action": action}))
    return row.to_state


def is_at_work(state: CycleState, *, was_reopened: bool) -> bool:
    """Return whether a pack is worked on while its cycle is in this state."""
    return state in FOR_EVERY_PACK or (state in REOPENED_ONLY and was_reopened)


def needs_late_reason(state: CycleState, action: WorkAction) -> bool:
    """Return whether this action asks for a reason for lateness in this cycle."""
    # StrEnums are equal by value, and an explanation is revised too: the kind of action is asked for first.
    is_late_piece = isinstance(action, EvidenceAction) and action in LATE_ACTIONS
    is_late_row = isinstance(action, RegisterAction) and action is not RegisterAction.CHOOSE
    are_late_figures = isinstance(action, MeasurementAction) and action in LATE_FIGURES
    return state is CycleState.FROZEN and (is_late_piece or is_late_row or are_late_figures)


def cycle_blockers(
    state: CycleState, action: WorkAction, *, was_reopened: bool = False, late_reason: str | None = None
) -> tuple[Blocker, ...]:
    """Say why the cycle does not let this be done to a pack; empty means that it does."""
    if state is CycleState.CLOSED:
        return (Blocker("cycle_closed"),)
    for_any_pack = isinstance(action, PackAction) and action in ANY_PACK
    if state in REOPENED_ONLY and not was_reopened and not for_any_pack:
        return (Blocker("pack_not_reopened", {"cycle_state": state}),)
    if needs_late_reason(state, action) and not (late_reason or "").strip():
        return (Blocker("late_reason_missing", {"action": action}),)
    return ()
