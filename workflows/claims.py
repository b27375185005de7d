"""Claims of the review queue: one reviewer at a time has a piece in hand; who is at it, and until when.

Decisions where the rules leave room:

- A claim keeps others out of nothing: a verdict without one is a verdict, and ends whoever's claim there is.
- A claim lasts as long as its holder does something with the piece, and 30 minutes more; then anybody may
  take it over. Time alone ends it, so that it is asked for and never looked for.
- A deputy and the person whom they stand in for have one claim together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import Role, acting_roles

LASTS = timedelta(minutes=30)
"""For how long a claim holds after its holder's last deed."""


class ClaimState(StrEnum):
    """What a piece's claim is to one person."""

    FREE = "free"
    OWN = "own"
    HELD = "held"
    EXPIRED = "expired"


class ClaimAction(StrEnum):
    """What a reviewer does with a claim."""

    CLAIM = "claim"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class ClaimTransition:
    """One row of the table."""

    action: ClaimAction
    from_states: frozenset[ClaimState]
    to_state: ClaimState
    roles: frozenset[Role]


_REVIEWER = frozenset({Role.REVIEWER})

TRANSITIONS: tuple[ClaimTransition, ...] = (
    ClaimTransition(
        ClaimAction.CLAIM,
        frozenset({ClaimState.FREE, ClaimState.OWN, ClaimState.EXPIRED}),
        ClaimState.OWN,
        _REVIEWER,
    ),
    ClaimTransition(ClaimAction.RELEASE, frozenset({ClaimState.OWN}), ClaimState.FREE, _REVIEWER),
)


def until(active_at: datetime) -> datetime:
    """Return when a claim ends whose holder did something at `active_at`."""
    return active_at + LASTS


def claim_state(
    persons: frozenset[int], holder: int | None, active_at: datetime | None, now: datetime
) -> ClaimState:
    """Return what a claim is to somebody who is one with `persons`; `holder` None where nobody has one."""
    if holder is None or active_at is None:
        return ClaimState.FREE
    if holder in persons:
        return ClaimState.OWN
    return ClaimState.HELD if now < until(active_at) else ClaimState.EXPIRED


def advance_claim(state: ClaimState, action: ClaimAction, roles: frozenset[Role]) -> ClaimState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    The error's code says what did not fit: `claim_held`, `claim_not_own` or `wrong_role`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        code = "claim_held" if action is ClaimAction.CLAIM else "claim_not_own"
        raise InvalidTransition(Blocker(code, {"action": action}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state
