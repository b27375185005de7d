"""An installation that is worked at through its command line only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from click.testing import CliRunner, Result

from evidence_repo.cli import program
from evidence_repo.logs import set_up_logs
from tests.cli.schemas import check_against

ROOT = Path(__file__).parents[2]


_OF_A_YEAR = {
    **dict.fromkeys(("packs", "evidence", "assignments", "council", "scheme", "scores"), "every"),
    "cycle": "freeze submit appraise close reopen change copy crosswalk",
    "bundle": "check download list seal stamp",
    "catalogue": "list",
    "registers": "list show add export import",
    "review": "claim release seconds second share agreement",
    "explanations": "paper",
    "documents": "add cite link",
}
"""The commands about a cycle's things: all of a group, or these of it."""


@dataclass(frozen=True)
class Machine:
    """Settings of one installation; `run` works in this process, `run_program` starts the real program.

    A command about a cycle's things that names no year is given `year`.
    """

    folder: Path
    settings: Mapping[str, str]
    year: int | None = 2017

    def _arguments(self, words: Sequence[str | int | Path]) -> list[str]:
        arguments = [str(word) for word in words]
        group, action = [*arguments, "", ""][:2]
        named = _OF_A_YEAR.get(group, "")
        is_of_year = action and (named == "every" or action in named.split())
        if is_of_year and self.year and "--year" not in arguments and "--help" not in arguments:
            arguments[2:2] = ["--year", str(self.year)]
        return arguments

    def run(self, *words: str | int | Path, code: int = 0) -> Result:
        """Run a command; fail unless it ends with this exit code."""
        done = self.run_any(*words)
        told = f"evidence-repo {' '.join(self._arguments(words))}\n{done.stdout}{done.stderr}"
        assert done.exit_code == code, told
        return done

    def run_any(self, *words: str | int | Path) -> Result:
        """Run a command, whatever its exit code; fail only where it breaks."""
        arguments = self._arguments(words)
        logging = structlog.get_config()
        try:
            done = CliRunner().invoke(program, arguments, prog_name="evidence-repo", env=self.settings)
        finally:  # what the command logs to is closed now
            set_up_logs(None)
            structlog.configure(**logging)
        told = f"evidence-repo {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        assert done.exception is None or isinstance(done.exception, SystemExit), told
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
            [Path(sys.executable).with_name("evidence-repo"), *self._arguments(words)],
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
