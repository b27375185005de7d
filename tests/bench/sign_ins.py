"""Sixty people sign in within six seconds: what they wait for, and what everybody waits for who opens a page.

`python -m tests.bench.sign_ins [--people 60] [--seconds 6] [--processes 2]`

An installation of its own is made and run on loopback; each person has an account and a browser of their own,
opens the page of the sign-in, signs in (both together are timed) and opens the first page, while somebody who
has signed in before opens pages. Goals: pages p95 at most 300 ms, sign-ins p95 at most 2 s. Asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from evidence_repo.app import build_container
from evidence_repo.services.people.accounts import add_person, find_account
from evidence_repo.services.people.passwords import hash_password
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.settings import Settings
from tests.bench.hostile_traffic import honest_visits
from tests.bench.slow_senders import p95
from tests.cli.machine import Machine
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import running_installation
from workflows.roles import Role

PASSWORD = "một mật khẩu của riêng mình"


def add_people(machine: Machine, like: str, count: int) -> list[str]:
    """Open accounts in the agency of the account `like`, with a password of their own; return their names."""
    container, password = build_container(Settings.from_env(machine.settings)), hash_password(PASSWORD)
    emails = [f"chuyen-vien-{number}@angiang.vn" for number in range(count)]
    with container.database.transaction() as session:
        about = {"agency": find_account(session, like).agency, "roles": [Role.UPLOADER]}
        for email in emails:
            made = add_person(
                session, SYSTEM, email=email, name="Chuyên viên", clock=container.clock, **about
            )
            made.user.password, made.user.must_change_password = password, False
            made.user.password_expires_at = None
    container.close()
    return emails


def sign_in(port: int, email: str, due: float) -> tuple[float, float]:
    """Sign in at that moment of the monotonic clock; return how long that and the first page took."""
    person = HttpPerson(port)
    time.sleep(max(0.0, due - time.monotonic()))
    began = time.monotonic()
    answer = person.post("/sign-in", {"email": email, "password": PASSWORD}, "/sign-in")
    signed_in = time.monotonic()
    assert answer.status == HTTPStatus.SEE_OTHER, answer.status
    assert person.get("/").status == HTTPStatus.OK
    return signed_in - began, time.monotonic() - signed_in


def rush(port: int, emails: Sequence[str], seconds: float) -> list[tuple[float, float]]:
    """Let everybody sign in, spread over the time; return what each of them waited for."""
    began = time.monotonic()
    dues = [began + seconds * number / len(emails) for number in range(len(emails))]
    with ThreadPoolExecutor(len(emails)) as pool:
        return list(pool.map(sign_in, [port] * len(emails), emails, dues))


def row(what: str, taken: Iterable[float]) -> str:
    """Return a line of the table, in milliseconds."""
    each = sorted(taken)
    figures = (each[len(each) // 2], p95(each), each[-1])
    return f"{what:28}{len(each):6}" + "".join(f"{figure * 1000:8.0f}" for figure in figures)


def main() -> None:
    """Make an installation, let the people in, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--processes", default="2")
    given = parser.parse_args()
    settings = {"EVIDENCE_WEB_PROCESSES": given.processes}
    with tempfile.TemporaryDirectory() as folder, running_installation(Path(folder), settings) as made:
        port, account = made.run.port, made.accounts["lan"]
        emails = add_people(made.machine, account.email, given.people)
        lan = HttpPerson(port)
        lan.sign_in(account.email, account.password, account.own_password)
        alone = honest_visits(lan, given.seconds)
        with ThreadPoolExecutor(1) as beside:
            visits = beside.submit(honest_visits, lan, given.seconds)
            taken = rush(port, emails, given.seconds)
            others = visits.result()
    print(f"{given.people} people within {given.seconds:g} s      number     p50     p95     max (ms)")
    print(row("pages, nobody signing in", alone))
    print(row("pages, others signing in", others))
    print(row("the first page afterwards", (page for _, page in taken)))
    print(row("signing in", (signing_in for signing_in, _ in taken)))


if __name__ == "__main__":
    main()
