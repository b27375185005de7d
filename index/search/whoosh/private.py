"""What this engine needs of Whoosh that Whoosh does not promise to keep.

Whoosh brings the table of contents, the segments, the writer and the columns. It has no public way to read
through mappings that several threads share, to name segments so that no two processes draw one name, to add
a row to the columns without its own postings, or to ask for the newest generation and its file. Each is
done here with the names that Whoosh's own code uses; `tests/unit/index/test_search_libraries.py` fails when
a new version changes what they do.
"""

import mmap
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.columns import Column
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

INDEX_NAME = "MAIN"


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh is untyped: its classes are Any
    """A file mapped into memory: read from many threads at once, let go without being closed."""

    def __init__(self, path: Path) -> None:
        super().__init__(b"", path.name)
        with path.open("rb") as file:
            if path.stat().st_size:  # a column that has nothing but its default is empty
                self._buf = self.file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Do nothing: the mapping ends with the last reader."""


class MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh is untyped: its classes are Any
    """A folder whose files are read through mappings."""

    def open_file(self, name: str, **_: Any) -> MappedFile:
        """Return the mapped file."""
        return MappedFile(Path(self._fpath(name)))


class CheckedSegment(W3Segment):  # type: ignore[misc]  # Whoosh is untyped: its classes are Any
    """A segment that knows the sizes and checksums of its files."""

    files: dict[str, tuple[int, int]]

    @classmethod
    def _random_id(cls, size: int = 16) -> str:
        """Return a name that no other process draws; Whoosh's own repeat in forks and after a seed."""
        return secrets.token_hex(size // 2)


class RowWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh is untyped: its classes are Any
    """A writer that adds rows of columns; it takes no lock, as its maker holds one."""

    def __init__(self, storage: FileStorage, codec: object) -> None:
        super().__init__(FileIndex(storage, indexname=INDEX_NAME), codec=codec, compound=False, _lk=False)

    def add_row(self, columns: dict[str, Column], row: Iterable[object]) -> int:
        """Add a document that has a value in each column, and return its number in the segment."""
        number: int = self.docnum
        self.perdocwriter.start_doc(number)
        for (name, column), value in zip(columns.items(), row, strict=True):
            self.perdocwriter.add_column_value(name, column, value)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1
        return number


def mapped_bytes(storage: MappedStorage, segment: CheckedSegment, extension: str) -> memoryview:
    """Return the bytes of one file of a segment."""
    return memoryview(segment.open_file(storage, extension)._buf)


def newest_number(storage: FileStorage) -> int:
    """Return the number of the newest generation, or -1 if there is none."""
    return int(TOC._latest_generation(storage, INDEX_NAME))


def contents_path(storage: FileStorage, number: int) -> Path:
    """Return the file in which the segments of a generation are listed."""
    return Path(storage.folder, TOC._filename(INDEX_NAME, number))
