"""Upload documents to a real web server with a real worker, until all can be searched.

    python -m tests.bench.ingest [--documents 200] [--scans 20] [--waiting 500] [--isolation 10]

(a) born-digital PDFs of six pages, from the first upload until all are searchable, beside pdfium and
pdfplumber alone on the same files; (b) scanned pages beside the bare `tesseract` command at 200 dpi, two at a
time; (c) seconds until the header of a scan is there while many pages wait before it. Memory is the sum over
all processes of what each holds for itself and its share of what they share; (d) with `--isolation N` the
born-digital documents N times without and N times with the layers around the readers, in turns, and the ratio
of the medians. Asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pdfplumber
import psutil
import pypdfium2
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.models import DocumentVersion, IndexEntry
from index.extraction import ExtractionState
from tests.documents import build_admin_pdf, build_scanned_pdf
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import Installation, running_installation

MEGABYTE = 1024 * 1024
CODE = "TCTP-1.1.3"
_PATIENCE = 1800.0
_FINAL = [state for state in ExtractionState if state.is_final]
_SENTENCE = "Sở Nội vụ báo cáo kết quả công tác cải cách hành chính quý {} năm 2017 của đơn vị số {}. "


def page_text(document: int, page: int) -> str:
    """Return some 500 syllables that differ from page to page."""
    return "\n".join(
        " ".join(_SENTENCE.format(row % 4 + 1, document * 1000 + page * 40 + row + each) for each in range(3))
        for row in range(8)
    )


def make_documents(folder: Path, count: int) -> list[Path]:
    """Build the born-digital documents."""
    return [
        build_admin_pdf(
            folder / f"bao-cao-{number}.pdf",
            number=f"{number}/BC-SNV",
            pages=[page_text(number, page) for page in range(6)],
        )
        for number in range(1, count + 1)
    ]


def make_scan(folder: Path, name: str, number: int, pages: int) -> Path:
    """Build a scan of so many pages."""
    texts = [page_text(number, page) for page in range(pages)]
    return build_scanned_pdf(folder / name, number=f"{number}/BC-SNV", pages=texts)


def alone(paths: Sequence[Path], read: Callable[[Path], int]) -> float:
    """Return the pages a second of one bare reader in this process."""
    started = time.perf_counter()
    pages = sum(map(read, paths))
    return pages / (time.perf_counter() - started)


def with_pdfium(path: Path) -> int:
    """Read all pages; return how many."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.get_textpage().get_text_bounded()
        return len(document)


def with_pdfplumber(path: Path) -> int:
    """Read all pages; return how many."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
        return len(document.pages)


def with_tesseract(folder: Path, scan: Path, **environment: str) -> float:
    """Return the pages a second of the bare command, two at a time; drawing the pages does not count."""
    with pypdfium2.PdfDocument(scan) as document:
        pictures = [folder / f"{index}.png" for index in range(len(document))]
        for page, picture in zip(document, pictures, strict=True):
            page.render(scale=200 / 72).to_pil().convert("L").save(picture)

    def recognise(picture: Path) -> None:
        command = ["tesseract", picture, "stdout", "-l", "vie", "--dpi", "200"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)

    started = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(recognise, pictures))
    return len(pictures) / (time.perf_counter() - started)


class MemoryMeter:
    """Measures all processes of a run together, in a thread of its own."""

    def __init__(self, process: int) -> None:
        self.peak = 0
        self._process = psutil.Process(process)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.wait(1.0):
            family = [self._process, *self._process.children(recursive=True)]
            self.peak = max(self.peak, sum(map(_share, family)))

    def __enter__(self) -> MemoryMeter:
        """Begin to measure."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._ended.set()
        self._thread.join()


