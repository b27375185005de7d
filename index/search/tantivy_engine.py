"""The search engine for large collections on one machine: tantivy's index in one folder."""

import threading
import time
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from index.search.document_set import DocumentSet
from index.search.engine import (
    IndexDamaged,
    IndexOutdated,
    Match,
    SearchAnswer,
    SearchDocument,
    Sort,
    TermCount,
)
from index.search.limits import Deadline
from index.search.nodes import All, relaxed
from index.search.query import ParsedQuery
from index.search.ranking import ranking_of
from index.search.spaces import Space, term_key
from index.search.tantivy_documents import ID, place_of, register_tokenizer, tantivy_document, term_of
from index.search.tantivy_files import (
    check_files,
    latest_generation,
    make_empty,
    remove_unfinished,
    seal,
    writers_lock,
)
from index.search.tantivy_ranking import best_hits, newest_hits
from index.search.tantivy_snapshot import TantivySnapshot

# Raised with every change of tokens, terms or fields; an index of another version is made anew.
VERSION = "2"
_STAMP = "complete"
_WRITER_MEMORY = 128_000_000
_MERGED_AT = 8  # segments of like size that tantivy merges
# What reading bytes that are not what they should be raises.
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, ArithmeticError)


class TantivyEngine:
    """A `SearchEngine` over tantivy; see there for the contract."""

    def __init__(self, folder: Path, *, time_limit: float = 0.8, writer_patience: float = 60.0) -> None:
        """Serve the index in `folder`, made if it is missing; searches end after `time_limit` seconds."""
        self._folder = folder
        self._time_limit = time_limit
        self._writer_patience = writer_patience
        self._swapping = threading.Lock()
        self._index: tantivy.Index | None = None
        self._snapshot: TantivySnapshot | None = None
        is_new = not folder.exists() or not any(folder.iterdir())
        folder.mkdir(parents=True, exist_ok=True)
        if is_new:
            with writers_lock(folder, writer_patience):
                if not any(path.suffix == ".json" for path in folder.iterdir()):
                    make_empty(folder)

    def write(self, documents: Iterable[SearchDocument], deleted: Iterable[int] = ()) -> None:
        """Put `documents` in and take `deleted` out as one batch."""
        newest = {document.id: document for document in documents}
        gone = newest.keys() | set(deleted)
        with writers_lock(self._folder, self._writer_patience), _reading(self._folder):
            remove_unfinished(self._folder)
            if not gone:
                return
            writer = self._opened().writer(_WRITER_MEMORY, 1)
            for id_ in gone:
                writer.delete_documents_by_term(ID, id_)
            for document in newest.values():
                writer.add_document(tantivy_document(document))
            writer.commit()
            writer.wait_merging_threads()
            seal(self._folder)

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
                ranking = ranking_of(query.tree, tiers=match == "all")
                hits = best_hits(snapshot, builder, tree, ranking, matched, wanted, offset, limit)
        took = (time.perf_counter() - started) * 1000
        partial = builder.cut or deadline.cut or not self._is_complete()
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
        """Return what tells this state of the index from every other."""
        return latest_generation(self._folder)

    def clear(self) -> None:
        """Make the index empty and not complete."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with writers_lock(self._folder, self._writer_patience):
            self._index = None
            make_empty(self._folder)

    def mark_complete(self) -> None:
        """Note that everything there is has been written."""
        stamp = self._folder / _STAMP
        temporary = stamp.with_suffix(".new")
        temporary.write_text(_stamp())
        temporary.replace(stamp)

    def check(self) -> None:
        """Compare everything with its checksums."""
        with _reading(self._folder):
            check_files(self._folder)
        if not self._is_complete():
            raise IndexOutdated(f"The index in {self._folder} was never finished, or by another version.")

    def close(self) -> None:
        """Let go of the index."""
        self._snapshot = self._index = None

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index.open(str(self._folder))
            register_tokenizer(self._index)
        return self._index

    def _current(self) -> TantivySnapshot:
        """Return the newest generation; a commit of any process is seen at the next search."""
        snapshot = self._snapshot
        generation = latest_generation(self._folder)
        if snapshot is not None and snapshot.generation == generation:
            return snapshot
        with self._swapping:
            index = self._opened()
            index.reload()
            self._snapshot = TantivySnapshot(generation, index)
            return self._snapshot

    def _is_complete(self) -> bool:
        try:
            return (self._folder / _STAMP).read_text() == _stamp()
        except (OSError, UnicodeDecodeError):
            return False


def _stamp() -> str:
    return f"tantivy {VERSION} {tantivy.tantivy.__version__}\n"


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Tell of an index that cannot be read."""
    try:
        yield
    except _UNREADABLE as error:
        raise IndexDamaged(f"The index in {folder} cannot be read: {error!r}") from error
