"""Every bell: whoever rests hears a commit that queued work, at once, and nothing else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_repo.bells import Bell, HostBell, Listener, PostgresBell, bell_for, has_work, listening
from evidence_repo.db import Database
from tests.databases import postgres_migrated as postgres_migrated

SOON = 0.3
"""What people may wait for a job to start, in seconds."""


@pytest.fixture
def database(any_database: Database, tmp_path: Path) -> Iterator[Database]:
    url = any_database.engine.url.render_as_string(hide_password=False)
    database = Database(url, bell=bell_for(url, tmp_path / "workers"))
    yield database
    database.close()


@pytest.fixture
def listener(database: Database) -> Iterator[Listener]:
    with listening(database.bell) as listener:
        listener.wait(SOON)  # PostgreSQL connects at the first wait
        yield listener


def test_a_commit_that_queued_work_is_heard_at_once(database: Database, listener: Listener) -> None:
    heard: list[float] = []
    ear = threading.Thread(target=lambda: heard.append(listener.wait(10) and time.monotonic()))
    ear.start()
    with database.transaction() as session:
        has_work(session)
    rung = time.monotonic()
    ear.join()
    assert heard[0] - rung < SOON


def test_other_commits_and_what_is_rolled_back_are_not_heard(database: Database, listener: Listener) -> None:
    with database.transaction():
        pass
    with pytest.raises(RuntimeError):
        _fail_with_work(database)
    assert not listener.wait(SOON)


def _fail_with_work(database: Database) -> None:
    with database.transaction() as session:
        has_work(session)
        raise RuntimeError


def test_rings_while_nobody_waits_are_heard_later(database: Database, listener: Listener) -> None:
    for _ in range(3):
        with database.transaction() as session:
            has_work(session)
    assert listener.wait(SOON)


def test_every_listener_hears(database: Database, listener: Listener) -> None:
    with listening(database.bell) as other:
        other.wait(SOON)
        with database.transaction() as session:
            has_work(session)
        assert other.wait(SOON)
        assert listener.wait(SOON)


def test_the_pipe_of_a_listener_that_was_killed_is_cleared_away(tmp_path: Path) -> None:
    bell = HostBell(tmp_path)
    os.mkfifo(tmp_path / "killed.bell")
    with listening(bell) as listener:
        bell.ring()
        assert listener.wait(SOON)
        assert len(list(tmp_path.iterdir())) == 1
    assert not list(tmp_path.iterdir())


def test_a_pipe_that_is_full_holds_nobody_up(tmp_path: Path) -> None:
    bell = HostBell(tmp_path)
    with listening(bell) as listener:
        for _ in range(70_000):
            bell.ring()
        assert listener.wait(SOON)
        assert not listener.wait(0)


def test_a_database_that_is_away_is_no_ring_and_no_error() -> None:
    bell: Bell = PostgresBell("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with listening(bell) as listener:
        assert not listener.wait(0)
