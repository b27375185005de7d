"""The sweep: unused bytes go after a day and not before, whoever uploads them meanwhile wins."""

import os
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from evidence_repo.jobs.sweep import sweep
from evidence_repo.jobs.worker import Worker
from evidence_repo.models import AuditEvent, Blob, Document, DocumentVersion, Job, JobState
from evidence_repo.services.documents.uploads import claim_blob, keep_blob, spool_folder, spool_upload
from evidence_repo.services.documents.versions import add_document
from evidence_repo.services.maintenance.collection import collect_unused, condemn_unused
from evidence_repo.services.outbox.kinds import JobKind
from index.media import detect_media_type
from tests.containers import ContainerFactory
from tests.documents import build_admin_pdf
from tests.jobs.conftest import Workshop
from tests.services.at_once import at_once

DAY = timedelta(hours=24)
DATA = b"plain text that nothing uses"
NAME = sha256(DATA).hexdigest()


def age(workshop: Workshop, digest: str, hours: float) -> None:
    """Make the last put of these bytes that old."""
    then = (datetime.now(UTC) - timedelta(hours=hours)).timestamp()
    with workshop.container.store.local_path(digest) as path:
        os.utime(path, (then, then))


def put(workshop: Workshop, hours: float = 0) -> None:
    workshop.container.store.put(NAME, BytesIO(DATA), len(DATA))
    age(workshop, NAME, hours)


def add_row(workshop: Workshop, condemned_hours: float | None = None) -> None:
    now = datetime.now(UTC)
    condemned = None if condemned_hours is None else now - timedelta(hours=condemned_hours)
    with workshop.container.database.transaction() as session:
        session.add(Blob(sha256=NAME, size=len(DATA), crc32=1, created_at=now, condemned_at=condemned))


def blob(workshop: Workshop, digest: str = NAME) -> Blob | None:
    with workshop.container.database.reading() as session:
        return session.get(Blob, digest)


def collect(workshop: Workshop, *, hours_later: float = 0) -> int:
    now = datetime.now(UTC) + timedelta(hours=hours_later)
    return collect_unused(workshop.container.database, workshop.container.store, now)


def condemn(workshop: Workshop) -> int:
    with workshop.container.database.transaction() as session:
        return condemn_unused(session, datetime.now(UTC))


def upload_same(workshop: Workshop) -> None:
    container, actor = workshop.container, workshop.world.actor("lan")
    folder = spool_folder(container.settings)
    spooled = spool_upload(BytesIO(DATA), folder, 1 << 20, "a.txt", detect_media_type)
    keep_blob(container.store, spooled)
    with container.database.transaction() as session:
        claim_blob(session, container.store, spooled, container.clock.now())
        add_document(session, actor, spooled, container.clock)


def test_bytes_in_use_are_never_condemned(any_workshop: Workshop, tmp_path: Path) -> None:
    version_id = any_workshop.upload(build_admin_pdf(tmp_path / "a.pdf"))
    assert condemn(any_workshop) == 0
    digest = any_workshop.version(version_id).sha256
    age(any_workshop, digest, 1000)
    assert collect(any_workshop, hours_later=1000) == 0
    assert any_workshop.container.store.exists(digest)


def test_unused_bytes_go_a_day_after_their_condemnation_with_all_that_is_derived(
    any_workshop: Workshop,
) -> None:
    store = any_workshop.container.store
    put(any_workshop, hours=100)
    add_row(any_workshop)
    for name in ("text/{}.json", "first/{}.json", "pictures/{}/1-900", "words/{}/1.json"):
        store.write_derived(name.format(NAME), b"derived")
    assert condemn(any_workshop) == 1
    assert collect(any_workshop) == 0
    assert collect(any_workshop, hours_later=23.9) == 0
    assert store.exists(NAME)
    assert collect(any_workshop, hours_later=24.1) == 1
    assert not store.exists(NAME)
    assert list(store.list_derived("")) == []
    assert blob(any_workshop) is None
    with any_workshop.container.database.reading() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "delete_unused_blob"))
    assert (event.subject_id, event.actor_name) == (NAME, "system")


def test_a_use_that_came_meanwhile_takes_the_condemnation_back(
    any_workshop: Workshop, tmp_path: Path
) -> None:
    version_id = any_workshop.upload(build_admin_pdf(tmp_path / "a.pdf"))
    digest = any_workshop.version(version_id).sha256
    with any_workshop.container.database.transaction() as session:
        session.get_one(Blob, digest).condemned_at = datetime.now(UTC) - timedelta(hours=30)
    age(any_workshop, digest, 100)
    assert collect(any_workshop) == 0
    kept = blob(any_workshop, digest)
    assert kept is not None
    assert kept.condemned_at is None


