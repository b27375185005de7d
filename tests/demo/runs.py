"""`evidence-repo run` as a process of its own, and what it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psutil

from tests.live.processes import free_port

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("evidence-repo")
_READY = "is running: http://127.0.0.1:"
_START_SECONDS = 240
_STOP_SECONDS = 40


@dataclass
class Run:
    """One run: its folder, its port and what it has printed."""

    var: Path
    port: int
    log: Path
    process: subprocess.Popen[bytes]
    started: set[int] = field(default_factory=set)

    def output(self) -> str:
        """Return what it has printed."""
        return self.log.read_text(encoding="utf-8")

    def wait_until(self, words: str) -> None:
        """Wait until it has printed these words; fail if it ends or takes too long."""
        last = time.monotonic() + _START_SECONDS
        while words not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < last, self.output()
            time.sleep(0.05)

    def wait_until_ready(self) -> None:
        """Wait until it tells its address; note every process that it has started."""
        self.wait_until(_READY)
        self.note_processes()

    def note_processes(self) -> None:
        """Remember the processes below this one."""
        self.started |= {child.pid for child in psutil.Process(self.process.pid).children(recursive=True)}

    def program(self, name: str) -> psutil.Process:
        """Return the process of the part called so (`web`, `worker`)."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if name in child.cmdline())

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(_STOP_SECONDS)

    def leftovers(self) -> list[psutil.Process]:
        """Return the processes that it has started and that still run a little later."""
        alive = [psutil.Process(pid) for pid in self.started if psutil.pid_exists(pid)]
        return psutil.wait_procs(alive, timeout=20)[1]


def environment_of(var: Path, port: int, **more: str) -> Mapping[str, str]:
    """Return what a run is told, as on a fresh machine whose locale is C."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C",
        "EVIDENCE_VAR": str(var),
        "EVIDENCE_PORT": str(port),
        **more,
    }


@contextmanager
def started(var: Path, **more: str) -> Iterator[Run]:
    """Start a run and stop it at the end of the block, if it has not ended."""
    port = free_port()
    log = var.with_name(f"{var.name}.out")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PROGRAM, "run"],
            env=environment_of(var, port, **more),
            cwd=var.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    run = Run(var, port, log, process)
    try:
        yield run
    finally:
        if process.poll() is None:
            run.stop()
