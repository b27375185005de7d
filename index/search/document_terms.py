"""What is written into an index for one document: the terms of its text and of its header's fields."""

from collections import Counter
from dataclasses import dataclass

from index.search.engine import SearchDocument
from index.search.spaces import Space
from index.text import IndexTerms, index_terms


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The counted terms, the number of words, and the folded words in their order, between blanks.

    Passages that do not follow each other (header fields, text) stand on lines of their own.
    """

    counts: dict[Space, Counter[str]]
    length: int
    words: str


def document_terms(document: SearchDocument) -> DocumentTerms:
    """Return what is indexed for the document: every part of it is found by plain words."""
    dated = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    title = (document.number, document.subject)
    others = (document.doc_type, document.issuer, document.signatory, dated, document.file_name)
    everything = index_terms((*title, *others, document.text))
    counts = {
        Space.WORD: everything.folded,
        Space.PAIR: everything.pairs,
        Space.EXACT: everything.exact,
        Space.EXACT_PAIR: everything.exact_pairs,
        Space.SYMBOL: everything.symbols,
        Space.TITLE: _mixed(index_terms(title)),
        Space.NUMBER: _mixed(index_terms([document.number])),
        Space.DOC_TYPE: _mixed(index_terms([document.doc_type])),
        Space.ISSUER: _mixed(index_terms([document.issuer])),
        Space.SIGNATORY: _mixed(index_terms([document.signatory])),
    }
    lines = "\n".join(f" {' '.join(words)} " for words in everything.words)
    return DocumentTerms(counts, everything.length, lines)


def _mixed(terms: IndexTerms) -> Counter[str]:
    return terms.folded + terms.pairs + terms.symbols
