"""The example of docs/settings.md in a real nginx: uploads pass through, slow senders cost nobody."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import pytest

from tests.bench.slow_senders import SlowClients, p95, visits
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import Installation, Prepared, running_copy
from tests.live.processes import data_folder, free_port, running, unavailable

EXAMPLE = Path(__file__).parents[2] / "docs" / "settings.md"
SLOW = 40
FRAME = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{example}
}}
"""

pytestmark = pytest.mark.xdist_group("behind-nginx")


def example(port: int, served: int) -> str:
    """Return the example for these ports; all else of it is as it stands in the documentation."""
    [found] = re.findall("```nginx\n(.*?)```", EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)
    assert "listen 80;" in found
    assert "127.0.0.1:8416;" in found
    return found.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(":8416;", f":{served};")


@pytest.fixture(scope="module")
def installed(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    settings = {"EVIDENCE_TRUSTED_PROXIES": "127.0.0.1"}
    with running_copy(prepared, tmp_path_factory.mktemp("proxied"), settings) as made:
        yield made


@pytest.fixture(scope="module")
def port(installed: Installation) -> Iterator[int]:
    """Give the port on which nginx passes on to the product."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        unavailable("nginx is not installed")
    listening = free_port()
    with data_folder() as folder:
        folder.chmod(0o755)
        told = folder / "nginx.conf"
        told.write_text(FRAME.format(folder=folder, example=example(listening, installed.run.port)))
        answers = HttpPerson(listening).is_answered
        with running([program, "-c", str(told)], log=folder / "out.log", answers=answers):
            yield listening


@pytest.fixture(scope="module")
def lan(installed: Installation, port: int) -> HttpPerson:
    person, account = HttpPerson(port), installed.accounts["lan"]
    person.sign_in(account.email, account.password, account.own_password)
    return person


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_large_file_comes_in_and_goes_out_whole(lan: HttpPerson, is_chunked: bool) -> None:
    lines = (f"{number}. Đơn vị số {number} đã hoàn thành {is_chunked}.\n" for number in range(10**6))
    content = "".join(islice(lines, 300_000)).encode()
    answer = lan.upload("TCTP-1.1.3", f"Bảng tổng hợp {is_chunked}.txt", content, is_chunked=is_chunked)
    assert answer.status == HTTPStatus.CREATED, answer.text
    document = answer.json()["files"][0]["document_id"]
    back = lan.get(f"/documents/{document}/versions/1/file").content
    assert hashlib.sha256(back).digest() == hashlib.sha256(content).digest()


@pytest.mark.parametrize("kind", ["header", "form", "upload"])
def test_slow_senders_do_not_slow_others(port: int, kind: str) -> None:
    alone = p95(visits(port, count=20))
    with SlowClients(port, kind, SLOW):
        assert p95(visits(port, count=20)) < max(1.0, 5 * alone)
