"""The terms of a text that an index counts.

A text is cut at its blanks, which no word spans, and what is made of each piece is remembered: so a word
costs one look into a table.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from index.text.bounded_cache import BoundedCache
from index.text.folding import forms_of
from index.text.lookalikes import vietnamese
from index.text.symbols import find_symbols
from index.text.tokens import words_of


def _folded(piece: str) -> str:
    return " ".join(forms_of(word)[1] for word in words_of(piece))


def _marked(piece: str) -> str:
    forms = (forms_of(word) for word in words_of(piece))
    return " ".join(exact for exact, folded in forms if exact != folded)


_FOLDED, _MARKED = BoundedCache(_folded), BoundedCache(_marked)


class Passage(NamedTuple):
    """A text cut at its blanks, and its numbers and symbols, whole and in parts."""

    pieces: list[str]
    symbols: frozenset[str]

    def line(self) -> str:
        """Return the folded words in their order, between blanks; a piece without a word leaves a blank."""
        return " ".join(map(_FOLDED.__getitem__, self.pieces))

    def folded(self) -> list[str]:
        """Return the folded words in their order."""
        return self.line().split()

    def marked(self) -> frozenset[str]:
        """Return the words as they were written, if that differs from their folded form."""
        return frozenset(" ".join(map(_MARKED.__getitem__, set(self.pieces))).split())


@dataclass(slots=True)
class IndexTerms:
    """How often each word and pair of neighbours occurs, and which marked words and symbols there are.

    `exact` holds only what differs from its folded form, as an unmarked word is found by that. `words` are
    the folded words in their order, each passage of text apart.
    """

    folded: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    exact: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
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
        words = passage.folded()
        terms.words.append(words)
        terms.folded.update(words)
        terms.pairs.update(map(" ".join, pairwise(words)))
        terms.exact |= passage.marked()
        terms.symbols |= passage.symbols
    return terms


def read_passage(text: str) -> Passage:
    """Return the words and symbols of a text."""
    composed = vietnamese(text)
    symbols: list[str] = []
    for symbol in find_symbols(composed):
        symbols += (symbol.whole, *symbol.shorter)
        if symbol.letters:
            symbols.append(symbol.letters)
    return Passage(composed.split(), frozenset(symbols))


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text in their order: what `tokenise` gives, but quicker."""
    return " ".join(map(_FOLDED.__getitem__, vietnamese(text).split())).split()
