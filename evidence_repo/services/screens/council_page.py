"""What people see of the council: its votes, the packs it can be asked about, the answers of one vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Council,
    CouncilMember,
    CouncilVoice,
    CouncilVote,
    EvidencePack,
    User,
    VotedPack,
)
from evidence_repo.services.council.setting_up import find_council, members_of
from evidence_repo.services.council.votes import list_votes, members_with_voice, packs_to_vote_about
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.pack_involvement import involvement_in_packs
from workflows.council import CouncilAction, CouncilRules, Voice, VoteState, may_act
from workflows.cycle import CycleState
from workflows.four_eyes import may_approve_pack
from workflows.rights import Right, allows
from workflows.states import PackState


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """The council of a cycle; `possible` are the packs that this person may open a vote on.

    `unanswered` are the ids of the votes in which this member's answer is missing.
    """

    council: Council | None
    rules: CouncilRules
    members: tuple[User, ...]
    votes: Sequence[CouncilVote]
    possible: tuple[EvidencePack, ...]
    may_open: bool
    unanswered: frozenset[int]

    @property
    def is_on(self) -> bool:
        """Return whether approval needs its vote."""
        return self.council is not None and self.council.is_on


def council_page(session: Session, actor: Actor, cycle: AssessmentCycle) -> CouncilPage:
    """Return what the council's page shows this person."""
    council, members = find_council(session, cycle.id), members_of(session, cycle.id)
    is_on = council is not None and council.is_on
    may_open = is_on and bool(members) and may_act(None, CouncilAction.OPEN, actor.roles)
    submitted = [
        pack for pack in packs_of_cycle(session, cycle) if may_open and pack.state is PackState.SUBMITTED
    ]
    return CouncilPage(
        council,
        council.rules if council else CouncilRules(),
        members,
        list_votes(session, cycle.id),
        packs_to_vote_about(session, cycle, submitted) if submitted else (),
        may_open,
        frozenset(vote.id for vote in votes_waiting(session, actor)),
    )


def votes_waiting(session: Session, actor: Actor) -> tuple[CouncilVote, ...]:
    """Return the open votes of every year in which an answer of this member is missing, the oldest first."""
    if actor.user_id is None or not allows(actor.roles, Right.VOTE):
        return ()
    of_member = (
        select(CouncilVote)
        .join(CouncilMember, CouncilMember.cycle_id == CouncilVote.cycle_id)
        .join(AssessmentCycle, AssessmentCycle.id == CouncilVote.cycle_id)
        .where(
            CouncilVote.state == VoteState.OPEN,
            CouncilMember.person_id == actor.user_id,
            AssessmentCycle.state != CycleState.CLOSED,
        )
        .order_by(CouncilVote.id)
    )
    found = session.scalars(of_member)
    return tuple(vote for vote in found if _lacks_answer(session, actor, vote))


def _lacks_answer(session: Session, actor: Actor, vote: CouncilVote) -> bool:
    silent = {
        voted.criterion_id
        for voted in vote.packs
        if all(each.member_id != actor.user_id for each in voted.voices)
    }
    parts = involvement_in_packs(session, silent) if silent else {}
    return any(not may_approve_pack(actor.persons, each) for each in parts.values())


def count_votes_waiting(session: Session, actor: Actor) -> Counter[int]:
    """Count, by the cycle's id, the open votes that wait for this member."""
    return Counter(vote.cycle_id for vote in votes_waiting(session, actor))


@dataclass(frozen=True, slots=True)
class VotedRow:
    """One pack of a vote; `own` is this person's answer, `has_voice` whether they may give one.

    `voices` are shown once the vote is closed, so that nobody votes after others.
    """

    voted: VotedPack
    with_voice: tuple[User, ...]
    answered: int
    own: CouncilVoice | None
    has_voice: bool
    voices: tuple[CouncilVoice, ...]

    @property
    def own_voice(self) -> Voice | None:
        """Return what this person answered."""
        return self.own.voice if self.own else None


@dataclass(frozen=True, slots=True)
class VotePage:
    """One vote as this person sees it."""

    vote: CouncilVote
    rows: tuple[VotedRow, ...]
    may_vote: bool
    may_close: bool


def vote_page(session: Session, actor: Actor, vote: CouncilVote) -> VotePage:
    """Return what the page of a vote shows this person."""
    with_voice = members_with_voice(session, vote, actor.deputyships)
    may_vote = may_act(vote.state, CouncilAction.VOTE, actor.roles)
    rows = tuple(
        _row(actor, voted, with_voice[voted.criterion_id], may_vote=may_vote) for voted in vote.packs
    )
    return VotePage(
        vote,
        rows,
        may_vote=any(row.has_voice for row in rows),
        may_close=may_act(vote.state, CouncilAction.CLOSE, actor.roles),
    )


def _row(actor: Actor, voted: VotedPack, with_voice: tuple[User, ...], *, may_vote: bool) -> VotedRow:
    ids = {member.id for member in with_voice}
    counted = tuple(each for each in voted.voices if each.member_id in ids)
    is_closed = voted.vote.state is VoteState.CLOSED
    return VotedRow(
        voted,
        with_voice,
        answered=len(counted),
        own=next((each for each in voted.voices if each.member_id == actor.user_id), None),
        has_voice=may_vote and actor.user_id in ids,
        voices=tuple(voted.voices) if is_closed else (),
    )
