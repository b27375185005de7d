"""What a confined process gets to read: sealed copies of bytes in memory, and no name of a file."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PosixPath

_PIECE = 1 << 24
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL

Source = Path | bytes


class InputPath(PosixPath):
    """The name under which a process opens a descriptor that it was given, as often as it likes."""

    @classmethod
    def of(cls, descriptor: int) -> InputPath:
        """Return the name of this descriptor."""
        return cls(f"/proc/self/fd/{descriptor}")

    def resolve(self, strict: bool = False) -> InputPath:
        """Stay as it is: what it leads to has no name."""
        return self


@contextmanager
def sealed_copies(sources: Sequence[Source]) -> Iterator[list[int]]:
    """Give a descriptor for each source; raise OSError for a file that cannot be read.

    A descriptor of the file itself would not do: another user may not open it once more, and whoever is the
    same user may open it to write.
    """
    with ExitStack() as stack:
        yield [_sealed_copy(source, stack) for source in sources]


def _sealed_copy(source: Source, stack: ExitStack) -> int:
    copy = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    stack.callback(os.close, copy)
    if isinstance(source, bytes):
        _write(copy, source)
    else:
        with source.open("rb") as file:
            while os.sendfile(copy, file.fileno(), None, _PIECE):
                pass
    fcntl.fcntl(copy, fcntl.F_ADD_SEALS, _SEALS)
    return copy


def _write(copy: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(copy, left) :]
