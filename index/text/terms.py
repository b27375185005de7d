"""The terms of a text that an index counts."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from index.text.folding import exact_forms, folded_forms
from index.text.symbols import find_symbols
from index.text.tokens import words_of


class Passage(NamedTuple):
    """The words of a piece of text in their order, and its numbers and symbols, whole and in parts."""

    folded: list[str]
    exact: list[str]
    symbols: list[str]


@dataclass(slots=True)
class IndexTerms:
    """How often each term occurs: words, folded and as written; pairs of neighbouring words; symbols.

    `exact` holds only what differs from its folded form, as an unmarked word is found by that. `words` are
    the folded words in their order, each passage of text apart.
    """

    folded: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    symbols: Counter[str] = field(default_factory=Counter)
    words: list[list[str]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Return the number of words."""
        return sum(map(len, self.words))


def index_terms(texts: Iterable[str]) -> IndexTerms:
    """Count the terms of texts that follow each other; no pair reaches from one into the next."""
    return count_terms(map(read_passage, texts))


def count_terms(passages: Iterable[Passage]) -> IndexTerms:
    """Count the terms of the passages; no pair reaches from one into the next."""
    terms = IndexTerms()
    for passage in passages:
        _count(terms, passage)
    return terms


def read_passage(text: str) -> Passage:
    """Return the words and symbols of a text."""
    composed = unicodedata.normalize("NFC", text)
    words = words_of(composed)
    symbols: list[str] = []
    for symbol in find_symbols(composed):
        symbols += (symbol.whole, *symbol.shorter)
        if symbol.letters:
            symbols.append(symbol.letters)
    return Passage(folded_forms(words), exact_forms(words), symbols)


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text in their order: what `tokenise` gives, but quicker."""
    return folded_forms(words_of(unicodedata.normalize("NFC", text)))


def _count(terms: IndexTerms, passage: Passage) -> None:
    folded, exact, symbols = passage
    terms.words.append(folded)
    terms.folded.update(folded)
    terms.pairs.update(map(" ".join, pairwise(folded)))
    terms.exact.update(one for one, plain in zip(exact, folded, strict=True) if one != plain)
    terms.symbols.update(symbols)
