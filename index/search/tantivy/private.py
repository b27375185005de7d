"""What this engine needs of tantivy that tantivy does not promise to keep: its files, and when it merges.

tantivy's Python package has no way to compare an index with its checksums, to tell whether a commit set off
a merge, or to go on after a writer that was killed. Each is done here from the files as tantivy 0.27 writes
them; `tests/unit/index/test_search_libraries.py` fails when a new version changes them.
"""

import json
import math
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

META = "meta.json"
LIBRARY: str = tantivy.tantivy.__version__
_MANAGED = ".managed.json"
_SEGMENT_FILES = ("term", "idx", "pos", "fast", "fieldnorm", "store")
_FOOTER_MAGIC = (1337).to_bytes(4, "little")
# How tantivy chooses what to merge: segments of like size, small ones being all alike, if there are so many.
_MERGED_AT, _SMALL, _ALIKE = 8, 10_000, 0.75


class Footer(NamedTuple):
    """What a file ends with: how many bytes stand before it, and their CRC-32."""

    body: int
    crc: int


def segment_files(folder: Path) -> Iterator[str]:
    """Yield the names of the files of all segments in the newest list."""
    for segment in _meta(folder)["segments"]:
        stem = segment["segment_id"].replace("-", "")
        yield from (f"{stem}.{kind}" for kind in _SEGMENT_FILES)
        if segment["deletes"]:
            yield f"{stem}.{segment['deletes']['opstamp']}.del"


def managed_files(folder: Path) -> set[str]:
    """Return the names of all files that tantivy takes away once nobody needs them."""
    return set(json.loads((folder / _MANAGED).read_text()))


def read_footer(path: Path) -> Footer | None:
    """Return the footer of a segment's file, or None if there is none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(size - 8)
        length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
        body = size - 8 - length
        if magic != _FOOTER_MAGIC or body < 0:
            return None
        file.seek(body)
        return Footer(body, json.loads(file.read(length))["crc"])


def remove_unfinished(folder: Path) -> None:
    """Take away what a killed writer left of a commit that never was; the lock is held.

    Such a list of deleted documents has the name that the next commit gives its own, and tantivy refuses.
    """
    finished = _meta(folder)["opstamp"]
    for path in folder.glob("*.*.del"):
        if int(path.name.split(".")[1]) > finished:
            path.unlink()


def is_merging(folder: Path) -> bool:
    """Return whether there are segments that tantivy merges; none if their list cannot be read."""
    try:
        sizes = [segment["max_doc"] - _deleted(segment) for segment in _meta(folder)["segments"]]
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return any(len(level) >= _MERGED_AT for level in _levels(sizes))


def _meta(folder: Path) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads((folder / META).read_text())
    return meta


def _deleted(segment: dict[str, dict[str, int] | None]) -> int:
    deletes = segment["deletes"]
    return deletes["num_deleted_docs"] if deletes else 0


def _levels(sizes: list[int]) -> list[list[int]]:
    """Return the sizes in groups whose members are alike."""
    highest = math.inf

    def level(size: int) -> float:
        nonlocal highest
        order = math.log2(max(size, _SMALL))
        if order < highest - _ALIKE:
            highest = order
        return highest

    return [list(group) for _, group in groupby(sorted(sizes, reverse=True), key=level)]
