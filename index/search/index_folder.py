"""The folder of an index, whichever engine it is of: one writer at a time, and whether it is complete."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.search.errors import IndexBusy, IndexDamaged, IndexOutdated

LOCK_NAME, STAMP_NAME = "writer.lock", "complete"
_RETRY = 0.02


class IndexFolder:
    """A folder with the index, the lock of its writer, and the stamp of the version that completed it."""

    def __init__(self, path: Path, version: str) -> None:
        """Name a folder, made if it is missing; an index completed by another version is not complete."""
        self.path = path
        self._version = version
        path.mkdir(parents=True, exist_ok=True)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has been written yet."""
        return all(entry.name == LOCK_NAME for entry in self.path.iterdir())

    @contextmanager
    def writers_lock(self, seconds: float) -> Iterator[None]:
        """Be the only writer of all processes and threads; waits up to `seconds`, then raises `IndexBusy`.

        Raises `IndexDamaged` if the folder is gone. The lock ends with the process that holds it.
        """
        try:
            handle = os.open(self.path / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise IndexDamaged(f"The index in {self.path} is missing.") from error
        try:
            _wait_for(handle, time.monotonic() + seconds)
            yield
        finally:
            os.close(handle)

    @property
    def is_complete(self) -> bool:
        """Return whether everything there is has been written by this version."""
        try:
            return (self.path / STAMP_NAME).read_text() == self._version
        except (OSError, UnicodeDecodeError):
            return False

    def mark_complete(self) -> None:
        """Note that everything there is has been written."""
        stamp = self.path / STAMP_NAME
        temporary = stamp.with_suffix(".new")
        temporary.write_text(self._version)
        temporary.replace(stamp)

    def unmark_complete(self) -> None:
        """Note that something may be missing."""
        (self.path / STAMP_NAME).unlink(missing_ok=True)

    def check_complete(self) -> None:
        """Raise `IndexOutdated` if the index is not complete."""
        if not self.is_complete:
            raise IndexOutdated(f"The index in {self.path} was never finished, or by another version.")


def _wait_for(handle: int, end: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise IndexBusy("Another process is writing the index.") from error
        time.sleep(_RETRY)
