"""Worker processes that are killed or told to stop, at the phases that their log lines name."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from evidence_repo.container import Container
from evidence_repo.jobs.presence import ended_workers
from evidence_repo.jobs.worker import Worker
from evidence_repo.models import AuditHead, IndexEntry, JobState
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.reading.texts import page_texts
from index.extraction import ExtractionState
from tests.documents import build_admin_pdf, build_many_pages_pdf
from tests.jobs.conftest import Workshop

PAGES = 40
LET_GO_SECONDS = 20

_WORKER = """
from evidence_repo.app import build_container
from evidence_repo.jobs.worker import run_worker
from evidence_repo.settings import Settings
container = build_container(Settings.from_env())
run_worker(container)
container.close()
"""


@contextmanager
def worker_process(container: Container) -> Iterator[subprocess.Popen[str]]:
    """Run a worker on the container's installation in a process of its own."""
    settings = container.settings
    environment = {
        **os.environ,
        "EVIDENCE_VAR": str(settings.var),
        "EVIDENCE_DATABASE_URL": settings.database_url,
        "EVIDENCE_STORAGE_URL": settings.storage_url,
        "EVIDENCE_SEARCH_URL": settings.search_url,
        "EVIDENCE_SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER], stderr=subprocess.PIPE, env=environment, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def wait_for(process: subprocess.Popen[str], event: str) -> None:
    """Read the worker's log up to this event."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith("{") and json.loads(line)["event"] == event:
            return
    pytest.fail(f"the worker ended before {event}:\n{''.join(seen)}")


def wait_until_let_go(container: Container) -> None:
    """Wait until nothing holds the dead worker's lock.

    A program that it was just starting holds a copy of every open file up to its exec.
    """
    last = time.monotonic() + LET_GO_SECONDS
    folder = container.settings.var / "workers"
    while not ended_workers(folder):
        assert time.monotonic() < last, list(folder.iterdir())
        time.sleep(0.01)


def assert_done_once(workshop: Workshop, version_id: int) -> None:
    version = workshop.version(version_id)
    assert version.extraction_state is ExtractionState.DONE
    texts = page_texts(workshop.container.store, version)
    assert [f"Trang số {n} " in text for n, text in enumerate(texts, 1)] == [True] * PAGES
    assert list(workshop.container.store.list_derived("first")) == []
    assert {job.state for job in workshop.jobs() if job.kind != "sweep"} == {JobState.DONE}
    assert len([job for job in workshop.jobs("sweep") if job.state is JobState.QUEUED]) == 1
    with workshop.container.database.reading() as session:
        entry = session.get_one(IndexEntry, version_id)
        assert entry.wanted == entry.written
        assert session.scalar(select(func.count()).select_from(IndexEntry)) == 1
        assert verify_chain(session) == ()
        assert session.get_one(AuditHead, 1).count == 2  # uploaded, cited


@pytest.mark.parametrize(
    "event",
    [
        "job.began",
        "reading.first_page_kept",
        "reading.first_page",
        "reading.began",
        "reading.text_kept",
        "reading.done",
    ],
)
def test_a_worker_killed_while_reading_loses_nothing(
    any_workshop: Workshop, tmp_path: Path, event: str
) -> None:
    version_id = any_workshop.upload(build_many_pages_pdf(tmp_path / "a.pdf", pages=PAGES))
    any_workshop.world.cite(version=version_id)
    with worker_process(any_workshop.container) as process:
        wait_for(process, event)
        process.kill()
        process.wait()
    wait_until_let_go(any_workshop.container)
    held = [job for job in any_workshop.jobs() if job.state is JobState.RUNNING]
    Worker(any_workshop.container).run(until_idle=True)
    assert_done_once(any_workshop, version_id)
    assert all(any_workshop.job(job.id).attempt == 2 for job in held)


def test_another_living_worker_is_not_disturbed_by_a_killed_one(workshop: Workshop, tmp_path: Path) -> None:
    version_ids = [
        workshop.upload(build_admin_pdf(tmp_path / f"{n}.pdf", number=f"{n}/BC-SNV", pages=("một", "hai")))
        for n in range(1, 9)
    ]
    with worker_process(workshop.container) as killed, worker_process(workshop.container) as living:
        wait_for(killed, "reading.first_page")
        killed.kill()
        killed.wait()
        living.terminate()
        assert living.wait(60) == 0
    Worker(workshop.container).run(until_idle=True)
    for number, version_id in enumerate(version_ids, 1):
        version = workshop.version(version_id)
        assert (version.extraction_state, version.pages_read) == (ExtractionState.DONE, 2)
        assert version.header_number == f"{number}/BC-SNV"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_job_in_hand_end(
    workshop: Workshop, tmp_path: Path, number: signal.Signals
) -> None:
    version_id = workshop.upload(build_many_pages_pdf(tmp_path / "a.pdf", pages=PAGES))
    with worker_process(workshop.container) as process:
        wait_for(process, "reading.began")
        process.send_signal(number)
        assert process.wait(60) == 0
    assert workshop.version(version_id).extraction_state is ExtractionState.DONE
    assert JobState.RUNNING not in workshop.states()
    assert list((workshop.container.settings.var / "workers").iterdir()) == []


def test_a_second_signal_does_not_wait(workshop: Workshop, tmp_path: Path) -> None:
    version_id = workshop.upload(build_many_pages_pdf(tmp_path / "a.pdf", pages=300))
    with worker_process(workshop.container) as process:
        wait_for(process, "reading.began")
        process.send_signal(signal.SIGTERM)
        while process.poll() is None:  # the first may still be on its way to Python's main thread
            process.send_signal(signal.SIGTERM)
        assert process.returncode == -signal.SIGTERM
    wait_until_let_go(workshop.container)
    Worker(workshop.container).run(until_idle=True)
    assert workshop.version(version_id).extraction_state is ExtractionState.DONE
