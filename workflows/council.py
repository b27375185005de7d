"""The council (hội đồng), where a cycle has one: its votes, what a vote decides, and what approval needs.

Decisions where the rules leave room:

- An approver opens a vote on a list of submitted packs in which everything has passed, and closes it; each
  member answers for each pack. An answer can be changed until the vote is closed.
- A member who had a part in a pack, or gave a verdict in it, has no voice about it and counts neither towards
  its quorum nor towards its majority.
- There is a quorum where the members who answered, abstentions too, are at least that share of those with a
  voice. Passed is what more than the share of the majority is for; the share is of all with a voice
  (`MEMBERS`) or of those who answered (`ANSWERS`). As many for as against is no majority.
- A vote is about the pack as it was when it was opened: whatever changes it afterwards makes it void.
- Members are named by the coordinator among people who hold the role; nobody stands in for a member.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from workflows.blockers import Blocker, InvalidTransition
from workflows.roles import Role, acting_roles


class VoteState(StrEnum):
    """Where a vote stands."""

    OPEN = "open"
    CLOSED = "closed"


class CouncilAction(StrEnum):
    """What is done in a council."""

    SET_UP = "set_up"
    OPEN = "open"
    VOTE = "vote"
    CLOSE = "close"


class Voice(StrEnum):
    """What a member answers."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class MajorityBase(StrEnum):
    """Of what the majority is a share."""

    MEMBERS = "members"
    ANSWERS = "answers"


class Outcome(StrEnum):
    """What a vote decided about one pack."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class CouncilTransition:
    """One row of the table; None in `from_states`: there is no vote yet."""

    action: CouncilAction
    from_states: frozenset[VoteState | None]
    to_state: VoteState | None
    roles: frozenset[Role]


_NONE_YET: frozenset[VoteState | None] = frozenset({None})
_OPEN: frozenset[VoteState | None] = frozenset({VoteState.OPEN})
_APPROVER = frozenset({Role.APPROVER})

TRANSITIONS: tuple[CouncilTransition, ...] = (
    CouncilTransition(CouncilAction.SET_UP, _NONE_YET, None, frozenset({Role.COORDINATOR})),
    CouncilTransition(CouncilAction.OPEN, _NONE_YET, VoteState.OPEN, _APPROVER),
    CouncilTransition(CouncilAction.VOTE, _OPEN, VoteState.OPEN, frozenset({Role.COUNCIL_MEMBER})),
    CouncilTransition(CouncilAction.CLOSE, _OPEN, VoteState.CLOSED, _APPROVER),
)


def advance_vote(state: VoteState | None, action: CouncilAction, roles: frozenset[Role]) -> VoteState | None:
    """Return the state after `action`; raise InvalidTransition if the table has no such row.

    The error's code says what did not fit: `vote_not_open` or `wrong_role`.
    """
    rows = [row for row in TRANSITIONS if row.action is action and state in row.from_states]
    if not rows:
        raise InvalidTransition(Blocker("vote_not_open", {"action": action, "state": state}))
    if not rows[0].roles & acting_roles(roles):
        raise InvalidTransition(Blocker("wrong_role", {"action": action}))
    return rows[0].to_state


def may_act(state: VoteState | None, action: CouncilAction, roles: frozenset[Role]) -> bool:
    """Return whether the table offers this, for showing buttons; guards on facts come on top."""
    try:
        advance_vote(state, action, roles)
    except InvalidTransition:
        return False
    return True


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """How a cycle's council decides: shares of 1."""

    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)
    base: MajorityBase = MajorityBase.MEMBERS


@dataclass(frozen=True, slots=True)
class Count:
    """The answers about one pack; `members` are those with a voice about it."""

    members: int
    voices_for: int
    against: int
    abstained: int

    @property
    def answers(self) -> int:
        """Return how many answered."""
        return self.voices_for + self.against + self.abstained


def count_voices(voices: Iterable[Voice], members: int) -> Count:
    """Count the answers of those who have a voice."""
    given = list(voices)
    return Count(members, given.count(Voice.FOR), given.count(Voice.AGAINST), given.count(Voice.ABSTAIN))


def decide(count: Count, rules: CouncilRules) -> Outcome:
    """Return what these answers decide."""
    if not count.answers or count.answers < rules.quorum * count.members:
        return Outcome.NO_QUORUM
    whole = count.members if rules.base is MajorityBase.MEMBERS else count.answers
    enough = count.voices_for > rules.majority * whole and count.voices_for > count.against
    return Outcome.PASSED if enough else Outcome.NOT_PASSED


def rules_blockers(rules: CouncilRules) -> tuple[Blocker, ...]:
    """Say which share makes no sense: a quorum is over 0 and at most 1, a majority at least half."""
    found: list[Blocker] = []
    if not 0 < rules.quorum <= 1:
        found.append(Blocker("quorum_out_of_range"))
    if not Fraction(1, 2) <= rules.majority < 1:
        found.append(Blocker("majority_out_of_range"))
    return tuple(found)


def approval_blockers(
    *, is_on: bool, outcome: Outcome | None, seen_lock: int | None, lock: int
) -> tuple[Blocker, ...]:
    """Say what a pack's approval lacks of the council; `outcome` None: no vote about it is closed.

    `seen_lock` is the pack's as it was when the vote was opened, `lock` as it is.
    """
    if not is_on:
        return ()
    if outcome is None:
        return (Blocker("council_vote_missing"),)
    if seen_lock != lock:
        return (Blocker("council_vote_outdated"),)
    return () if outcome is Outcome.PASSED else (Blocker("council_vote_not_passed", {"outcome": outcome}),)
