"""The council's votes: open one on a list of packs, answer, close it and count."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    AssessmentCycle,
    CouncilVoice,
    CouncilVote,
    EvidencePack,
    User,
    VotedPack,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.council.setting_up import find_council, is_on, members_of, refuse_closed
from evidence_repo.services.packs.views import views_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.pack_involvement import involvement_in_packs
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from workflows.blockers import Blocker
from workflows.council import (
    CouncilAction,
    Voice,
    VoteState,
    advance_vote,
    count_voices,
    decide,
)
from workflows.delegations import Deputyships
from workflows.events import AuditAction, VoiceCast, VoteEvent
from workflows.four_eyes import PackInvolvement, may_approve_pack
from workflows.packs import may_approve
from workflows.rights import Right, allows
from workflows.states import PackState

LONGEST_TITLE = 300
LONGEST_WORDS = 2000


_WITH_PACKS = selectinload(CouncilVote.packs).options(
    joinedload(VotedPack.criterion), selectinload(VotedPack.voices).joinedload(CouncilVoice.member)
)
"""All that a vote is about at once, however many packs it has."""


def list_votes(session: Session, cycle_id: int) -> Sequence[CouncilVote]:
    """Return the cycle's votes, the newest first."""
    of_cycle = select(CouncilVote).where(CouncilVote.cycle_id == cycle_id)
    with_packs = of_cycle.options(selectinload(CouncilVote.packs))
    return session.scalars(with_packs.order_by(CouncilVote.number.desc())).all()


def find_vote(session: Session, actor: Actor, cycle: AssessmentCycle, number: int) -> CouncilVote:
    """Return the cycle's vote of that number; raise `NotVisible` if there is none for this person."""
    wanted = select(CouncilVote).where(CouncilVote.cycle_id == cycle.id, CouncilVote.number == number)
    vote = session.scalar(wanted.options(_WITH_PACKS))
    if vote is None or not allows(actor.roles, Right.SEE_COUNCIL):
        raise NotVisible
    return vote


def ready_packs(session: Session, packs: Sequence[EvidencePack]) -> frozenset[int]:
    """Return the criteria of those packs that are submitted with everything passed."""
    submitted = [pack for pack in packs if pack.state is PackState.SUBMITTED]
    views = views_of_packs(session, submitted)
    return frozenset(pack.criterion_id for pack, view in views.items() if not may_approve(view))


def open_vote(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    title: str,
    packs: Sequence[EvidencePack],
    clock: Clock,
) -> CouncilVote:
    """Ask the council about these packs, as they are now."""
    with translating_refusals():
        state = advance_vote(None, CouncilAction.OPEN, actor.roles)
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    refuse_closed(session, cycle.id)
    council, words = find_council(session, cycle.id), " ".join(title.split())
    refuse_if(_opening_blockers(session, cycle, words, packs))
    assert council is not None  # without one the council is off
    assert state is not None  # opening leads to a state
    on_behalf_of(session, actor, AuditAction.OPEN_VOTE)
    last = select(func.max(CouncilVote.number)).where(CouncilVote.cycle_id == cycle.id)
    vote = CouncilVote(
        cycle_id=cycle.id,
        number=(session.scalar(last) or 0) + 1,
        title=words,
        state=state,
        quorum=council.quorum,
        majority=council.majority,
        base=council.base,
        opened_by_id=actor.person_id,
        opened_at=clock.now(),
        packs=[VotedPack(criterion_id=pack.criterion_id, pack_lock=pack.lock) for pack in packs],
    )
    session.add(vote)
    session.flush()
    emit(session, actor, _event(AuditAction.OPEN_VOTE, vote))
    return vote


def _opening_blockers(
    session: Session, cycle: AssessmentCycle, title: str, packs: Sequence[EvidencePack]
) -> list[Blocker]:
    found = []
    if not is_on(session, cycle.id):
        return [Blocker("council_off")]
    if not members_of(session, cycle.id):
        found.append(Blocker("council_without_members"))
    if not title:
        found.append(Blocker("vote_title_missing"))
    if len(title) > LONGEST_TITLE:
        found.append(Blocker("vote_title_too_long", {"limit": LONGEST_TITLE}))
    if not packs:
        found.append(Blocker("vote_without_packs"))
    ready, busy = ready_packs(session, packs), _in_open_votes(session, cycle.id)
    for pack in packs:
        label = {"criterion": pack.criterion.label}
        if pack.criterion_id not in ready:
            found.append(Blocker("pack_not_ready", label))
        if pack.criterion_id in busy:
            found.append(Blocker("pack_in_open_vote", label))
    return found


