"""Whoever sends or reads slowly costs nobody else: the real web server, without a proxy before it."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import islice

import pytest

from tests.bench.hostile_traffic import Attackers, Mixture, honest_visits
from tests.bench.slow_senders import KINDS, SlowClients, p95, visits
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import Installation, Prepared, running_copy

SLOW = 40
"""More than the threads for pages, and for uploads, of a web process."""
ADDRESS = "TCTP-1.1.3"

pytestmark = pytest.mark.xdist_group("slow-senders")


@pytest.fixture(scope="module")
def installed(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_copy(prepared, tmp_path_factory.mktemp("slow")) as made:
        yield made


@pytest.fixture(scope="module")
def lan(installed: Installation) -> HttpPerson:
    person, account = HttpPerson(installed.run.port), installed.accounts["lan"]
    person.sign_in(account.email, account.password, account.own_password)
    return person


@pytest.mark.parametrize("kind", KINDS)
def test_slow_ones_do_not_slow_others(installed: Installation, kind: str) -> None:
    port = installed.run.port
    alone = p95(visits(port, count=20))
    with SlowClients(port, kind, SLOW):
        assert p95(visits(port, count=20)) < max(1.0, 5 * alone)


def test_a_header_that_does_not_end_is_given_up(installed: Installation) -> None:
    with socket.create_connection(("127.0.0.1", installed.run.port), timeout=30) as client:
        client.sendall(b"GET /sign-in HTTP/1.1\r\nX-Slow: ")
        began = time.monotonic()
        assert client.recv(100).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 20


def test_what_comes_in_pieces_is_one_request(installed: Installation) -> None:
    request = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", installed.run.port), timeout=30) as client:
        for sign in request:
            client.sendall(bytes([sign]))
        assert client.recv(100).startswith(b"HTTP/1.1 200")


_ODD_SIZES = (
    b"-1",
    b"1_0",
    b"0x3",
    b"+5",
    b"",
    b" 5",
    b"5 5",
    b"g",
    b"\xd9\xa3",
    b"1" * 9_000,
    b"f" * 40,
    b"5;\rx",
)
_ODD_ENDS = (
    b"5\r\nabcdefgh\r\n",
    b"5\r\nab",
    b"0\r\nno trailer\r\n\r\n",
    b"0\r\nA: b\nC: d\r\n\r\n",
    b"0\r\n",
)


@pytest.mark.parametrize("path", ["/sign-in", "/2017/criteria/TCTP-1.1.3/upload"])
def test_a_body_in_chunks_that_are_none_is_a_bad_request(
    installed: Installation, lan: HttpPerson, path: str
) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {lan.cookie}\r\nTransfer-Encoding: chunked\r\n"
    )
    kind = "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nmot'
    first = b"%x\r\n%s\r\n" % (len(part), part)
    for rest in (*(size + b"\r\nabcde\r\n" for size in _ODD_SIZES), *_ODD_ENDS):
        with socket.create_connection(("127.0.0.1", installed.run.port), timeout=30) as client:
            client.sendall((head + kind).encode() + first + rest)
            client.shutdown(socket.SHUT_WR)
            got = b"".join(iter(lambda: client.recv(1 << 16), b""))
        assert got.startswith(b"HTTP/1.1 400"), (rest[:20], got[:100])
        assert "Nội dung gửi lên không hợp lệ".encode() in got
        assert got.count(b"HTTP/1.1 ") == 1


def test_several_requests_at_once_on_one_connection_are_answered_in_order(installed: Installation) -> None:
    first = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", installed.run.port), timeout=30) as client:
        client.sendall(first * 3 + last)
        got = b"".join(iter(lambda: client.recv(1 << 16), b""))
    assert got.count(b"HTTP/1.1 200 OK") == 3
    assert got.count(b"HTTP/1.1 404") == 1


def test_hostile_requests_leave_an_honest_visitor_in_peace(installed: Installation, lan: HttpPerson) -> None:
    attacker, account = HttpPerson(installed.run.port), installed.accounts["hung"]
    attacker.sign_in(account.email, account.password, account.own_password)
    alone = p95(honest_visits(lan, 4))
    with Attackers(installed.run.port, Mixture(attacker), rate=60) as attack:
        attacked = p95(honest_visits(lan, 8))
    assert attacked < max(1.0, 5 * alone)
    assert attack.got.total() > 20
    assert {answer for answer in attack.got if answer.startswith("5")} <= {"503"}


def test_many_who_sign_in_at_once_all_get_in_and_slow_no_page(
    installed: Installation, lan: HttpPerson
) -> None:
    account = installed.accounts["lan"]

    def sign_in(_number: int) -> int:
        sent = {"email": account.email, "password": account.own_password}
        return HttpPerson(installed.run.port).post("/sign-in", sent, "/sign-in").status

    alone = p95(honest_visits(lan, 4))
    with ThreadPoolExecutor(20) as pool:
        statuses = pool.map(sign_in, range(60))
        assert p95(honest_visits(lan, 5)) < max(1.0, 5 * alone)
        assert set(statuses) == {HTTPStatus.SEE_OTHER}


def test_a_large_file_comes_in_and_goes_out_whole(lan: HttpPerson) -> None:
    content = b"".join(islice(_lines(), 400_000))
    answer = lan.upload(ADDRESS, "Bảng tổng hợp lớn.txt", content)
    assert answer.status == HTTPStatus.CREATED, answer.text
    document = answer.json()["files"][0]["document_id"]
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda _: lan.get(f"/documents/{document}/versions/1/file").content, range(4)))
    wanted = hashlib.sha256(content).digest()
    assert {hashlib.sha256(file).digest() for file in files} == {wanted}


def _lines() -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        yield f"{number}. Đơn vị số {number} đã hoàn thành.\n".encode()
