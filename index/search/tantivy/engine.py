"""The search engine for large collections on one machine: tantivy's index in one folder."""

import threading
import time
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from index.search.document_set import DocumentSet
from index.search.errors import IndexDamaged
from index.search.index_folder import IndexFolder
from index.search.limits import Deadline
from index.search.nodes import All
from index.search.protocol import Match, SearchAnswer, SearchDocument, Sort, TermCount
from index.search.query import ParsedQuery
from index.search.questions import relaxed
from index.search.ranking import ranking_of
from index.search.spaces import Space, term_key
from index.search.tantivy.documents import place_of, term_of
from index.search.tantivy.files import check_files, latest_generation, make_empty, open_index
from index.search.tantivy.private import LIBRARY
from index.search.tantivy.ranking import best_hits, newest_hits
from index.search.tantivy.snapshot import TantivySnapshot
from index.search.tantivy.writer import TantivyWriter

# Raised with every change of tokens, terms or fields; an index of another version is made anew.
VERSION = "4"
# What reading bytes that are not what they should be raises.
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, ArithmeticError)


class TantivyEngine:
    """A `SearchEngine` over tantivy; see there for the contract."""

    def __init__(self, folder: Path, *, time_limit: float = 0.8, writer_patience: float = 60.0) -> None:
        """Serve the index in `folder`, made if it is missing; searches end after `time_limit` seconds."""
        self._home = IndexFolder(folder, _stamp())
        self._folder = folder
        self._time_limit = time_limit
        self._writer_patience = writer_patience
        self._writer = TantivyWriter(self._home, writer_patience)
        self._swapping = threading.Lock()
        self._index: tantivy.Index | None = None
        self._snapshot: TantivySnapshot | None = None
        if self._home.is_empty:
            with self._home.writers_lock(writer_patience):
                if self._home.is_empty:
                    make_empty(folder)

    def write(self, documents: Iterable[SearchDocument], deleted: Iterable[int] = ()) -> None:
        """Put `documents` in and take `deleted` out as one batch."""
        newest = {document.id: document for document in documents}
        gone = newest.keys() | set(deleted)
        with _reading(self._folder):
            latest_generation(self._folder)
            if gone:
                self._writer.write(newest.values(), gone)

    def search(
        self,
        query: ParsedQuery,
        *,
        visible: Collection[int] | None = None,
        chosen: Collection[int] | None = None,
        sort: Sort = Sort.RELEVANCE,
        offset: int = 0,
        limit: int = 20,
        match: Match = "all",
    ) -> SearchAnswer:
        """Return a page of hits."""
        started, deadline = time.perf_counter(), Deadline(self._time_limit)
        tree = query.tree if match == "all" else relaxed(query.tree)
        with _reading(self._folder):
            snapshot = self._current()
            builder = snapshot.builder(self._time_limit)
            matched = snapshot.found(builder, tree)
            found = matched if visible is None else matched & DocumentSet.of(visible)
            wanted = found if chosen is None else found & DocumentSet.of(chosen)
            if sort is Sort.DATE or deadline.has_passed():
                hits = newest_hits(snapshot, builder, tree, matched, wanted, offset, limit)
            else:
                ranking = ranking_of(query.tree, match)
                hits = best_hits(snapshot, builder, tree, ranking, matched, wanted, offset, limit)
        took = (time.perf_counter() - started) * 1000
        partial = builder.cut or deadline.cut or not self._home.is_complete
        return SearchAnswer(len(wanted), tuple(hits), took, partial, found)

    def ids(self) -> set[int]:
        """Return the ids of all documents."""
        with _reading(self._folder):
            snapshot = self._current()
            return set(snapshot.found(snapshot.builder(self._time_limit), All()))

    def terms(self, space: Space, prefix: str = "", *, limit: int | None = 50) -> list[TermCount]:
        """Return the terms that begin with `prefix`, those of most documents first."""
        field, start = place_of(space.value + prefix)
        with _reading(self._folder):
            known = self._current().searcher.terms_with_prefix(field, start, limit=limit)
        return [TermCount(term_of(value, field), documents) for value, documents in known]

    def frequency(self, space: Space, term: str) -> int:
        """Return how many documents have the term."""
        with _reading(self._folder):
            return self._current().builder(self._time_limit).frequency(term_key(space, term))

    def documents_with(self, space: Space, term: str) -> DocumentSet:
        """Return the documents that have the term."""
        with _reading(self._folder):
            snapshot = self._current()
            return snapshot.documents(snapshot.builder(self._time_limit).term(term_key(space, term)))

    def generation(self) -> Hashable:
        """Return what distinguishes this state of the index from every other."""
        return latest_generation(self._folder)

    def clear(self) -> None:
        """Make the index empty and not complete."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._writer.close()
        with self._home.writers_lock(self._writer_patience):
            self._home.unmark_complete()
            self._index = None
            make_empty(self._folder)

    def mark_complete(self) -> None:
        """Note that everything there is has been written."""
        self._home.mark_complete()

    def check(self) -> None:
        """Compare everything with its checksums."""
        with _reading(self._folder):
            check_files(self._folder)
        self._home.check_complete()

    def close(self) -> None:
        """Let go of the index, once what was written last is merged."""
        self._writer.close()
        self._snapshot = self._index = None

    def _current(self) -> TantivySnapshot:
        """Return the newest generation; a commit of any process is seen at the next search."""
        snapshot = self._snapshot
        generation = latest_generation(self._folder)
        if snapshot is not None and snapshot.generation == generation:
            return snapshot
        with self._swapping:
            self._index = self._index or open_index(self._folder)
            self._index.reload()
            self._snapshot = TantivySnapshot(generation, self._index)
            return self._snapshot


def _stamp() -> str:
    return f"tantivy {VERSION} {LIBRARY}\n"


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Report an index that cannot be read."""
    try:
        yield
    except _UNREADABLE as error:
        raise IndexDamaged(f"The index in {folder} cannot be read: {error!r}") from error
