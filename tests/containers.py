"""Fixtures of whole containers, with a real store, index and sandbox (a pytest plugin)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.services.documents.uploads import claim_blob, keep_blob, spool_folder, spool_upload
from evidence_repo.services.documents.versions import AddedDocument, add_document
from evidence_repo.services.policy.actors import Actor
from evidence_repo.settings import Settings
from index.extraction import Limits, Sandbox
from index.media import detect_media_type
from index.renditions import Renderer
from index.search import open_engine
from storage import open_store

ContainerFactory = Callable[..., Container]
"""Make a container: `(database, storage_url=None, workers=1)`."""

_LIMITS = Limits(seconds=20, memory_bytes=1024 * 1024 * 1024, pages=300)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Give one sandbox for all tests of this run: starting one takes a second."""
    with Sandbox(_LIMITS, workers=3) as shared:
        yield shared


@pytest.fixture
def make_container(tmp_path: Path, sandbox: Sandbox) -> Iterator[ContainerFactory]:
    """Give a factory of containers in the test's folder."""
    with ExitStack() as made:

        def make(
            database: Database,
            storage_url: str | None = None,
            workers: int = 1,
            renderer: Renderer | None = None,
        ) -> Container:
            settings = Settings(
                var=tmp_path / "var",
                database_url=database.engine.url.render_as_string(hide_password=False),
                storage_url=storage_url or f"file:{tmp_path}/var/blobs",
                search_url=f"whoosh:{tmp_path}/var/index",
                secret_key="only-for-tests",
                workers=workers,
            )
            engine = open_engine(settings.search_url)
            made.callback(engine.close)
            store = open_store(settings.storage_url)
            return Container(
                settings=settings,
                clock=Clock(),
                database=database,
                store=store,
                engine=engine,
                sandbox=sandbox,
                renderer=renderer,
            )

        yield make


@pytest.fixture
def container(sqlite_database: Database, make_container: ContainerFactory) -> Container:
    """Give a container on a migrated SQLite database."""
    return make_container(sqlite_database)


def upload(container: Container, actor: Actor, path: Path) -> AddedDocument:
    """Upload a file as the edge does."""
    settings = container.settings
    folder, limit = spool_folder(settings), settings.upload_limit_bytes
    spooled = spool_upload(BytesIO(path.read_bytes()), folder, limit, path.name, detect_media_type)
    keep_blob(container.store, spooled)
    with container.database.transaction() as session:
        claim_blob(session, container.store, spooled, container.clock.now())
        return add_document(session, actor, spooled, container.clock)
