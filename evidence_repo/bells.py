"""How workers that rest hear of new work at once, instead of asking the database again and again.

A transaction that queues jobs calls `has_work`; its commit rings. A worker that misses a ring, because nobody
rang or the bell broke, still looks at the queue when its wait is over: a bell saves time, never correctness.
"""

from __future__ import annotations

import errno
import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

_FLAG = "has_work"
_CHANNEL = "evidence_repo_jobs"
_DEAF_SECONDS = 0.2
_AWAY_SECONDS = 1.0


def has_work(session: Session) -> None:
    """Have this transaction's commit ring the bell."""
    session.info[_FLAG] = True


def queued_work(session: Session) -> bool:
    """Return whether `has_work` was called in this session's transaction, once."""
    return bool(session.info.pop(_FLAG, False))


class Listener(Protocol):
    """What one worker hears by."""

    def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most this long; return whether there was one. May return early without one."""

    def close(self) -> None:
        """Stop listening."""


class Bell(Protocol):
    """What the processes of one installation ring and hear."""

    def announce(self, session: Session) -> None:
        """Do what has to stand inside the transaction that queued work."""

    def ring(self) -> None:
        """Do what comes after the commit; never raises."""

    def listen(self) -> Listener:
        """Return a listener that hears every commit from now on."""


class NoBell:
    """No bell: whoever listens looks five times a second."""

    def announce(self, session: Session) -> None:
        """Do nothing."""

    def ring(self) -> None:
        """Do nothing."""

    def listen(self) -> Listener:
        """Return a listener that hears nothing and does not wait long."""
        return _DeafListener()


class _DeafListener:
    """Hears nothing, so that it says that there may be work again and again."""

    def wait(self, seconds: float) -> bool:
        """Wait a moment."""
        time.sleep(min(max(seconds, 0), _DEAF_SECONDS))
        return True

    def close(self) -> None:
        """Do nothing."""


class HostBell:
    """A bell for the processes of one host: each listener has a named pipe in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def announce(self, session: Session) -> None:
        """Do nothing: a ring before the commit would be heard too early."""

    def ring(self) -> None:
        """Write one byte into every listener's pipe; remove the pipes of those that ended."""
        for pipe in self._folder.glob("*.bell"):
            try:
                descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno == errno.ENXIO:  # nobody reads it any more
                    pipe.unlink(missing_ok=True)
                continue
            with suppress(BlockingIOError, BrokenPipeError):  # a full pipe has rung already
                os.write(descriptor, b"!")
            os.close(descriptor)

    def listen(self) -> Listener:
        """Make a pipe and return what hears by it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{uuid4().hex}.new"
        os.mkfifo(fresh, 0o600)
        # Open before it has the name that others write to; for reading and writing, so that it never ends.
        descriptor = os.open(fresh, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        return _PipeListener(descriptor, fresh.rename(fresh.with_suffix(".bell")))


class _PipeListener:
    """Hears by a pipe of its own."""

    def __init__(self, pipe: int, path: Path) -> None:
        self._pipe, self._path = pipe, path

    def wait(self, seconds: float) -> bool:
        """Wait for a byte and take all that are there."""
        ready, _, _ = select.select([self._pipe], [], [], max(seconds, 0))
        if ready:
            os.read(self._pipe, 65_536)  # all that a pipe holds
        return bool(ready)

    def close(self) -> None:
        """Remove the pipe."""
        self._path.unlink(missing_ok=True)
        os.close(self._pipe)


class PostgresBell:
    """A bell for every host of one PostgreSQL database: NOTIFY in the transaction, LISTEN in the worker."""

    def __init__(self, url: str) -> None:
        self._url = url

    def announce(self, session: Session) -> None:
        """Notify: the database delivers it with the commit, and not at all after a rollback."""
        session.execute(text(f"NOTIFY {_CHANNEL}"))

    def ring(self) -> None:
        """Do nothing: the commit rang."""

    def listen(self) -> Listener:
        """Return what hears by a connection of its own."""
        return _NotifyListener(self._url)


class _NotifyListener:
    """Hears by LISTEN; connects again when the database was away."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._psycopg = psycopg
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for a notification; a connection that had to be made anew counts as one."""
        try:
            if self._connection is None:
                self._connection = self._psycopg.connect(self._address, autocommit=True)
                self._connection.execute(f"LISTEN {_CHANNEL}")
                return True
            return any(True for _ in self._connection.notifies(timeout=max(seconds, 0), stop_after=1))
        except self._psycopg.Error:
            self.close()
            time.sleep(min(max(seconds, 0), _AWAY_SECONDS))
            return False

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def listening(bell: Bell) -> Iterator[Listener]:
    """Listen within the block."""
    listener = bell.listen()
    try:
        yield listener
    finally:
        listener.close()


def bell_for(database_url: str, folder: Path) -> Bell:
    """Return the bell of the database: a pipe in `folder` for SQLite, the database's own for PostgreSQL."""
    if make_url(database_url).get_backend_name() == "sqlite":
        return HostBell(folder)
    return PostgresBell(database_url)
