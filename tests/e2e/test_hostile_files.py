"""Files made to cost or to get what they must not: over the real server, with its worker and its sandbox."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pytest
from docx import Document
from PIL import Image

from tests.archives import endless_directory
from tests.e2e.http_person import Answer, HttpPerson
from tests.e2e.installation import Installation, Prepared, open_account, running_copy

pytestmark = pytest.mark.xdist_group("hostile-files")
LEADS = {"lan": "TCTP-1.1.3", "justice": "TCTP-2.1.1"}
OTHER_AGENCY = {"justice": ("Trần Văn Tư", "so-tu-phap", "uploader")}
PATIENCE = 60.0
"""Seconds that reading and indexing a small file may take on a busy machine; the attacks took minutes."""
SECRET_RED = (255, 0, 0)
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Site:
    """A running installation, and uploaders of two agencies."""

    installed: Installation
    people: dict[str, HttpPerson]

    def upload(self, name: str, content: bytes, who: str = "lan") -> Answer:
        """Upload a file for the criterion that the person's agency leads."""
        return self.people[who].upload(LEADS[who], name, content)

    def uploaded(self, name: str, content: bytes, who: str = "lan") -> str:
        """Upload a file; return the address of its document's first version."""
        answer = self.upload(name, content, who)
        assert answer.status == HTTPStatus.CREATED, answer.text
        return f"/documents/{answer.json()['files'][0]['document_id']}/versions/1"

    def until_found(self, words: str, name: str, who: str = "lan") -> float:
        """Search until the file of this name is found; return how many seconds that took."""
        began = time.monotonic()
        while name not in self.people[who].get(f"/search?q={words}").text:
            assert time.monotonic() - began < PATIENCE, f"{name} is not found"
            time.sleep(0.1)
        return time.monotonic() - began

    def until_idle(self) -> None:
        """Wait until the worker has nothing to do."""
        began = time.monotonic()
        while self._count_jobs():
            assert time.monotonic() - began < 3 * PATIENCE
            time.sleep(0.1)

    def _count_jobs(self) -> int:
        with closing(sqlite3.connect(self.installed.run.var / "evidence.db")) as database:
            [[count]] = database.execute(
                "SELECT count(*) FROM job WHERE state IN ('queued', 'running') AND kind != 'sweep'"
            )
        return int(count)

    def red_part(self, version: str) -> float:
        """Return how much of the picture of page 1 is the secret's red; 0 where there is no picture."""
        answer = self.people["lan"].get(f"{version}/pages/1?width=480")
        if answer.status != HTTPStatus.OK:
            return 0.0
        red, green, blue = np.asarray(Image.open(BytesIO(answer.content)).convert("RGB")).transpose(2, 0, 1)
        return float(np.mean((red > 200) & (green < 60) & (blue < 60)))

    def web_memory(self) -> int:
        """Return the proportional memory of all web processes."""
        web = self.installed.run.program("web")
        return sum(each.memory_full_info().pss for each in (web, *web.children()))


@pytest.fixture(scope="module")
def site(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    with running_copy(prepared, folder, {"EVIDENCE_WEB_PROCESSES": "1"}) as made:
        accounts = {
            "lan": made.accounts["lan"],
            "justice": open_account(made.machine, "justice", OTHER_AGENCY),
        }
        people = {name: HttpPerson(made.run.port) for name in accounts}
        for name, account in accounts.items():
            people[name].sign_in(account.email, account.password, account.own_password)
        yield Site(made, people)


def test_zeros_with_dots_are_searched_in_no_time(site: Site) -> None:
    site.uploaded("chuỗi số.txt", f"Mã hồ sơ {'0' * 70} chuoiso".encode())
    site.until_found("chuoiso", "chuỗi số.txt")
    began = time.monotonic()
    for query in ("0.0.0.0.0.0.0.0.1", "%220.0.0.0.0.0.0.0.1%22", "0" * 70):
        assert site.people["lan"].get(f"/search?q={query}").status == HTTPStatus.OK
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("số hiệu.txt", "1/" + "AB - " * 16_000),
        ("nhiều số hiệu.txt", "1/AB - " * 11_000),
        ("dấu.txt", "dau " + "\u0315\u0300" * 100_000),
    ],
)
def test_one_agencys_costly_file_keeps_no_other_waiting(site: Site, name: str, content: str) -> None:
    site.uploaded(name, content.encode())
    word = f"xongxuoi{len(content)}"
    own = f"Báo cáo gấp {len(content)}.txt"
    site.uploaded(own, f"Kết quả {word}".encode(), "justice")
    assert site.until_found(word, own, "justice") < PATIENCE


def test_no_picture_shows_a_file_from_elsewhere(site: Site) -> None:
    with NamedTemporaryFile(suffix=".png") as file:
        secret = Path(file.name)
        Image.new("RGB", (400, 400), SECRET_RED).save(secret)
        secret.chmod(0o644)
        page = f'<html><body background="file://{secret}"><img src="file://{secret}">Trang</body></html>'
        field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "file://{secret}" \\d}}{{\fldrslt x}}}}'
        web = site.uploaded("trang.doc", f"{' ' * 600}{page}".encode())
        rich = site.uploaded("hình.doc", rf"{{\rtf1\ansi Van ban co hinh {field} \par}}".encode())
        own = site.uploaded("ảnh riêng.docx", docx_with_picture(secret))
        site.until_idle()
    assert site.red_part(own) > 0.01
    assert site.people["lan"].get(f"{rich}/pages/1?width=480").status == HTTPStatus.OK
    assert site.red_part(rich) == site.red_part(web) == 0


def docx_with_picture(picture: Path) -> bytes:
    """Return a document that holds the picture itself: what would be seen if one were fetched."""
    document, out = Document(), BytesIO()
    document.add_picture(str(picture))
    document.save(out)
    return out.getvalue()


def test_an_endless_directory_is_refused_and_costs_no_memory(site: Site, tmp_path: Path) -> None:
    archive = endless_directory(tmp_path / "a.zip", 1_000_000).read_bytes()
    site.uploaded("trước.txt", b"a" * len(archive))  # what an upload of this size takes by itself
    before = site.web_memory()
    with ThreadPoolExecutor(1) as pool:
        uploading = pool.submit(site.upload, "nhiều.zip", archive)
        most = before
        while not uploading.done():
            most = max(most, site.web_memory())
    answer = uploading.result()
    [refused] = answer.json()["files"]
    assert (answer.status, refused["error"]["code"]) == (HTTPStatus.BAD_REQUEST, "archive_too_many")
    assert "400" in refused["error"]["message"]
    assert most - before < 50 * _MEGABYTE
