"""Fixtures for the real servers that tests run against (a pytest plugin).

Each pytest process starts its own servers when a test first asks for one. These name servers to use
instead: `EVIDENCE_TEST_MINIO_URL` (minio+http://key:secret@host:port; a bucket after it is not used) and
`EVIDENCE_TEST_POSTGRES_URL` (postgresql+psycopg://…, of a role that may create databases).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import URL

from tests.live.mail import SmtpServer, running_smtp_server
from tests.live.minio import minio_server, new_bucket_url
from tests.live.postgres import create_database, drop_database, postgres_server
from tests.live.processes import NOT_TESTED

DatabaseFactory = Callable[[], str]
"""Create an empty database and return its SQLAlchemy URL."""


@pytest.fixture(scope="session")
def live_minio() -> Iterator[str]:
    """Give the address of a MinIO server, without a bucket."""
    with minio_server() as address:
        yield address


@pytest.fixture(scope="session")
def minio_url(live_minio: str) -> str:
    """Give the storage address of a bucket that all tests of this run share."""
    return new_bucket_url(live_minio)


@pytest.fixture
def minio_bucket_url(live_minio: str) -> str:
    """Give the storage address of a bucket for one test."""
    return new_bucket_url(live_minio)


@pytest.fixture(scope="session")
def live_postgres() -> Iterator[URL]:
    """Give the address of a PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(live_postgres: URL) -> Iterator[str]:
    """Give the SQLAlchemy URL of an empty database that all tests of this run share."""
    database = create_database(live_postgres)
    yield database.render_as_string(hide_password=False)
    drop_database(live_postgres, database)


@pytest.fixture
def postgres_database(live_postgres: URL) -> Iterator[DatabaseFactory]:
    """Give a factory of empty databases; they are dropped after the test."""
    with ExitStack() as made:

        def create() -> str:
            database = create_database(live_postgres)
            made.callback(drop_database, live_postgres, database)
            return database.render_as_string(hide_password=False)

        yield create


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """Give a mail server on loopback that keeps what it gets."""
    with running_smtp_server() as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly, in one line for each reason, what was not tested for want of a server."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.getreports("skipped"))
    for reason, count in reasons.items():
        if NOT_TESTED in reason:
            terminalreporter.write_line(
                f"{count} tests {reason.removeprefix('Skipped: ')}", red=True, bold=True
            )
