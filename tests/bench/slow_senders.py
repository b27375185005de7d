"""What an honest visitor waits for while others send one byte now and then, or do not read: by web server.

`python -m tests.bench.slow_senders [SERVER…] [--slow 0 8 50 200]` over a small application that computes 2 ms
a page. Servers: ours (the worker of `evidence-repo web`), gthread, gevent, waitress, granian; those that are
not installed are named. Everything is on loopback; each figure takes about five seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.live.processes import free_port

KINDS = ("header", "form", "upload", "reader")
_VISITS, _PAUSE, _PATIENCE = 60, 0.5, 20
_GUNICORN = ("-m", "gunicorn", "--threads", "8", "--log-level", "error", "-b", "127.0.0.1:{port}")
_SERVERS = {
    "ours": (*_GUNICORN, "-k", "evidence_repo.cli.patient_worker.PatientWorker", "--no-sendfile"),
    "gthread": (*_GUNICORN, "-k", "gthread"),
    "gevent": (*_GUNICORN, "-k", "gevent"),
    "waitress": ("-m", "waitress", "--threads=8", "--listen=127.0.0.1:{port}"),
    "granian": (
        *("-m", "granian", "--interface", "wsgi", "--blocking-threads", "8", "--log-level", "error"),
        *("--host", "127.0.0.1", "--port", "{port}"),
    ),
}
_APPLICATION = "tests.bench.slow_senders:application"


def application(environ, start_response):  # type: ignore[no-untyped-def]
    """Answer a page after 2 ms of work, or a long one; read what is sent."""
    environ["wsgi.input"].read()
    until = time.thread_time() + 0.002
    while time.thread_time() < until:
        pass
    size = 8_000_000 if environ["PATH_INFO"] == "/long" else 20_000
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(size))])
    return [b"x" * size]


class SlowClients:
    """Connections that each send a byte every half second, or ask for a long page and never read it."""

    def __init__(self, port: int, kind: str, count: int) -> None:
        self._address, self._kind = ("127.0.0.1", port), kind
        self._stop = threading.Event()
        self._sockets: list[socket.socket] = []
        self._count = count

    def __enter__(self) -> SlowClients:
        for _ in range(self._count):
            self._sockets.append(self._connected())
        threading.Thread(target=self._dribble, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for each in self._sockets:
            each.close()

    def _connected(self) -> socket.socket:
        client = socket.create_connection(self._address, timeout=5)
        client.sendall(_beginning(self._kind))
        return client

    def _dribble(self) -> None:
        while self._kind != "reader" and not self._stop.wait(_PAUSE):
            for place, each in enumerate(self._sockets):
                try:
                    each.send(b"a")
                except OSError:  # it was closed: begin again, as an attacker does
                    with contextlib.suppress(OSError):
                        self._sockets[place] = self._connected()


def _beginning(kind: str) -> bytes:
    head = b"%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    long_body = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
    return {
        "header": head % b"GET /sign-in" + b"X-Slow: ",
        "form": head % b"POST /sign-in" + long_body % 1000,
        "upload": head % b"POST /upload" + long_body % 100_000_000,
        "reader": head % b"GET /long" + b"\r\n",
    }[kind]


def visits(port: int, path: str = "/sign-in", count: int = _VISITS) -> list[float]:
    """Return how long each page took; one without an answer counts as the whole patience."""
    taken = []
    for _ in range(count):
        began = time.monotonic()
        try:
            _fetch(port, path)
            taken.append(time.monotonic() - began)
        except OSError:
            taken.append(float(_PATIENCE))
            if len(taken) >= 3 and min(taken[-3:]) >= _PATIENCE:
                return taken
    return taken


def _fetch(port: int, path: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as client:
        client.sendall(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" % path.encode())
        if not client.recv(1 << 16).startswith(b"HTTP/1.1 200"):
            raise ConnectionError("no page")
        while client.recv(1 << 16):
            pass


def p95(taken: list[float]) -> float:
    """Return what 95 of 100 visits stay below."""
    return sorted(taken)[int(len(taken) * 0.95) - 1]


@contextlib.contextmanager
def _running(server: str) -> Iterator[int]:
    port = free_port()
    command = [part.format(port=port) for part in _SERVERS[server]]
    process = subprocess.Popen([sys.executable, *command, _APPLICATION], cwd=Path(__file__).parents[2])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    """Print a table: server, kind of slow client, p95 for each number of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("servers", nargs="*", default=list(_SERVERS))
    parser.add_argument("--slow", nargs="+", type=int, default=[0, 8, 50, 200])
    options = parser.parse_args()
    for server in options.servers:
        package = _SERVERS[server][1] if server != "gevent" else "gevent"
        if find_spec(package) is None:
            print(f"{server}: not installed")
            continue
        for kind in KINDS:
            with _running(server) as port:
                for count in options.slow:
                    with SlowClients(port, kind, count):
                        time.sleep(1)
                        print(f"{server:9} {kind:7} {count:4} slow: p95 {p95(visits(port)) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
