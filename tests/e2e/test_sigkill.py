"""SIGKILL at seeded named points: what was answered is kept, and nothing is amiss after a restart."""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import Account, open_account
from tests.e2e.killing import drawn, running
from tests.e2e.ledger import Ledger, Paper
from tests.live.processes import free_port
from tests.live.servers import DatabaseFactory

KILLS, KILLS_ON_SERVERS = 20, 4
CRITERION, ADDRESS = "TCTP 1.1.3", "TCTP-1.1.3"
FILES = 3
PASSWORD = "mot-mat-khau-dai"
UPLOADING = ("upload.began", "upload.spooled", "upload.kept", "document.added", "upload.stored")
READING = (
    "reading.first_page_kept",
    "reading.first_page",
    "reading.began",
    "reading.text_kept",
    "reading.done",
)
INDEXING = ("index.batch_read", "index.batch_written", "index.batch_noted")
SEALING = (
    "bundle.rendering",
    "bundle.generated_kept",
    "bundle.measured",
    "bundle.kept",
    "bundle.rendered",
)


@dataclass
class Siege:
    """An installation under attack: what it has answered stands in the ledger."""

    machine: Machine
    folder: Path
    draw: Random
    accounts: dict[str, Account]
    lan: HttpPerson
    quan: HttpPerson
    ledger: Ledger = field(default_factory=Ledger)
    serial: Iterator[int] = field(default_factory=lambda: count(1))
    is_approved: bool = False

    def paper(self) -> Paper:
        """Write a file with a word that no other has."""
        number = next(self.serial)
        word = "dauhieu" + "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}")
        path = build_admin_pdf(
            self.folder / f"{number}.pdf",
            number=f"{number}/BC-SNV",
            pages=("Phần một.", f"Phần hai có từ {word} ở trang cuối."),
        )
        return Paper(path.name, path.read_bytes(), word)

    def as_(self, name: str, *words: str | int | Path) -> None:
        """Run a command as one of the people."""
        self.machine.run(*words, "--as", self.accounts[name].email)

    def upload(self, paper: Paper) -> bool:
        """Upload through the web; tell whether the server answered. Only what it answered counts."""
        try:
            answer = self.lan.upload(ADDRESS, paper.name, paper.content)
        except (OSError, http.client.HTTPException):
            return False
        assert answer.status == HTTPStatus.CREATED, answer.text
        [row] = answer.json()["files"]
        self.ledger.stored[int(str(row["evidence_id"]))] = paper
        return True

    def add(self) -> int:
        """Add a document through the command line; return the piece."""
        paper = self.paper()
        path = self.folder / paper.name
        told = self.machine.read(
            *("documents-add", "documents", "add", path, "--criterion", CRITERION, "--product", 1),
            *("--as", self.accounts["lan"].email),
        )
        piece = int(told[0]["evidence_id"])
        self.ledger.stored[piece] = paper
        return piece


def _kill_uploading(siege: Siege) -> None:
    if siege.is_approved:
        siege.as_("quan", "packs", "reopen", CRITERION, "--reason", "Bổ sung")
        siege.is_approved = False
    point = drawn(siege.draw, siege.draw.choice(UPLOADING), most=FILES)
    papers = [siege.paper() for _ in range(FILES)]
    with running(siege.machine, "web", point=point) as web:
        web.wait_until(siege.lan.is_answered)
        for paper in papers:
            if not siege.upload(paper):
                break
        web.wait_until_killed()


def _kill_working(siege: Siege, events: tuple[str, ...], most: int) -> None:
    if siege.is_approved:
        siege.as_("quan", "packs", "reopen", CRITERION, "--reason", "Bổ sung")
        siege.is_approved = False
    for _ in range(FILES):
        siege.add()
    with running(
        siege.machine, "worker", point=drawn(siege.draw, siege.draw.choice(events), most=most)
    ) as worker:
        worker.wait_until_killed()


def _kill_reading(siege: Siege) -> None:
    _kill_working(siege, READING, FILES)


def _kill_indexing(siege: Siege) -> None:
    _kill_working(siege, INDEXING, 1)


def _kill_sealing(siege: Siege) -> None:
    if siege.is_approved:
        siege.as_("quan", "packs", "reopen", CRITERION, "--reason", "Bổ sung")
    siege.add()
    siege.machine.work()
    siege.as_("hung", "packs", "submit", CRITERION)
    pieces = siege.machine.read("evidence-list", "evidence", "list", "--as", siege.accounts["hoa"].email)
    for piece in pieces:
        if piece["state"] == "submitted":
            siege.as_("hoa", "evidence", "judge", piece["evidence_id"], "sufficient")
    siege.as_("quan", "packs", "approve", CRITERION)
    siege.is_approved = True
    with running(siege.machine, "web") as web:
        web.wait_until(siege.quan.is_answered)
        [pack] = siege.quan.ticked_packs()
        answer = siege.quan.post("/2017/bundles/seal", {"scope": "partial", "pack": pack})
        assert answer.status == HTTPStatus.SEE_OTHER, answer.text
    siege.ledger.sealed[int(answer.location.rpartition("/")[2])] = None
    with running(siege.machine, "worker", point=drawn(siege.draw, siege.draw.choice(SEALING))) as worker:
        worker.wait_until_killed()


PHASES: tuple[Callable[[Siege], None], ...] = (_kill_uploading, _kill_reading, _kill_indexing, _kill_sealing)


def _besiege(folder: Path, settings: dict[str, str], kills: int) -> None:
    seed = int(os.environ.get("EVIDENCE_TEST_SEED") or SystemRandom().randrange(10**6))
    print(f"EVIDENCE_TEST_SEED={seed}")  # noqa: T201 - whoever sees it fail can run it again
    port = free_port()
    var = {"EVIDENCE_VAR": str(folder / "var"), "EVIDENCE_PORT": str(port)}
    machine = Machine(folder, var | settings)
    machine.run("init")
    accounts = {name: open_account(machine, name) for name in ("lan", "hung", "hoa", "quan")}
    siege = Siege(machine, folder, Random(seed), accounts, HttpPerson(port), HttpPerson(port))
    with running(machine, "web") as web:
        web.wait_until(siege.lan.is_answered)
        for name, person in (("lan", siege.lan), ("quan", siege.quan)):
            person.sign_in(accounts[name].email, accounts[name].password, f"{PASSWORD}-{name}")
    for kill in range(kills):
        PHASES[kill % len(PHASES)](siege)
        siege.ledger.check(machine)
    assert siege.ledger.sealed
    siege.ledger.render_again(machine)


@pytest.mark.timeout(900)
def test_twenty_kills_lose_nothing_that_was_answered(tmp_path: Path) -> None:
    _besiege(tmp_path, {}, KILLS)


@pytest.mark.timeout(600)
@pytest.mark.postgres
@pytest.mark.minio
def test_kills_on_servers_lose_nothing_either(
    tmp_path: Path, postgres_database: DatabaseFactory, minio_bucket_url: str
) -> None:
    settings = {"EVIDENCE_DATABASE_URL": postgres_database(), "EVIDENCE_STORAGE_URL": minio_bucket_url}
    _besiege(tmp_path, settings, KILLS_ON_SERVERS)
