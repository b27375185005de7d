"""Every page, as each role gets it, in a province in the middle of its year: `python -m tests.bench.pages`.

Cites documents of some 1,000 syllables for the plan's 67 criteria, starts the web server as `run` does, and
prints for every page p50 / p95 / the longest in milliseconds, the processor time that the server spent on
one, and the size of the page, the slowest first; what takes over 300 ms, or 40 ms of processor time, is
marked, but for files, which are sent while they are made. Half of the documents are cited for one criterion.
Pictures of pages are asked for once before they are timed. `--pieces 25000` adds what a province has after
three years: three cycles, 201 criteria, 2,000 assignments, 1,000 pieces more at the crowded criterion, points
and rounds of each year, a register of 2,000 rows, figures, votes and claims. What pdfplumber reads on one
core is printed beside, since every figure depends on the machine. Asserts nothing.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.models import EvidencePack, User
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.searching.writing import rebuild_index
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.settings import Settings
from tests.bench.addresses import YEAR, Found, find, pages_of
from tests.bench.extraction import pages_per_second, read_bare
from tests.bench.province import fill
from tests.cli.machine import Machine
from tests.crowd import Hands, add_assignments, add_pieces, add_year, put_into
from tests.crowded_year import (
    add_claims,
    add_crosswalk,
    add_figures,
    add_register_rows,
    add_rounds,
    add_scores,
    add_votes,
)
from tests.documents import build_admin_pdf
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import PEOPLE, Account, open_account
from tests.e2e.killing import running
from tests.live.processes import free_port
from workflows.cycle import CycleState
from workflows.rounds import RoundKind
from workflows.states import PackState

LIMIT_MS = 300
PROCESSOR_MS = 40
WARMED_BY = 2
OBSERVERS = {
    "thu": ("Hồ Minh Thư", "ubnd-tinh-an-giang", "observer_province"),
    "binh": ("Vũ Thanh Bình", "bo-noi-vu", "observer_ministry"),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """What one page took, in milliseconds; `size` in bytes of HTML."""

    who: str
    path: str
    status: int
    taken: tuple[float, ...]
    processor: float
    size: int

    @property
    def p95(self) -> float:
        """Return the time within which 95 of 100 are answered."""
        return sorted(self.taken)[int(0.95 * (len(self.taken) - 1))]

    @property
    def is_slow(self) -> bool:
        """Return whether it takes too long for a page; a file is sent while it is made."""
        return self.p95 > LIMIT_MS and not self.path.endswith((".csv", ".docx", ".zip"))

    @property
    def is_costly(self) -> bool:
        """Return whether it costs too much processor time for a page."""
        return self.processor > PROCESSOR_MS and not self.path.endswith((".csv", ".docx", ".zip"))

    def row(self) -> str:
        """Return the page's line of the table."""
        mark = "!" if self.is_slow or self.is_costly else " "
        figures = (statistics.median(self.taken), self.p95, max(self.taken), self.processor, self.size / 1024)
        cells = " ".join(f"{figure:7.0f}" for figure in figures)
        return f"{mark} {self.who:5} {cells}  {self.status} {self.path}"


class Processor:
    """The processor time of the server's processes, by what the kernel counted."""

    def __init__(self, group: int) -> None:
        self._group = group

    def milliseconds(self) -> float:
        """Return what all of their threads have used so far."""
        return sum(_used(folder) for folder in Path("/proc").glob("[0-9]*") if self._is_ours(folder)) / 1e6

    def _is_ours(self, folder: Path) -> bool:
        try:
            return int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == self._group
        except OSError:
            return False


def _used(folder: Path) -> int:
    used = 0
    for thread in folder.glob("task/*/schedstat"):
        try:
            used += int(thread.read_text().split()[0])
        except OSError:
            continue
    return used


def time_page(person: HttpPerson, who: str, path: str, runs: int, processor: Processor) -> Timing:
    """Ask for a page a number of times."""
    for _ in range(WARMED_BY):
        person.get(path)
    taken, before = [], processor.milliseconds()
    for _ in range(runs):
        started = time.perf_counter()
        answer = person.get(path)
        taken.append((time.perf_counter() - started) * 1000)
    used = (processor.milliseconds() - before) / runs
    return Timing(who, path, answer.status, tuple(taken), used, len(answer.content))


