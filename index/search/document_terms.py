"""What is written into an index for one document: the terms of its text and of its header's fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, pairwise

from index.search.protocol import SearchDocument
from index.search.spaces import Space
from index.text import Passage, count_terms, read_passage


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The counted terms, the number of words, and the folded words in their order, between blanks.

    Passages that do not follow each other (header fields, text) stand on lines of their own.
    """

    counts: dict[Space, Mapping[str, int]]
    length: int
    words: str


# Which of a document's texts each kind of term of the header is of.
HEADER: dict[Space, tuple[int, ...]] = {
    Space.TITLE: (0, 1),
    Space.NUMBER: (0,),
    Space.DOC_TYPE: (2,),
    Space.ISSUER: (3,),
    Space.SIGNATORY: (4,),
}


def document_texts(document: SearchDocument) -> tuple[str, ...]:
    """Return what is indexed of the document, its text last: every part of it is found by plain words."""
    dated = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    header = (document.number, document.subject, document.doc_type, document.issuer, document.signatory)
    return (*header, dated, document.file_name, document.text)


def field_terms(passage: Passage) -> set[str]:
    """Return the words, pairs and symbols of a field of the header."""
    words = passage.folded()
    return {*words, *map(" ".join, pairwise(words)), *passage.symbols}


def document_terms(document: SearchDocument) -> DocumentTerms:
    """Return the document's terms, counted."""
    passages = [read_passage(text) for text in document_texts(document)]
    everything = count_terms(passages)
    counts: dict[Space, Mapping[str, int]] = {
        Space.WORD: everything.folded,
        Space.PAIR: everything.pairs,
        Space.EXACT: dict.fromkeys(everything.exact, 1),
        Space.SYMBOL: dict.fromkeys(everything.symbols, 1),
    }
    for space, places in HEADER.items():
        terms = chain.from_iterable(field_terms(passages[place]) for place in places)
        counts[space] = dict.fromkeys(terms, 1)
    lines = "\n".join(f" {' '.join(words)} " for words in everything.words)
    return DocumentTerms(counts, everything.length, lines)
