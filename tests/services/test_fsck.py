"""The check of the whole installation finds every kind of fault, each caused for real, and nothing else."""

import os
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from evidence_repo.db import Database
from evidence_repo.models import Blob, DocumentVersion, Evidence, IndexEntry, Job, JobState, SubmissionBundle
from evidence_repo.services.bundles import render_bundle
from evidence_repo.services.maintenance.findings import FaultKind, Finding
from evidence_repo.services.maintenance.fsck import FsckReport, check_everything
from evidence_repo.services.maintenance.upkeep import request_derived_data_check
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.reading_requests import queue_first_page
from evidence_repo.services.outbox.tag_requests import request_tagging, tag_blob
from evidence_repo.services.reading.kept import whole_text_name
from evidence_repo.services.workflow.pieces import withdraw_evidence
from index.extraction import ExtractionState
from index.search import open_engine
from storage import LocalBlobStore
from tests.services.bundle_world import BundleWorld
from tests.services.library import Library


def check(library: Library) -> FsckReport:
    now = library.world.clock.now()
    return check_everything(library.database, library.store, library.engine, now)


def settle(library: Library) -> None:
    """Do all that waits, as a worker would."""
    library.update()
    with library.database.transaction() as session:
        for job in session.scalars(select(Job)).all():
            if job.kind == JobKind.TAG_BLOB:
                tag_blob(library.database, library.store, job.payload["sha256"])
            session.delete(job)


def told(findings: tuple[Finding, ...]) -> list[tuple[FaultKind, str]]:
    for finding in findings:
        assert "%(" not in finding.sentence
        assert finding.advice % finding.params
    return [(finding.kind, finding.what) for finding in findings]


@pytest.fixture
def settled(library: Library) -> tuple[Library, int, str]:
    """Give a library with one cited document, its version's id and hash, where all work is done."""
    version = library.cited("cải cách hành chính")
    settle(library)
    assert check(library) == FsckReport((), ())
    with library.world.reading() as session:
        return library, version, session.get_one(DocumentVersion, version).sha256


Settled = tuple[Library, int, str]


def path_of(store: object, digest: str) -> Path:
    assert isinstance(store, LocalBlobStore)
    with store.local_path(digest) as path:
        return path


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def test_an_installation_in_which_nothing_is_wrong(any_library: Library) -> None:
    any_library.cited("cải cách hành chính")
    report = check(any_library)
    assert report.is_clean
    assert {kind for kind, _ in told(report.pending)} == {
        FaultKind.JOB_WAITING,
        FaultKind.NOT_IN_INDEX,
        FaultKind.WRONG_TAGS,
    }
    settle(any_library)
    assert check(any_library) == FsckReport((), ())


def test_what_changes_while_it_is_looked_at_is_no_fault(library: Library) -> None:
    library.cited("cải cách hành chính")

    class LateEngine:
        """The real engine, of which the check has read the ids just before a worker writes."""

        def __getattr__(self, name: str) -> object:
            return getattr(library.engine, name)

        def ids(self) -> set[int]:
            found = library.engine.ids()
            settle(library)
            return found

    now = library.world.clock.now()
    report = check_everything(library.database, library.store, LateEngine(), now)  # type: ignore[arg-type]
    assert report == FsckReport((), ())


def test_missing_bytes(settled: Settled) -> None:
    library, _, digest = settled
    library.store.delete(digest)
    report = check(library)
    assert told(report.faults) == [(FaultKind.BLOB_MISSING, digest)]
    assert "document 1 version 1" in report.faults[0].sentence
    assert not report.is_clean


@pytest.mark.parametrize("damage", [b"X", b"longer than before"])
def test_changed_bytes(settled: Settled, damage: bytes) -> None:
    library, _, digest = settled
    overwrite(path_of(library.store, digest), damage)
    assert told(check(library).faults) == [(FaultKind.BLOB_DAMAGED, digest)]


def test_bytes_without_a_row_are_on_their_way_for_a_day(settled: Settled) -> None:
    library, _, _ = settled
    data = b"nobody tells of me"
    digest = sha256(data).hexdigest()
    library.store.put(digest, BytesIO(data), len(data))
    report = check(library)
    assert (told(report.faults), told(report.pending)) == ([], [(FaultKind.BLOB_UNKNOWN, digest)])
    assert report.is_clean
    yesterday = library.world.clock.now() - timedelta(hours=25)
    os.utime(path_of(library.store, digest), (yesterday.timestamp(),) * 2)
    assert told(check(library).faults) == [(FaultKind.BLOB_UNKNOWN, digest)]


