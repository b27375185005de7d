"""Look into a ZIP archive and read its files as streams; nothing is written under a name from inside it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, cast

from index.archives.limits import Budget
from index.archives.names import is_housekeeping, shown_name
from index.media.source import Source, opened
from index.media.zip_entries import has_too_many_entries

_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for gigabytes of memory
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
)


class Refusal(StrEnum):
    """Why an archive, or a file in it, is not taken."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    TOO_DEEP = "too_deep"


class ArchiveRefused(ValueError):
    """Nothing of the archive is taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class MemberFault(ValueError):
    """One file of the archive cannot be read; the others can."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive: its place in the list, its path for people, and how large it says it is."""

    index: int
    name: str
    size: int


def members(source: Source, budget: Budget, depth: int = 0) -> list[Member]:
    """Return the files of the archive, in its order, without folders and what programs leave behind.

    Raise ArchiveRefused before anything is unpacked where the limits, the ratio of an archive bomb, damage
    or a password forbid it. `depth` counts the archives around this one. What is returned is taken from the
    budget.
    """
    if depth > budget.limits.depth:
        raise ArchiveRefused(Refusal.TOO_DEEP)
    if has_too_many_entries(source):
        raise ArchiveRefused(Refusal.TOO_MANY)
    try:
        with opened(source) as file, zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except _FAULTS as error:
        raise ArchiveRefused(Refusal.DAMAGED) from error
    named = [(index, shown_name(info), info) for index, info in enumerate(infos)]
    files = [each for each in named if not each[1].endswith("/") and not is_housekeeping(each[1])]
    _check([info for _, _, info in files], _size_of(source), budget)
    return [Member(index, name, info.file_size) for index, name, info in files]


def _check(files: list[zipfile.ZipInfo], packed: int, budget: Budget) -> None:
    """The library reads no more of a file than its entry claims, so the claims can be held to the limits."""
    size = sum(info.file_size for info in files)
    if not files:
        raise ArchiveRefused(Refusal.EMPTY)
    if all(info.flag_bits & _ENCRYPTED_FLAG for info in files):
        raise ArchiveRefused(Refusal.ENCRYPTED)
    if size > max(budget.limits.always_bytes, budget.limits.ratio * packed):
        raise ArchiveRefused(Refusal.BOMB)
    if not budget.has_room_for(len(files), 0):
        raise ArchiveRefused(Refusal.TOO_MANY)
    if not budget.has_room_for(0, size):
        raise ArchiveRefused(Refusal.TOO_LARGE)
    budget.take(len(files), size)


@contextmanager
def open_member(source: Source, member: Member) -> Iterator[IO[bytes]]:
    """Give the bytes of one file as a stream; raise MemberFault where they cannot be read, on reading too."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(opened(source))))
            info = archive.infolist()[member.index]
            if info.flag_bits & _ENCRYPTED_FLAG:
                raise MemberFault(Refusal.ENCRYPTED)
            if info.compress_type not in _METHODS:
                raise MemberFault(Refusal.DAMAGED)
            stream = stack.enter_context(archive.open(info))
        except MemberFault:
            raise
        except _FAULTS as error:
            raise MemberFault(Refusal.DAMAGED) from error
        yield cast(IO[bytes], _Guarded(stream))


def _size_of(source: Source) -> int:
    return source.stat().st_size if isinstance(source, Path) else len(source.getbuffer())


class _Guarded:
    """A member's stream whose faults are reported in our own words."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        try:
            return self._stream.read(size)
        except _FAULTS as error:
            raise MemberFault(Refusal.DAMAGED) from error
