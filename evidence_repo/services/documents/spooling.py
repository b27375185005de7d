"""Receive a file: spool it once while hashing, then accept it at the door or refuse it with a sentence."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import weakref
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO, BinaryIO, Self

from evidence_repo.errors import BadInput, EvidenceError, Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.settings import Settings
from evidence_repo.words import N_
from index.media import (
    ACCEPTED_LABELS,
    ARCHIVE,
    EmptyFile,
    MediaType,
    MediaTypeNotAllowed,
    clean_file_name,
    kind_named,
)

_PIECE = 1024 * 1024
_MEGABYTE = 1024 * 1024

Detect = Callable[[Path], MediaType]
"""Recognises a file's kind by its content, in the sandbox: nothing of a stranger's file is parsed here."""

log = get_logger()


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A whole, hashed and accepted file in the spool folder; `keep_blob` or leaving a `with` removes it."""

    path: Path
    sha256: str
    crc32: int
    size: int
    media_type: MediaType
    file_name: str

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the spooled copy."""
        self.discard()

    def discard(self) -> None:
        """Remove the spooled copy; nothing there is no error."""
        self.path.unlink(missing_ok=True)


class HashingSpool:
    """A temporary file that hashes what is written to it: Werkzeug's `stream_factory` may return one.

    Writing never raises because of this file: what comes after the limit, or after the disk is full, is
    dropped and reported by `finish`, so that the other files of the same request are not lost. The file
    disappears with `close`, or with this object, unless `finish` has handed it on.
    """

    def __init__(self, folder: Path, limit: int, detect: Detect) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder, suffix=".upload")
        self._path = Path(name)
        # Unbuffered: closing after an error must not try to write once more.
        self._file = os.fdopen(descriptor, "w+b", buffering=0)
        self._remove = weakref.finalize(self, _close_and_remove, self._file, self._path)
        self._limit = limit
        self._detect = detect
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._size = 0
        self._kind: MediaType | None = None
        self._fault: OSError | None = None
        log.info("upload.began", spool=self._path.name)

    @property
    def size(self) -> int:
        """Return how many bytes came, those that were dropped included."""
        return self._size

    def write(self, data: bytes) -> int:
        """Take the next bytes and hash them."""
        self._size += len(data)
        if self._size > self._limit or self._fault is not None:
            self._drop()
            return len(data)
        self._sha256.update(data)
        self._crc32 = zlib.crc32(data, self._crc32)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._fault = error
        return len(data)

    def _drop(self) -> None:
        """Give the disk its room back: nothing of this file will be kept."""
        if not self._file.closed:
            self._file.seek(0)
            self._file.truncate()

    def fill(self, stream: BinaryIO | IO[bytes]) -> None:
        """Take a whole stream in; memory stays constant, and reading stops as soon as the limit is passed."""
        while self._size <= self._limit and (piece := stream.read(_PIECE)):
            self.write(piece)

    @property
    def archive(self) -> Path | None:
        """Return the file's path if it is whole and a ZIP archive, to be unpacked rather than accepted."""
        is_whole = 0 < self._size <= self._limit and self._fault is None
        try:
            if is_whole:
                self._kind = self._detect(self._path)
        except MediaTypeNotAllowed as error:
            return self._path if error.detected == ARCHIVE else None
        return None

    def read(self, size: int = -1) -> bytes:
        """Read what was written, from where `seek` went."""
        return self._file.read(size) or b""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the place of reading."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place of reading."""
        return self._file.tell()

    def close(self) -> None:
        """Remove the file, unless it was handed on."""
        self._remove()

    def finish(self, file_name: str) -> SpooledFile:
        """Check the whole file and hand it on under its cleaned name; a refused one is gone.

        Raise `BadInput` for an empty or too large file and for a kind that is not allowed (judged by
        content), `Unavailable` if the disk was full.
        """
        name = clean_file_name(file_name)
        try:
            media_type = self._check(name)
        except EvidenceError:
            self.close()
            raise
        self._file.close()
        self._remove.detach()
        spooled = SpooledFile(self._path, self._sha256.hexdigest(), self._crc32, self._size, media_type, name)
        log.info("upload.spooled", sha256=spooled.sha256, size=spooled.size, media_type=media_type.value)
        return spooled

    def _check(self, name: str) -> MediaType:
        if self._size > self._limit:
            raise BadInput(
                N_("“%(name)s” is larger than the limit of %(limit)s MB for one file."),
                field="files",
                code="too_large",
                advice=N_("Make the file smaller or split it, then upload it again."),
                name=name,
                limit=max(1, self._limit // _MEGABYTE),
            )
        if self._fault is not None:
            raise _not_received(name, self._fault) from self._fault
        try:
            return self._kind or self._detect(self._path)
        except EmptyFile as error:
            raise BadInput(
                N_("“%(name)s” is empty."),
                field="files",
                code="empty_file",
                advice=N_("Check the file on your computer, then upload it again."),
                name=name,
            ) from error
        except MediaTypeNotAllowed as error:
            if error.is_encrypted:
                raise BadInput(
                    N_("“%(name)s” is protected by a password."),
                    field="files",
                    code="encrypted",
                    advice=N_("Save a copy without the password, then upload that one."),
                    name=name,
                ) from error
            raise _not_accepted(name) from error


def _not_accepted(name: str) -> BadInput:
    """Return the error that says what is accepted, or that the content is not what the name promises."""
    kind = kind_named(name)
    if kind is None:
        return BadInput(
            N_("“%(name)s” is not of an accepted kind. Accepted are: %(kinds)s."),
            field="files",
            code="type_not_allowed",
            advice=N_("Save the file as PDF or another accepted kind, then upload it again."),
            name=name,
            kinds=ACCEPTED_LABELS,
        )
    return BadInput(
        N_("The content of “%(name)s” is not %(kind)s. Accepted are: %(kinds)s."),
        field="files",
        code="type_not_allowed",
        advice=N_("Open it with its own program, save it again, then upload it."),
        name=name,
        kind=kind,
        kinds=ACCEPTED_LABELS,
    )


def _close_and_remove(file: FileIO, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


def no_room_for(name: str) -> Unavailable:
    """Return the error that reports a full disk or store."""
    return Unavailable(
        N_("There is no room left for “%(name)s”: nothing of it was stored."),
        code="storage_full",
        advice=N_("Everything stored before is safe. Ask the administrator to make room, then upload again."),
        name=name,
    )


def _not_received(name: str, error: OSError) -> Unavailable:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return no_room_for(name)
    return Unavailable(
        N_("“%(name)s” could not be received: nothing of it was stored."),
        code="spool_unavailable",
        advice=N_("Everything stored before is safe. Tell the administrator, then upload again."),
        name=name,
    )


def spool_folder(settings: Settings) -> Path:
    """Return the folder for files that are being received."""
    return settings.var / "spool"


def spool_upload(stream: BinaryIO, folder: Path, limit: int, file_name: str, detect: Detect) -> SpooledFile:
    """Take a whole stream into the spool folder, hashing on the way; raises as `HashingSpool.finish`.

    Memory stays constant, and reading stops as soon as the limit is passed.
    """
    spool = HashingSpool(folder, limit, detect)
    try:
        spool.fill(stream)
    except BaseException:
        spool.close()
        raise
    return spool.finish(file_name)
