"""How often a password may be guessed: growing delays, counted in the database by all processes together.

Only failures count. A try is counted before the password is looked at and taken back when it was right, so
that many tries at once are no way around it. Nobody is locked out: after some free failures each further one
must wait longer, up to a limit that depends on what is counted. A browser with which the person has signed in
before is counted by itself, so that strangers' failures never delay it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.client_address import network_of
from evidence_repo.errors import EvidenceError
from evidence_repo.models import GuessCounter
from evidence_repo.words import N_

_LONGEST_ACCOUNT = 255
_FORGOTTEN_AFTER = timedelta(hours=1)
_LONGEST_DOUBLING = 20


@dataclass(frozen=True, slots=True)
class Allowance:
    """Failures that cost nothing, and the longest delay after more."""

    free: int
    longest: timedelta

    def wait(self, failures: int, failed_at: datetime, now: datetime) -> timedelta:
        """Return how long the next try must wait after so many failures, the last one at `failed_at`.

        Nothing after free ones, whatever the clocks say: another try may have been counted since `now`.
        """
        if failures < self.free:
            return timedelta()
        doublings = min(failures - self.free, _LONGEST_DOUBLING)
        return failed_at + min(self.longest, timedelta(seconds=2**doublings)) - now


_DEVICE = Allowance(10, timedelta(minutes=5))
_FROM_HERE = Allowance(5, timedelta(minutes=15))
_ACCOUNT = Allowance(20, timedelta(seconds=30))
_ADDRESS = Allowance(30, timedelta(minutes=5))
_EVERYBODY = Allowance(500, timedelta(seconds=4))


class TooManyTries(EvidenceError):
    """A password was guessed wrong too often (429); `seconds` later the next try may come."""

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            N_("There were too many wrong tries. Try again in %(seconds)s seconds."),
            code=None,
            advice=None,
            seconds=seconds,
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class CountedTry:
    """A try that was counted as a failure; when each of its keys had failed before."""

    before: Mapping[str, datetime]


def plain_account(typed: str) -> str:
    """Return the one spelling of an account's address: full-width letters, soft hyphens and case are gone."""
    shown = unicodedata.normalize("NFKC", typed[:_LONGEST_ACCOUNT])
    return "".join(sign for sign in shown if unicodedata.category(sign) not in {"Cf", "Cc", "Zs"}).casefold()


def keys_of_sign_in(account: str, address: str, known_device: str | None) -> dict[str, Allowance]:
    """Return under which keys a sign-in is counted; `account` as `plain_account` gives it."""
    if known_device is not None:
        return {f"device:{_short(f'{known_device} {account}')}": _DEVICE}
    network = network_of(address)
    return {
        f"account:{_short(account)}": _ACCOUNT,
        f"address:{network}": _ADDRESS,
        "everybody": _EVERYBODY,
        f"from:{_short(f'{account} {network}')}": _FROM_HERE,
    }


def keys_of_person(person_id: int) -> dict[str, Allowance]:
    """Return under which key a signed-in person's tries of their present password are counted."""
    return {f"present:{person_id}": _FROM_HERE}


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def count_try(session: Session, keys: Mapping[str, Allowance], now: datetime) -> CountedTry:
    """Count a try under all keys, or raise `TooManyTries` and count nothing."""
    rows = {key: _row(session, key, now) for key in sorted(keys)}
    wait = max(keys[key].wait(row.failures, row.failed_at, now) for key, row in rows.items())
    if wait > timedelta():
        raise TooManyTries(int(wait.total_seconds()) + 1)
    before = {key: row.failed_at for key, row in rows.items()}
    for row in rows.values():
        row.failures, row.failed_at = row.failures + 1, now
    return CountedTry(before)


def take_back(session: Session, counted: CountedTry, now: datetime) -> None:
    """Undo the count of a try that was right; who is right from here starts from nothing again."""
    for key, failed_at in sorted(counted.before.items()):
        row = _row(session, key, now)
        is_ones_own = key.startswith(("device:", "from:", "present:"))
        row.failures = 0 if is_ones_own else max(0, row.failures - 1)
        row.failed_at = failed_at


def _row(session: Session, key: str, now: datetime) -> GuessCounter:
    """Return the counter, locked, made where it was missing; old failures are forgotten."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(GuessCounter).values(key=key, failures=0, failed_at=now).on_conflict_do_nothing()
    session.execute(fresh)
    row = session.scalars(select(GuessCounter).where(GuessCounter.key == key).with_for_update()).one()
    if now - row.failed_at > _FORGOTTEN_AFTER:
        row.failures = 0
    return row
