"""The product as its own commands start it, and Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.demo.first import FirstRun
from tests.demo.runs import Run, started
from tests.e2e.browser import Person, running_chromium
from tests.e2e.installation import (
    Installation,
    Prepared,
    prepare_installation,
    running_copy,
    running_installation,
)
from tests.live.servers import DatabaseFactory

Newcomer = Callable[..., Person]
"""Give a person a browser of their own: `(base, size=…, java_script_enabled=…)`."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give one Chromium for all tests of this run."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def newcomer(chromium: Browser) -> Iterator[Newcomer]:
    """Give a factory of people; in the end no page may have complained."""
    people: list[Person] = []
    with ExitStack() as made:

        def come(base: str, **more: object) -> Person:
            person = Person(chromium, base, **more)  # type: ignore[arg-type]  # Playwright's own options
            people.append(person)
            made.callback(person.leave)
            return person

        yield come
        complaints = [complaint for person in people for complaint in person.complaints]
    assert complaints == []


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Give an installation that has not run yet; copy it, never work in it."""
    return prepare_installation(tmp_path_factory.mktemp("prepared"), {})


@pytest.fixture
def installation(prepared: Prepared, tmp_path: Path) -> Iterator[Installation]:
    """Give a running installation on SQLite, a local folder and Whoosh."""
    with running_copy(prepared, tmp_path) as running:
        yield running


@pytest.fixture
def server_installation(
    tmp_path: Path, postgres_database: DatabaseFactory, minio_bucket_url: str
) -> Iterator[Installation]:
    """Give the same on PostgreSQL and MinIO; only settings differ."""
    settings = {"EVIDENCE_DATABASE_URL": postgres_database(), "EVIDENCE_STORAGE_URL": minio_bucket_url}
    with running_installation(tmp_path, settings) as running:
        yield running


@pytest.fixture(scope="session")
def demo(first_run: FirstRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Give the running demonstration: packs in every state; tests of this run share it and change nothing."""
    with started(shutil.copytree(first_run.var, tmp_path_factory.mktemp("demo") / "var")) as run:
        run.wait_until_ready()
        yield run
