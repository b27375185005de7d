"""What an honest visitor waits for while others attack.

`python -m tests.bench.hostile_traffic [--rate 200] [--seconds 120]`

An installation of its own is made and run on loopback. A seeded mixture of hostile requests comes at a rate:
fields full of combining marks, wrong passwords for many accounts, searches made for backtracking, numbers
and dates beyond all bounds, forms that are too long, uploads of texts that are dear to read; and forty
connections send a byte now and then. Up to 200 wait for an answer at once, so that a slow server is asked no
more gently. Meanwhile somebody who is signed in opens pages. Printed: how long those took, and what the
attackers got.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from tests.bench.slow_senders import SlowClients, p95
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import running_installation

_MARKS = "\u0315\u0300"
_SEED, _THREADS, _SLOW = 416, 200, 40
_REQUESTS_TO_AN_UPLOAD = 4
"""Of each kind: one request in 21 uploads a file."""
_CRITERION = "TCTP-1.1.3"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_PAGES = ("/", "/2017/criteria", "/2017/criteria/TCTP-1.1.3", "/search?q=cai+cach", "/2017/board")

Request = tuple[str, str, bytes | None, Mapping[str, str]]


class Mixture:
    """Hostile requests in a seeded order: of strangers, and of one who has an account and its cookie."""

    def __init__(self, attacker: HttpPerson, seed: int = _SEED) -> None:
        self._draw = Random(seed)
        self._attacker, self._cookie = attacker, {"Cookie": attacker.cookie}
        self._lock = threading.Lock()
        cheap = (self._marks, self._guess, self._search, self._numbers, self._long)
        self._kinds = (*cheap * _REQUESTS_TO_AN_UPLOAD, self._upload)

    def next(self) -> Request:
        """Return the next request."""
        with self._lock:
            return self._draw.choice(self._kinds)()

    def _marks(self) -> Request:
        fields = {"email": _MARKS * self._draw.choice((2_000, 4_000, 300_000)), "password": _MARKS * 3_000}
        return "POST", "/sign-in", urlencode(fields).encode(), _FORM

    def _guess(self) -> Request:
        account = f"ngu\u00adoi{self._draw.randrange(60)}@angiang.vn"
        return "POST", "/sign-in", urlencode({"email": account, "password": "matkhau"}).encode(), _FORM

    def _search(self) -> Request:
        hard = ("0.0.0.0.0.0.0.0.1", "1/AB - AB - " * 30, "(" * 300, '"a ' * 150, "a* " * 200)
        words = self._draw.choice(hard)
        return "GET", f"/search?{urlencode({'q': words})}", None, self._cookie

    def _numbers(self) -> Request:
        number = self._draw.choice(("9" * 30, "2147483648", "9" * 3_000, "-1"))
        path = self._draw.choice(
            (f"/documents/{number}", f"/2017/criteria?page={number}", f"/audit?to=9999-12-31&page={number}")
        )
        return "GET", path, None, self._cookie

    def _upload(self) -> Request:
        number = self._draw.randrange(10**6)
        text = self._draw.choice((f"{number}/AB" + " - AB" * 16_000, f"{number}" + _MARKS * 100_000))
        method, path, body, headers = self._attacker.upload_request(
            _CRITERION, f"{number}.txt", text.encode()
        )
        return method, path, body, headers | self._cookie

    def _long(self) -> Request:
        return (
            "POST",
            "/language",
            b"language=" + b"v" * self._draw.choice((10_000, 100_000, 1_000_000)),
            _FORM,
        )


class Attackers:
    """Threads that send the mixture at a rate; `got` counts the answers."""

    def __init__(self, port: int, mixture: Mixture, rate: float) -> None:
        self._port, self._mixture, self._pause = port, mixture, _THREADS / rate
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(_THREADS)]
        self.got: Counter[str] = Counter()

    def __enter__(self) -> Attackers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _send(self) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            due = max(due + self._pause, time.monotonic() - 1)
            self.got[self._ask(self._mixture.next())] += 1

    def _ask(self, request: Request) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with contextlib.closing(connection):
            try:
                connection.request(*request)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                return type(error).__name__
            return str(answer.status)


def honest_visits(person: HttpPerson, seconds: float) -> list[float]:
    """Open pages one after the other, half a second apart; return how long each took."""
    taken, until, number = [], time.monotonic() + seconds, 0
    while time.monotonic() < until:
        began = time.monotonic()
        answer = person.get(_PAGES[number % len(_PAGES)])
        assert answer.status == http.HTTPStatus.OK, answer.status
        taken.append(time.monotonic() - began)
        number += 1
        time.sleep(0.5)
    return taken


def main() -> None:
    """Make an installation, attack it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_installation(Path(folder), {"EVIDENCE_WEB_PROCESSES": "2"}) as made,
    ):
        port, people = made.run.port, []
        for name in ("lan", "hung"):
            person, account = HttpPerson(port), made.accounts[name]
            person.sign_in(account.email, account.password, account.own_password)
            people.append(person)
        alone = honest_visits(people[0], 10)
        mixture = Mixture(people[1])
        with SlowClients(port, "header", _SLOW), Attackers(port, mixture, options.rate) as attack:
            attacked = honest_visits(people[0], options.seconds)
        sent = sum(attack.got.values()) / options.seconds
        print(f"alone:    p95 {p95(alone) * 1000:.0f} ms, longest {max(alone) * 1000:.0f} ms")
        print(f"attacked: p95 {p95(attacked) * 1000:.0f} ms, longest {max(attacked) * 1000:.0f} ms")
        print(f"{sent:.0f} hostile requests a second were answered: {dict(attack.got)}")


if __name__ == "__main__":
    main()
