"""Which workers of this installation are alive: each holds a lock that the kernel lets go of when it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def present(folder: Path, owner: str) -> Iterator[None]:
    """Hold the lock of worker `owner` in `folder`, which all workers of this machine share."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{owner}.new", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # Only a locked file gets the name that others look at.
        (folder / f"{owner}.new").rename(folder / f"{owner}.lock")
        yield
    finally:
        (folder / f"{owner}.lock").unlink(missing_ok=True)
        os.close(descriptor)


def ended_workers(folder: Path) -> list[str]:
    """Return the owners whose process surely ended without saying so; `forget` them after their jobs."""
    return [path.stem for path in sorted(folder.glob("*.lock")) if _is_free(path)]


def forget(folder: Path, owner: str) -> None:
    """Remove the trace of an ended worker."""
    (folder / f"{owner}.lock").unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True
