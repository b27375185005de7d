"""The folder of a tantivy index: one writer, what tells states apart, and whether it is what was written."""

import fcntl
import json
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from index.search.engine import IndexBusy, IndexDamaged
from index.search.tantivy_documents import search_schema

LOCK_NAME = "writer.lock"
_META, _MANAGED, _SEAL = "meta.json", ".managed.json", "seal.json"
_RETRY = 0.02
# Every file but the lists ends with the CRC-32 of what stands before, its own size and a number.
_FOOTER_MAGIC = (1337).to_bytes(4, "little")
_SEGMENT_FILES = ("term", "idx", "pos", "fast", "fieldnorm", "store")


class Generation(NamedTuple):
    """What tells one state of the index from every other, also after it was made anew."""

    inode: int
    modified_ns: int
    size: int


def latest_generation(folder: Path) -> Generation:
    """Return the newest finished state. Raises `IndexDamaged` if there is none."""
    try:
        status = (folder / _META).stat()
    except OSError as error:
        raise IndexDamaged(f"The index in {folder} is missing.") from error
    return Generation(status.st_ino, status.st_mtime_ns, status.st_size)


@contextmanager
def writers_lock(folder: Path, seconds: float) -> Iterator[None]:
    """Be the only writer of all processes and threads; waits up to `seconds`, then raises `IndexBusy`.

    Raises `IndexDamaged` if the folder is gone. The lock ends with the process that holds it.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise IndexDamaged(f"The index in {folder} is missing.") from error
    try:
        _wait_for(handle, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, end: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                raise IndexBusy("Another process is writing the index.") from error
        time.sleep(_RETRY)


def make_empty(folder: Path) -> None:
    """Put an empty index in the place of whatever is there; the lock is held."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK_NAME:
            path.unlink()
    tantivy.Index(search_schema(), path=str(folder))
    seal(folder)


def remove_unfinished(folder: Path) -> None:
    """Take away what a killed writer left of a commit that never was; the lock is held.

    Such a list of deleted documents has the name that the next commit gives its own, and tantivy refuses.
    """
    finished = json.loads((folder / _META).read_text())["opstamp"]
    for path in folder.glob("*.*.del"):
        if int(path.name.split(".")[1]) > finished:
            path.unlink()


def seal(folder: Path) -> None:
    """Note what the list of segments is now; the lock is held.

    A writer that is killed before leaves the list of its finished batch unsealed, which is no damage.
    """
    body = json.dumps({"generation": latest_generation(folder), "crc": _crc(folder / _META)})
    temporary = folder / f"{_SEAL}.new"
    temporary.write_text(json.dumps({"body": body, "crc": zlib.crc32(body.encode())}))
    temporary.replace(folder / _SEAL)


def check_files(folder: Path) -> None:
    """Compare every file with its checksum. Raises `IndexDamaged`, or what reading broken lists raises."""
    _check_seal(folder)
    meta = json.loads((folder / _META).read_text())
    managed = set(json.loads((folder / _MANAGED).read_text()))
    for name in _file_names(meta["segments"]):
        if name not in managed:
            raise IndexDamaged(f"The index file {name} is not in the list of files.")
        _check_footer(folder / name)


def _check_seal(folder: Path) -> None:
    seal_ = json.loads((folder / _SEAL).read_text())
    if zlib.crc32(seal_["body"].encode()) != seal_["crc"]:
        raise IndexDamaged("The index's seal is broken.")
    sealed = json.loads(seal_["body"])
    is_same = tuple(sealed["generation"]) == latest_generation(folder)
    if is_same and sealed["crc"] != _crc(folder / _META):
        raise IndexDamaged("The index's list of segments is not what was written.")


def _file_names(segments: list[dict[str, Any]]) -> Iterator[str]:
    for segment in segments:
        stem = segment["segment_id"].replace("-", "")
        yield from (f"{stem}.{kind}" for kind in _SEGMENT_FILES)
        if segment["deletes"]:
            yield f"{stem}.{segment['deletes']['opstamp']}.del"


def _check_footer(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(size - 8)
        length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
        body = size - 8 - length
        if magic != _FOOTER_MAGIC or body < 0:
            raise IndexDamaged(f"The index file {path.name} is cut or overwritten.")
        file.seek(body)
        expected = json.loads(file.read(length))["crc"]
    if _crc(path, body) != expected:
        raise IndexDamaged(f"The index file {path.name} is not what was written.")


def _crc(path: Path, size: int | None = None) -> int:
    left = path.stat().st_size if size is None else size
    value = 0
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, 1 << 20))):
            value, left = zlib.crc32(chunk, value), left - len(chunk)
    return value
