"""Blobs in a folder of a local disk."""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from storage.disk import Disk, disk_errors
from storage.errors import BlobConflict, BlobCorrupt, BlobMissing
from storage.keys import BLOBS, DERIVED, blob_key, derived_folder, derived_key, is_sha256
from storage.source import VerifiedSource
from storage.store import BlobInfo
from storage.streams import LimitedFile, check_range
from storage.tags import checked_tags

STALE_AFTER = timedelta(hours=24)


def _now() -> datetime:
    return datetime.now(UTC)


class LocalBlobStore:
    """Keep a `BlobStore` in one folder, which must lie on one file system that knows hard links.

    Bytes are written to a temporary file in `tmp/`, synced, and only then given their name, by a link that
    never overwrites; the folders are synced before `put` returns. Tags stand beside the blob as JSON.
    """

    def __init__(self, root: Path, disk: Disk | None = None, clock: Callable[[], datetime] = _now) -> None:
        self._root = root
        self._temporaries = root / "tmp"
        self._disk = disk or Disk()
        self._clock = clock

    def put(self, sha256: str, source: BinaryIO, size: int) -> None:
        target = self._root / blob_key(sha256)
        try:
            with self._temporary(VerifiedSource(source, sha256, size).pieces()) as temporary:
                self._publish(temporary, target, sha256)
        except BlobCorrupt as error:
            if self.exists(sha256):
                raise BlobConflict(f"Other bytes are already stored as {sha256}: they stay.") from error
            raise

    @contextmanager
    def open(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[BinaryIO]:
        check_range(start, length)
        path = self._root / blob_key(sha256)
        with disk_errors(missing=sha256):
            file = path.open("rb")
        with file:
            file.seek(start)
            if length is None:
                yield file
            else:
                with io.BufferedReader(LimitedFile(file, length)) as part:
                    yield cast(BinaryIO, part)

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        self.stat(sha256)
        yield self._root / blob_key(sha256)

    def stat(self, sha256: str) -> BlobInfo:
        with disk_errors(missing=sha256):
            status = (self._root / blob_key(sha256)).stat()
        return BlobInfo(sha256, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def exists(self, sha256: str) -> bool:
        try:
            self.stat(sha256)
        except BlobMissing:
            return False
        return True

    def delete(self, sha256: str) -> None:
        blob = self._root / blob_key(sha256)
        with disk_errors():
            # Tags first: left alone they would stick to the same bytes when these come back.
            self._tags_file(sha256).unlink(missing_ok=True)
            blob.unlink(missing_ok=True)

    def list(self) -> Iterator[BlobInfo]:
        with disk_errors():
            for path in _files(self._root / BLOBS):
                if is_sha256(path.name):
                    with suppress(BlobMissing):  # deleted meanwhile
                        yield self.stat(path.name)

    def set_tags(self, sha256: str, tags: Mapping[str, str]) -> None:
        self.stat(sha256)
        text = json.dumps(checked_tags(tags), sort_keys=True)
        self._replace(self._tags_file(sha256), text.encode(), sha256)

    def tags(self, sha256: str) -> dict[str, str]:
        self.stat(sha256)
        try:
            with disk_errors(missing=sha256):
                text = self._tags_file(sha256).read_bytes()
        except BlobMissing:
            return {}
        return cast(dict[str, str], json.loads(text))

    def write_derived(self, name: str, data: bytes) -> None:
        self._replace(self._root / derived_key(name), data, name)

    def read_derived(self, name: str) -> bytes:
        path = self._root / derived_key(name)
        with disk_errors(missing=name):
            if path.is_dir():
                raise BlobMissing(f"The store holds only a folder under {name}.")
            return path.read_bytes()

    def list_derived(self, prefix: str) -> Iterator[str]:
        top = self._root / derived_folder(prefix)
        with disk_errors():
            for path in [top] if top.is_file() else _files(top):
                yield path.relative_to(self._root / DERIVED).as_posix()

    def delete_derived(self, prefix: str) -> None:
        for name in list(self.list_derived(prefix)):
            with disk_errors():
                (self._root / derived_key(name)).unlink(missing_ok=True)

    def check(self) -> None:
        with disk_errors():
            self._root.mkdir(parents=True, exist_ok=True)
            self._sync_folder(self._root.parent)
        with self._temporary([b"Can files be written, synced and linked here?"]) as temporary, disk_errors():
            second = temporary.with_suffix(".linked")
            self._disk.link(temporary, second)
            second.unlink()
            self._sweep()

    def _sweep(self) -> None:
        """Remove temporary files that no living write can still be filling."""
        latest = (self._clock() - STALE_AFTER).timestamp()
        for path in self._temporaries.iterdir():
            with suppress(FileNotFoundError):  # its writer has just ended
                if path.stat().st_mtime < latest:
                    path.unlink()

    @contextmanager
    def _temporary(self, pieces: Iterable[bytes]) -> Iterator[Path]:
        """Write and sync a file that is gone after the block, unless it got a second name there."""
        with disk_errors():
            self._temporaries.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._temporaries, suffix=".part")
        path = Path(name)
        try:
            # Unbuffered: closing after an error must not try to write once more.
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                for piece in pieces:
                    _write_whole(file, piece)
                with disk_errors():
                    self._disk.sync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _publish(self, temporary: Path, target: Path, sha256: str) -> None:
        with disk_errors():
            target.parent.mkdir(parents=True, exist_ok=True)
            is_there = False
            while not is_there:
                try:
                    self._disk.link(temporary, target)
                    is_there = True
                except FileExistsError:
                    is_there = self._renew(target, sha256)
            self._sync_folders(target)

    def _renew(self, target: Path, sha256: str) -> bool:
        """Make sure that the existing blob is right and durable; False if it was deleted meanwhile."""
        try:
            file = target.open("rb")
        except FileNotFoundError:
            return False
        with file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise BlobConflict(f"What is stored as {sha256} are other bytes: restore it from a backup.")
            os.utime(file.fileno())
            self._disk.sync(file.fileno())
        return True

    def _replace(self, target: Path, data: bytes, name: str) -> None:
        with self._temporary([data]) as temporary, disk_errors(taken=name):
            target.parent.mkdir(parents=True, exist_ok=True)
            self._disk.replace(temporary, target)
            self._sync_folders(target)

    def _sync_folders(self, target: Path) -> None:
        """Make the names down to `target` durable: other processes may have made its folders just now."""
        for folder in target.parents:
            self._sync_folder(folder)
            if folder == self._root:
                break

    def _sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            self._disk.sync(descriptor)
        finally:
            os.close(descriptor)

    def _tags_file(self, sha256: str) -> Path:
        return self._root / f"{blob_key(sha256)}.tags.json"


def _write_whole(file: io.FileIO, data: bytes) -> None:
    rest = memoryview(data)
    with disk_errors():
        while rest:
            rest = rest[file.write(rest) :]


def _files(folder: Path) -> Iterator[Path]:
    """Go through the files below `folder`; unlike glob, never pass over what cannot be read."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            yield Path(entry.path)
