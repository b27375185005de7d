"""The demonstration that `evidence-repo run` has made, to look at and to copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.settings import Settings
from tests.demo.first import FirstRun


@pytest.fixture(scope="session")
def container(first_run: FirstRun) -> Iterator[Container]:
    """Give the demonstration's container, for reading only."""
    with closing(build_container(Settings.from_env({"EVIDENCE_VAR": str(first_run.var)}))) as opened:
        yield opened


@pytest.fixture
def demo_folder(first_run: FirstRun, tmp_path: Path) -> Path:
    """Give a copy of the demonstration's folder."""
    return shutil.copytree(first_run.var, tmp_path / "var")
