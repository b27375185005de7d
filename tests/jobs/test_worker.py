"""The worker: order, lanes, failures, leases, two workers, stopping."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.errors import Refused
from evidence_repo.jobs.handlers import HANDLERS, QUICK_LANES, READERS_LANE, Handler, Lane, NotNow
from evidence_repo.jobs.presence import ended_workers, present
from evidence_repo.jobs.worker import Worker
from evidence_repo.models import IndexEntry, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import claim_job, finish_job
from index.extraction import ExtractionState, Limits, Sandbox
from storage import BlobMissing, StorageFull, StorageUnavailable
from tests.containers import ContainerFactory
from tests.documents import (
    build_admin_pdf,
    build_docx,
    build_encrypted_pdf,
    build_page_bomb,
    build_pixel_bomb,
    build_truncated_pdf,
)
from tests.jobs.conftest import Workshop
from tests.live.processes import free_port

PAGES = ("Trang đầu", "Trang hai", "Trang ba")
Effect = Callable[[Mapping[str, Any]], None]


def only(effect: Effect, kind: str = JobKind.READ_DOCUMENT) -> dict[str, Handler]:
    """Return handlers in which this kind has this effect, and nothing else is known."""

    def handle(_container: Container, payload: Mapping[str, Any]) -> None:
        effect(payload)

    return {kind: handle}


def work(workshop: Workshop, handlers: Mapping[str, Handler] = HANDLERS, owner: str | None = None) -> None:
    Worker(workshop.container, owner, handlers).run(until_idle=True)


def test_an_uploaded_and_cited_document_is_read_indexed_and_tagged(
    any_workshop: Workshop, tmp_path: Path
) -> None:
    version_id = any_workshop.upload(build_admin_pdf(tmp_path / "a.pdf", pages=PAGES))
    any_workshop.world.cite(version=version_id)
    work(any_workshop)
    version = any_workshop.version(version_id)
    assert version.extraction_state is ExtractionState.DONE
    assert version.header_number == "683/BC-SNV"
    waiting = {job.kind for job in any_workshop.jobs() if job.state is not JobState.DONE}
    assert waiting == {"sweep"}
    assert any_workshop.container.store.tags(version.sha256)["tctp"] == "1.1.3"
    with any_workshop.container.database.reading() as session:
        entry = session.get_one(IndexEntry, version_id)
    assert entry.wanted == entry.written


def test_first_pages_of_all_files_come_before_the_rest_of_any(workshop: Workshop, tmp_path: Path) -> None:
    order: list[tuple[str, int]] = []
    handlers = {
        kind: only(lambda payload, kind=kind: order.append((kind, payload["n"])), kind)[kind]  # type: ignore[misc]  # the default binds
        for kind in (JobKind.READ_FIRST_PAGE, JobKind.READ_DOCUMENT)
    }
    for n in range(3):
        workshop.enqueue(JobKind.READ_DOCUMENT, {"n": n}, priority=50)
        workshop.enqueue(JobKind.READ_FIRST_PAGE, {"n": n}, priority=10)
    # One lane alone, so that the order can be told.
    worker = Worker(workshop.container, None, handlers)
    while worker._do_one(Lane(frozenset(handlers))):
        pass
    assert order == [(JobKind.READ_FIRST_PAGE, n) for n in range(3)] + [
        (JobKind.READ_DOCUMENT, n) for n in range(3)
    ]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_heap_of_one_agency_keeps_no_other_waiting(
    any_workshop: Workshop, tmp_path: Path, newest_first: bool
) -> None:
    order: list[str] = []

    def upload(name: str, who: str) -> str:
        path = tmp_path / name
        path.write_text(f"Báo cáo {name}", encoding="utf-8")
        return any_workshop.version(any_workshop.upload(path, who)).sha256

    for number in range(6):
        upload(f"{number}.txt", "lan")
    single = upload("mot.txt", "justice")
    handlers = only(lambda payload: order.append(payload["sha256"]), JobKind.READ_FIRST_PAGE)
    worker = Worker(any_workshop.container, None, handlers)
    while worker._do_one(Lane(frozenset(handlers), newest_first=newest_first)):
        pass
    assert len(order) == 7
    assert single in order[:2]


def test_every_kind_has_a_lane_and_one_lane_alone_writes_the_index() -> None:
    lanes = (*QUICK_LANES, READERS_LANE)
    assert frozenset().union(*(lane.kinds for lane in lanes)) == set(HANDLERS) == set(JobKind)
    assert [lane.kinds for lane in lanes if "update_index" in lane.kinds] == [{"update_index"}]
    assert not any(JobKind.READ_DOCUMENT in lane.kinds for lane in QUICK_LANES)
    # One lane serves whoever has just sent a file, the others whoever has waited longest.
    assert [lane.newest_first for lane in lanes if JobKind.READ_FIRST_PAGE in lane.kinds] == [True, False]


def test_a_long_document_keeps_no_first_page_waiting(workshop: Workshop) -> None:
    first_page_read = threading.Event()
    handlers = {
        JobKind.READ_DOCUMENT: lambda _container, _payload: _must(first_page_read.wait(20)),
        JobKind.READ_FIRST_PAGE: lambda _container, _payload: first_page_read.set(),
    }
    workshop.enqueue(JobKind.READ_DOCUMENT, priority=1)
    workshop.enqueue(JobKind.READ_FIRST_PAGE, priority=99)
    work(workshop, handlers)
    assert {job.state for job in workshop.jobs() if job.kind in handlers} == {JobState.DONE}


def _must(happened: bool) -> None:
    assert happened


def test_a_failing_job_waits_longer_each_time_and_is_parked_with_its_sentence(any_workshop: Workshop) -> None:
    def refuse(_payload: Mapping[str, Any]) -> None:
        raise Refused("The form has %(count)s faults.", count=3)

    job_id = any_workshop.enqueue(JobKind.READ_DOCUMENT, max_attempts=3)
    pauses = []
    for _ in range(2):
        before = any_workshop.container.clock.now()
        work(any_workshop, only(refuse))
        job = any_workshop.job(job_id)
        assert job.state is JobState.QUEUED
        pauses.append(job.run_after - before)
        any_workshop.change(job_id, {"run_after": before})
    work(any_workshop, only(refuse))
    job = any_workshop.job(job_id)
    assert (job.state, job.attempt) == (JobState.FAILED, 3)
    assert job.last_error == "The form has 3 faults."
    assert pauses[1] > pauses[0] > timedelta(seconds=4)


def test_an_unexpected_fault_costs_its_own_job_only(workshop: Workshop) -> None:
    done = []

    def effect(payload: Mapping[str, Any]) -> None:
        if payload["n"] == 1:
            raise ZeroDivisionError("by nothing")
        done.append(payload["n"])

    ids = [workshop.enqueue(JobKind.READ_DOCUMENT, {"n": n}) for n in range(3)]
    work(workshop, only(effect))
    assert done == [0, 2]
    assert workshop.job(ids[1]).last_error == "An unexpected fault: ZeroDivisionError: by nothing"


@pytest.mark.parametrize(
    "error", [NotNow(timedelta(seconds=30)), StorageUnavailable("No store."), StorageFull("No room.")]
)
def test_what_cannot_be_done_now_waits_without_counting(workshop: Workshop, error: Exception) -> None:
    def effect(_payload: Mapping[str, Any]) -> None:
        raise error

    job_id = workshop.enqueue(JobKind.READ_DOCUMENT, max_attempts=1)
    for _ in range(3):
        work(workshop, only(effect))
        job = workshop.job(job_id)
        assert (job.state, job.attempt) == (JobState.QUEUED, 0)
        assert job.run_after > workshop.container.clock.now()
        workshop.change(job_id, {"run_after": workshop.container.clock.now()})
    work(workshop, only(lambda _payload: None))
    assert workshop.job(job_id).state is JobState.DONE


def test_missing_bytes_park_the_job_with_the_stores_sentence(workshop: Workshop, tmp_path: Path) -> None:
    version_id = workshop.upload(build_admin_pdf(tmp_path / "a.pdf"))
    workshop.container.store.delete(workshop.version(version_id).sha256)
    [job] = workshop.jobs(JobKind.READ_FIRST_PAGE)
    workshop.change(job.id, {"max_attempts": 1})
    work(workshop)
    [job] = workshop.jobs(JobKind.READ_FIRST_PAGE)
    assert job.state is JobState.FAILED
    assert "The store holds nothing" in str(job.last_error)
    with pytest.raises(BlobMissing):
        workshop.container.store.stat(workshop.version(version_id).sha256)


def test_a_job_that_kills_its_worker_each_time_is_parked(workshop: Workshop) -> None:
    job_id = workshop.enqueue(JobKind.READ_DOCUMENT, max_attempts=2)
    past = workshop.container.clock.now() - timedelta(seconds=1)
    workshop.change(job_id, {"state": JobState.RUNNING, "attempt": 2, "lease_until": past, "owner": "gone"})
    work(workshop, only(lambda _payload: pytest.fail("it must not run again")))
    job = workshop.job(job_id)
    assert job.state is JobState.FAILED
    assert "2 times" in str(job.last_error)


def test_an_unknown_kind_waits_and_hinders_nobody(workshop: Workshop) -> None:
    job_id = workshop.enqueue("of_a_later_release", priority=1)
    done = workshop.enqueue(JobKind.READ_DOCUMENT)
    work(workshop, only(lambda _payload: None))
    assert workshop.job(job_id).state is JobState.QUEUED
    assert workshop.job(done).state is JobState.DONE


def test_whoever_lost_the_lease_does_not_finish_the_job(any_workshop: Workshop) -> None:
    database, clock = any_workshop.container.database, any_workshop.container.clock
    job_id = any_workshop.enqueue(JobKind.READ_DOCUMENT)

    def be_overtaken(_payload: Mapping[str, Any]) -> None:
        any_workshop.change(job_id, {"lease_until": clock.now() - timedelta(seconds=1)})
        with database.transaction() as session:
            taken = claim_job(session, "another", clock.now(), frozenset({JobKind.READ_DOCUMENT}))
        assert taken is not None

    work(any_workshop, only(be_overtaken))
    job = any_workshop.job(job_id)
    assert (job.state, job.owner, job.attempt) == (JobState.RUNNING, "another", 2)


def test_several_workers_do_each_job_once(any_workshop: Workshop, make_container: ContainerFactory) -> None:
    done: list[int] = []
    for n in range(60):
        any_workshop.enqueue(JobKind.READ_DOCUMENT, {"n": n})
    handlers = only(lambda payload: done.append(payload["n"]))
    threads = [threading.Thread(target=work, args=(any_workshop, handlers, f"worker-{n}")) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(60))
    assert any_workshop.states(JobKind.READ_DOCUMENT) == {JobState.DONE}


def test_idle_means_that_nothing_new_comes_of_what_runs(workshop: Workshop) -> None:
    """A job of one lane that queues work for another keeps the worker going."""
    done = threading.Event()

    def queue_more(_container: Container, _payload: Mapping[str, Any]) -> None:
        workshop.enqueue(JobKind.READ_FIRST_PAGE)

    workshop.enqueue(JobKind.READ_DOCUMENT)
    work(workshop, {JobKind.READ_DOCUMENT: queue_more, JobKind.READ_FIRST_PAGE: lambda *_: done.set()})
    assert done.is_set()


def test_a_stop_lets_the_job_in_hand_end_and_takes_no_other(workshop: Workshop) -> None:
    stop, began = threading.Event(), threading.Event()

    def effect(_payload: Mapping[str, Any]) -> None:
        began.set()
        stop.wait(20)

    first, second = workshop.enqueue(JobKind.READ_DOCUMENT), workshop.enqueue(JobKind.READ_DOCUMENT)
    thread = threading.Thread(target=Worker(workshop.container, None, only(effect)).run, args=(False, stop))
    thread.start()
    assert began.wait(20)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert workshop.job(first).state is JobState.DONE
    assert workshop.job(second).state is JobState.QUEUED


def test_jobs_of_a_worker_that_surely_ended_are_taken_at_once(any_workshop: Workshop) -> None:
    folder = any_workshop.container.settings.var / "workers"
    job_id = any_workshop.enqueue(JobKind.READ_DOCUMENT)
    with any_workshop.container.database.transaction() as session:
        assert claim_job(session, "ended", any_workshop.container.clock.now())
    folder.mkdir(parents=True)
    (folder / "ended.lock").touch()
    work(any_workshop, only(lambda _payload: None))
    assert any_workshop.job(job_id).state is JobState.DONE
    assert list(folder.iterdir()) == []


def test_a_living_workers_jobs_are_left_alone(workshop: Workshop) -> None:
    folder = workshop.container.settings.var / "workers"
    job_id = workshop.enqueue(JobKind.READ_DOCUMENT)
    with present(folder, "alive"):
        assert ended_workers(folder) == []
        with workshop.container.database.transaction() as session:
            claim = claim_job(session, "alive", workshop.container.clock.now())
        work(workshop, only(lambda _payload: None))
        assert workshop.job(job_id).state is JobState.RUNNING
        assert claim is not None
        with workshop.container.database.transaction() as session:
            assert finish_job(session, claim, workshop.container.clock.now())


HOSTILE = (build_truncated_pdf, build_encrypted_pdf, build_pixel_bomb, build_page_bomb)


@pytest.fixture
def impatient_workshop(container: Container) -> Iterator[Workshop]:
    """Give a workshop whose readings may take a few seconds only."""
    with Sandbox(Limits(seconds=3, memory_bytes=1 << 30), workers=2) as sandbox:
        yield Workshop(replace(container, sandbox=sandbox))


def test_hostile_files_cost_only_themselves(impatient_workshop: Workshop, tmp_path: Path) -> None:
    workshop = impatient_workshop
    hostile = [
        workshop.upload(build(tmp_path / (f"{n}.png" if build is build_pixel_bomb else f"{n}.pdf")))
        for n, build in enumerate(HOSTILE)
    ]
    good = [
        workshop.upload(build_admin_pdf(tmp_path / "a.pdf", pages=PAGES)),
        workshop.upload(build_docx(tmp_path / "b.docx")),
    ]
    for version_id in (*hostile, *good):
        workshop.world.cite(version=version_id)
    work(workshop)
    assert [workshop.version(each).extraction_state for each in good] == [ExtractionState.DONE] * 2
    ends = {workshop.version(each).extraction_state for each in hostile}
    assert ends <= {
        ExtractionState.DAMAGED,
        ExtractionState.ENCRYPTED,
        ExtractionState.TOO_COSTLY,
        ExtractionState.NO_TEXT_YET,
    }
    assert workshop.states(JobKind.READ_FIRST_PAGE) == {JobState.DONE}


@pytest.mark.minio
def test_reading_waits_for_a_silent_store_and_nothing_is_lost(
    sqlite_database: Database, make_container: ContainerFactory, minio_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(make_container(sqlite_database, minio_url))
    version_id = workshop.upload(build_admin_pdf(tmp_path / "a.pdf", pages=PAGES))
    silent = make_container(sqlite_database, f"minio+http://key:secret12@127.0.0.1:{free_port()}/bucket")
    Worker(silent).run(until_idle=True)
    [job] = workshop.jobs(JobKind.READ_FIRST_PAGE)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)
    assert job.last_error
    workshop.change(job.id, {"run_after": workshop.container.clock.now()})
    work(workshop)
    assert workshop.version(version_id).extraction_state is ExtractionState.DONE
