"""Programs of the installation that are killed at a named point of their own log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.cli.machine import ROOT, Machine

_PROGRAM = Path(sys.executable).with_name("evidence-repo")
_PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Point:
    """A line of a program's log, by its event, the kind of job it may tell of, and which one of them.

    The kill comes `pause` seconds after the line was read: a phase has more inside than its log lines. With
    `whole_group` every process of the program dies, otherwise only the one that was started.
    """

    event: str
    kind: str | None = None
    count: int = 1
    pause: float = 0.0
    whole_group: bool = True

    def is_told_by(self, line: dict[str, Any]) -> bool:
        """Tell whether this line is one of those counted."""
        return line.get("event") == self.event and self.kind in {None, line.get("kind")}


def drawn(draw: Random, event: str, kind: str | None = None, *, most: int = 1) -> Point:
    """Return the point with its chances drawn: one of the first `most` lines, the pause, who dies."""
    return Point(event, kind, draw.randint(1, most), round(draw.uniform(0, 0.02), 4), draw.random() < 0.5)


class Victim:
    """A running program of the installation; the `point`, if there is one, is its end."""

    def __init__(self, machine: Machine, *words: str, point: Point | None = None) -> None:
        self.words = words
        self._point = point
        self._seen = 0
        self._lines: list[str] = []
        self._process = subprocess.Popen(
            [_PROGRAM, *words],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **machine.settings},
            cwd=machine.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.append(line)
            if self._point is None or self._seen >= self._point.count or not line.startswith("{"):
                continue
            if self._point.is_told_by(json.loads(line)):
                self._seen += 1
                if self._seen == self._point.count:
                    self._kill(self._point)

    def _kill(self, point: Point) -> None:
        time.sleep(point.pause)  # not to pass a race: it is how far behind the line the program dies
        if point.whole_group:
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def wait_until_killed(self) -> None:
        """Wait for the kill at the point; fail if the program ends otherwise or never comes there."""
        try:
            code = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            code = None
        assert code == -signal.SIGKILL, f"{self._point} was never reached ({code}):\n{self.log()}"

    def wait_until(self, answers: Callable[[], bool]) -> None:
        """Wait until the program answers; fail if it ends before."""
        last = time.monotonic() + _PATIENCE
        while not answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < last, self.log()
            time.sleep(0.05)

    @property
    def group(self) -> int:
        """Return the process group that the program and all its own processes are in."""
        return self._process.pid

    def log(self) -> str:
        """Return the end of what it has logged."""
        return "".join(self._lines[-60:])

    def end(self) -> None:
        """Kill whatever is left of it, its own processes included."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        assert self._process.stderr is not None
        self._process.stderr.close()


@contextmanager
def running(machine: Machine, *words: str, point: Point | None = None) -> Iterator[Victim]:
    """Run a program of the installation for the time of the block."""
    victim = Victim(machine, *words, point=point)
    try:
        yield victim
    finally:
        victim.end()
