"""Blind second review: drawn with the seed, judged without sight of the first verdict, then shown to both."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, NotAllowed, NotVisible, Refused
from evidence_repo.models import AuditEvent, Evidence, SecondReview
from evidence_repo.services.audit.log import LogFilter, read_log
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.policy.visibility import find_evidence, find_version
from evidence_repo.services.screens.review_queue import count_queue
from evidence_repo.services.screens.second_reviews import (
    agreement_page,
    disagreements,
    own_seconds,
    pairs_seen_by,
    second_desk,
)
from evidence_repo.services.screens.waiting_counts import packs_to_return
from evidence_repo.services.workflow.second_reviews import (
    current_share,
    find_second,
    give_second_verdict,
    set_share,
    state_of,
)
from evidence_repo.services.workflow.verdicts import undo_verdict
from tests.services.world import World
from workflows.evidence import EvidenceState, Reason, VerdictKind
from workflows.packs import PackState
from workflows.second_review import SecondState, is_drawn

V = VerdictKind


def share(world: World, percent: int = 100, who: str = "coordinator", seed: str = "2017") -> None:
    with world.database.transaction() as session:
        set_share(session, world.actor(who), world.cycle(session), percent, world.clock, seed=seed)


def judged(world: World, verdict: VerdictKind = V.NEEDS_EXPLANATION, code: str = "1.1.3") -> int:
    piece = world.cite(code)
    world.submit(code)
    world.judge(piece, verdict, comment="lời nhận xét thứ nhất")
    return piece


def drawn(world: World, piece: int) -> tuple[int, str]:
    """Return the second review of the piece and who was drawn for it."""
    with world.reading() as session:
        row = session.scalars(select(SecondReview).where(SecondReview.evidence_id == piece)).one()
        assert row.reviewer is not None
        return row.id, row.reviewer.name


def give(
    world: World, second: int, who: str, verdict: VerdictKind = V.SUFFICIENT, reason: Reason | None = None
) -> None:
    actor = world.actor(who)
    with world.database.transaction() as session:
        row = find_second(session, actor, second)
        give_second_verdict(session, actor, row, verdict, reason=reason, clock=world.clock)


def state(world: World, second: int) -> SecondState:
    with world.reading() as session:
        return state_of(session, session.get_one(SecondReview, second))


def test_nothing_is_drawn_unless_the_coordinator_sets_a_share(world: World) -> None:
    judged(world)
    with pytest.raises(NotAllowed):
        share(world, who="reviewer")
    with pytest.raises(BadInput):
        share(world, 101)
    with world.reading() as session:
        assert session.scalars(select(SecondReview)).all() == []
        assert current_share(session, world.cycle(session).id) is None


def test_a_share_draws_by_its_recorded_seed(world: World) -> None:
    share(world, 50, seed="hạt giống")
    pieces = [world.cite() for _ in range(12)]
    world.submit()
    for piece in pieces:
        world.judge(piece)
    with world.reading() as session:
        found = {row.evidence_id for row in session.scalars(select(SecondReview))}
        row = current_share(session, world.cycle(session).id)
        assert row is not None
        assert (row.share, row.seed) == (50, "hạt giống")
    assert found == {piece for piece in pieces if is_drawn("hạt giống", piece, 50)}
    assert 0 < len(found) < 12


def test_the_second_verdict_leaves_the_piece_alone_and_is_told_to_both_and_the_approver(
    any_world: World,
) -> None:
    world = any_world
    share(world)
    piece = judged(world)
    second, who = drawn(world, piece)
    assert who in {"second", "council"}
    give(world, second, who)
    assert (world.state(piece), state(world, second)) == (EvidenceState.NEEDS_EXPLANATION, SecondState.GIVEN)
    others = {"second", "council"} - {who}
    with world.reading() as session:
        for name in ("reviewer", who, "approver"):
            assert set(pairs_seen_by(session, world.actor(name), [piece])) == {piece}, name
        for name in ("lan", "head", "coordinator", *(others - {"council"})):
            assert pairs_seen_by(session, world.actor(name), [piece]) == {}, name
        assert [row.id for row in disagreements(session, [world.criterion(session, "1.1.3").id])[1]] == [
            second
        ]
        actions = set(session.scalars(select(AuditEvent.action)))
    assert {"set_second_review_share", "draw_second_review", "give_second_verdict"} <= actions


def test_a_second_verdict_is_given_once_by_who_was_drawn(world: World) -> None:
    share(world)
    piece = judged(world)
    second, who = drawn(world, piece)
    for other in {"reviewer", "second", "council", "approver", "lan", "coordinator"} - {who}:
        with pytest.raises(NotVisible):
            give(world, second, other)
    with pytest.raises(BadInput):
        give(world, second, who, V.NEEDS_EXPLANATION)
    with pytest.raises(Refused):
        give(world, second, who, V.ACCEPTED_WITH_EXPLANATION)
    give(world, second, who, V.NEEDS_EXPLANATION, Reason.UNSIGNED)
    with pytest.raises(Refused) as refused:
        give(world, second, who)
    assert refused.value.code == "second_not_waiting"


def test_the_second_reviewer_sees_the_document_and_nothing_that_the_verdict_moved(world: World) -> None:
    share(world)
    piece = judged(world)
    second, who = drawn(world, piece)
    actor, cycle_actor = world.actor(who), world.actor("reviewer")
    with world.reading() as session:
        evidence, cycle = session.get_one(Evidence, piece), world.cycle(session)
        with pytest.raises(NotVisible):
            find_evidence(session, actor, piece)
        assert find_version(session, actor, evidence.version_id).id == evidence.version_id
        log = read_log(session, actor, LogFilter())
        assert not [each for each in log.events if each.action == "record_verdict"]
        assert [
            each
            for each in read_log(session, cycle_actor, LogFilter()).events
            if each.action == "record_verdict"
        ]
        assert packs_to_return(session, actor, cycle) == ()
        assert [pack.criterion_id for pack in packs_to_return(session, cycle_actor, cycle)] == [1]
        row = next(each for each in progress_of_cycle(session, actor, cycle, world.clock.today()))
        assert row.view.pieces == ()
        assert count_queue(session, actor, cycle).total == 0
        desk = second_desk(session, find_second(session, actor, second))
        assert (desk.version.id, desk.state) == (evidence.version_id, SecondState.WAITING)
        assert desk.verdicts == (V.SUFFICIENT, V.NEEDS_EXPLANATION)
        assert [each.id for each in own_seconds(session, actor, cycle)] == [second]
    with pytest.raises(Refused) as refused:
        world.return_(who=who)
    assert refused.value.code == "second_review_waits"
    assert world.pack_state() is PackState.SUBMITTED


def test_what_moves_the_piece_ends_the_second_review_without_a_word(world: World) -> None:
    share(world)
    piece = judged(world)
    second, who = drawn(world, piece)
    world.return_()
    assert state(world, second) is SecondState.WAITING
    world.explain(piece)
    assert state(world, second) is SecondState.LAPSED
    with world.reading() as session:
        assert find_evidence(session, world.actor(who), piece).id == piece
        assert not own_seconds(session, world.actor(who), world.cycle(session))
    with pytest.raises(Refused):
        give(world, second, who)


def test_an_undone_verdict_and_an_approval_end_it_too(world: World) -> None:
    share(world)
    passed, undone = judged(world, V.SUFFICIENT), judged(world, V.SUFFICIENT, "1.3.1")
    with world.database.transaction() as session:
        row = session.get_one(Evidence, undone)
        undo_verdict(session, world.actor("reviewer"), row, "nhầm", clock=world.clock)
    world.approve()
    assert [state(world, drawn(world, piece)[0]) for piece in (passed, undone)] == [SecondState.LAPSED] * 2


def test_who_judges_again_does_not_approve(world: World) -> None:
    share(world)
    piece = judged(world, V.SUFFICIENT)
    second, who = drawn(world, piece)
    world.give(who, roles={*world.actor(who).roles, *world.actor("approver").roles})
    for _ in range(2):
        with pytest.raises(NotAllowed):
            world.approve(who=who)
        if state(world, second) is SecondState.WAITING:
            give(world, second, who)


def test_where_nobody_else_may_judge_it_is_said(world: World) -> None:
    for name in ("second", "council"):
        world.give(name, roles=set())
    share(world)
    piece = judged(world)
    with world.reading() as session:
        row = session.scalars(select(SecondReview).where(SecondReview.evidence_id == piece)).one()
        assert state_of(session, row) is SecondState.UNASSIGNED
        page = agreement_page(session, world.actor("coordinator"), world.cycle(session))
    assert page.states[SecondState.UNASSIGNED] == 1


def test_agreement_by_pair_and_reason(world: World) -> None:
    world.give("council", roles=set())
    share(world)
    pieces = [world.cite() for _ in range(4)]
    world.submit()
    world.judge(pieces[0])
    for piece in pieces[1:]:
        world.judge(piece, V.NEEDS_EXPLANATION)
    answers = [(V.SUFFICIENT, None)] * 2 + [(V.NEEDS_EXPLANATION, Reason.UNSIGNED)] * 2
    for piece, (verdict, reason) in zip(pieces, answers, strict=True):
        give(world, drawn(world, piece)[0], "second", verdict, reason)
    with world.reading() as session:
        cycle = world.cycle(session)
        page = agreement_page(session, world.actor("coordinator"), cycle)
        own = agreement_page(session, world.actor("second"), cycle)
        none = agreement_page(session, world.actor("observer"), cycle)
    (pair,) = page.pairs
    assert ({pair.one.name, pair.other.name}, pair.agreement) == ({"reviewer", "second"}, page.overall)
    assert (page.overall.percent, page.overall.kappa) == (75, Fraction(1, 2))
    assert set(page.reasons) == {Reason.PARTIAL_COVERAGE, Reason.UNSIGNED}
    assert page.reasons[Reason.UNSIGNED].percent == 50
    assert (page.states[SecondState.GIVEN], own.overall, none.overall.pairs) == (4, page.overall, 0)
