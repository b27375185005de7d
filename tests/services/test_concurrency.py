"""Two people decide at once, on two real connections; eight writers and one audit chain."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from evidence_repo.errors import ChangedMeanwhile, EvidenceError, Refused
from evidence_repo.models import AuditEvent, Evidence, PackSubmission, Review
from evidence_repo.services.audit import ChainHead, read_head, record_event, verify_chain
from evidence_repo.services.packs import approve_pack, recall_pack, submit_pack
from evidence_repo.services.reviews import ask_again, record_verdict
from tests.services.world import World
from workflows.evidence import EvidenceState, VerdictKind
from workflows.packs import PackState

V = VerdictKind
Decide = Callable[[threading.Barrier], None]


def at_once(*decisions: Decide) -> list[EvidenceError | None]:
    """Run each on its own thread and connection; all have looked before any of them acts."""
    barrier = threading.Barrier(len(decisions), timeout=30)

    def run(decide: Decide) -> EvidenceError | None:
        try:
            decide(barrier)
        except EvidenceError as error:
            return error
        return None

    with ThreadPoolExecutor(len(decisions)) as pool:
        return list(pool.map(run, decisions))


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


def test_eight_writers_do_not_fork_the_chain(any_world: World) -> None:
    world = any_world
    actor = world.actor("lan")

    def writing(number: int) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            barrier.wait()
            for turn in range(10):
                with world.database.transaction() as session:
                    for part in range(2):
                        record_event(session, actor, "test", ("writer", f"{number}/{turn}/{part}"))

        return decide

    assert at_once(*[writing(number) for number in range(8)]) == [None] * 8
    with world.reading() as session:
        assert verify_chain(session) == ()
        assert read_head(session).count == 160
        told = session.scalars(select(AuditEvent.subject_id)).all()
        assert sorted(told) == sorted(f"{n}/{t}/{p}" for n in range(8) for t in range(10) for p in range(2))


@pytest.fixture
def chain(world: World) -> tuple[World, ChainHead]:
    actor = world.actor("lan")
    for number in range(6):
        with world.database.transaction() as session:
            record_event(session, actor, "test", ("note", str(number)), text="ghi chú")
    with world.reading() as session:
        head = read_head(session)
        assert verify_chain(session, head) == ()
    return world, head


@pytest.mark.parametrize(
    "change",
    [
        {"action": "tested"},
        {"actor_name": "somebody"},
        {"subject_id": "x"},
        {"details": {"text": "khác"}},
        {"os_user": "root"},
        {"channel": "cli"},
    ],
)
def test_a_changed_event_is_found(chain: tuple[World, ChainHead], change: dict[str, object]) -> None:
    world, _ = chain
    with world.database.transaction() as session:
        session.execute(update(AuditEvent).where(AuditEvent.sequence == 3).values(**change))
    with world.reading() as session:
        assert verify_chain(session) == ("event 3 was changed",)


@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_a_removed_event_is_found_also_the_last(chain: tuple[World, ChainHead], sequence: int) -> None:
    world, _ = chain
    with world.database.transaction() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.sequence == sequence))
    with world.reading() as session:
        assert verify_chain(session)


def test_reordered_events_are_found(chain: tuple[World, ChainHead]) -> None:
    world, _ = chain
    with world.database.transaction() as session:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            session.execute(update(AuditEvent).where(AuditEvent.sequence == old).values(sequence=new))
    with world.reading() as session:
        assert len(verify_chain(session)) >= 2


def test_a_chain_cut_together_with_its_head_is_found_against_a_noted_head(
    chain: tuple[World, ChainHead],
) -> None:
    from evidence_repo.models import AuditHead

    world, noted = chain
    with world.database.transaction() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.sequence == 6))
        last = session.get_one(AuditEvent, 5)
        session.execute(update(AuditHead).values(count=5, hash=last.hash))
    with world.reading() as session:
        assert verify_chain(session) == ()
        assert verify_chain(session, noted) == ("event 6 is not the one whose hash was noted elsewhere",)
