"""Hostile files cost their own reading only; no process outlives the one that asked."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from index.extraction import ExtractionState, Limits, NoSuchPage, Sandbox, Unreadable, WarningKind
from index.extraction.limits import MEGABYTE
from index.media import MediaType
from tests.documents import (
    build_admin_pdf,
    build_huge_page_pdf,
    build_many_pages_pdf,
    build_page_bomb,
    build_pixel_bomb,
)

pytestmark = pytest.mark.programs

ROOT = Path(__file__).parents[3]


def servers(parent: int) -> list[psutil.Process]:
    """Return the reading servers that the process `parent` has started, among whatever else it has."""
    children = psutil.Process(parent).children()
    return [child for child in children if any("index.extraction.server" in word for word in child.cmdline())]


def server_of(sandbox: Sandbox) -> psutil.Process:
    """Return the server of this sandbox, among those of others in this process."""
    return psutil.Process(sandbox._servers["index.extraction.tasks"].pid)


def readers(server_parent: int) -> list[psutil.Process]:
    """Return the processes that read files for the process `server_parent`."""
    return [child for server in servers(server_parent) for child in server.children(recursive=True)]


def assert_still_reads(sandbox: Sandbox, folder: Path) -> None:
    """Check that the next file is read as if nothing had happened."""
    extraction = sandbox.extract(build_admin_pdf(folder / "sau-do.pdf"), MediaType.PDF)
    assert extraction.state is ExtractionState.DONE


def test_a_memory_bomb_costs_its_own_reading_only(tmp_path):
    with Sandbox(Limits(memory_bytes=400 * MEGABYTE, seconds=60)) as sandbox:
        bomb = build_page_bomb(tmp_path / "bom.pdf", megabytes=600)
        extraction = sandbox.extract(bomb, MediaType.PDF)
        assert extraction.state in (ExtractionState.TOO_COSTLY, ExtractionState.DAMAGED)
        assert extraction.warnings
        assert_still_reads(sandbox, tmp_path)


def test_time_runs_out_and_what_was_read_stays(tmp_path):
    path = build_many_pages_pdf(tmp_path / "dai.pdf", pages=6000)
    started = time.monotonic()
    with Sandbox(Limits(seconds=2.0, pages=10_000)) as sandbox:
        extraction = sandbox.extract(path, MediaType.PDF)
        assert extraction.state is ExtractionState.TOO_COSTLY
        assert 0 < len(extraction.pages) < extraction.total_pages == 6000
        assert extraction.warnings[-1].kind is WarningKind.TIME_LIMIT
        assert time.monotonic() - started < 30
        assert_still_reads(sandbox, tmp_path)


def test_a_killed_reader_leaves_what_it_had_read(tmp_path):
    path = build_many_pages_pdf(tmp_path / "dai.pdf", pages=2000)
    with Sandbox(Limits(seconds=60, pages=10_000)) as sandbox:

        def kill_at_third(page):
            if page.number == 3:
                for reader in readers(os.getpid()):
                    reader.kill()

        extraction = sandbox.extract(path, MediaType.PDF, kill_at_third)
        assert extraction.state is ExtractionState.DAMAGED
        assert 3 <= len(extraction.pages) < 2000
        assert extraction.warnings[-1].kind is WarningKind.READER_CRASHED
        assert_still_reads(sandbox, tmp_path)


def test_a_killed_server_is_started_again(tmp_path):
    with Sandbox(Limits(seconds=30)) as sandbox:
        assert_still_reads(sandbox, tmp_path)
        server = server_of(sandbox)
        server.kill()
        server.wait()
        assert_still_reads(sandbox, tmp_path)


@pytest.mark.parametrize("build", [build_huge_page_pdf, build_pixel_bomb])
def test_bombs_cannot_be_drawn_beyond_the_limits(tmp_path, build):
    path = build(tmp_path / "bom.pdf")
    media_type = MediaType.PDF if build is build_huge_page_pdf else MediaType.PNG
    with Sandbox(Limits(seconds=20, memory_bytes=600 * MEGABYTE, pixels=2_000_000)) as sandbox:
        if media_type is MediaType.PDF:
            assert len(sandbox.render_page(path, media_type, 1, 100_000)) < MEGABYTE
        else:
            with pytest.raises(Unreadable) as failed:
                sandbox.render_page(path, media_type, 1, 1000)
            assert failed.value.state is ExtractionState.TOO_COSTLY
        assert_still_reads(sandbox, tmp_path)


def test_several_threads_share_the_workers(tmp_path):
    paths = [build_admin_pdf(tmp_path / f"{number}.pdf", number=f"{number}/BC-SNV") for number in range(1, 9)]
    with Sandbox(Limits(seconds=60), workers=2) as sandbox, ThreadPoolExecutor(4) as threads:
        found = list(
            threads.map(lambda path: sandbox.extract(path, MediaType.PDF).header.number.value, paths)
        )
    assert found == [f"{number}/BC-SNV" for number in range(1, 9)]


def test_the_server_outlives_the_thread_that_started_it(tmp_path):
    with Sandbox(Limits(seconds=20)) as sandbox:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(assert_still_reads, sandbox, tmp_path).result()
        server = server_of(sandbox)
        assert_still_reads(sandbox, tmp_path)
        assert server_of(sandbox) == server


def test_a_missing_file_ends_in_a_state(tmp_path):
    with Sandbox(Limits(seconds=20)) as sandbox:
        assert sandbox.extract(tmp_path / "mat.pdf", MediaType.PDF).state is ExtractionState.DAMAGED
        with pytest.raises((Unreadable, NoSuchPage)):
            sandbox.word_boxes(tmp_path / "mat.pdf", MediaType.PDF, 1)


def test_closing_ends_the_processes(tmp_path):
    sandbox = Sandbox(Limits(seconds=20))
    assert_still_reads(sandbox, tmp_path)
    server = server_of(sandbox)
    sandbox.close()
    sandbox.close()
    assert not server.is_running()


PARENT = """
import sys
from pathlib import Path
from index.extraction import Limits, Sandbox
from index.media import MediaType

def tell(page):
    print(page.number, flush=True)

Sandbox(Limits(pages=10_000)).extract(Path(sys.argv[1]), MediaType.PDF, tell)
"""


def test_no_process_outlives_a_killed_parent(tmp_path):
    path = build_many_pages_pdf(tmp_path / "dai.pdf", pages=9000)
    command = [sys.executable, "-c", PARENT, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        started = psutil.Process(parent.pid).children(recursive=True)
        assert len(started) == 2
        parent.send_signal(signal.SIGKILL)
    gone, alive = psutil.wait_procs(started, timeout=10)
    assert (len(gone), alive) == (2, [])
