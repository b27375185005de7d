"""One generation of a Whoosh index as readers see it: segments that never change, and what is deleted."""

import pickle
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3PerDocReader
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.index import TOC
from whoosh.index import IndexError as WhooshIndexError

from index.search.errors import IndexDamaged
from index.search.whoosh.files import PostingsReader, checksum
from index.search.whoosh.private import (
    INDEX_NAME,
    CheckedSegment,
    MappedStorage,
    contents_path,
    newest_number,
)

COLUMNS = {
    "id": NumericColumn("q"),
    "issued": NumericColumn("i"),  # date.toordinal(), 0 for none
    "length": NumericColumn("i"),
    "words": VarBytesColumn(),
}
# What reading bytes that are not what they should be raises, in Whoosh and below it.
UNREADABLE = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ImportError,
    ArithmeticError, MemoryError, struct.error, pickle.PickleError, zlib.error, WhooshIndexError,
)  # fmt: skip
K1, B = 1.2, 0.75  # of BM25
# A commit takes old files away while a reader opens them; it then reads the newer generation.
_ATTEMPTS = 10


class Generation(NamedTuple):
    """What distinguishes one state of the index from every other, also after it was made anew."""

    number: int
    inode: int
    modified_ns: int


class SegmentView:
    """A segment as it was written; the numbers of its documents count from 0."""

    def __init__(self, storage: MappedStorage, segment: CheckedSegment) -> None:
        folder = Path(storage.folder)
        for name, (size, _) in segment.files.items():
            if (folder / name).stat().st_size != size:
                raise IndexDamaged(f"The index file {name} has not the size that it was written with.")
        self.segment_id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        reader = W3PerDocReader(storage, segment)
        columns = {name: reader.column_reader(name, column) for name, column in COLUMNS.items()}
        self.ids = array("q", columns["id"])
        self.issued = array("i", columns["issued"])
        self.lengths = array("i", columns["length"])
        self._words = columns["words"]
        self.terms = PostingsReader(storage, segment)

    def words(self, document: int) -> bytes:
        """Return the folded words of a document in their order, between blanks."""
        found: bytes = self._words[document]
        return found


class Part:
    """A segment in one generation: its view, and what is deleted from it."""

    def __init__(self, view: SegmentView, deleted: frozenset[int]) -> None:
        self.view = view
        self.deleted = deleted

    @property
    def count(self) -> int:
        """Return how many documents are left."""
        return self.view.size - len(self.deleted)

    @cached_property
    def alive(self) -> frozenset[int]:
        """Return the numbers of the documents that are left."""
        return frozenset(range(self.view.size)) - self.deleted

    def alive_ids(self) -> Iterator[int]:
        """Yield the ids of the documents that are left."""
        ids = self.view.ids
        return (ids[document] for document in self.alive)

    def damping(self, average: float) -> NDArray[np.float64]:
        """Return the length part of BM25's denominator for each document, beside the average length."""
        if self._average != average:
            lengths = np.frombuffer(self.view.lengths, dtype=np.int32).astype(np.float64)
            self._damping = np.asarray(K1 * (1 - B + B * lengths / average))
            self._average = average
        return self._damping

    _average = 0.0
    _damping: NDArray[np.float64]


class Snapshot:
    """All segments of one generation."""

    def __init__(self, generation: Generation, parts: tuple[Part, ...]) -> None:
        self.generation = generation
        self.parts = parts
        self.count = sum(part.count for part in parts)
        self.size = sum(part.view.size for part in parts)
        self.average = _average([part.view.lengths for part in parts])

    def frequency(self, key: str) -> int:
        """Return how many documents have the term, deleted ones included."""
        return sum(part.view.terms.count(key) for part in self.parts)


def _average(lengths: "Iterable[array[int]]") -> float:
    everything = np.concatenate([np.frombuffer(some, dtype=np.int32) for some in (*lengths, array("i"))])
    return max(1.0, float(everything.mean())) if len(everything) else 1.0


def latest_generation(storage: MappedStorage) -> Generation | None:
    """Return the newest finished generation, or None if there is none (or it is just being replaced)."""
    number = newest_number(storage)
    if number < 0:
        return None
    try:
        status = contents_path(storage, number).stat()
    except FileNotFoundError:
        return None
    return Generation(number, status.st_ino, status.st_mtime_ns)


def open_snapshot(storage: MappedStorage, known: Iterable[SegmentView] = ()) -> Snapshot:
    """Return the newest generation, taking over the views that are still in it. Raises `IndexDamaged`."""
    views = {view.segment_id: view for view in known}
    missing: Exception | None = None
    for _ in range(_ATTEMPTS):
        generation = latest_generation(storage)
        if generation is None:
            continue
        try:
            segments = TOC.read(storage, INDEX_NAME, gen=generation.number).segments
            return Snapshot(generation, tuple(_part(storage, segment, views) for segment in segments))
        except FileNotFoundError as error:
            missing = error
        except UNREADABLE as error:
            raise IndexDamaged(f"The index in {storage.folder} cannot be read: {error!r}") from error
    raise IndexDamaged(f"The index in {storage.folder}, or a file of it, is missing.") from missing


def check_files(storage: MappedStorage) -> None:
    """Compare every file of the newest generation with its checksum. Raises `IndexDamaged`."""
    open_snapshot(storage)
    segments = TOC.read(storage, INDEX_NAME).segments
    for segment in segments:
        for name, expected in segment.files.items():
            if checksum(Path(storage.folder) / name) != expected:
                raise IndexDamaged(f"The index file {name} is not what was written.")


def _part(storage: MappedStorage, segment: CheckedSegment, views: dict[str, SegmentView]) -> Part:
    view = views.get(segment.segment_id()) or SegmentView(storage, segment)
    return Part(view, frozenset(segment.deleted_docs()))
