"""The bag's ZIP as a stream of constant memory: the same members give the same bytes, whenever and wherever.

`BlobStore.put` wants size and SHA-256 first. So the ZIP goes by twice, once to be hashed and once into the
store, instead of being spooled: no disk has to hold a second copy of a bundle of many gigabytes (`/tmp` may
be memory), a killed process leaves nothing behind, and the second pass proves that the first can be repeated.
Both passes read every document whole and compare its CRC-32 and size, so a document that rotted in the store
is reported before a bundle with it exists.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence_repo.services.bundles.snapshot import FileFacts
from storage import BlobCorrupt, BlobStore

_PIECE = 1024 * 1024
_MODE = stat.S_IFREG | 0o644


@dataclass(frozen=True, slots=True)
class ZipFacts:
    """The hash, the size and the CRC-32 of a ZIP."""

    sha256: str
    size: int
    crc32: int


@dataclass(frozen=True, slots=True)
class Bag:
    """What a ZIP is made of: the bag's folder, its files as they are stored, and the one time of all."""

    name: str
    files: Sequence[FileFacts]
    modified: datetime

    def pieces(self, store: BlobStore) -> Iterator[bytes]:
        """Go through the ZIP's bytes, members sorted by path; `BlobCorrupt` for a document that rotted."""
        from stream_zip import NO_COMPRESSION_64, ZipIntegrityError, stream_zip  # loads ciphers, too

        reading = _Reading(store)
        members = (
            (
                f"{self.name}/{facts['path']}",
                self.modified.astimezone(UTC),
                _MODE,
                NO_COMPRESSION_64(facts["size"], facts["crc32"]),
                reading.blob(facts),
            )
            for facts in sorted(self.files, key=lambda facts: facts["path"])
        )
        try:
            yield from stream_zip(members, chunk_size=_PIECE)
        except ZipIntegrityError as error:
            raise BlobCorrupt(
                f"The stored bytes of {reading.current} ({reading.sha256}) are not those that were uploaded."
            ) from error

    def measure(self, store: BlobStore) -> ZipFacts:
        """Go by once and return what the ZIP will be."""
        digest, size, crc32 = hashlib.sha256(), 0, 0
        for piece in self.pieces(store):
            digest.update(piece)
            crc32 = zlib.crc32(piece, crc32)
            size += len(piece)
        return ZipFacts(digest.hexdigest(), size, crc32)

    def keep(self, store: BlobStore, facts: ZipFacts) -> None:
        """Go by once more and put the ZIP into the store, durable when this returns."""
        stream = io.BufferedReader(_Pieces(self.pieces(store)), buffer_size=_PIECE)
        store.put(facts.sha256, stream, facts.size)


class _Reading:
    """Reads blobs in pieces and remembers which one it is at, for the sentence of an error."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self.current = ""
        self.sha256 = ""

    def blob(self, facts: FileFacts) -> Iterator[bytes]:
        self.current, self.sha256 = facts["path"], facts["sha256"]
        with self._store.open(facts["sha256"]) as stream:
            while piece := stream.read(_PIECE):
                yield piece


class _Pieces(io.RawIOBase):
    """Let an iterator of pieces be read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
