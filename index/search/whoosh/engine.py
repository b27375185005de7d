"""The embedded search engine: Whoosh's index in one folder, for one host."""

import heapq
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable
from pathlib import Path

import numpy as np

from index.search.document_set import DocumentSet
from index.search.errors import IndexDamaged
from index.search.index_folder import IndexFolder
from index.search.limits import Deadline
from index.search.protocol import Hit, Match, SearchAnswer, SearchDocument, Sort, TermCount
from index.search.query import ParsedQuery
from index.search.questions import relaxed
from index.search.ranking import ranking_of
from index.search.spaces import Space, term_key
from index.search.whoosh.evaluation import Evaluation
from index.search.whoosh.private import MappedStorage
from index.search.whoosh.scores import Scores
from index.search.whoosh.snapshot import (
    UNREADABLE,
    Part,
    Snapshot,
    check_files,
    latest_generation,
    open_snapshot,
)
from index.search.whoosh.writer import empty_index, write_batch

# Raised with every change of tokens, terms or files; an index of another version is made anew.
VERSION = "5"
_LOOK_AT_CLOCK = 4_096  # terms

_Order = tuple[float, int]


class WhooshEngine:
    """A `SearchEngine` over Whoosh; see there for the contract."""

    def __init__(self, folder: Path, *, time_limit: float = 0.8, writer_patience: float = 60.0) -> None:
        """Serve the index in `folder`, made if it is missing; searches end after `time_limit` seconds."""
        self._home = IndexFolder(folder, _stamp())
        self._folder = folder
        self._time_limit = time_limit
        self._writer_patience = writer_patience
        self._storage = MappedStorage(str(folder))
        self._swapping = threading.Lock()
        self._snapshot: Snapshot | None = None
        if self._home.is_empty:
            with self._home.writers_lock(writer_patience):
                if self._home.is_empty:
                    empty_index(self._storage)

    def write(self, documents: Iterable[SearchDocument], deleted: Iterable[int] = ()) -> None:
        """Put `documents` in and take `deleted` out as one batch."""
        with self._home.writers_lock(self._writer_patience):
            try:
                write_batch(self._storage, documents, deleted)
            except UNREADABLE as error:
                # The fault may be the caller's or a full disk as well: only a bad index is called damaged.
                open_snapshot(self._storage)
                raise error

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
        started = time.perf_counter()
        deadline, snapshot = Deadline(self._time_limit), self._current()
        tree = query.tree if match == "all" else relaxed(query.tree)
        ranking = ranking_of(query.tree, match)
        scores = Scores(snapshot, ranking) if sort is Sort.RELEVANCE else None
        limits = tuple(None if ids is None else DocumentSet.of(ids) for ids in (visible, chosen))
        found: list[_Order] = []
        ids: list[int] = []
        for part in snapshot.parts:
            if deadline.has_passed():
                break
            evaluation = Evaluation(part, deadline)
            matched = evaluation.matching(tree, _within(part, part.alive, limits[0]))
            ids += [part.view.ids[document] for document in matched]
            found += _ordered(part, _within(part, matched, limits[1]), scores, evaluation)
        best = heapq.nlargest(offset + limit, found)[offset:]
        hits = tuple(Hit(id_, score if scores else 0.0) for score, id_ in best)
        took = (time.perf_counter() - started) * 1000
        partial = deadline.cut or not self._home.is_complete
        return SearchAnswer(len(found), hits, took, partial, DocumentSet.of(ids))

    def ids(self) -> set[int]:
        """Return the ids of all documents."""
        return {id_ for part in self._current().parts for id_ in part.alive_ids()}

    def terms(self, space: Space, prefix: str = "", *, limit: int | None = 50) -> list[TermCount]:
        """Return the terms that begin with `prefix`, those of most documents first."""
        deadline, counted = Deadline(self._time_limit), Counter[str]()
        for part in self._current().parts:
            for number, (key, documents) in enumerate(part.view.terms.counts_from(term_key(space, prefix))):
                counted[key] += documents
                if number % _LOOK_AT_CLOCK == 0 and deadline.has_passed():
                    break
        best = heapq.nsmallest(limit or len(counted), counted.items(), key=lambda item: (-item[1], item[0]))
        return [TermCount(key[1:], documents) for key, documents in best]

    def frequency(self, space: Space, term: str) -> int:
        """Return how many documents have the term."""
        return self._current().frequency(term_key(space, term))

    def documents_with(self, space: Space, term: str) -> DocumentSet:
        """Return the documents that have the term."""
        found: list[int] = []
        for part in self._current().parts:
            documents = part.view.terms.postings(term_key(space, term)).documents
            found += (part.view.ids[document] for document in documents if document not in part.deleted)
        return DocumentSet.of(found)

    def generation(self) -> Hashable:
        """Return what distinguishes this state of the index from every other."""
        return self._current().generation

    def clear(self) -> None:
        """Make the index empty and not complete."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._home.writers_lock(self._writer_patience):
            self._home.unmark_complete()
            empty_index(self._storage)

    def mark_complete(self) -> None:
        """Note that everything there is has been written."""
        self._home.mark_complete()

    def check(self) -> None:
        """Compare everything with its checksums."""
        try:
            check_files(self._storage)
        except UNREADABLE as error:
            raise IndexDamaged(f"The index in {self._folder} cannot be read: {error!r}") from error
        self._home.check_complete()

    def close(self) -> None:
        """Let go of the index."""
        self._snapshot = None

    def _current(self) -> Snapshot:
        """Return the newest generation; a commit of any process is seen at the next search."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.generation == latest_generation(self._storage):
            return snapshot
        with self._swapping:
            known = [part.view for part in self._snapshot.parts] if self._snapshot else ()
            self._snapshot = open_snapshot(self._storage, known)
            return self._snapshot


def _stamp() -> str:
    return f"{VERSION} {sys.byteorder}\n"


def _within(part: Part, documents: Collection[int], wanted: DocumentSet | None) -> Collection[int]:
    """Return those of the documents whose id is wanted."""
    if wanted is None:
        return documents
    inside = wanted.are_in(np.frombuffer(part.view.ids, dtype=np.int64))
    return frozenset(np.flatnonzero(inside).tolist()).intersection(documents)


def _ordered(
    part: Part, matched: Collection[int], scores: Scores | None, evaluation: Evaluation
) -> Iterable[_Order]:
    if not matched:
        return ()
    ids = part.view.ids
    order: Callable[[int], float]
    if scores is None:
        order = part.view.issued.__getitem__
    else:
        order = scores.of(part, matched, evaluation).__getitem__
    return [(order(document), ids[document]) for document in matched]