def _share(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:  # it has just ended
        return 0


class Bench:
    """A running installation with somebody who uploads."""

    def __init__(self, installation: Installation, var: Path) -> None:
        self.run = installation.run
        self.database = Database(f"sqlite:///{var}/evidence.db")
        account = installation.accounts["lan"]
        self.person = HttpPerson(installation.run.port)
        self.person.sign_in(account.email, account.password, account.own_password)

    def upload(self, path: Path) -> None:
        """Upload one file as the page does."""
        answer = self.person.upload(CODE, path.name, path.read_bytes())
        assert answer.status < 300, answer.text

    def wait_until_searchable(self, count: int) -> None:
        """Wait until so many versions are read to the end and in the index."""
        read = select(func.count()).where(DocumentVersion.extraction_state.in_(_FINAL))
        behind = select(func.count()).where(IndexEntry.wanted > IndexEntry.written)
        self._wait(lambda session: (session.scalar(read) or 0) >= count and not session.scalar(behind))

    def wait_for_header(self, name: str) -> None:
        """Wait until the number of the file called `name` is filled in."""
        wanted = select(DocumentVersion.header_number).where(DocumentVersion.file_name == name)
        self._wait(lambda session: session.scalar(wanted) is not None)

    def wait_for_first_pages(self) -> None:
        """Wait until no file waits for its first page."""
        waiting = select(func.count()).where(DocumentVersion.extraction_state == ExtractionState.WAITING)
        self._wait(lambda session: not session.scalar(waiting))

    def _wait(self, is_so: Callable[[Session], bool]) -> None:
        last = time.monotonic() + _PATIENCE
        while time.monotonic() < last:
            with self.database.reading() as session:
                if is_so(session):
                    return
            time.sleep(0.05)
        raise TimeoutError("the installation is too slow, or stands still")


@contextmanager
def fresh(folder: Path, name: str, **settings: str) -> Iterator[Bench]:
    """Run a new installation."""
    place = folder / name
    place.mkdir()
    with running_installation(place, {"EVIDENCE_WORKERS": "2"} | settings) as installation:
        yield Bench(installation, place / "var")


def born_digital(folder: Path, count: int) -> None:
    """Print (a)."""
    paths = make_documents(folder, count)
    bare, careful = alone(paths, with_pdfium), alone(paths[: max(1, count // 10)], with_pdfplumber)
    with fresh(folder, "a") as bench, MemoryMeter(bench.run.process.pid) as memory:
        started = time.perf_counter()
        for path in paths:
            bench.upload(path)
        uploaded = time.perf_counter() - started
        bench.wait_until_searchable(count)
        seconds = time.perf_counter() - started
    print(f"(a) {count} born-digital documents of 6 pages")
    print(f"    until all is searchable {6 * count / seconds:8.1f} pages/s  ({seconds:.1f} s)")
    print(f"    of it the uploads       {uploaded:8.1f} s")
    print(f"    pdfium alone            {bare:8.1f} pages/s, pdfplumber alone {careful:.1f}")
    print(f"    memory, all processes   {memory.peak / MEGABYTE:8.0f} MB", flush=True)


def scanned(folder: Path, pages: int) -> None:
    """Print (b)."""
    scan = make_scan(folder, "quet.pdf", 901, pages)
    bare, tuned = with_tesseract(folder, scan), with_tesseract(folder, scan, OMP_THREAD_LIMIT="1")
    with fresh(folder, "b") as bench, MemoryMeter(bench.run.process.pid) as memory:
        started = time.perf_counter()
        bench.upload(scan)
        bench.wait_until_searchable(1)
        rate = pages / (time.perf_counter() - started)
    print(f"(b) {pages} scanned pages")
    print(f"    until all is searchable {rate:8.2f} pages/s, {rate / bare:.2f} times the bare command")
    print(f"    bare tesseract command  {bare:8.2f} pages/s, two at a time; {tuned:.2f} with one thread each")
    print(f"    memory, all processes   {memory.peak / MEGABYTE:8.0f} MB", flush=True)


def behind_a_queue(folder: Path, waiting: int) -> None:
    """Print (c): the pages wait in ten files, first all of them, then all but those files' first pages."""
    share = max(1, waiting // 10)
    many = [make_scan(folder, f"dai-{number}.pdf", number, share) for number in range(1, 11)]
    late = [make_scan(folder, f"moi-{number}.pdf", number, 3) for number in (998, 999)]
    with fresh(folder, "c") as bench:
        for path in many:
            bench.upload(path)
        at_once = seconds_until_header(bench, late[0])
        bench.wait_for_first_pages()
        later = seconds_until_header(bench, late[1])
    print(f"(c) header of a scan that comes after {10 * share} pages in 10 files")
    print(f"    right after them        {at_once:8.1f} s")
    print(f"    their first pages read  {later:8.1f} s", flush=True)


def isolated(folder: Path, count: int, rounds: int) -> None:
    """Print (d): which of each pair comes first changes, so that a machine that slows down is fair."""
    paths = make_documents(folder, count)
    seconds: dict[str, list[float]] = {"off": [], "on": []}
    for number in range(rounds):
        for isolation in ("off", "on") if number % 2 else ("on", "off"):
            with fresh(folder, f"d-{number}-{isolation}", EVIDENCE_ISOLATION=isolation) as bench:
                started = time.perf_counter()
                for path in paths:
                    bench.upload(path)
                bench.wait_until_searchable(count)
                seconds[isolation].append(time.perf_counter() - started)
    without, behind = median(seconds["off"]), median(seconds["on"])
    print(f"(d) {count} born-digital documents of 6 pages, median of {rounds} runs each")
    print(f"    without the layers      {without:8.1f} s")
    print(f"    behind them             {behind:8.1f} s, {100 * (behind / without - 1):+.1f}%", flush=True)


def seconds_until_header(bench: Bench, scan: Path) -> float:
    """Upload the scan and wait for the number in its header."""
    started = time.perf_counter()
    bench.upload(scan)
    bench.wait_for_header(scan.name)
    return time.perf_counter() - started


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--scans", type=int, default=20)
    parser.add_argument("--waiting", type=int, default=500)
    parser.add_argument("--isolation", type=int, default=0, help="how many pairs of runs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evidence-ingest-") as name:
        folder = Path(name)
        if arguments.documents:
            born_digital(folder, arguments.documents)
        if arguments.scans:
            scanned(folder, arguments.scans)
        if arguments.waiting:
            behind_a_queue(folder, arguments.waiting)
        if arguments.isolation:
            isolated(folder, arguments.documents or 60, arguments.isolation)


if __name__ == "__main__":
    main()
