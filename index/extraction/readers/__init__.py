"""Read a file page by page, in the process that a sandbox made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.media.kinds import MediaType
from index.media.source import Source

Reader = Callable[[Source, Limits], Iterator[Reading]]


@cache
def reader_of(media_type: MediaType) -> Reader:
    """Return the function that the table of kinds names for this one."""
    module, _, name = media_type.kind.reader.partition(".")
    found: Reader = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def load_readers() -> None:
    """Import all of them once, for every process that is forked from this one."""
    for media_type in MediaType:
        reader_of(media_type)


__all__ = ["Reader", "Reading", "load_readers", "reader_of"]