def _in_open_votes(session: Session, cycle_id: int) -> frozenset[int]:
    asked = select(VotedPack.criterion_id).join(CouncilVote, CouncilVote.id == VotedPack.vote_id)
    is_open = asked.where(CouncilVote.cycle_id == cycle_id, CouncilVote.state == VoteState.OPEN)
    return frozenset(session.scalars(is_open))


def packs_to_vote_about(
    session: Session, cycle: AssessmentCycle, packs: Sequence[EvidencePack]
) -> tuple[EvidencePack, ...]:
    """Return those of these packs that a vote can be opened on."""
    ready, busy = ready_packs(session, packs), _in_open_votes(session, cycle.id)
    return tuple(pack for pack in packs if pack.criterion_id in ready - busy)


def cast_voice(
    session: Session,
    actor: Actor,
    vote: CouncilVote,
    criterion_id: int,
    voice: Voice,
    clock: Clock,
    *,
    words: str | None = None,
) -> CouncilVoice:
    """Answer about one pack of an open vote, or change the answer."""
    _lock(session, vote)
    with translating_refusals():
        advance_vote(vote.state, CouncilAction.VOTE, actor.roles)
    voted = next((each for each in vote.packs if each.criterion_id == criterion_id), None)
    if voted is None:
        refuse_if([Blocker("pack_not_in_vote")])
    assert voted is not None  # refused above
    if actor.person_id not in {member.id for member in members_of(session, vote.cycle_id)}:
        refuse_if([Blocker("not_a_member")])
    parts = involvement_in_packs(session, [criterion_id])[criterion_id]
    refuse_if(may_approve_pack(actor.persons, parts))
    row = next((each for each in voted.voices if each.member_id == actor.person_id), None)
    before = row.voice if row else None
    if row is None:
        row = CouncilVoice(voted_pack_id=voted.id, member_id=actor.person_id)
        voted.voices.append(row)
    said = " ".join((words or "").split())[:LONGEST_WORDS] or None
    row.voice, row.words, row.cast_at = voice, said, clock.now()
    session.flush()
    event = VoiceCast(
        subject=vote.id,
        criterion_id=criterion_id,
        criterion=voted.criterion.label,
        voice=voice,
        before=before,
        words=said,
    )
    emit(session, actor, event)
    return row


def close_vote(
    session: Session,
    actor: Actor,
    vote: CouncilVote,
    clock: Clock,
    *,
    seen_lock: int | None = None,
) -> CouncilVote:
    """Close the vote, count the answers of those with a voice, and keep what each pack's decides."""
    _lock(session, vote)
    with translating_refusals():
        state = advance_vote(vote.state, CouncilAction.CLOSE, actor.roles)
    assert state is not None  # closing leads to a state
    on_behalf_of(session, actor, AuditAction.CLOSE_VOTE)
    voices = members_with_voice(session, vote, actor.deputyships)
    for voted in vote.packs:
        members = {member.id for member in voices[voted.criterion_id]}
        count = count_voices((each.voice for each in voted.voices if each.member_id in members), len(members))
        voted.members, voted.voices_for = count.members, count.voices_for
        voted.against, voted.abstained = count.against, count.abstained
        voted.outcome = decide(count, vote.rules)
    vote.state, vote.closed_by_id, vote.closed_at = state, actor.person_id, clock.now()
    session.flush()
    emit(session, actor, _event(AuditAction.CLOSE_VOTE, vote))
    return vote


def members_with_voice(session: Session, vote: CouncilVote, now: Deputyships) -> dict[int, tuple[User, ...]]:
    """Return, by the criterion, the members who had no part in the pack."""
    members = members_of(session, vote.cycle_id)
    ids: Collection[int] = [voted.criterion_id for voted in vote.packs]
    parts = involvement_in_packs(session, ids)
    return {each: _without_part(members, parts[each], now) for each in ids}


def _without_part(members: Sequence[User], parts: PackInvolvement, now: Deputyships) -> tuple[User, ...]:
    return tuple(member for member in members if not may_approve_pack(now.one_with(member.id), parts))


def _lock(session: Session, vote: CouncilVote) -> None:
    """Let those who answer, and who closes, come one after the other, while the cycle is not closed."""
    refuse_closed(session, vote.cycle_id)
    session.scalar(select(CouncilVote.id).where(CouncilVote.id == vote.id).with_for_update())
    session.refresh(vote)


def _event(action: AuditAction, vote: CouncilVote) -> VoteEvent:
    outcomes = {voted.criterion.label: voted.outcome.value for voted in vote.packs if voted.outcome}
    return VoteEvent(
        action=action,
        subject=vote.id,
        number=vote.number,
        title=vote.title,
        packs=tuple(voted.criterion.label for voted in vote.packs),
        outcomes=outcomes or None,
    )
