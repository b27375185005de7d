"""Following up (đôn đốc): what an agency still owes, and the letter that reminds it.

Decisions where the rules leave room:

- Owed is what the agency has in hand: a pack that is open or returned (its uncovered mandatory products, its
  pieces that need an explanation), an assignment that is assigned or returned. What waits for somebody
  else's decision is not owed.
- An agency has at most one letter in preparation in a cycle: making it again brings it up to date. A letter
  that was issued stays as it was, and the next one is another letter.
- A letter is issued once it has its number, its day and the signed copy; from then on its agency sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import Role, acting_roles

SOON_DAYS = 14
"""What is due within these days is soon enough to be reminded of."""
REPLY_WORKING_DAYS = 5
"""Working days that a letter gives for the answer, unless another day is chosen."""


class DebtKind(StrEnum):
    """What is owed."""

    MISSING = "missing"
    RETURNED = "returned"
    ASSIGNMENT = "assignment"


class DueChoice(StrEnum):
    """Which debts are wanted: those that are late, those that are due soon too, or all."""

    LATE = "late"
    SOON = "soon"
    ALL = "all"


class LetterState(StrEnum):
    """Where a letter stands."""

    PREPARED = "prepared"
    ISSUED = "issued"


class LetterAction(StrEnum):
    """What is done with a letter."""

    MAKE = "make"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class LetterTransition:
    """One row of the table; None in `from_states`: there is no letter yet."""

    action: LetterAction
    from_states: frozenset[LetterState | None]
    to_state: LetterState
    roles: frozenset[Role]


_COORDINATOR = frozenset({Role.COORDINATOR})

TRANSITIONS: tuple[LetterTransition, ...] = (
    LetterTransition(
        LetterAction.MAKE, frozenset({None, LetterState.PREPARED}), LetterState.PREPARED, _COORDINATOR
    ),
    LetterTransition(LetterAction.ISSUE, frozenset({LetterState.PREPARED}), LetterState.ISSUED, _COORDINATOR),
)


def advance_letter(state: LetterState | None, action: LetterAction, roles: frozenset[Role]) -> LetterState:
    """Return the state after `action`; raise InvalidTransition if the table has no such row."""
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("wrong_state", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state


def days_late(last_day: date | None, today: date) -> int:
    """Return the days since the last good day; 0 on that day and before it, and where there is none."""
    return max(0, (today - last_day).days) if last_day else 0


def is_wanted(kind: DebtKind, last_day: date | None, today: date, choice: DueChoice) -> bool:
    """Tell whether the debt is chosen; what was returned is due at once, so it is soon always."""
    if choice is DueChoice.ALL or days_late(last_day, today):
        return True
    if choice is DueChoice.LATE:
        return False
    is_near = last_day is not None and last_day <= today + timedelta(days=SOON_DAYS)
    return is_near or kind is DebtKind.RETURNED


def issue_blockers(number: str, issued_on: date | None, today: date) -> tuple[Blocker, ...]:
    """Say what a letter lacks to be issued: its number, and a day that is not to come."""
    found = [] if number.strip() else [Blocker("letter_without_number")]
    if issued_on is None or issued_on > today:
        found.append(Blocker("letter_without_day"))
    return tuple(found)
