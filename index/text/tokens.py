"""Cut text into the words, numbers and symbols that are compared, each with its place."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from index.text.bounded_cache import BoundedCache
from index.text.composing import MOST_MARKS, compose, is_mark
from index.text.folding import folded_forms, forms_of
from index.text.lookalikes import alike, spell_out
from index.text.symbols import find_symbols

# Invisible characters inside a word (soft hyphen, zero-width space) do not cut it.
WORD = re.compile("[^\\W_](?:[\u00ad\u200b-\u200d\u2060\ufeff]*[^\\W_])*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f]*")


class TokenKind(StrEnum):
    """Whether a token is one word or spans several as a number and symbol."""

    WORD = "word"
    SYMBOL = "symbol"


class Token(NamedTuple):
    """What is compared (`exact` with diacritics, `folded` without) and where it stands: text[start:end]."""

    exact: str
    folded: str
    start: int
    end: int
    kind: TokenKind = TokenKind.WORD

    @property
    def is_marked(self) -> bool:
        """Return whether the word was written with diacritics."""
        return self.exact != self.folded


def words_of(text: str) -> list[str]:
    """Return the words of an NFC text as they were written."""
    return (WORD if _INVISIBLE.search(text) else _PLAIN_WORD).findall(text)


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text` by their place, a symbol before its parts.

    Equal whatever the normal form, the case, the place of the tone mark and the spelling of a sole i or
    y. `683/KH-UBND` gives `683/kh-ubnd` and `kh-ubnd` whole, and the words `683`, `kh` and `ubnd`.
    """
    composed, places = _compose(text)
    tokens = [
        Token(*forms_of(word[0]), places(word.start()), places(word.end()))
        for word in WORD.finditer(composed)
    ]
    for symbol in find_symbols(composed):
        start, end = places(symbol.start), places(symbol.end)
        tokens.append(Token(symbol.whole, symbol.whole, start, end, TokenKind.SYMBOL))
        if symbol.letters:
            first = _first_letter(composed, symbol.start, symbol.end, symbol.letters)
            tokens.append(Token(symbol.letters, symbol.letters, places(first), end, TokenKind.SYMBOL))
    tokens.sort(key=lambda token: (token.start, -token.end, token.kind is TokenKind.WORD))
    return tokens


_AS_COMPARED = BoundedCache(lambda word: forms_of(spell_out(alike(word)))[0])


def as_compared(word: str) -> str:
    """Return one word of any text with its diacritics, as it is compared."""
    return _AS_COMPARED[word]


class Words:
    """The words of a text in their order, as `tokenise` gives them, each part made only when it is needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._composed, self._places = _compose(text)
        self._written = words_of(self._composed)
        self.folded = folded_forms(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def exact(self, place: int) -> str:
        """Return one word with its diacritics, as it is compared."""
        return forms_of(self._written[place])[0]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands in the text."""
        spans = [word.span() for word in WORD.finditer(self._composed)]
        if self._places is int:
            return spans
        return [(self._places(start), self._places(end)) for start, end in spans]


def _first_letter(text: str, start: int, end: int, letters: str) -> int:
    """Return where the letters of a symbol begin, counted back from its end over the loose spacing."""
    remaining = sum(character.isalnum() for character in letters)
    for place in range(end - 1, start - 1, -1):
        remaining -= text[place].isalnum()
        if remaining == 0:
            return place
    return start


def _compose(text: str) -> tuple[str, Callable[[int], int]]:
    """Return `text` in Vietnamese letters (NFC), and what leads from a place in it to the one in `text`."""
    text = alike(text)
    whole = spell_out(text)
    if whole == text:
        return text, int
    clusters = [cluster[0] for cluster in _CLUSTER.finditer(text)]
    composed = list(map(spell_out, clusters))
    if "".join(composed) != whole:  # a script that composes otherwise
        clusters = list(_clusters(text))
        composed = list(map(spell_out, clusters))
    sources = list(accumulate(map(len, clusters), initial=0))
    targets = list(accumulate(map(len, composed), initial=0))
    return "".join(composed), lambda place: sources[bisect_left(targets, place)]


def _clusters(text: str) -> Iterator[str]:
    """Yield what composes together, of any script: Hangul letters are no combining marks."""
    cluster = ""
    for character in text:
        if cluster and not is_mark(character) and _stand_apart(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _stand_apart(cluster: str, character: str) -> bool:
    """Return whether a letter begins a cluster of its own; behind many marks it always does."""
    if len(cluster) > MOST_MARKS:
        return True
    return compose(cluster + character) == compose(cluster) + compose(character)
