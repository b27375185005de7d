"""Databases with a small province in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence_repo.db import Database
from evidence_repo.models import AuditHead, Base
from evidence_repo.services.audit import FIRST_HASH, append_pending_events
from tests.live.servers import DatabaseFactory
from tests.services.world import World


@contextmanager
def _prepared(url: str) -> Iterator[Database]:
    database = Database(url, before_commit=[append_pending_events])
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        session.add(AuditHead(id=1, count=0, hash=FIRST_HASH))
    yield database
    database.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a province in a SQLite file."""
    with _prepared(f"sqlite:///{tmp_path}/world.db") as database:
        yield World(database)


@pytest.fixture
def postgres_world(postgres_database: DatabaseFactory) -> Iterator[World]:
    """Give a province in a PostgreSQL database."""
    with _prepared(postgres_database()) as database:
        yield World(database)


@pytest.fixture(params=["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def any_world(request: pytest.FixtureRequest) -> World:
    """Give a province in each kind of database."""
    given: World = request.getfixturevalue(request.param)
    return given
