"""What is written into an index for one document: the terms of its text and of its header's fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.search.engine import SearchDocument
from index.search.spaces import COUNTED, Space
from index.text import Passage, count_terms, read_passage


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The counted terms, the number of words, and the folded words in their order, between blanks.

    Passages that do not follow each other (header fields, text) stand on lines of their own.
    """

    counts: dict[Space, Counter[str]]
    length: int
    words: str

    @property
    def keys(self) -> int:
        """Return how many terms there are that only count as there."""
        return sum(len(counts) for space, counts in self.counts.items() if space not in COUNTED)


# Which of a document's passages each kind of term is of.
_PARTS: dict[Space, tuple[int, ...]] = {
    Space.TITLE: (0, 1),
    Space.NUMBER: (0,),
    Space.DOC_TYPE: (2,),
    Space.ISSUER: (3,),
    Space.SIGNATORY: (4,),
}


def document_passages(document: SearchDocument) -> list[Passage]:
    """Return what is indexed for the document: every part of it is found by plain words."""
    dated = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    header = (document.number, document.subject, document.doc_type, document.issuer, document.signatory)
    return [read_passage(text) for text in (*header, dated, document.file_name, document.text)]


def header_terms(passages: Sequence[Passage]) -> Iterator[tuple[Space, set[str]]]:
    """Yield the words, pairs and symbols of the header's fields."""
    for space, places in _PARTS.items():
        terms: set[str] = set()
        for folded, _, symbols in (passages[place] for place in places):
            terms.update(folded, map(" ".join, pairwise(folded)), symbols)
        yield space, terms


def document_terms(document: SearchDocument) -> DocumentTerms:
    """Return the document's terms, counted."""
    passages = document_passages(document)
    everything = count_terms(passages)
    counts = {
        Space.WORD: everything.folded,
        Space.PAIR: everything.pairs,
        Space.EXACT: everything.exact,
        Space.SYMBOL: everything.symbols,
        **{space: Counter(terms) for space, terms in header_terms(passages)},
    }
    lines = "\n".join(f" {' '.join(words)} " for words in everything.words)
    return DocumentTerms(counts, everything.length, lines)
