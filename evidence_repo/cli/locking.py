"""One start at a time in an installation's folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_repo.cli.failures import Failure

_LOCK = "run.lock"


@contextmanager
def alone_in(var: Path) -> Iterator[None]:
    """Hold the folder against a second start and against clearing; raise `Failure` if it is held."""
    _keep_private(var)
    descriptor = os.open(var / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise Failure(
            f"{var} is in use by a program that was started before (process {holder or 'unknown'}): "
            "stop that one first."
        ) from None
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _keep_private(var: Path) -> None:
    """Make the folder; close it and the database to everybody else, also where they were open before."""
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o700)
    for path in var.glob("evidence*.db*"):
        path.chmod(0o600)
