"""Every page, as each role gets it, in a province in the middle of its year: `python -m tests.bench.pages`.

Cites documents of some 1,000 syllables for the plan's 67 criteria, starts the web server as `run` does, and
prints for every page p50 / p95 / the longest in milliseconds, the processor time that the server spent on
one, and the size of the page, the slowest first; what takes over 300 ms, or 40 ms of processor time, is
marked. Half of the documents are cited for one criterion. Pictures of pages are asked for once before they
are timed. Asserts nothing.
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
from urllib.parse import quote

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.app import build_container
from evidence_repo.models import Evidence, User
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.searching.writing import rebuild_index
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.settings import Settings
from evidence_repo.web.criteria.codes import code_of
from tests.bench.province import fill
from tests.cli.machine import Machine
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import PEOPLE, Account, open_account
from tests.e2e.killing import running
from tests.live.processes import free_port
from workflows.states import EvidenceState, PackState

LIMIT_MS = 300
PROCESSOR_MS = 40
WARMED_BY = 2
QUERIES = ("cai cach hanh chinh", "kế hoạch cải cách hành chính", "83/KH-UBND", '"một cửa liên thông"', "")
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

    def row(self) -> str:
        """Return the page's line of the table."""
        mark = "!" if self.p95 > LIMIT_MS or self.processor > PROCESSOR_MS else " "
        figures = (statistics.median(self.taken), self.p95, max(self.taken), self.processor, self.size / 1024)
        cells = " ".join(f"{figure:7.0f}" for figure in figures)
        return f"{mark} {self.who:5} {cells}  {self.status} {self.path}"


@dataclass(frozen=True, slots=True)
class Found:
    """What the addresses name: the crowded criterion, packs and pieces in the states that pages are about."""

    crowded: str
    open: str
    returned: str
    approved: str
    document: int
    own_document: int
    waiting: int
    draft: int
    disputed: int
    passed: int


def find(session: Session) -> Found:
    """Look up what the pages are about."""
    packs = packs_of_cycle(session, find_cycle(session, None))
    own = [pack for pack in packs if pack.criterion.lead_agency_id == packs[0].criterion.lead_agency_id]

    def code(state: PackState) -> str:
        return code_of(next(pack.criterion for pack in own if pack.state is state))

    def piece(state: EvidenceState, pack_state: PackState) -> Evidence:
        within = [pack.criterion_id for pack in own if pack.state is pack_state]
        wanted = select(Evidence).where(Evidence.state == state, Evidence.criterion_id.in_(within))
        return session.scalars(wanted.order_by(Evidence.id)).unique().first() or session.get_one(Evidence, 1)

    draft = piece(EvidenceState.DRAFT, PackState.OPEN)
    waiting = piece(EvidenceState.SUBMITTED, PackState.SUBMITTED)
    return Found(
        crowded=code_of(packs[0].criterion),
        open=code(PackState.OPEN),
        returned=code(PackState.RETURNED),
        approved=code(PackState.APPROVED),
        document=waiting.version.document_id,
        own_document=draft.version.document_id,
        waiting=waiting.id,
        draft=draft.id,
        disputed=piece(EvidenceState.NEEDS_EXPLANATION, PackState.RETURNED).id,
        passed=piece(EvidenceState.SUFFICIENT, PackState.SUBMITTED).id,
    )


def pages_of_everybody(found: Found) -> list[str]:
    """Return what everybody of the province opens."""
    searches = [f"/search?q={quote(query)}" for query in QUERIES]
    document = f"/documents/{found.document}"
    return [
        *("/", "/criteria", "/criteria?group=agency", "/board", "/account"),
        *(f"/criteria/{code}" for code in (found.crowded, found.open, found.returned, found.approved)),
        *(f"/criteria/{found.crowded}?{query}" for query in ("page=10", "piece=900", "words=cai+cach")),
        *searches,
        *(f"{searches[0]}&sort=date", f"{searches[1]}&state=sufficient", f"{searches[0]}&page=10"),
        *(document, f"{document}?page=3"),
        *(f"{document}/versions/1/pages/1", f"{document}/versions/1/pages/2/words"),
        f"{document}/versions/1/pages/2/text",
    ]


def pages_of(who: str, found: Found) -> list[str]:
    """Return what a person opens; the Ministry sees no more than what was sealed."""
    log = ["/audit", "/audit?page=50", "/audit?action=record_verdict", "/audit?check=1", "/audit.csv"]
    bundles = ["/bundles", "/bundles/1"]
    own = {
        "lan": [
            f"/documents/{found.own_document}",
            f"/criteria/{found.open}/cite?product=1",
            f"/criteria/{found.open}/link?product=1",
            f"/criteria/{found.open}/explain?product=1",
            *(f"/evidence/{found.draft}/{act}" for act in ("pages", "move", "header")),
            *(f"/evidence/{found.disputed}/{act}" for act in ("explain", "replace")),
        ],
        "hoa": [
            *("/review", "/review?page=2", "/review?field=1"),
            f"/review/{found.waiting}",
            f"/review/{found.passed}/undo",
            *(*bundles, *log),
        ],
        "quan": ["/packs", f"/packs/{found.approved}/reopen", f"/review/{found.passed}/ask-again", *bundles],
        "son": [
            *("/admin/", "/admin/people", "/admin/people/new", "/admin/people/1", "/admin/agencies"),
            *("/admin/agencies/2", "/admin/cycle", "/admin/catalogue", "/admin/health"),
            *(*bundles, *log),
        ],
        "thu": bundles,
    }
    if who == "binh":
        return ["/", "/search?q=cai+cach", "/account", *bundles]
    return [*pages_of_everybody(found), *own.get(who, [])]


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
    folder: Path, documents: int, engine: str = "whoosh"
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


def _seal_half(machine: Machine, approver: Account, folder: Path, approved: Sequence[str]) -> None:
    machine.run(
        *("bundle", "seal", "--only", *approved[::2], "--out", folder / "bundle.zip"),
        *("--as", approver.email),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder, province(Path(folder), arguments.documents) as made:
        timings = measure(*made, arguments.runs)
    print(f"  who       p50     p95     max  proc.ms      kB  page ({arguments.documents} documents)")
    for timing in sorted(timings, key=lambda timing: timing.p95, reverse=True):
        print(timing.row())
    slow = sum(timing.p95 > LIMIT_MS for timing in timings)
    costly = sum(timing.processor > PROCESSOR_MS for timing in timings)
    print(
        f"{slow} of {len(timings)} pages took over {LIMIT_MS} ms (p95), "
        f"{costly} used over {PROCESSOR_MS} ms of processor time."
    )


if __name__ == "__main__":
    main()
