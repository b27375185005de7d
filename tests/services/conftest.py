"""Databases with a small province in them."""

import pytest

from evidence_repo.db import Database
from tests.services.world import World


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """Give a province in a SQLite file."""
    return World(sqlite_database)


@pytest.fixture
def postgres_world(postgres_migrated: Database) -> World:
    """Give a province in a PostgreSQL database."""
    return World(postgres_migrated)


@pytest.fixture(params=["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def any_world(request: pytest.FixtureRequest) -> World:
    """Give a province in each kind of database."""
    given: World = request.getfixturevalue(request.param)
    return given
