"""A web server that starts again or stops under load answers every request that has reached it."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import psutil
import pytest

from tests.cli.machine import Machine
from tests.demo.runs import Run, started

CLIENTS = 8
_PATIENCE = 60

pytestmark = pytest.mark.xdist_group("graceful")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("graceful")
    var, settings = folder / "var", {"EVIDENCE_WEB_PROCESSES": "2"}
    Machine(folder, {"EVIDENCE_VAR": str(var), **settings}).run("init", "--empty")
    with started(var, **settings) as made:
        made.wait_until_ready()
        yield made


class Visitors:
    """Clients that open the page of the sign-in again and again; `got` counts the answers."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(CLIENTS)]
        self.got: Counter[str] = Counter()

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        self.wait_for(CLIENTS)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more visits have ended."""
        wanted, last = self.got.total() + more, time.monotonic() + _PATIENCE
        while self.got.total() < wanted:
            assert time.monotonic() < last, self.got
            time.sleep(0.01)

    def _visit(self) -> None:
        while not self._stop.is_set():
            try:
                client = socket.create_connection(self._address, timeout=_PATIENCE)
            except ConnectionRefusedError:  # nobody listens: nothing was sent
                return
            with client:
                self.got[_page_from(client)] += 1


def _page_from(client: socket.socket) -> str:
    """Ask for the page; return what was answered."""
    try:
        client.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(1 << 16), b""))
    except OSError as error:
        return repr(error)
    is_whole = answer.startswith(b"HTTP/1.1 200") and answer.rstrip().endswith(b"</html>")
    return "a page" if is_whole else repr(answer[:60])


def children(web: psutil.Process) -> set[int]:
    return {child.pid for child in web.children()}


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_no_request_is_lost_when_the_web_server_starts_again(run: Run, number: signal.Signals) -> None:
    web = run.program("web")
    before = children(web)
    with Visitors(run.port) as visitors, SlowForm(run.port) as form:
        web.send_signal(number)
        assert form.finished().startswith(b"HTTP/1.1 401")  # it has no token
        psutil.wait_procs([psutil.Process(pid) for pid in before if psutil.pid_exists(pid)], _PATIENCE)
        visitors.wait_for(5 * CLIENTS)
    assert set(visitors.got) == {"a page"}
    run.note_processes()
    assert not before & children(run.program("web"))


def test_no_request_is_lost_when_everything_stops(run: Run) -> None:
    with Visitors(run.port) as visitors:
        assert run.stop() == 0
    assert set(visitors.got) == {"a page"}
    assert not run.leftovers()


class SlowForm:
    """A form of which the first half has been sent."""

    def __init__(self, port: int) -> None:
        self._client = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n"
        self._client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kind + b"\r\nemail=aaaa")

    def __enter__(self) -> SlowForm:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def finished(self) -> bytes:
        """Send the rest; return what is answered."""
        self._client.sendall(b"&password=")
        return self._client.recv(1 << 16)