def test_bytes_that_were_put_again_lately_stay(workshop: Workshop) -> None:
    put(workshop, hours=1)
    add_row(workshop, condemned_hours=30)
    assert collect(workshop) == 0
    assert workshop.container.store.exists(NAME)


def test_a_sweep_that_was_killed_between_bytes_and_row_is_ended_by_the_next(workshop: Workshop) -> None:
    add_row(workshop, condemned_hours=30)
    assert collect(workshop) == 1
    assert blob(workshop) is None


def test_bytes_without_a_row_go_a_day_after_their_last_put(any_workshop: Workshop) -> None:
    put(any_workshop, hours=23.9)
    assert collect(any_workshop) == 0
    assert any_workshop.container.store.exists(NAME)
    put(any_workshop, hours=24.1)
    assert collect(any_workshop) == 1
    assert not any_workshop.container.store.exists(NAME)
    assert blob(any_workshop) is None


def test_an_upload_at_the_same_moment_is_whole_or_refused(any_workshop: Workshop) -> None:
    """Whichever comes first: never a document without its bytes."""
    database, store = any_workshop.container.database, any_workshop.container.store
    for _ in range(10):
        put(any_workshop, hours=30)
        with database.transaction() as session:
            session.execute(delete(DocumentVersion))
            session.execute(delete(Document))
            session.execute(delete(Blob))
        add_row(any_workshop, condemned_hours=30)

        def sweeping(barrier: threading.Barrier) -> None:
            barrier.wait()
            collect(any_workshop)

        def uploading(barrier: threading.Barrier) -> None:
            barrier.wait()
            upload_same(any_workshop)

        swept, uploaded = at_once(sweeping, uploading)
        assert swept is None
        with database.reading() as session:
            is_there = session.scalar(select(DocumentVersion.id)) is not None
        assert is_there == (uploaded is None)
        if is_there:
            assert store.exists(NAME)
            kept = blob(any_workshop)
            assert kept is not None
            assert kept.condemned_at is None


def test_a_sweep_queues_the_next_one_and_clears_what_was_left(any_workshop: Workshop) -> None:
    container = any_workshop.container
    folder = spool_folder(container.settings)
    folder.mkdir(parents=True)
    old, new = folder / "old.upload", folder / "new.upload"
    for path in (old, new):
        path.touch()
    then = (datetime.now(UTC) - timedelta(hours=25)).timestamp()
    os.utime(old, (then, then))
    old_job, new_job = any_workshop.enqueue("tag_blob"), any_workshop.enqueue("tag_blob")
    done = {"state": JobState.DONE, "finished_at": datetime.now(UTC)}
    any_workshop.change(new_job, done)
    any_workshop.change(old_job, done | {"finished_at": datetime.now(UTC) - timedelta(days=8)})
    add_row(any_workshop)
    sweep(container)
    sweep(container)
    assert list(folder.iterdir()) == [new]
    kept = blob(any_workshop)
    assert kept is not None
    assert kept.condemned_at is not None
    left = any_workshop.jobs()
    assert [job.id for job in left if job.kind == "tag_blob"] == [new_job]
    [queued] = [job for job in left if job.kind == JobKind.SWEEP]
    assert queued.run_after > datetime.now(UTC) + timedelta(minutes=50)


def test_the_worker_runs_the_sweep_when_it_is_due(workshop: Workshop) -> None:
    put(workshop, hours=30)
    Worker(workshop.container).run(until_idle=True)
    [job] = workshop.jobs(JobKind.SWEEP)
    assert job.state is JobState.QUEUED
    workshop.change(job.id, {"run_after": datetime.now(UTC)})
    Worker(workshop.container).run(until_idle=True)
    assert not workshop.container.store.exists(NAME)
    assert [each.state for each in workshop.jobs(JobKind.SWEEP)] == [JobState.DONE, JobState.QUEUED]


@pytest.mark.minio
def test_unused_bytes_go_from_minio_too(
    workshop: Workshop, make_container: ContainerFactory, minio_bucket_url: str
) -> None:
    container = make_container(workshop.container.database, minio_bucket_url)
    container.store.put(NAME, BytesIO(DATA), len(DATA))
    later = datetime.now(UTC) + timedelta(hours=23)
    assert collect_unused(container.database, container.store, later) == 0
    assert collect_unused(container.database, container.store, later + timedelta(hours=2)) == 1
    assert not container.store.exists(NAME)
    with container.database.reading() as session:
        assert session.scalars(select(Job)).all() == []
