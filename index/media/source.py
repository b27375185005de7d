"""Where the bytes of a file are: in a file, or in memory where it stood inside another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

Source = Path | BytesIO


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Give the bytes from their beginning; what stands in memory may be opened again."""
    if isinstance(source, BytesIO):
        source.seek(0)
        yield source
        return
    with source.open("rb") as file:
        yield file


def content(source: Source, most: int = -1) -> bytes:
    """Return the bytes, at most so many of them."""
    with opened(source) as file:
        return file.read(most)