def test_a_row_that_nothing_uses_waits_for_the_sweep_with_or_without_its_bytes(settled: Settled) -> None:
    library, _, _ = settled
    now = library.world.clock.now()
    with library.database.transaction() as session:
        session.add(Blob(sha256="a" * 64, size=3, crc32=0, created_at=now, condemned_at=now))
    report = check(library)
    assert (told(report.faults), told(report.pending)) == ([], [(FaultKind.BLOB_UNUSED, "a" * 64)])


@pytest.mark.parametrize("damage", ["missing", "unusable"])
def test_a_lost_text(settled: Settled, damage: str) -> None:
    library, version, digest = settled
    if damage == "missing":
        library.store.delete_derived(whole_text_name(digest))
    else:
        library.store.write_derived(whole_text_name(digest), b'{"pages": [')
    assert told(check(library).faults) == [(FaultKind.TEXT_MISSING, str(version))]
    with library.database.transaction() as session:
        queue_first_page(session, digest, library.world.clock.now())
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.TEXT_MISSING, str(version)) in told(report.pending)


def test_the_text_of_bytes_that_are_gone(settled: Settled) -> None:
    library, _, _ = settled
    names = [f"ocr/{'b' * 64}/3.json", f"text/{'b' * 64}.json"]
    for name in names:
        library.store.write_derived(name, b"{}")
    assert told(check(library).faults) == [(FaultKind.TEXT_LEFT_OVER, name) for name in names]


def test_a_file_that_nobody_will_ever_read(settled: Settled) -> None:
    library, version, digest = settled
    with library.database.transaction() as session:
        session.get_one(DocumentVersion, version).extraction_state = ExtractionState.READING
    assert told(check(library).faults) == [(FaultKind.NEVER_READ, str(version))]
    with library.database.transaction() as session:
        queue_first_page(session, digest, library.world.clock.now())
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.NEVER_READ, str(version)) in told(report.pending)


def test_wrong_tags(settled: Settled) -> None:
    library, _, digest = settled
    library.store.set_tags(digest, {"year": "2016"})
    report = check(library)
    assert told(report.faults) == [(FaultKind.WRONG_TAGS, digest)]
    assert "year=2016" in report.faults[0].sentence
    assert "agency=noi-vu, tctp=1.1.3, year=2017" in report.faults[0].sentence
    with library.database.transaction() as session:
        request_tagging(session, digest, library.world.clock.now())
    report = check(library)
    assert told(report.faults) == []
    assert told(report.pending) == [(FaultKind.JOB_WAITING, JobKind.TAG_BLOB), (FaultKind.WRONG_TAGS, digest)]


@pytest.mark.parametrize("damage", ["changed", "cleared", "unfinished"])
def test_a_damaged_index(settled: Settled, tmp_path: Path, damage: str) -> None:
    library, _, _ = settled
    if damage == "changed":
        for path in (tmp_path / "index").glob("*.pst"):
            path.write_bytes(bytes(path.stat().st_size))
    elif damage == "cleared":
        library.engine.clear()
    else:
        (tmp_path / "index" / "complete").unlink()
    assert told(check(library).faults) == [(FaultKind.INDEX_DAMAGED, "index")]
    with library.database.transaction() as session:
        request_derived_data_check(session, library.world.clock.now())
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.INDEX_DAMAGED, "index") in told(report.pending)


def test_a_new_installation_whose_worker_has_not_started(library: Library) -> None:
    library.engine.clear()
    report = check(library)
    assert (told(report.faults), told(report.pending)) == ([], [(FaultKind.INDEX_DAMAGED, "index")])


