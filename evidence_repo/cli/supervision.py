"""Run several programs together: restart one that ends, stop all of them, leave none behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click

from evidence_repo.cli.failures import Failure

_LOOK_SECONDS = 0.2
_STOP_SECONDS = 15.0
_START_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_HEALTHY_SECONDS = 60.0
"""A program that ran that long and then ended is restarted as if it had never failed."""
_LONGEST_LOG = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Program:
    """A command of ours that runs beside the others, and the file that its log goes to."""

    name: str
    arguments: Sequence[str]
    log: Path
    inherits: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        with _opened_log(self.log) as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "evidence_repo.cli", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.inherits,
                start_new_session=True,
                preexec_fn=_end_with_supervisor,
            )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        """Return whether it was started and is no longer running."""
        return self.process is not None and self.process.poll() is not None

    def last_words(self, lines: int = 12) -> str:
        """Return the end of its log."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])


_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_supervisor() -> None:
    """Have the kernel end this program when the supervisor is killed (between fork and exec)."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@contextmanager
def _opened_log(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LONGEST_LOG:
        path.replace(path.with_name(f"{path.name}.1"))
    with path.open("ab") as log:
        yield log


class Supervisor:
    """Keeps programs running until SIGINT or SIGTERM; a second signal stops them at once.

    `let_go` is called before they are asked to stop: what they inherited is then theirs alone.
    """

    def __init__(self, programs: Sequence[Program], let_go: Callable[[], None] = lambda: None) -> None:
        self._programs, self._let_go = programs, let_go
        self._signals = 0

    def run(self, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start everything, call `when_ready` once `is_ready`, and go on until it is stopped.

        Raise `Failure` if a program ends before that: it would not get further by trying again.
        """
        with self._noting_signals():
            try:
                for program in self._programs:
                    program.start()
                if self._wait_until(is_ready):
                    when_ready()
                    self._keep_running()
            finally:
                self._stop_all()

    @contextmanager
    def _noting_signals(self) -> Iterator[None]:
        before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def note(_number: int, _frame: object) -> None:
            self._signals += 1

        for number in before:
            signal.signal(number, note)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wait_until(self, is_ready: Callable[[], bool]) -> bool:
        """Return True when it is ready, False when stopped first."""
        last_moment = time.monotonic() + _START_SECONDS
        while not self._signals:
            for program in self._programs:
                if program.has_ended():
                    raise Failure(
                        f"The {program.name} ended while starting. The end of {program.log}:\n"
                        + program.last_words()
                    )
            if is_ready():
                return True
            if time.monotonic() > last_moment:
                raise Failure(f"Nothing answers after {_START_SECONDS:.0f} seconds; see the logs beside it.")
            time.sleep(_LOOK_SECONDS)
        return False

    def _keep_running(self) -> None:
        while not self._signals:
            for program in self._programs:
                self._look_after(program)
            time.sleep(_LOOK_SECONDS)

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is None:
            if now >= program.due:
                program.start()
        elif program.has_ended():
            _end_group(program.process)
            if now - program.started > _HEALTHY_SECONDS:
                program.failures = 0
            program.failures += 1
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (program.failures - 1))
            click.echo(
                f"The {program.name} ended ({_how(program.process.returncode)}); it starts again in "
                f"{pause:.0f} s. Its log: {program.log}",
                err=True,
            )
            program.process, program.due = None, now + pause

    def _stop_all(self) -> None:
        """Ask every program to end, wait, then end by force what is left, their own processes included."""
        self._let_go()
        running = [program.process for program in self._programs if program.process is not None]
        seen = self._signals
        if any(process.poll() is None for process in running):
            click.echo("Stopping; Ctrl-C once more stops at once.")
        for process in running:
            if process.poll() is None:
                process.terminate()
        last_moment = time.monotonic() + _STOP_SECONDS
        while any(process.poll() is None for process in running):
            if self._signals > seen or time.monotonic() > last_moment:
                break
            time.sleep(_LOOK_SECONDS / 4)
        for process in running:
            _end_group(process)
            process.wait()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever the program left running: it leads a group of its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
