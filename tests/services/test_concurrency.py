"""Two people decide at once, on two real connections."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from evidence_repo.errors import ChangedMeanwhile, EvidenceError, Refused
from evidence_repo.models import Evidence, PackSubmission, Review
from evidence_repo.services.workflow.packs import approve_pack, recall_pack, submit_pack
from evidence_repo.services.workflow.verdicts import ask_again, record_verdict
from tests.services.at_once import Decide, at_once
from tests.services.world import World
from workflows.evidence import EvidenceState, VerdictKind
from workflows.packs import PackState

V = VerdictKind


def _one_lost(outcomes: list[EvidenceError | None], *kinds: type[EvidenceError]) -> None:
    lost = [error for error in outcomes if error is not None]
    assert len(lost) == 1, outcomes
    assert isinstance(lost[0], kinds or ChangedMeanwhile), lost


def _judging(world: World, piece: int, verdict: VerdictKind, who: str) -> Decide:
    def decide(barrier: threading.Barrier) -> None:
        with world.reading() as session:
            seen = session.get_one(Evidence, piece).lock
        barrier.wait()
        world.judge(piece, verdict, who, seen_lock=seen)

    return decide


def _on_pack(world: World, service: Callable[..., object], who: str, code: str = "1.1.3") -> Decide:
    def decide(barrier: threading.Barrier) -> None:
        with world.reading() as session:
            seen = world.pack(session, code).lock
        barrier.wait()
        with world.database.transaction() as session:
            pack = world.pack(session, code)
            service(session, world.actor(who), pack, seen_lock=seen, clock=world.clock)

    return decide


def test_two_verdicts_on_one_piece(any_world: World) -> None:
    world = any_world
    piece = world.cite()
    world.submit()
    outcomes = at_once(
        _judging(world, piece, V.SUFFICIENT, "reviewer"),
        _judging(world, piece, V.NEEDS_EXPLANATION, "second"),
    )
    _one_lost(outcomes)
    with world.reading() as session:
        review = session.scalars(select(Review)).one()
        assert review.verdict.value == session.get_one(Evidence, piece).state.value


@pytest.mark.postgres
def test_two_verdicts_whose_transactions_overlap(postgres_world: World) -> None:
    """Both read the piece before either writes (SQLite lets only one writing transaction begin)."""
    world = postgres_world
    piece = world.cite()
    world.submit()

    def deciding(verdict: VerdictKind, who: str) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            actor = world.actor(who)
            with world.database.transaction() as session:
                evidence = session.get_one(Evidence, piece)
                barrier.wait()
                record_verdict(session, actor, evidence, verdict, clock=world.clock)

        return decide

    _one_lost(at_once(deciding(V.SUFFICIENT, "reviewer"), deciding(V.SUFFICIENT, "second")))


def test_a_double_submit(any_world: World) -> None:
    world = any_world
    world.cite()
    _one_lost(at_once(*[_on_pack(world, submit_pack, "head")] * 2))
    with world.reading() as session:
        assert len(session.scalars(select(PackSubmission)).all()) == 1


def test_a_verdict_and_a_recall(any_world: World) -> None:
    world = any_world
    piece = world.cite()
    world.submit()
    outcomes = at_once(_judging(world, piece, V.SUFFICIENT, "reviewer"), _on_pack(world, recall_pack, "head"))
    _one_lost(outcomes)
    after = (world.pack_state(), world.state(piece))
    assert after in {
        (PackState.OPEN, EvidenceState.DRAFT),
        (PackState.SUBMITTED, EvidenceState.SUFFICIENT),
    }
    with world.reading() as session:
        judged = session.scalars(select(Review)).all()
        assert bool(judged) == (after[0] is PackState.SUBMITTED)


def test_an_approval_and_a_question_of_another_approver(any_world: World) -> None:
    world = any_world
    piece = world.cite()
    world.submit()
    world.judge(piece)

    def asking(barrier: threading.Barrier) -> None:
        with world.reading() as session:
            seen = session.get_one(Evidence, piece).lock
        barrier.wait()
        with world.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            actor = world.actor("council")
            ask_again(session, actor, evidence, "xem lại", seen_lock=seen, clock=world.clock)

    # A question after the approval finds the pack approved; an approval after the question, a changed pack.
    _one_lost(at_once(asking, _on_pack(world, approve_pack, "approver")), ChangedMeanwhile, Refused)
    after = (world.pack_state(), world.state(piece))
    assert after in {
        (PackState.APPROVED, EvidenceState.SUFFICIENT),
        (PackState.SUBMITTED, EvidenceState.SUBMITTED),
    }


def test_an_approval_and_a_verdict(any_world: World) -> None:
    world = any_world
    piece, other = world.cite(), world.cite()
    world.submit()
    world.judge(piece)
    outcomes = at_once(
        _judging(world, other, V.SUFFICIENT, "reviewer"), _on_pack(world, approve_pack, "approver")
    )
    # The verdict always stands; the approval had seen a pack without it.
    assert outcomes[0] is None
    assert isinstance(outcomes[1], ChangedMeanwhile | Refused)
    assert (world.state(other), world.pack_state()) == (EvidenceState.SUFFICIENT, PackState.SUBMITTED)


def test_thirty_files_cited_at_once_all_stay(any_world: World) -> None:
    world = any_world
    versions = [world.document() for _ in range(12)]

    def citing(version: int) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            barrier.wait()
            world.cite(version=version)

        return decide

    assert at_once(*[citing(version) for version in versions]) == [None] * len(versions)
    with world.reading() as session:
        assert set(session.scalars(select(Evidence.version_id))) == set(versions)


def test_what_is_only_tried_waits_for_other_writers_and_is_not_kept(any_world: World) -> None:
    world = any_world
    piece = world.cite()
    with world.database.rehearsal() as session:
        mine = session.get_one(Evidence, piece)
        writer = threading.Thread(target=world.submit)
        writer.start()  # it wants to write meanwhile
        mine.pages = "9"
        session.flush()
    writer.join()
    with world.reading() as session:
        assert session.get_one(Evidence, piece).pages != "9"
    assert world.state(piece) is EvidenceState.SUBMITTED
