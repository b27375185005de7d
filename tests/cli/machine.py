"""An installation that is worked at through its command line only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from click.testing import CliRunner, Result

from evidence_repo.cli import program
from tests.cli.schemas import check_against

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Machine:
    """Settings of one installation; `run` works in this process, `run_program` starts the real program."""

    folder: Path
    settings: Mapping[str, str]

    def run(self, *words: str | int | Path, code: int = 0) -> Result:
        """Run a command; fail unless it ends with this exit code."""
        arguments = [str(word) for word in words]
        logging = structlog.get_config()
        try:
            done = CliRunner().invoke(program, arguments, prog_name="evidence-repo", env=self.settings)
        finally:  # what the command logs to is closed now
            structlog.configure(**logging)
        told = f"evidence-repo {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        assert done.exception is None or isinstance(done.exception, SystemExit), told
        assert done.exit_code == code, told
        return done

    def read(self, schema: str, *words: str | int | Path, code: int = 0) -> Any:
        """Run a command with `--json` and return what it printed, which must keep to its published schema."""
        done = self.run(*words, "--json", code=code)
        value = json.loads(done.stdout)
        check_against(schema, value)
        return value

    def error(self, *words: str | int | Path, code: int = 1) -> str:
        """Run a command that must fail: nothing on standard output, a sentence on standard error."""
        done = self.run(*words, code=code)
        assert done.stdout == ""
        assert "Error: " in done.stderr
        return done.stderr

    def run_program(self, *words: str | int | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the real program in a process of its own."""
        return subprocess.run(
            [Path(sys.executable).with_name("evidence-repo"), *(str(word) for word in words)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.settings, **environment},
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def work(self) -> None:
        """Let the worker do everything that waits."""
        self.run("worker", "--until-idle")
