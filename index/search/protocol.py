"""What a search engine does, whichever it is."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

from index.search.document_set import DocumentSet
from index.search.query import ParsedQuery
from index.search.spaces import Space


class Sort(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One document version as it is found."""

    id: int
    number: str
    doc_type: str  # abbreviation and name: "KH Kế hoạch", so that loai: finds both
    subject: str
    issuer: str
    signatory: str
    issued_on: date | None
    file_name: str
    text: str  # all pages, joined


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of hits; `partial` if time ran out or the index is not complete, so that some may miss.

    `found` is all that was found among the visible, chosen or not: facets are counted with it.
    """

    total: int
    hits: tuple[Hit, ...]
    took_ms: float
    partial: bool = False
    found: DocumentSet = field(default_factory=lambda: DocumentSet.of(()))

    @property
    def ids(self) -> frozenset[int]:
        """Return what was found as ids."""
        return frozenset(self.found)


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term of the index, and how many documents have it."""

    term: str
    documents: int


Match = Literal["all", "any"]


class SearchEngine(Protocol):
    """An index of document versions; any number of readers and threads, one writer at a time.

    Anything derived: the texts stay elsewhere, and the whole index can be written again at any time.
    """

    def write(self, documents: Iterable[SearchDocument], deleted: Iterable[int] = ()) -> None:
        """Put the documents in, replacing those of the same id, and take `deleted` out, as one batch.

        Readers in every process see all of the batch or nothing. Of several documents with one id the
        last counts; an id both written and deleted is in; a deleted id that is not there is no fault.
        Batches of some 500 documents write fastest, with tantivy 2,000. Raises `IndexBusy` if another writer
        does not finish in time, `IndexDamaged` if the index cannot be read.
        """
        ...

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
        """Return hits `offset` to `offset + limit` of the latest finished batch.

        `visible` limits what may be found to its ids (None: no limit); what is not in it is neither
        counted nor returned, nor does it cost a hit its place. Total and hits are those among `chosen`
        (None: all that is visible); the answer's `found` is all that is found among the visible, chosen or
        not, so that whoever narrows a search can say what each choice holds.
        By relevance, documents with the whole number asked for come first, then those with every word as it
        was typed with diacritics, then the others (these are the three tiers); within a tier by the engine's
        own score. By date, the newest first and those without a date last; ties by id, the highest first.
        `match="any"` asks for any of the words instead of all, fields, dates and exclusions kept; the words
        that only ask ("là gì") left out. First come then the documents with the whole number or a quoted
        phrase; words as they were typed make no tier.
        The answer is partial if the time limit of the engine ends the search or the index is not
        complete. Raises `IndexDamaged`.
        """
        ...

    def ids(self) -> set[int]:
        """Return the ids of all documents. Raises `IndexDamaged`."""
        ...

    def terms(self, space: Space, prefix: str = "", *, limit: int | None = 50) -> list[TermCount]:
        """Return the terms of the space that begin with `prefix`, those of most documents first, then A to Z.

        Words and pairs (two words with a blank between) are as `index.text` gives them. All documents
        count, also deleted ones that still take up room: whoever shows a term to a person looks first with
        `documents_with` whether a document of theirs has it. Some terms may miss when the time limit of the
        engine ends the look-up. Raises `IndexDamaged`.
        """
        ...

    def frequency(self, space: Space, term: str) -> int:
        """Return how many documents have the term, counted as `terms` does. Raises `IndexDamaged`."""
        ...

    def documents_with(self, space: Space, term: str) -> DocumentSet:
        """Return the documents that have the term. Raises `IndexDamaged`."""
        ...

    def generation(self) -> Hashable:
        """Return a value that changes with every batch, for whoever keeps what it learned of the index."""
        ...

    def clear(self) -> None:
        """Make the index empty and not complete, whatever state it is in."""
        ...

    def mark_complete(self) -> None:
        """Note that everything there is has been written since `clear` (or since the index was made)."""
        ...

    def check(self) -> None:
        """Read everything and compare checksums; raise `IndexDamaged`, `IndexOutdated` if not complete."""
        ...

    def close(self) -> None:
        """Let go of the index; it is not used again."""
        ...
