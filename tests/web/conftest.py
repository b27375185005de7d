"""The application over a migrated database with a small province in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_repo.app import create_app
from evidence_repo.settings import Settings
from tests.web.site import Site, var_folder


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """Give the application on SQLite, a local folder and Whoosh."""
    var = var_folder(tmp_path)
    settings = Settings.from_env(
        {"EVIDENCE_VAR": str(var), "EVIDENCE_DATABASE_URL": sqlite_url, "EVIDENCE_SECRET_KEY": "test"}
    )
    app = create_app(settings)
    yield Site(app)
    app.extensions["container"].close()