@contextmanager
def province(
    folder: Path, documents: int, engine: str = "whoosh", *, pieces: int = 0
) -> Iterator[tuple[Machine, int, Mapping[str, Account], Found]]:
    """Make an installation in the middle of its year."""
    port, var = free_port(), folder / "var"
    environment = {
        "EVIDENCE_VAR": str(var),
        "EVIDENCE_PORT": str(port),
        "EVIDENCE_SEARCH_URL": f"{engine}:{var / 'index'}",
    }
    machine = Machine(folder, environment)
    machine.run("init")
    accounts = {name: open_account(machine, name, PEOPLE | OBSERVERS) for name in PEOPLE | OBSERVERS}
    container = build_container(Settings.from_env(environment))
    try:
        with container.database.transaction() as session:
            emails = {account.email: name for name, account in accounts.items()}
            people = {
                emails[user.email]: user for user in session.scalars(select(User)) if user.email in emails
            }
            approved = fill(session, container.store, people, documents)
        rebuild_index(container.database, container.store, container.engine)
        _seal_half(machine, accounts["quan"], folder, approved)
        if pieces:
            _crowd(container, accounts, pieces)
        machine.run("reports", "make", "year", "--year", YEAR)
        with container.database.reading() as session:
            found = find(session)
        yield machine, port, accounts, found
    finally:
        container.close()


def measure(
    machine: Machine, port: int, accounts: Mapping[str, Account], found: Found, runs: int
) -> list[Timing]:
    """Start the server and let each person open their pages."""
    timings = []
    with running(machine, "web") as web:
        processor = Processor(web.group)
        for who, account in accounts.items():
            person = HttpPerson(port)
            web.wait_until(person.is_answered)
            person.sign_in(account.email, account.password, account.own_password)
            for path in pages_of(who, found):
                timings.append(time_page(person, who, path, runs, processor))
    return timings


def _crowd(container: Container, accounts: Mapping[str, Account], pieces: int) -> None:
    """Add two more years and that many pieces over the three; the crowded criterion gets 1,000 of them."""
    with container.database.transaction() as session:
        ids = {user.email: user.id for user in session.scalars(select(User))}
        hands = Hands(*(ids[accounts[name].email] for name in ("lan", "hung", "hoa", "quan")))
        cycle = find_cycle(session, YEAR)
        packs = list(packs_of_cycle(session, cycle))
        later = packs
        for year in (YEAR - 1, YEAR - 2):
            before = add_year(session, cycle, year, CycleState.APPRAISED)
            for pack in before:
                put_into(session, pack, PackState.APPROVED, hands)
            add_pieces(session, before, pieces // 4, hands, crowded=pieces // 100)
            add_scores(session, before, hands)
            add_rounds(session, before, tuple(RoundKind), hands)
            add_crosswalk(session, later, before, hands)
            later = before
        add_pieces(session, packs, pieces - pieces // 4 * 2, hands, crowded=1000)
        add_assignments(session, packs, 2000, hands)
        _add_figures(session, packs, hands)


def _add_figures(session: Session, packs: Sequence[EvidencePack], hands: Hands) -> None:
    """Add points, the Ministry's answer, figures, a register of 2,000 rows, votes and claims of this year."""
    add_scores(session, packs, hands)
    add_rounds(session, packs, (RoundKind.PRELIMINARY,), hands)
    add_register_rows(session, packs[0], 2000, hands)
    add_figures(session, packs[:1], 3, hands)
    add_votes(session, packs, 10, hands)
    add_claims(session, packs, 100, hands)


def _read_with_pdfplumber(folder: Path) -> float:
    """Return how many pages a second pdfplumber reads on one core."""
    paper = build_admin_pdf(folder / "paper.pdf", pages=("Phần một.", "Phần hai.", "Phần ba."))
    return pages_per_second([paper] * 10, read_bare)


def _seal_half(machine: Machine, approver: Account, folder: Path, approved: Sequence[str]) -> None:
    machine.run(
        *("bundle", "seal", "--only", *approved[::2], "--out", folder / "bundle.zip"),
        *("--as", approver.email),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--pieces", type=int, default=0)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    documents, pieces = arguments.documents, arguments.pieces
    with tempfile.TemporaryDirectory() as folder:
        print(f"pdfplumber on one core: {_read_with_pdfplumber(Path(folder)):.1f} pages/s")
        with province(Path(folder), documents, pieces=pieces) as made:
            timings = measure(*made, arguments.runs)
    print(f"  who       p50     p95     max  proc.ms      kB  page ({documents} documents, {pieces} pieces)")
    for timing in sorted(timings, key=lambda timing: timing.p95, reverse=True):
        print(timing.row())
    slow = sum(timing.is_slow for timing in timings)
    costly = sum(timing.is_costly for timing in timings)
    print(
        f"{slow} of {len(timings)} pages took over {LIMIT_MS} ms (p95), "
        f"{costly} used over {PROCESSOR_MS} ms of processor time."
    )


if __name__ == "__main__":
    main()
