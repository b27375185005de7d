"""One demonstration, made by `evidence-repo run` on an untouched folder as a newcomer does it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.settings import Settings
from tests.demo.runs import Run, started


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give the ended first run on a new folder; copy the folder, never work in it."""
    with started(tmp_path_factory.mktemp("first") / "var") as run:
        run.wait_until_ready()
    return run


@pytest.fixture(scope="session")
def container(first_run: Run) -> Iterator[Container]:
    """Give the demonstration's container, for reading only."""
    with closing(build_container(Settings.from_env({"EVIDENCE_VAR": str(first_run.var)}))) as opened:
        yield opened


@pytest.fixture
def demo_folder(first_run: Run, tmp_path: Path) -> Path:
    """Give a copy of the demonstration's folder."""
    return shutil.copytree(first_run.var, tmp_path / "var")
