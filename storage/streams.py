"""Streams that read only a part."""

import io
from typing import BinaryIO


class LimitedFile(io.RawIOBase):
    """Read at most `length` bytes of an open file from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


def check_range(start: int, length: int | None) -> None:
    """Raise `ValueError` for a range that begins before the first byte or has less than no bytes."""
    if start < 0 or (length is not None and length < 0):
        raise ValueError(f"start {start} and length {length} cannot be negative")
