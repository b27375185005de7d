"""What only a disk can go through: power cuts, no room, files damaged or left behind."""

import errno
import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import BlobConflict, InvalidKey, LocalBlobStore, StorageError, StorageFull
from storage.disk import Disk
from tests.contracts.blob_sources import MEGABYTE, content, kill_while_putting, sha256_of

REPORT = content(3 * MEGABYTE, seed=11)
REPORT_SHA256 = sha256_of(REPORT)


class RecordingDisk(Disk):
    """Do the real thing and write down what was done to which path, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Path]] = []
        self.synced_size = -1

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_file():
            self.synced_size = path.stat().st_size
        self.calls.append(("sync", path))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self.calls.append(("link", target))

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.calls.append(("replace", target))


def test_bytes_are_synced_before_their_name_and_the_folders_after_it(tmp_path: Path) -> None:
    disk = RecordingDisk()
    root = tmp_path / "blobs"
    LocalBlobStore(root, disk).put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    first, second, *folders = disk.calls
    target = root / "blobs" / "sha256" / REPORT_SHA256[:2] / REPORT_SHA256[2:4] / REPORT_SHA256
    assert first[0] == "sync"
    assert first[1].parent == root / "tmp"
    assert disk.synced_size == len(REPORT)
    assert second == ("link", target)
    # Each folder on the way may be new: its own name stands in its parent.
    assert folders == [("sync", folder) for folder in list(target.parents)[:5]]
    assert folders[-1] == ("sync", root)


def test_derived_bytes_are_synced_before_they_replace_others(tmp_path: Path) -> None:
    disk = RecordingDisk()
    store = LocalBlobStore(tmp_path, disk)
    store.write_derived("text/1", b"first")
    disk.calls.clear()
    store.write_derived("text/1", b"second")
    target = tmp_path / "derived" / "text" / "1"
    assert [call for call, _ in disk.calls[:2]] == ["sync", "replace"]
    assert disk.synced_size == len(b"second")
    assert disk.calls[1:3] == [("replace", target), ("sync", target.parent)]


def test_the_same_bytes_again_are_made_durable_again(tmp_path: Path) -> None:
    """The first put may have been killed between naming the file and syncing the folder."""
    LocalBlobStore(tmp_path).put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    disk = RecordingDisk()
    LocalBlobStore(tmp_path, disk).put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    target = tmp_path / "blobs" / "sha256" / REPORT_SHA256[:2] / REPORT_SHA256[2:4] / REPORT_SHA256
    assert disk.calls[1:3] == [("sync", target), ("sync", target.parent)]


_FILL_THE_DISK = """
import io, resource, sys
from pathlib import Path
from storage import LocalBlobStore, StorageFull

root, sha256, size, limit = sys.argv[1:]
store = LocalBlobStore(Path(root))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
for use in (
    lambda: store.put(sha256, io.BytesIO(bytes(int(size))), int(size)),
    lambda: store.write_derived("text/1", bytes(int(size))),
):
    try:
        use()
    except StorageFull as error:
        print(error)
"""


def test_a_full_disk_stores_nothing_and_loses_nothing(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    store.write_derived("text/1", b"before")
    size = 3 * MEGABYTE
    sha256 = sha256_of(bytes(size))
    arguments = [str(tmp_path), sha256, str(size), str(size - 1000)]
    done = subprocess.run(
        [sys.executable, "-c", _FILL_THE_DISK, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("The disk is full: nothing was stored.") == 2
    assert [blob.sha256 for blob in store.list()] == [REPORT_SHA256]
    assert store.read_derived("text/1") == b"before"
    assert list((tmp_path / "tmp").iterdir()) == []


class FullDisk(Disk):
    """Take the bytes, as disks with delayed allocation do, and have no room when they are synced."""

    def sync(self, descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_only_at_the_sync(tmp_path: Path) -> None:
    with pytest.raises(StorageFull):
        LocalBlobStore(tmp_path, FullDisk()).put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    assert list(LocalBlobStore(tmp_path).list()) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_damaged_bytes_are_never_taken_for_the_same(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    damaged = b"\x00" + REPORT[1:]
    with store.local_path(REPORT_SHA256) as path:
        path.write_bytes(damaged)
    with pytest.raises(BlobConflict):
        store.put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))
    with store.open(REPORT_SHA256) as stream:
        assert stream.read() == damaged


def test_check_clears_away_what_was_left_more_than_a_day_ago(tmp_path: Path) -> None:
    kill_while_putting(f"file:{tmp_path}", REPORT_SHA256, half=MEGABYTE, size=2 * MEGABYTE)
    [left] = (tmp_path / "tmp").iterdir()
    now = datetime.now(UTC)
    LocalBlobStore(tmp_path, clock=lambda: now + timedelta(hours=23)).check()
    assert left.exists()
    LocalBlobStore(tmp_path, clock=lambda: now + timedelta(hours=25)).check()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_name_is_not_also_a_folder(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.write_derived("text/1", b"x")
    for name in ["text/1/2", "text"]:
        with pytest.raises(InvalidKey):
            store.write_derived(name, b"y")
    assert store.read_derived("text/1") == b"x"


class NoLinks(Disk):
    """A file system without hard links."""

    def link(self, source: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_check_finds_a_disk_that_cannot_do_what_put_needs(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        LocalBlobStore(tmp_path, NoLinks()).check()
    assert list((tmp_path / "tmp").iterdir()) == []
