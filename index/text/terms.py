"""The terms of a text that an index counts."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from index.text.folding import forms_of
from index.text.symbols import find_symbols
from index.text.tokens import WORD


@dataclass(slots=True)
class IndexTerms:
    """How often each term occurs: words and pairs of neighbouring words, folded and as written; symbols.

    `exact` and `exact_pairs` hold only what differs from its folded form, as an unmarked word is found
    by its folded form. `words` are the folded words in their order, each passage of text apart.
    """

    folded: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    exact_pairs: Counter[str] = field(default_factory=Counter)
    symbols: Counter[str] = field(default_factory=Counter)
    words: list[list[str]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Return the number of words."""
        return sum(map(len, self.words))


def index_terms(texts: Iterable[str]) -> IndexTerms:
    """Count the terms of texts that follow each other; no pair reaches from one into the next."""
    terms = IndexTerms()
    for text in texts:
        _count(terms, unicodedata.normalize("NFC", text))
    return terms


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text in their order: what `tokenise` gives, but quicker."""
    return [forms_of(word)[1] for word in WORD.findall(unicodedata.normalize("NFC", text))]


def _count(terms: IndexTerms, text: str) -> None:
    forms = [forms_of(word) for word in WORD.findall(text)]
    folded = [form[1] for form in forms]
    exact = [form[0] for form in forms]
    terms.words.append(folded)
    terms.folded.update(folded)
    pairs = list(map(" ".join, pairwise(folded)))
    terms.pairs.update(pairs)
    terms.exact.update(one for one, plain in forms if one != plain)
    exact_pairs = map(" ".join, pairwise(exact))
    terms.exact_pairs.update(one for one, plain in zip(exact_pairs, pairs, strict=True) if one != plain)
    for symbol in find_symbols(text):
        terms.symbols.update((symbol.whole, *symbol.shorter))
        if symbol.letters:
            terms.symbols[symbol.letters] += 1