def test_a_version_that_the_index_lost_or_kept(settled: Settled) -> None:
    library, version, _ = settled
    library.engine.write([], deleted=[version])
    assert told(check(library).faults) == [(FaultKind.NOT_IN_INDEX, str(version))]
    library.rewrite(version, "cải cách")
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.NOT_IN_INDEX, str(version)) in told(report.pending)
    settle(library)
    assert check(library) == FsckReport((), ())
    with library.database.transaction() as session:
        piece, actor = session.scalars(select(Evidence)).one(), library.world.actor("lan")
        withdraw_evidence(session, actor, piece, clock=library.world.clock)
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.LEFT_IN_INDEX, str(version)) in told(report.pending)
    with library.database.transaction() as session:
        session.execute(update(IndexEntry).values(written=IndexEntry.wanted))
    assert told(check(library).faults) == [(FaultKind.LEFT_IN_INDEX, str(version))]


def test_a_change_that_no_job_brings_into_the_index(settled: Settled) -> None:
    library, version, _ = settled
    library.rewrite(version, "cải cách")
    with library.database.transaction() as session:
        session.execute(delete(Job))
    assert told(check(library).faults) == [(FaultKind.INDEX_BEHIND, str(version))]


def test_a_job_that_failed_for_good(settled: Settled) -> None:
    library, _, digest = settled
    with library.database.transaction() as session:
        request_tagging(session, digest, library.world.clock.now())
        session.flush()
        job = session.scalars(select(Job)).one()
        job.state, job.last_error = JobState.FAILED, "The store says 100% no."
    report = check(library)
    assert [finding.kind for finding in report.faults] == [FaultKind.JOB_FAILED]
    assert "100% no" in report.faults[0].sentence


def test_a_changed_audit_log(settled: Settled) -> None:
    library, _, _ = settled
    with library.database.transaction() as session:
        triggers = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for trigger in triggers:
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text("UPDATE audit_event SET action = 'nothing' WHERE sequence = 1"))
    report = check(library)
    assert [finding.kind for finding in report.faults] == [FaultKind.AUDIT_BROKEN]
    assert "event 1 was changed" in report.faults[0].sentence


@pytest.fixture
def sealed(sqlite_database: Database, tmp_path: Path) -> Iterator[tuple[Library, int]]:
    """Give a library with one sealed bundle that is still to be rendered, and its id."""
    store = LocalBlobStore(tmp_path / "blobs")
    world = BundleWorld(sqlite_database, store)
    world.approve_with()
    bundle_id = world.seal("1.1.3")
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    engine.mark_complete()
    library = Library(world, store, engine)
    with sqlite_database.transaction() as session:
        for version in session.scalars(select(DocumentVersion)):
            library.keep_text(version, ["cải cách"])
    yield library, bundle_id
    engine.close()


def rendered(library: Library, bundle_id: int) -> SubmissionBundle:
    bundle = render_bundle(library.database, library.store, bundle_id, library.world.clock)
    settle(library)
    assert check(library) == FsckReport((), ())
    return bundle


def test_a_bundle_whose_zip_is_still_to_be_made(sealed: tuple[Library, int]) -> None:
    library, bundle_id = sealed
    report = check(library)
    assert told(report.faults) == []
    assert (FaultKind.BUNDLE_UNFINISHED, "1") in told(report.pending)
    settle(library)
    assert told(check(library).faults) == [(FaultKind.BUNDLE_UNFINISHED, "1")]
    rendered(library, bundle_id)


def test_a_bundle_without_its_zip(sealed: tuple[Library, int]) -> None:
    library, bundle_id = sealed
    bundle = rendered(library, bundle_id)
    assert bundle.zip_sha256
    library.store.delete(bundle.zip_sha256)
    report = check(library)
    assert told(report.faults) == [(FaultKind.BLOB_MISSING, bundle.zip_sha256)]
    assert "bundle 1" in report.faults[0].sentence


def test_a_bundle_that_says_something_else_than_was_sealed(sealed: tuple[Library, int]) -> None:
    library, bundle_id = sealed
    rendered(library, bundle_id)
    with library.database.transaction() as session:
        session.execute(update(SubmissionBundle).values(snapshot=SubmissionBundle.snapshot + " "))
    assert told(check(library).faults) == [(FaultKind.BUNDLE_CHANGED, "1")]
    with library.database.transaction() as session:
        session.execute(update(SubmissionBundle).values(zip_size=1))
    assert told(check(library).faults) == [(FaultKind.BUNDLE_CHANGED, "1")] * 2


def test_every_kind_of_fault_is_in_these_tests() -> None:
    source = Path(__file__).read_text()
    assert [kind for kind in FaultKind if f"FaultKind.{kind.name}" not in source] == []
