"""Assignments (phân công): what one agency is asked for, its states, and what moves it from one to another.

Decisions where the rules leave room:

- *Change* (other words, another last day) goes while the asked agency has it in hand; what has been delivered
  is returned first, so that nobody finds another question above their answer.
- *Cancel* is refused where it is cancelled already: a second person must learn that somebody was quicker.
- The lead agency may ask itself: its people are then both parties.
- Returning what still waits for the lead agency turns the piece down too; the agency delivers another one.
- A piece that is accepted, lost or questioned moves the assignment that it serves along, whoever did it to
  the piece (`CONSEQUENCES`). A verdict that is taken back gives the assignment back the state it had before.
- An answer to a question about the piece (an explanation, another version) delivers it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import AGENCY_ROLES, Role, acting_roles


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    ASSIGNED = "assigned"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class AssignmentAction(StrEnum):
    """What people do with an assignment; anything else is refused."""

    ASSIGN = "assign"
    CHANGE = "change"
    NAME_PERSON = "name_person"
    DELIVER = "deliver"
    ACCEPT = "accept"
    RETURN = "return"
    CANCEL = "cancel"


class Party(StrEnum):
    """What a person's agency is to an assignment; nobody needs to be anything for `ANYBODY`."""

    LEAD = "lead"
    ASKED = "asked"
    ANYBODY = "anybody"


class PieceFate(StrEnum):
    """What became of the piece that an assignment was delivered with."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOST = "lost"
    QUESTIONED = "questioned"
    ANSWERED = "answered"
    UNQUESTIONED = "unquestioned"


_S = AssignmentState
_A = AssignmentAction

OPEN_STATES = frozenset({_S.ASSIGNED, _S.DELIVERED, _S.RETURNED})
"""States in which somebody still has something to do."""

WITH_AGENCY = frozenset({_S.ASSIGNED, _S.RETURNED})
"""States in which the asked agency has it in hand."""

NEEDS_REASON = frozenset({_A.RETURN, _A.CANCEL})
"""Actions that are refused without a reason in words."""


@dataclass(frozen=True, slots=True)
class AssignmentTransition:
    """One row of the table; `to_state` None leaves the state; None in `from_states`: there is none yet."""

    action: AssignmentAction
    from_states: frozenset[AssignmentState | None]
    to_state: AssignmentState | None
    party: Party
    roles: frozenset[Role]


_HEAD = frozenset({Role.AGENCY_HEAD})
_COORDINATOR = frozenset({Role.COORDINATOR})
_NONE_YET: frozenset[AssignmentState | None] = frozenset({None})

TRANSITIONS: tuple[AssignmentTransition, ...] = (
    AssignmentTransition(_A.ASSIGN, _NONE_YET, _S.ASSIGNED, Party.LEAD, AGENCY_ROLES),
    AssignmentTransition(_A.ASSIGN, _NONE_YET, _S.ASSIGNED, Party.ANYBODY, _COORDINATOR),
    AssignmentTransition(_A.CHANGE, WITH_AGENCY, None, Party.LEAD, AGENCY_ROLES),
    AssignmentTransition(_A.CHANGE, WITH_AGENCY, None, Party.ANYBODY, _COORDINATOR),
    AssignmentTransition(_A.NAME_PERSON, OPEN_STATES, None, Party.ASKED, _HEAD),
    AssignmentTransition(_A.DELIVER, WITH_AGENCY, _S.DELIVERED, Party.ASKED, AGENCY_ROLES),
    AssignmentTransition(_A.ACCEPT, frozenset({_S.DELIVERED}), _S.ACCEPTED, Party.LEAD, AGENCY_ROLES),
    AssignmentTransition(_A.RETURN, frozenset({_S.DELIVERED}), _S.RETURNED, Party.LEAD, AGENCY_ROLES),
    AssignmentTransition(_A.CANCEL, OPEN_STATES, _S.CANCELLED, Party.LEAD, AGENCY_ROLES),
    AssignmentTransition(_A.CANCEL, OPEN_STATES, _S.CANCELLED, Party.ANYBODY, _COORDINATOR),
)

CONSEQUENCES: Mapping[PieceFate, Mapping[AssignmentState, AssignmentState]] = {
    PieceFate.ACCEPTED: {_S.DELIVERED: _S.ACCEPTED},
    PieceFate.REFUSED: {_S.DELIVERED: _S.RETURNED},
    PieceFate.LOST: {_S.DELIVERED: _S.RETURNED, _S.ACCEPTED: _S.RETURNED},
    PieceFate.QUESTIONED: {_S.DELIVERED: _S.RETURNED, _S.ACCEPTED: _S.RETURNED},
    PieceFate.ANSWERED: {_S.RETURNED: _S.DELIVERED},
}
"""What a piece's fate makes of its assignment; `UNQUESTIONED` leads back to where the question found it."""


def advance_assignment(
    state: AssignmentState | None,
    action: AssignmentAction,
    roles: frozenset[Role],
    parties: frozenset[Party],
) -> AssignmentState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    `state` is None for an assignment that does not exist yet. The error's code says what did not fit:
    `wrong_state` or `wrong_role`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    fitting = [row for row in rows if _is_for(row, roles, parties)]
    if not fitting:
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    after = fitting[0].to_state or state
    assert after is not None  # only a row that makes an assignment begins with none
    return after


def _is_for(row: AssignmentTransition, roles: frozenset[Role], parties: frozenset[Party]) -> bool:
    return bool(row.roles & acting_roles(roles)) and (row.party is Party.ANYBODY or row.party in parties)


def allowed_actions(
    state: AssignmentState | None, roles: frozenset[Role], parties: frozenset[Party]
) -> frozenset[AssignmentAction]:
    """Return the actions that the table offers here, for showing buttons; guards on facts come on top."""
    return frozenset(
        row.action for row in TRANSITIONS if state in row.from_states and _is_for(row, roles, parties)
    )


def after_fate(
    state: AssignmentState, fate: PieceFate, *, before_question: AssignmentState | None = None
) -> AssignmentState | None:
    """Return the state that the piece's fate brings the assignment to, None where it changes nothing."""
    if fate is PieceFate.UNQUESTIONED:
        return before_question if state is AssignmentState.RETURNED else None
    return CONSEQUENCES[fate].get(state)


def delivery_blockers(
    *, has_piece: bool, piece_fits: bool, answer: str | None, has_figures: bool = False
) -> tuple[Blocker, ...]:
    """Say what a delivery lacks: a piece of the asked agency for this criterion, figures, or an answer."""
    if has_piece:
        return () if piece_fits else (Blocker("piece_not_of_assignment"),)
    return () if has_figures or (answer or "").strip() else (Blocker("delivery_missing"),)


def reason_blockers(action: AssignmentAction, reason: str | None) -> tuple[Blocker, ...]:
    """Say whether the action lacks its reason."""
    if action in NEEDS_REASON and not (reason or "").strip():
        return (Blocker("reason_missing", {"action": action}),)
    return ()


def is_overdue(state: AssignmentState, last_day: date, today: date) -> bool:
    """Return whether the asked agency still has it in hand after the last day."""
    return state in WITH_AGENCY and today > last_day


def is_soon(state: AssignmentState, last_day: date, today: date, within: int = 7) -> bool:
    """Return whether the asked agency has it in hand and its last day is within a week."""
    return state in WITH_AGENCY and today <= last_day <= today + timedelta(days=within)
