"""The contract that every place for bytes keeps."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """Say what is known of a stored blob without reading it."""

    sha256: str
    size: int
    """Bytes."""
    modified: datetime
    """When the last put of these bytes ended (aware, to the second at least)."""


class BlobStore(Protocol):
    """Keep immutable bytes under their SHA-256, and what is derived from them under names.

    Every `sha256` is 64 lower-case hexadecimal digits, else `InvalidKey`. Every method raises
    `StorageUnavailable` within seconds when the store cannot be reached. One instance may be used by
    several threads, one place by several processes.
    """

    def put(self, sha256: str, source: BinaryIO, size: int) -> None:
        """Store the `size` bytes that `source` still holds; they are durable when this returns.

        The same bytes again succeed, keep their tags and renew `modified`. `BlobConflict` if the key
        exists and either the source or what is stored does not hash to it (the stored bytes stay as
        they are); `BlobCorrupt` if the source of a new key has another size or hash; `StorageFull` if
        there is no room. What `source.read` raises comes through unchanged. After any failure, or a
        killed process, nothing new is visible under the key.
        """

    def open(
        self, sha256: str, start: int = 0, length: int | None = None
    ) -> AbstractContextManager[BinaryIO]:
        """Read from byte `start`, at most `length` bytes, as a stream of constant memory.

        A range that reaches over the end gives what there is. `BlobMissing` on entering;
        `StorageUnavailable` also while reading from a server; `ValueError` for a negative start or length.
        """

    def local_path(self, sha256: str) -> AbstractContextManager[Path]:
        """Give the bytes as a file for programs that want one; read only, not kept after the block."""

    def stat(self, sha256: str) -> BlobInfo:
        """Return size and time; `BlobMissing` if there is none."""

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are here."""

    def delete(self, sha256: str) -> None:
        """Remove bytes and tags; a missing key is no error."""

    def list(self) -> Iterator[BlobInfo]:
        """Go through all blobs, in any order; what is put or deleted meanwhile may be left out."""

    def set_tags(self, sha256: str, tags: Mapping[str, str]) -> None:
        """Replace all tags. `BlobMissing`; `InvalidTags` for what S3 refuses (see `storage.tags`)."""

    def tags(self, sha256: str) -> dict[str, str]:
        """Read the tags, empty if never set; `BlobMissing` if there is no blob."""

    def write_derived(self, name: str, data: bytes) -> None:
        """Write or atomically replace what can be made again from blobs, such as text and pictures.

        `name` is a relative POSIX path (`text/ab12/1.json`) and never also the folder of another name.
        `InvalidKey` if it is empty, absolute, holds `.`, `..`, a backslash or control characters.
        """

    def read_derived(self, name: str) -> bytes:
        """Read it whole; `BlobMissing` if there is none."""

    def list_derived(self, prefix: str) -> Iterator[str]:
        """Name what is called `prefix` or lies in that folder; `""` means everything; any order.

        A prefix ends at a path border: `text/1` never means `text/12`.
        """

    def delete_derived(self, prefix: str) -> None:
        """Delete what `list_derived` would name; nothing there is no error."""

    def check(self) -> None:
        """Prepare the place (folder, bucket) and raise `StorageUnavailable` if it cannot be used.

        Also clears away what writes interrupted more than 24 hours ago left behind (a MinIO server does
        that by itself).
        """
