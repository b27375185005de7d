"""The files of a tantivy index: what distinguishes states, and whether they are what was written."""

import json
import shutil
import zlib
from pathlib import Path
from typing import NamedTuple

import tantivy

from index.search.errors import IndexDamaged
from index.search.index_folder import LOCK_NAME
from index.search.tantivy.documents import register_tokenizer, search_schema
from index.search.tantivy.private import META, managed_files, read_footer, segment_files

_SEAL = "seal.json"
# Merges come one after the other, and some seconds apart.
_ATTEMPTS = 10


class Generation(NamedTuple):
    """What distinguishes one state of the index from every other, also after it was made anew."""

    inode: int
    modified_ns: int
    size: int


def latest_generation(folder: Path) -> Generation:
    """Return the newest finished state. Raises `IndexDamaged` if there is none."""
    try:
        status = (folder / META).stat()
    except OSError as error:
        raise IndexDamaged(f"The index in {folder} is missing.") from error
    return Generation(status.st_ino, status.st_mtime_ns, status.st_size)


def open_index(folder: Path) -> tantivy.Index:
    """Return the index, which cuts texts as it should."""
    index = tantivy.Index.open(str(folder))
    register_tokenizer(index)
    return index


def make_empty(folder: Path) -> None:
    """Put an empty index in the place of whatever is there; the lock is held."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK_NAME:
            path.unlink()
    tantivy.Index(search_schema(), path=str(folder))
    seal(folder)


def seal(folder: Path) -> None:
    """Note what the list of segments is now; the lock is held.

    A writer that is killed before leaves the list of its finished batch unsealed, which is no damage.
    """
    body = json.dumps({"generation": latest_generation(folder), "crc": _crc(folder / META)})
    temporary = folder / f"{_SEAL}.new"
    temporary.write_text(json.dumps({"body": body, "crc": zlib.crc32(body.encode())}))
    temporary.replace(folder / _SEAL)


def check_files(folder: Path) -> None:
    """Compare every file with its checksum. Raises `IndexDamaged`, or what reading broken lists raises."""
    for _ in range(_ATTEMPTS):
        generation = latest_generation(folder)
        try:
            return _check_generation(folder)
        except FileNotFoundError:  # merged meanwhile, which takes the old files away
            if latest_generation(folder) == generation:
                raise
    raise IndexDamaged(f"The files of the index in {folder} go away while they are read.")


def _check_generation(folder: Path) -> None:
    _check_seal(folder)
    managed = managed_files(folder)
    for name in segment_files(folder):
        if name not in managed:
            raise IndexDamaged(f"The index file {name} is not in the list of files.")
        footer = read_footer(folder / name)
        if footer is None:
            raise IndexDamaged(f"The index file {name} is cut or overwritten.")
        if _crc(folder / name, footer.body) != footer.crc:
            raise IndexDamaged(f"The index file {name} is not what was written.")


def _check_seal(folder: Path) -> None:
    seal_ = json.loads((folder / _SEAL).read_text())
    if zlib.crc32(seal_["body"].encode()) != seal_["crc"]:
        raise IndexDamaged("The index's seal is broken.")
    sealed = json.loads(seal_["body"])
    is_same = tuple(sealed["generation"]) == latest_generation(folder)
    if is_same and sealed["crc"] != _crc(folder / META):
        raise IndexDamaged("The index's list of segments is not what was written.")


def _crc(path: Path, size: int | None = None) -> int:
    left = path.stat().st_size if size is None else size
    value = 0
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, 1 << 20))):
            value, left = zlib.crc32(chunk, value), left - len(chunk)
    return value
