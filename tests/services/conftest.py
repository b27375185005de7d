"""Databases with a small province in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence_repo.db import Database
from index.search import open_engine
from storage import LocalBlobStore
from tests.services.bundle_world import BundleWorld
from tests.services.library import Library
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


@contextmanager
def _library(world: World, folder: Path, engine_name: str = "whoosh") -> Iterator[Library]:
    engine = open_engine(f"{engine_name}:{folder / 'index'}")
    engine.mark_complete()
    yield Library(world, LocalBlobStore(folder / "blobs"), engine)
    engine.close()


@pytest.fixture
def library(world: World, tmp_path: Path) -> Iterator[Library]:
    """Give the province in a SQLite file, with a folder of files and an index that is complete."""
    with _library(world, tmp_path) as library:
        yield library


@pytest.fixture(params=["whoosh", "tantivy"])
def searched_library(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Library]:
    """Give the same with each search engine."""
    with _library(world, tmp_path, request.param) as library:
        yield library


@pytest.fixture
def any_library(any_world: World, tmp_path: Path) -> Iterator[Library]:
    """Give the province in each kind of database, with a folder of files and an index that is complete."""
    with _library(any_world, tmp_path) as library:
        yield library


@pytest.fixture
def sealing(sqlite_database: Database, tmp_path: Path) -> BundleWorld:
    """Give the province with real bytes in a folder, ready to seal bundles, in a SQLite file."""
    return BundleWorld(sqlite_database, LocalBlobStore(tmp_path / "blobs"))


@pytest.fixture
def postgres_sealing(postgres_migrated: Database, tmp_path: Path) -> BundleWorld:
    """Give the same in a PostgreSQL database."""
    return BundleWorld(postgres_migrated, LocalBlobStore(tmp_path / "blobs"))


@pytest.fixture(params=["sealing", pytest.param("postgres_sealing", marks=pytest.mark.postgres)])
def any_sealing(request: pytest.FixtureRequest) -> BundleWorld:
    """Give the same in each kind of database."""
    given: BundleWorld = request.getfixturevalue(request.param)
    return given
