"""Sealing: who may, what is frozen, bundle N again, N+1 with its changes, two people at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from evidence_repo.errors import (
    BadInput,
    ChangedMeanwhile,
    EvidenceError,
    NotAllowed,
    NotVisible,
    Refused,
)
from evidence_repo.models import (
    AuditEvent,
    BundleScope,
    BundleState,
    DocumentVersion,
    Evidence,
    Job,
    JobState,
    SubmissionBundle,
)
from evidence_repo.services.audit.chain import ChainHead, verify_chain
from evidence_repo.services.bundles import (
    NotSealable,
    bundle_changes,
    find_bundle,
    held_criteria,
    list_bundles,
    note_download,
    seal_bundle,
)
from evidence_repo.services.bundles.sealing import province_name, read_snapshot
from evidence_repo.services.comments.threads import find_thing
from evidence_repo.services.comments.writing import add_comment
from evidence_repo.services.outbox.queue import claim_job
from evidence_repo.services.workflow.pieces import replace_evidence
from evidence_repo.services.workflow.transitions import lock_pack
from tests.services.bundle_world import SECRET, BundleWorld
from workflows.comments import ThingKind
from workflows.cycle import CycleState
from workflows.packs import PackState


def changes(world: BundleWorld, bundle_id: int) -> tuple[int | None, list[tuple[str, str]]]:
    with world.reading() as session:
        since, found = bundle_changes(session, session.get_one(SubmissionBundle, bundle_id))
        return since, [(change.criterion, change.kind) for change in found]


def events(world: BundleWorld, action: str) -> list[AuditEvent]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_a_partial_bundle_seals_its_packs_and_names_what_it_leaves_out(any_sealing: BundleWorld) -> None:
    world = any_sealing
    world.approve_with("1.1.3")
    world.approve_with("2.1.1")
    bundle_id = world.seal("1.1.3")
    with world.reading() as session:
        bundle = session.get_one(SubmissionBundle, bundle_id)
        assert (bundle.number, bundle.scope, bundle.state) == (
            1,
            BundleScope.PARTIAL,
            BundleState.RENDERING,
        )
        assert [pack.criterion.code for pack in bundle.packs] == ["1.1.3"]
        assert held_criteria(session, bundle) == (["TCTP 1.1.3"], ["TCTP 1.3.1", "TCTP 2.1.1", "TCTP 5.2.1"])
    assert (world.pack_state("1.1.3"), world.pack_state("2.1.1")) == (PackState.SEALED, PackState.APPROVED)
    [event] = events(world, "seal_bundle")
    assert event.details["snapshot_sha256"] == bundle.snapshot_sha256
    assert bundle.audit_head == f"{event.sequence - 1}:{event.previous_hash}"


def test_the_full_bundle_needs_every_pack(sealing: BundleWorld) -> None:
    for code in ("1.1.3", "1.3.1", "5.2.1"):
        sealing.approve_with(code)
    with pytest.raises(NotSealable) as refused:
        sealing.seal()
    assert {finding.criterion for finding in refused.value.report.blocks} == {"TCTP 2.1.1"}
    assert sealing.pack_state("1.1.3") is PackState.APPROVED
    sealing.approve_with("2.1.1")
    bundle = sealing.render(sealing.seal())
    assert (bundle.scope, bundle.documents) == (BundleScope.FULL, 4)


def test_all_packs_named_one_by_one_are_the_full_bundle(sealing: BundleWorld) -> None:
    sealing.approve_all()
    named = sealing.seal("2.1.1", "1.1.3", "5.2.1", "1.3.1")
    assert sealing.seal() == named
    with sealing.reading() as session:
        assert session.get_one(SubmissionBundle, named).scope is BundleScope.FULL


def test_what_cannot_be_sealed(sealing: BundleWorld) -> None:
    sealing.cite()
    sealing.submit()
    with pytest.raises(NotSealable, match="the first at TCTP"):
        sealing.seal("1.1.3")
    with pytest.raises(BadInput), sealing.database.transaction() as session:
        seal_bundle(session, sealing.actor("approver"), sealing.cycle(session), [], sealing.clock)
    sealing.approve_with("2.1.1")
    sealing.set_cycle(CycleState.CLOSED)
    with pytest.raises(Refused) as closed:
        sealing.seal("2.1.1")
    assert closed.value.code == "cycle_closed"


@pytest.mark.parametrize("who", ["lan", "head", "reviewer", "coordinator", "observer", "ministry"])
def test_only_an_approver_seals(sealing: BundleWorld, who: str) -> None:
    sealing.approve_with()
    with pytest.raises(NotAllowed):
        sealing.seal("1.1.3", who=who)
    assert sealing.pack_state() is PackState.APPROVED
    assert sealing.seal("1.1.3", who="council") == 1


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("lan", 0, 0),
        ("head", 0, 0),
        ("district", 0, 0),
        ("reviewer", 1, 1),
        ("approver", 1, 1),
        ("coordinator", 1, 1),
        ("observer", 1, 1),
        ("ministry", 0, 1),
    ],
)
def test_who_sees_a_bundle_before_and_after_its_zip_is_made(
    sealing: BundleWorld, who: str, before: int, after: int
) -> None:
    sealing.approve_with()
    bundle_id = sealing.seal("1.1.3")
    for seen in (before, after):
        with sealing.reading() as session:
            cycle, actor = sealing.cycle(session), sealing.actor(who)
            assert len(list_bundles(session, actor, cycle)) == seen
            if seen:
                assert find_bundle(session, actor, cycle, 1).number == 1
            else:
                with pytest.raises(NotVisible):
                    find_bundle(session, actor, cycle, 1)
            with pytest.raises(NotVisible):
                find_bundle(session, actor, cycle, 2)
        sealing.render(bundle_id)


def test_a_download_is_noted_once_there_is_a_zip(sealing: BundleWorld) -> None:
    sealing.approve_with()
    bundle_id = sealing.seal("1.1.3")
    for made in (False, True):
        with sealing.database.transaction() as session:
            bundle = session.get_one(SubmissionBundle, bundle_id)
            if made:
                note_download(session, sealing.actor("ministry"), bundle)
            else:
                with pytest.raises(Refused):
                    note_download(session, sealing.actor("approver"), bundle)
        bundle = sealing.render(bundle_id)
    [event] = events(sealing, "download_bundle")
    assert event.details["zip_sha256"] == bundle.zip_sha256


def test_what_the_snapshot_holds_and_what_never_enters_it(sealing: BundleWorld) -> None:
    explained = sealing.approve_explained()
    other = sealing.cite("1.3.1", "lan")
    withdrawn = sealing.document()
    with sealing.database.transaction() as session:
        session.get_one(DocumentVersion, withdrawn).header_subject = "CHƯA NỘP"
    with sealing.database.transaction() as session:
        reviewer = sealing.actor("reviewer")
        for internal in (False, True):
            thing = find_thing(session, reviewer, ThingKind.EVIDENCE, explained)
            add_comment(session, reviewer, thing, SECRET, internal=internal, clock=sealing.clock)
    bundle_id = sealing.seal("1.1.3")
    with sealing.reading() as session:
        bundle = session.get_one(SubmissionBundle, bundle_id)
        snapshot = read_snapshot(session, bundle)
        text = bundle.snapshot
    [criterion] = snapshot["criteria"]
    assert [piece["evidence_id"] for piece in criterion["pieces"]] == [explained]
    assert criterion["pieces"][0]["state"] == "accepted_with_explanation"
    assert [one["text"] for one in criterion["explanations"]] == ["Đã ban hành muộn"]
    assert other != explained
    for secret in (SECRET, "CHƯA NỘP", "partial_coverage", "reviewer@example.vn"):
        assert secret not in text, secret


def test_what_the_verdict_pins_is_quoted_without_what_was_said_of_it(sealing: BundleWorld) -> None:
    piece = sealing.cite(pages="1-2")
    sealing.submit()
    pins = [{"page": 2, "quote": "25/25 nhiệm vụ", "boxes": [[1, 2, 3, 4]]}, {"page": 1, "quote": ""}]
    sealing.judge(piece, comment=SECRET, anchors=pins)
    sealing.approve()
    bundle_id = sealing.seal("1.1.3")
    with sealing.reading() as session:
        snapshot = read_snapshot(session, session.get_one(SubmissionBundle, bundle_id))
    assert snapshot["criteria"][0]["pieces"][0]["quotes"] == [
        {"page": 1, "text": ""},
        {"page": 2, "text": "25/25 nhiệm vụ"},
    ]
    assert sealing.seal("1.1.3") == bundle_id


def test_sealing_again_without_a_change_is_the_same_bundle(any_sealing: BundleWorld) -> None:
    world = any_sealing
    world.approve_with()
    first = world.seal("1.1.3")
    assert world.seal("1.1.3") == first
    world.render(first)
    assert world.seal("1.1.3") == first
    world.approve_with("2.1.1")  # another criterion's progress is no change of this one
    assert world.seal("1.1.3") == first
    assert len(events(world, "seal_bundle")) == 1


def test_another_scope_is_another_bundle_and_the_old_one_is_found_again(sealing: BundleWorld) -> None:
    sealing.approve_all()
    partial = sealing.seal("1.1.3")
    full = sealing.seal()
    assert (partial, full) == (sealing.seal("1.1.3"), sealing.seal())
    assert partial != full


def test_after_a_reopening_the_next_bundle_tells_what_changed(any_sealing: BundleWorld) -> None:
    world = any_sealing
    kept = world.approve_with("1.1.3")
    world.approve_with("1.3.1")
    first = world.render(world.seal("1.1.3", "1.3.1"))
    before = world.zip_bytes(first)
    world.reopen()
    version_id = world.new_version(_version_of(world, kept))
    with world.database.transaction() as session:
        replace_evidence(
            session,
            world.actor("lan"),
            session.get_one(Evidence, kept),
            version=session.get_one(DocumentVersion, version_id),
            pages="2",
            clock=world.clock,
        )
    added = world.cite("1.1.3")
    world.submit()
    world.judge(kept)
    world.judge(added)
    world.approve()
    second = world.render(world.seal("1.1.3", "1.3.1"))
    assert second.number == 2
    assert changes(world, second.id) == (
        1,
        [
            ("TCTP 1.1.3", "piece_version"),
            ("TCTP 1.1.3", "piece_citation"),
            ("TCTP 1.1.3", "piece_added"),
        ],
    )
    again = world.bundle(1)
    assert (again.zip_sha256, again.name) == (first.zip_sha256, first.name)
    assert world.zip_bytes(again) == before


def _version_of(world: BundleWorld, piece: int) -> int:
    with world.reading() as session:
        return session.get_one(Evidence, piece).version_id


def test_a_reopening_without_any_other_change_still_makes_the_next_bundle(sealing: BundleWorld) -> None:
    sealing.approve_with()
    sealing.seal("1.1.3")
    sealing.reopen()
    sealing.approve_again()
    second = sealing.seal("1.1.3")
    assert changes(sealing, second) == (1, [("TCTP 1.1.3", "reapproved")])


def test_criteria_that_came_and_went_are_changes(sealing: BundleWorld) -> None:
    sealing.approve_with("1.1.3")
    sealing.approve_with("1.3.1")
    sealing.seal("1.1.3", "1.3.1")
    sealing.approve_with("5.2.1")
    assert changes(sealing, sealing.seal("1.1.3", "5.2.1")) == (
        1,
        [("TCTP 5.2.1", "criterion_added"), ("TCTP 1.3.1", "criterion_removed")],
    )
    sealing.approve_with("2.1.1")
    # The full bundle has another scope: it is compared with full bundles only.
    assert changes(sealing, sealing.seal()) == (None, [])


@pytest.mark.parametrize(
    ("agency", "province"),
    [
        ("UBND tỉnh An Giang", "An Giang"),
        ("Ủy ban nhân dân thành phố Cần Thơ", "Cần Thơ"),
        ("An Giang", "An Giang"),
    ],
)
def test_the_bag_is_named_after_the_province_alone(agency: str, province: str) -> None:
    assert province_name(agency) == province


Command = Callable[[threading.Barrier], None]


def at_once(*acts: Command) -> list[EvidenceError | None]:
    """Run each on its own thread and connection; all have looked before any of them acts."""
    barrier = threading.Barrier(len(acts), timeout=30)

    def run(act: Command) -> EvidenceError | None:
        try:
            act(barrier)
        except EvidenceError as error:
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("was_sealed", [False, True])
def test_a_seal_and_a_simultaneous_reopening(any_sealing: BundleWorld, was_sealed: bool) -> None:
    world = any_sealing
    world.approve_with("1.1.3")
    world.approve_with("1.3.1")
    if was_sealed:
        world.seal("1.1.3")

    def reopening(barrier: threading.Barrier) -> None:
        with world.reading() as session:
            seen = world.pack(session, "1.1.3").lock
        barrier.wait()
        world.reopen("1.1.3", seen_lock=seen)

    def sealing(barrier: threading.Barrier) -> None:
        barrier.wait()
        world.seal("1.1.3", "1.3.1")

    outcomes = at_once(sealing, reopening)
    lost = [error for error in outcomes if error is not None]
    assert len(lost) == 1, outcomes
    if outcomes[0] is None:
        assert isinstance(outcomes[1], ChangedMeanwhile)
        assert world.pack_state("1.1.3") is PackState.SEALED
    else:
        assert isinstance(outcomes[0], Refused)
        assert world.pack_state("1.1.3") is PackState.OPEN
        assert world.pack_state("1.3.1") is PackState.APPROVED


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["seal", "reopen"])
def test_a_seal_and_a_reopening_whose_transactions_overlap(postgres_sealing: BundleWorld, first: str) -> None:
    """The second begins while the first holds the lock; in either order the second is refused."""
    world = postgres_sealing
    world.approve_with()
    with world.reading() as session:
        seen = world.pack(session, "1.1.3").lock
    locked = threading.Event()

    def second() -> EvidenceError | None:
        locked.wait(30)
        try:
            if first == "seal":
                world.reopen(seen_lock=seen)
            else:
                world.seal("1.1.3")
        except EvidenceError as error:
            return error
        return None

    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(second)
        with world.database.transaction() as session:
            pack = world.pack(session, "1.1.3")
            lock_pack(session, pack, None)
            locked.set()
            if first == "seal":
                seal_bundle(session, world.actor("approver"), world.cycle(session), [pack], world.clock)
            else:
                pack.state = PackState.OPEN
        error = later.result(60)
    assert isinstance(error, ChangedMeanwhile if first == "seal" else NotSealable)


def test_two_approvers_seal_the_same_at_once(any_sealing: BundleWorld) -> None:
    world = any_sealing
    world.approve_with()
    made: list[int] = []

    def sealing(barrier: threading.Barrier) -> None:
        barrier.wait()
        made.append(world.seal("1.1.3"))

    assert at_once(sealing, sealing) == [None, None]
    assert len(set(made)) == 1
    assert len(events(world, "seal_bundle")) == 1


def test_the_rendering_is_queued_in_the_sealing_and_both_join_the_chain(sealing: BundleWorld) -> None:
    sealing.approve_with()
    with sealing.database.transaction() as session:
        packs = [sealing.pack(session, "1.1.3")]
        seal_bundle(session, sealing.actor("approver"), sealing.cycle(session), packs, sealing.clock)
        session.rollback()  # as if killed before the commit
    with sealing.reading() as session:
        assert session.scalars(select(SubmissionBundle)).all() == []
        assert session.scalars(select(Job).where(Job.kind == "render_bundle")).all() == []
    assert sealing.pack_state() is PackState.APPROVED
    bundle_id = sealing.seal("1.1.3")
    with sealing.database.transaction() as session:
        claim = claim_job(session, "test", sealing.clock.now(), frozenset({"render_bundle"}))
    assert claim is not None
    assert claim.payload == {"bundle_id": bundle_id}
    sealing.seal("1.1.3")  # while the job runs there is no second one
    with sealing.database.transaction() as session:
        assert claim_job(session, "test", sealing.clock.now(), frozenset({"render_bundle"})) is None
        session.get_one(Job, claim.job_id).state = JobState.FAILED
    sealing.seal("1.1.3")  # after it gave up, sealing again tries again
    with sealing.database.transaction() as session:
        again = claim_job(session, "test", sealing.clock.now(), frozenset({"render_bundle"}))
        assert again is not None
        assert again.payload == {"bundle_id": bundle_id}
    bundle = sealing.render(bundle_id)
    [event] = events(sealing, "render_bundle")
    assert event.details["zip_sha256"] == bundle.zip_sha256
    count, _, digest = bundle.audit_head.partition(":")
    with sealing.reading() as session:
        assert verify_chain(session, ChainHead(int(count), digest)) == ()
