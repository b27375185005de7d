"""Start a real server, wait until it answers, stop it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

NOT_TESTED = "NOT TESTED"
_START_SECONDS = 60
_POLL_SECONDS = 0.05


def unavailable(reason: str) -> NoReturn:
    """Skip the test for want of a real server; fail it where `EVIDENCE_REQUIRE_LIVE=1` allows no skip."""
    if os.environ.get("EVIDENCE_REQUIRE_LIVE") == "1":
        pytest.fail(f"{reason} (EVIDENCE_REQUIRE_LIVE=1 allows no skip)", pytrace=False)
    pytest.skip(f"{NOT_TESTED}: {reason}")


def free_port() -> int:
    """Return a TCP port on loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def data_folder(owner: str | None = None) -> Iterator[Path]:
    """Give a folder under the system's temporary folder that `owner` can reach; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="evidence-live-"))
    try:
        if owner is not None:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    answers: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    stop_signal: int = 15,
) -> Iterator[None]:
    """Run `command` as `user` until the block ends; it has answered before the block begins."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            cwd="/",
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        try:
            _wait(process, answers, log)
            yield
        finally:
            _stop(process, stop_signal)


def _wait(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    for _ in range(int(_START_SECONDS / _POLL_SECONDS)):
        if answers():
            return
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"{process.args!r} did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes], stop_signal: int) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
