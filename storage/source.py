"""Read a source once while making sure that it is what was announced."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from storage.errors import BlobCorrupt

PIECE = 1024 * 1024


class VerifiedSource:
    """Pass bytes on and refuse to hand out the last of them unless size and SHA-256 are right.

    So whoever stores what it reads can never have read everything of a wrong source.
    """

    def __init__(self, source: BinaryIO, sha256: str, size: int) -> None:
        self._source = source
        self._sha256 = sha256
        self._left = size
        self._digest = hashlib.sha256()
        self._is_verified = False

    def read(self, size: int = -1) -> bytes:
        """Return exactly `size` bytes, fewer only at the end; raise `BlobCorrupt` there if it is wrong."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._source.read(wanted) if wanted else b""
        while len(data) < wanted:
            more = self._source.read(wanted - len(data))
            if not more:
                raise BlobCorrupt(f"The source of {self._sha256} ended before its announced size.")
            data += more
        self._digest.update(data)
        self._left -= len(data)
        if not self._left:
            self._verify()
        return data

    def pieces(self) -> Iterator[bytes]:
        """Go through the rest in pieces of at most 1 MiB."""
        while piece := self.read(PIECE):
            yield piece

    def drain(self) -> None:
        """Read and verify the rest without keeping it."""
        for _ in self.pieces():
            pass

    def _verify(self) -> None:
        if self._is_verified:
            return
        if self._source.read(1):
            raise BlobCorrupt(f"The source of {self._sha256} goes on after its announced size.")
        if self._digest.hexdigest() != self._sha256:
            raise BlobCorrupt(f"The source has the SHA-256 {self._digest.hexdigest()}, not {self._sha256}.")
        self._is_verified = True
