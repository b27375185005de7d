"""The council: off by default; set up, asked, answered, counted; what it means for approval."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, EvidenceError, NotAllowed, Refused
from evidence_repo.models import AuditEvent, CouncilVote, Evidence
from evidence_repo.services.council.approval import council_blockers
from evidence_repo.services.council.setting_up import find_council, members_of, set_up_council
from evidence_repo.services.council.votes import cast_voice, close_vote, members_with_voice, open_vote
from evidence_repo.services.screens.waiting_counts import Waiting, waiting_by_cycle
from evidence_repo.services.workflow.verdicts import ask_again
from tests.services.world import World
from workflows.council import CouncilRules, MajorityBase, Outcome, Voice, VoteState
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind
from workflows.packs import PackState
from workflows.roles import Role

MEMBERS = ("observer", "justice", "district")
RULES = CouncilRules(Fraction(2, 3), Fraction(1, 2), MajorityBase.MEMBERS)


@pytest.fixture
def council(any_world: World) -> World:
    """Give a province whose council is on, with three members."""
    for name in MEMBERS:
        any_world.give(name, roles={Role.COUNCIL_MEMBER})
    set_up(any_world)
    return any_world


def set_up(
    world: World,
    who: str = "coordinator",
    *,
    on: bool = True,
    members: tuple[str, ...] | None = MEMBERS,
    seen_lock: int | None = None,
) -> None:
    with world.database.transaction() as session:
        set_up_council(
            session,
            world.actor(who),
            world.cycle(session),
            on=on,
            rules=RULES,
            members=None if members is None else [world.user(session, name).id for name in members],
            clock=world.clock,
            seen_lock=seen_lock,
        )


def ready(world: World, code: str = "1.1.3") -> int:
    piece = world.cite(code)
    world.submit(code)
    world.judge(piece)
    return piece


def opened(world: World, codes: tuple[str, ...] = ("1.1.3",), who: str = "approver") -> int:
    with world.database.transaction() as session:
        packs = [world.pack(session, code) for code in codes]
        cycle = world.cycle(session)
        return open_vote(session, world.actor(who), cycle, " Phiên  họp 1 ", packs, world.clock).id


def say(world: World, vote: int, who: str, voice: Voice = Voice.FOR, code: str = "1.1.3") -> None:
    with world.database.transaction() as session:
        asked = session.get_one(CouncilVote, vote)
        criterion = world.criterion(session, code).id
        cast_voice(session, world.actor(who), asked, criterion, voice, world.clock, words="đủ căn cứ")


def closed(world: World, vote: int, who: str = "approver") -> dict[str, Outcome | None]:
    with world.database.transaction() as session:
        row = close_vote(session, world.actor(who), session.get_one(CouncilVote, vote), world.clock)
        return {each.criterion.code: each.outcome for each in row.packs}


def test_without_a_council_nothing_is_asked(world: World) -> None:
    ready(world)
    with world.reading() as session:
        assert find_council(session, world.cycle(session).id) is None
        assert council_blockers(session, world.pack(session, "1.1.3")) == ()
    with pytest.raises(Refused) as refused:
        opened(world)
    assert refused.value.code == "council_off"
    world.approve()
    assert world.pack_state() is PackState.APPROVED


def test_nothing_of_the_council_changes_in_a_closed_cycle(council: World) -> None:
    ready(council)
    ready(council, "1.3.1")
    vote = opened(council)
    with council.database.transaction() as session:
        council.cycle(session).state = CycleState.CLOSED
    for act in (
        lambda: say(council, vote, "observer"),
        lambda: closed(council, vote),
        lambda: opened(council, ("1.3.1",)),
        lambda: set_up(council, on=False),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "cycle_closed"


def test_approval_needs_the_vote_and_a_majority(council: World) -> None:
    ready(council)
    with pytest.raises(Refused) as refused:
        council.approve()
    assert refused.value.code == "council_vote_missing"
    vote = opened(council)
    say(council, vote, "observer")
    say(council, vote, "justice")
    with pytest.raises(Refused):
        council.approve()
    assert closed(council, vote) == {"1.1.3": Outcome.PASSED}
    council.approve()
    assert council.pack_state() is PackState.APPROVED
    with council.reading() as session:
        row = session.get_one(CouncilVote, vote)
        (voted,) = row.packs
        assert (row.state, row.title, row.number) == (VoteState.CLOSED, "Phiên họp 1", 1)
        assert (voted.members, voted.voices_for, voted.against, voted.abstained) == (3, 2, 0, 0)
        logged = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))
    assert [
        each for each in logged if each in {"set_up_council", "open_vote", "cast_voice", "close_vote"}
    ] == [*("set_up_council", "open_vote", "cast_voice", "cast_voice", "close_vote")]


@pytest.mark.parametrize(
    ("voices", "outcome"),
    [
        ({"observer": Voice.FOR}, Outcome.NO_QUORUM),
        ({"observer": Voice.FOR, "justice": Voice.AGAINST}, Outcome.NOT_PASSED),
        ({"observer": Voice.AGAINST, "justice": Voice.AGAINST, "district": Voice.FOR}, Outcome.NOT_PASSED),
    ],
)
def test_without_quorum_or_majority_nothing_is_approved(
    council: World, voices: dict[str, Voice], outcome: Outcome
) -> None:
    ready(council)
    vote = opened(council)
    for who, voice in voices.items():
        say(council, vote, who, voice)
    assert closed(council, vote) == {"1.1.3": outcome}
    with pytest.raises(Refused) as refused:
        council.approve()
    assert refused.value.code == "council_vote_not_passed"
    again = opened(council)
    for who in MEMBERS:
        say(council, again, who)
    closed(council, again)
    council.approve()


def test_what_changes_the_pack_afterwards_makes_the_vote_void(council: World) -> None:
    piece = ready(council)
    vote = opened(council)
    for who in MEMBERS:
        say(council, vote, who)
    closed(council, vote)
    with council.database.transaction() as session:
        row = session.get_one(Evidence, piece)
        ask_again(session, council.actor("approver"), row, "xem lại", clock=council.clock)
    council.judge(piece, VerdictKind.SUFFICIENT)
    with pytest.raises(Refused) as refused:
        council.approve()
    assert refused.value.code == "council_vote_outdated"


def test_who_had_a_part_in_a_pack_has_no_voice_about_it(council: World) -> None:
    council.give("mai", roles={Role.UPLOADER, Role.COUNCIL_MEMBER})
    council.give("reviewer", roles={Role.REVIEWER, Role.COUNCIL_MEMBER})
    set_up(council, members=("mai", "reviewer", "district"))
    piece = council.cite(who="mai")
    council.submit()
    council.judge(piece)
    vote = opened(council)
    for who in ("mai", "reviewer"):
        with pytest.raises(NotAllowed) as refused:
            say(council, vote, who)
        assert refused.value.code == "four_eyes"
    say(council, vote, "district")
    with council.reading() as session:
        row = session.get_one(CouncilVote, vote)
        voices = members_with_voice(session, row, council.deputyships(session))
        assert [each.name for each in voices[row.packs[0].criterion_id]] == ["district"]
    assert closed(council, vote) == {"1.1.3": Outcome.PASSED}


def test_only_members_answer_while_the_vote_is_open_and_may_change_their_minds(council: World) -> None:
    council.give("mai", roles={Role.COUNCIL_MEMBER})
    ready(council)
    vote = opened(council)
    for who in ("mai", "approver", "coordinator", "reviewer"):
        with pytest.raises(NotAllowed):
            say(council, vote, who)
    for voice in (Voice.AGAINST, Voice.FOR):
        say(council, vote, "observer", voice)
    say(council, vote, "justice")
    with pytest.raises(BadInput):
        say(council, vote, "justice", code="1.3.1")
    with pytest.raises(NotAllowed):
        closed(council, vote, "coordinator")
    assert closed(council, vote) == {"1.1.3": Outcome.PASSED}
    for act in (lambda: say(council, vote, "district"), lambda: closed(council, vote)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "vote_not_open"


def test_a_vote_is_about_packs_that_wait_for_approval_and_in_no_other_vote(council: World) -> None:
    ready(council)
    council.cite("1.3.1")
    council.submit("1.3.1")
    for codes in ((), ("1.1.3", "1.3.1")):
        with pytest.raises(BadInput) as refused:
            opened(council, codes)
        assert refused.value.field == "packs"
    opened(council)
    with pytest.raises(BadInput) as refused:
        opened(council)
    assert refused.value.code == "pack_in_open_vote"
    with pytest.raises(NotAllowed):
        opened(council, who="coordinator")


def test_only_the_coordinator_sets_it_up_and_members_hold_the_role(council: World) -> None:
    for who in ("approver", "observer", "lan"):
        with pytest.raises(NotAllowed):
            set_up(council, who)
    with pytest.raises(BadInput) as refused:
        set_up(council, members=("lan",))
    assert refused.value.field == "members"
    set_up(council, on=False, members=None)
    with council.reading() as session:
        cycle = council.cycle(session)
        assert [each.name for each in members_of(session, cycle.id)] == sorted(MEMBERS)
        row = find_council(session, cycle.id)
        assert row is not None
        assert (row.is_on, row.rules) == (False, RULES)
        lock = row.lock
    with pytest.raises(ChangedMeanwhile):
        set_up(council, members=None, seen_lock=lock - 1)
    council.give("justice", roles={Role.UPLOADER})
    with council.reading() as session:
        assert "justice" not in [each.name for each in members_of(session, council.cycle(session).id)]


def test_nobody_coordinates_and_votes(council: World) -> None:
    council.give("observer", roles={Role.COUNCIL_MEMBER, Role.COORDINATOR})
    ready(council)
    vote = opened(council)
    with pytest.raises(EvidenceError):
        say(council, vote, "observer")
    with council.reading() as session:
        assert council.user(session, "observer").id not in {
            each.id for each in members_of(session, council.cycle(session).id)
        }


def test_an_open_vote_waits_for_each_member_with_a_voice_until_they_answer(council: World) -> None:
    def waits() -> list[str]:
        found = []
        for who in (*MEMBERS, "approver", "coordinator", "lan"):
            with council.reading() as session:
                counted = waiting_by_cycle(session, council.actor(who), date(2017, 10, 1))
                if counted.get(council.cycle(session).id, Waiting()).to_vote:
                    found.append(who)
        return found

    ready(council)
    assert waits() == []
    vote = opened(council)
    assert waits() == [*MEMBERS]
    say(council, vote, "justice")
    assert waits() == ["observer", "district"]
    closed(council, vote)
    assert waits() == []
