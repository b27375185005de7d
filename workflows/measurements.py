"""Measurements (số liệu): what was measured for a target, its states, and what moves it on.

A measurement is one agency's: the lead agency's own, or what an asked agency gives under its assignment. It
is submitted and recalled with the pack, as a piece is.

Decisions where the rules leave room:

- *change* while it is a draft; confirmed figures that change in an open or returned pack are reviewed again.
- *answer* is for a queried one: other figures, other proof, or the same ones with words.
- A measurement under an assignment joins the pack when the lead agency accepts the assignment; until then it
  is in no sum, is not submitted and blocks nothing: its agency's figures are missing.
- *undo* is for the reviewer's own decision only, while the pack is submitted, as with a verdict.
- *remove*: a draft may go altogether; what was submitted once stays.
- A target that is not met is *waived* by a reviewer with a reason, and the waiver taken back, while the pack
  is submitted; this is no state of a measurement but a fact about its target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles
from workflows.states import EDITABLE, MeasurementState, PackState


class MeasurementAction(StrEnum):
    """What can be done to a measurement; anything else is refused."""

    GIVE = "give"
    CHANGE = "change"
    REMOVE = "remove"
    SUBMIT = "submit"
    RECALL = "recall"
    CONFIRM = "confirm"
    QUERY = "query"
    ANSWER = "answer"
    UNDO = "undo"


class Period(StrEnum):
    """What span of the year the figures are of; targets are judged by the whole year's."""

    QUARTER_1 = "quarter_1"
    HALF_YEAR = "half_year"
    QUARTER_3 = "quarter_3"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class MeasurementTransition:
    """One row of the table; None in `from_states`: there is none yet; `to_state` None: it is gone."""

    action: MeasurementAction
    from_states: frozenset[MeasurementState | None]
    to_state: MeasurementState | None
    roles: frozenset[Role]
    pack_states: frozenset[PackState]


_S = MeasurementState
_A = MeasurementAction
_HEAD = frozenset({Role.AGENCY_HEAD})
_REVIEWER = frozenset({Role.REVIEWER})
_IN_REVIEW = frozenset({PackState.SUBMITTED})
_RETURNED = frozenset({PackState.RETURNED})


def _row(
    action: MeasurementAction,
    from_states: Iterable[MeasurementState | None],
    to_state: MeasurementState | None,
    roles: frozenset[Role],
    pack_states: frozenset[PackState],
) -> MeasurementTransition:
    return MeasurementTransition(action, frozenset(from_states), to_state, roles, pack_states)


TRANSITIONS: tuple[MeasurementTransition, ...] = (
    _row(_A.GIVE, [None], _S.DRAFT, AGENCY_ROLES, EDITABLE),
    _row(_A.CHANGE, [_S.DRAFT], _S.DRAFT, AGENCY_ROLES, EDITABLE),
    _row(_A.CHANGE, [_S.CONFIRMED], _S.SUBMITTED, AGENCY_ROLES, EDITABLE),
    _row(_A.REMOVE, [_S.DRAFT], None, AGENCY_ROLES, EDITABLE),
    _row(_A.SUBMIT, [_S.DRAFT], _S.SUBMITTED, _HEAD, EDITABLE),
    _row(_A.RECALL, [_S.SUBMITTED], _S.DRAFT, _HEAD, _IN_REVIEW),
    _row(_A.CONFIRM, [_S.SUBMITTED], _S.CONFIRMED, _REVIEWER, _IN_REVIEW),
    _row(_A.QUERY, [_S.SUBMITTED], _S.QUERIED, _REVIEWER, _IN_REVIEW),
    _row(_A.ANSWER, [_S.QUERIED], _S.SUBMITTED, AGENCY_ROLES, _RETURNED),
    _row(_A.UNDO, [_S.CONFIRMED, _S.QUERIED], _S.SUBMITTED, _REVIEWER, _IN_REVIEW),
)

DECISIONS = frozenset({_A.CONFIRM, _A.QUERY})
"""What a reviewer says about figures."""

GIVING = frozenset({_A.GIVE, _A.CHANGE, _A.ANSWER})
"""What makes a person one who gave them."""


def advance_measurement(
    state: MeasurementState | None,
    action: MeasurementAction,
    roles: frozenset[Role],
    pack_state: PackState,
) -> MeasurementState | None:
    """Return the state after `action`, None for one that is gone.

    Raise InvalidTransition if the table has no such row; the error's code says what did not fit:
    `wrong_state`, `wrong_role` or `wrong_pack_state`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    if pack_state not in rows[0].pack_states:
        raise InvalidTransition(Blocker("wrong_pack_state", {"action": action, "pack_state": pack_state}))
    return rows[0].to_state


def allowed_actions(
    state: MeasurementState | None, roles: frozenset[Role], pack_state: PackState
) -> frozenset[MeasurementAction]:
    """Return the actions that the table offers here, for showing buttons; guards on facts come on top."""
    acting = acting_roles(roles)
    return frozenset(
        row.action
        for row in TRANSITIONS
        if state in row.from_states and row.roles & acting and pack_state in row.pack_states
    )


def decision_blockers(action: MeasurementAction, comment: str | None) -> tuple[Blocker, ...]:
    """Say what a decision lacks: a query says what is asked."""
    if action in {MeasurementAction.QUERY, MeasurementAction.UNDO} and not (comment or "").strip():
        return (Blocker("reason_missing", {"action": action}),)
    return ()
