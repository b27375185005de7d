"""Blind second review: which pieces are drawn, who judges them again, and when that is over.

Decisions where the rules leave room:

- A piece is drawn when its verdict is given, by the hash of the recorded seed and the piece's id: the same
  seed and share draw the same pieces, whoever asks and in whichever order. So is the reviewer, among those
  who may judge the piece, are not one with who gave the first verdict and do not work for its agency.
- It waits as long as the first verdict is what the piece stands on and the pack is in work. A verdict taken
  back, an answer of the agency, a question of the approver or an approval end it without a word (`LAPSED`):
  whoever was blind may then see all, so that what they would say is worth nothing.
- The second verdict answers the same question: the verdicts that the first reviewer could have given.
- Once given it stands; what became of the piece later does not change what two people said of it.
- While it waits, the piece with all that its verdict moved is not there for the second reviewer but on the
  desk of the second review. That person neither returns nor approves the pack: both would tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from workflows.blockers import Blocker, InvalidTransition
from workflows.evidence import JUDGE_ACTIONS, VerdictKind, allowed_actions
from workflows.roles import Role, acting_roles
from workflows.states import EvidenceState, PackState

LARGEST_SHARE = 100
"""Percent."""

IN_WORK = frozenset({PackState.SUBMITTED, PackState.RETURNED})
"""States of a pack in which a second review waits."""


class SecondState(StrEnum):
    """Where a second review stands; `UNASSIGNED`: drawn, and nobody but the first reviewer may judge."""

    WAITING = "waiting"
    GIVEN = "given"
    LAPSED = "lapsed"
    UNASSIGNED = "unassigned"


class SecondAction(StrEnum):
    """What is done with second reviews."""

    SET_SHARE = "set_share"
    GIVE = "give"


@dataclass(frozen=True, slots=True)
class SecondTransition:
    """One row of the table; None in `from_states`: it is about no single second review."""

    action: SecondAction
    from_states: frozenset[SecondState | None]
    to_state: SecondState | None
    roles: frozenset[Role]


TRANSITIONS: tuple[SecondTransition, ...] = (
    SecondTransition(SecondAction.SET_SHARE, frozenset({None}), None, frozenset({Role.COORDINATOR})),
    SecondTransition(
        SecondAction.GIVE, frozenset({SecondState.WAITING}), SecondState.GIVEN, frozenset({Role.REVIEWER})
    ),
)


def advance_second(
    state: SecondState | None, action: SecondAction, roles: frozenset[Role]
) -> SecondState | None:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    The error's code says what did not fit: `second_not_waiting` or `wrong_role`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("second_not_waiting", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state


def second_state(
    *, is_given: bool, has_reviewer: bool, first_stands: bool, pack_state: PackState
) -> SecondState:
    """Return where it stands; `first_stands`: nothing has moved the piece since the first verdict."""
    if is_given:
        return SecondState.GIVEN
    if not first_stands or pack_state not in IN_WORK:
        return SecondState.LAPSED
    return SecondState.WAITING if has_reviewer else SecondState.UNASSIGNED


def _hash(seed: str, piece: int, purpose: str) -> int:
    return int.from_bytes(sha256(f"{seed}:{piece}:{purpose}".encode()).digest())


def is_drawn(seed: str, piece: int, share: int) -> bool:
    """Return whether the seed draws this piece for a share in percent; a larger share draws it too."""
    return _hash(seed, piece, "drawn") % 10_000 < share * 100


def draw_reviewer(seed: str, piece: int, eligible: Sequence[int]) -> int | None:
    """Return which of these reviewers judges the piece again; None where there is nobody."""
    in_order = sorted(eligible)
    return in_order[_hash(seed, piece, "reviewer") % len(in_order)] if in_order else None


def possible_verdicts(state_before: EvidenceState) -> tuple[VerdictKind, ...]:
    """Return the verdicts that could be given on a piece in this state."""
    actions = allowed_actions(state_before, frozenset({Role.REVIEWER}), PackState.SUBMITTED)
    return tuple(verdict for verdict, action in JUDGE_ACTIONS.items() if action in actions)


def share_blockers(share: int) -> tuple[Blocker, ...]:
    """Say whether this cannot be a share in percent."""
    return () if 0 <= share <= LARGEST_SHARE else (Blocker("share_out_of_range", {"limit": LARGEST_SHARE}),)


def second_blockers(verdict: VerdictKind, state_before: EvidenceState) -> tuple[Blocker, ...]:
    """Say whether the first reviewer could not have given this verdict."""
    return () if verdict in possible_verdicts(state_before) else (Blocker("wrong_state"),)
