"""The few calls on a disk whose order decides what a power cut leaves behind."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BlobMissing, InvalidKey, StorageFull, StorageUnavailable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_TAKEN = (FileExistsError, IsADirectoryError, NotADirectoryError)


class Disk:
    """Call the operating system; a test passes a subclass that also writes down the order."""

    def sync(self, descriptor: int) -> None:
        """Bring a file's bytes, or a folder's names, to the platter."""
        os.fsync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name; raise `FileExistsError` instead of overwriting."""
        os.link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over whatever stands at `target`, at once."""
        source.replace(target)


@contextmanager
def disk_errors(missing: str | None = None, taken: str | None = None) -> Iterator[None]:
    """Raise the operating system's errors as ours.

    A missing file is `BlobMissing` if it is named in `missing`; where `taken` names what is written, a
    folder in its place or a file in the place of its folder is `InvalidKey`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("The disk is full: nothing was stored. Make room, then try again.") from error
        if missing is not None and isinstance(error, FileNotFoundError):
            raise BlobMissing(f"The store holds nothing under {missing}.") from error
        if taken is not None and isinstance(error, _TAKEN):
            raise InvalidKey(f"{taken!r} is a folder of other names, or lies under a name.") from error
        raise StorageUnavailable(f"The storage folder cannot be used: {error}.") from error
