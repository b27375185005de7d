"""Fixtures of migrated databases (a pytest plugin): migrated once per worker, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

from evidence_repo.db import Database
from evidence_repo.schema import upgrade
from evidence_repo.services.audit.dispatch import dispatch
from tests.live.postgres import create_database, drop_database


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database as the product does: every transaction ends with the audit chain."""
    database = Database(url, before_commit=[dispatch])
    try:
        yield database
    finally:
        database.close()


def text_of(url: URL) -> str:
    """Return the address with its password."""
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a migrated SQLite database; copy it, never open it."""
    path = tmp_path_factory.mktemp("template") / "evidence.db"
    with opened(f"sqlite:///{path}") as database:
        upgrade(database)
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the address of a migrated SQLite database for one test."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'evidence.db')}"


@pytest.fixture(scope="session")
def postgres_template(live_postgres: URL) -> Iterator[URL]:
    """Give a migrated PostgreSQL database; copy it, never open it."""
    url = create_database(live_postgres)
    with opened(text_of(url)) as database:
        upgrade(database)
    yield url
    drop_database(live_postgres, url)


@pytest.fixture
def migrated_postgres_url(live_postgres: URL, postgres_template: URL) -> Iterator[str]:
    """Give the address of a migrated PostgreSQL database for one test."""
    url = create_database(live_postgres, template=str(postgres_template.database))
    yield text_of(url)
    drop_database(live_postgres, url)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """Give a migrated SQLite database."""
    with opened(sqlite_url) as database:
        yield database


@pytest.fixture
def postgres_migrated(migrated_postgres_url: str) -> Iterator[Database]:
    """Give a migrated PostgreSQL database."""
    with opened(migrated_postgres_url) as database:
        yield database


@pytest.fixture(params=["sqlite_database", pytest.param("postgres_migrated", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest) -> Database:
    """Give a migrated database of each kind."""
    given: Database = request.getfixturevalue(request.param)
    return given
