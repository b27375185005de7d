"""The application over a migrated database with a small province in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.extraction import Sandbox
from tests.web.site import Apps, Site, var_folder


@pytest.fixture(scope="session")
def apps(sandbox: Sandbox) -> Apps:
    """Give the applications of this run, to serve a test's data."""
    return Apps(sandbox)


@pytest.fixture
def site(apps: Apps, sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """Give the application on SQLite, a local folder and Whoosh."""
    with apps.serving(var_folder(tmp_path), EVIDENCE_DATABASE_URL=sqlite_url) as app:
        yield Site(app)
