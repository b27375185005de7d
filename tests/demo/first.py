"""The demonstration, made by `evidence-repo run` once for all workers of a test run (a pytest plugin)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.demo.runs import started


@dataclass(frozen=True)
class FirstRun:
    """How the run on an untouched folder went, and how it ended."""

    folder: str
    port: int
    processes: int
    left_over: list[int]
    exit_code: int

    @property
    def var(self) -> Path:
        """Return the folder that it has made; copy it, never work in it."""
        return Path(self.folder, "var")

    def output(self) -> str:
        """Return what it has printed."""
        return Path(self.folder, "var.out").read_text(encoding="utf-8")


def _run_first(folder: Path) -> FirstRun:
    with started(folder / "var") as run:
        run.wait_until_ready()
        code = run.stop()
    left_over = [process.pid for process in run.leftovers()]
    return FirstRun(str(folder), run.port, len(run.started), left_over, code)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        flock(lock, LOCK_EX)
        yield


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Give the ended first run on a new folder, as a newcomer does it; all workers share it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "first-run"
    folder.mkdir(exist_ok=True)
    record = folder / "run.json"
    with _locked(folder / "lock"):
        if not record.exists():
            record.write_text(json.dumps(asdict(_run_first(folder))))
    return FirstRun(**json.loads(record.read_text()))
