"""Where on its pages a found document answers the query."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from index.search.nodes import Number, Phrase, Prefix, Word, wanted_leaves, word_runs
from index.search.places import PageWords, Places
from index.search.query import ParsedQuery
from index.text import Token, TokenKind, Words, tokenise

Span = tuple[int, int]

_WINDOW = 32  # words that are looked at together
_CONTEXT = 10  # words shown before the first mark
_MOST_MARKS = 1_000  # of one page, of which the best window is one
_MOST_COMPARED = 100_000  # words of one page that are held against a phrase, one place after the other
_LOOKED_AT = 2  # pages that are marked in full, for each passage wanted
_WORD, _PAIR = 2, 3  # what a word, and two words together, of the query are worth
_BLANKS = re.compile(r"\s+")
_NO_DIGITS = re.compile(r"[^1-9]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page in one line; `marks` are the places in `text` of what was asked for."""

    page: int  # the first page is 1
    text: str
    marks: tuple[Span, ...]


def find_passages(query: ParsedQuery, places: Places, limit: int = 3) -> tuple[Passage, ...]:
    """Return the best passage of each of the `limit` pages that answer best, the best first.

    Best is what has most of the words asked for, next to each other as in the query, and then the
    earliest page. No passages if nothing is found (a query that only excludes, or filters).
    """
    wanted = _Wanted(query)
    if not wanted.asks:
        return ()
    found = []
    for index in _promising(wanted, places, _LOOKED_AT * limit):
        marking = _Marking(wanted, places.page(index))
        if marking.marked:
            value, place = marking.best_window()
            found.append((-value, index + 1, place, marking))
    found.sort(key=lambda entry: entry[:3])
    return tuple(marking.passage(number, place) for _, number, place, marking in found[:limit])


def marks_in(query: ParsedQuery, text: str) -> tuple[Span, ...]:
    """Return the places of `text` that answer the query, in order; neighbouring words are one place."""
    marking = _Marking(_Wanted(query), Words(text))
    return tuple(marking.spans(0, len(marking.words)))


def match_words(query: ParsedQuery, words: Sequence[str]) -> list[int]:
    """Return which of the words of a page, as its word boxes have them, are to be marked."""
    ends = list(accumulate((len(word) + 1 for word in words), initial=0))
    spans = iter(marks_in(query, " ".join(words)))
    span, matched = next(spans, None), []
    for index, (start, after) in enumerate(pairwise(ends)):
        while span and span[1] <= start:
            span = next(spans, None)
        if span and span[0] < after - 1:
            matched.append(index)
    return matched


class _Wanted:
    """What a query asks to be marked."""

    def __init__(self, query: ParsedQuery) -> None:
        leaves = list(wanted_leaves(query.tree))
        self.wholes = {leaf.whole for leaf in leaves if isinstance(leaf, Number)}
        self._digits = {_digits(whole) for whole in self.wholes}
        self.stems = tuple(leaf.stem for leaf in leaves if isinstance(leaf, Prefix))
        fixed = [leaf.words for leaf in leaves if isinstance(leaf, Phrase | Number)]
        self.phrases = list(dict.fromkeys(words for words in fixed if len(words) > 1))
        self.runs = [run for run in dict.fromkeys(word_runs(query.tree)) if len(run) < 2 or run not in fixed]
        also = {form for leaf in leaves if isinstance(leaf, Prefix) for form in leaf.also}
        self.runs += [(Word(form, form),) for form in sorted(also)]
        together = [*self.runs, *self.phrases]
        self.words = {word.folded for run in together for word in run}
        self.pairs = {(one.folded, other.folded) for run in together for one, other in pairwise(run)}

    @property
    def asks(self) -> bool:
        """Return whether there is anything to mark."""
        return bool(self.words or self.stems or self.wholes)

    def may_name_number(self, folded: Sequence[str]) -> bool:
        """Return whether these words are worth a search for numbers, which costs as much as all do."""
        written = _digits(" ".join(folded)) if self._digits else ""
        return any(digits in written for digits in self._digits)

    def promise(self, places: Places) -> NDArray[np.int64]:
        """Return how much of the query is on each page, without looking where."""
        value = np.zeros(places.pages, dtype=np.int64)
        found = {word: places.of_word(word) for word in self.words}
        for standing in found.values():
            _add(value, places.pages_of(standing), _WORD)
        for first, second in self.pairs:
            after = np.intersect1d(found[first] + 1, found[second], assume_unique=True)
            pages = places.pages_of(after)
            _add(value, pages[pages == places.pages_of(after - 1)], _PAIR)
        for stem in self.stems:
            _add(value, places.pages_of(places.of_stem(stem)), 1)
        return value


def _add(values: NDArray[np.int64], pages: NDArray[np.intp], worth: int) -> None:
    """Add what a word is worth to each page that has it, however often."""
    there = np.zeros(len(values), dtype=np.bool_)
    there[pages] = True
    values += worth * there


def _promising(wanted: _Wanted, places: Places, limit: int) -> Sequence[int]:
    """Return which pages are worth marking in full."""
    if places.pages <= limit:
        return range(places.pages)
    order: list[int] = np.argsort(-wanted.promise(places), kind="stable")[:limit].tolist()
    return order


def _digits(text: str) -> str:
    """Return the digits of a text alone, without zeros, which may lead any number."""
    return _NO_DIGITS.sub("", text)


class _Marking:
    """The words of one text, and which of them are marked for which word of the query."""

    def __init__(self, wanted: _Wanted, words: Words | PageWords) -> None:
        self._wanted_pairs = wanted.pairs
        self.words = words
        self._folded = words.folded
        self._standing: dict[str, list[int]] = {word: [] for word in wanted.words}
        for place, word in enumerate(self._folded):
            if word in self._standing:
                self._standing[word].append(place)
        self.marked: dict[int, str] = {}
        if wanted.may_name_number(self._folded):
            self._mark_numbers(wanted.wholes)
        for phrase in wanted.phrases:
            self._mark_phrase(phrase)
        for run in wanted.runs:
            self._mark_run(run)
        if wanted.stems:
            self._mark_stems(wanted.stems)

    def _mark_numbers(self, wholes: set[str]) -> None:
        for token in tokenise(self.words.text):
            if token.kind is TokenKind.SYMBOL and token.folded in wholes:
                self._mark_between(token)

    def _mark_between(self, symbol: Token) -> None:
        spans = self.words.spans
        for place in range(bisect_left(spans, (symbol.start, 0)), len(spans)):
            if spans[place][1] > symbol.end:
                break
            self.marked[place] = self._folded[place]

    def _mark_phrase(self, phrase: tuple[Word, ...]) -> bool:
        folded = [word.folded for word in phrase]
        standing = self._standing[folded[0]]
        whole = (place for place in standing if self._folded[place : place + len(folded)] == folded)
        places = list(islice(whole, _MOST_COMPARED // len(folded)))
        as_typed = [place for place in places if self._is_as_typed(place, phrase)]
        for first in as_typed or places:
            for place in range(first, first + len(folded)):
                self.marked[place] = self._folded[place]
        return bool(places)

    def _mark_run(self, run: tuple[Word, ...]) -> None:
        """Mark the words where two of them stand together; a word that never does, wherever it is.

        In Vietnamese a single syllable of a word is everywhere: "cách" of "cải cách" on its own says nothing.
        """
        paired: set[str] = set()
        for first, second in dict.fromkeys(pairwise(run)):
            if self._mark_phrase((first, second)):
                paired |= {first.folded, second.folded}
        for word in dict.fromkeys(run):
            if word.folded not in paired:
                places = self._standing[word.folded]
                for place in [one for one in places if self._is_as_typed(one, (word,))] or places:
                    self.marked[place] = word.folded

    def _mark_stems(self, stems: tuple[str, ...]) -> None:
        for place, folded in enumerate(self._folded):
            if folded.startswith(stems):
                self.marked[place] = folded

    def _is_as_typed(self, place: int, words: tuple[Word, ...]) -> bool:
        return all(
            not word.is_marked or self.words.exact(at) == word.exact for at, word in enumerate(words, place)
        )

    def best_window(self) -> tuple[int, int]:
        """Return the value of the best window, and the place of its first mark."""
        places = sorted(self.marked)[:_MOST_MARKS]
        pairs = [self._pair(one, other) for one, other in pairwise(places)]
        inside, best, after = _Inside(), (0, 0), 0
        for begin, place in enumerate(places):
            while after < len(places) and places[after] - place < _WINDOW:
                inside.add(self.marked[places[after]], _WORD)
                if after > begin:
                    inside.add(pairs[after - 1], _PAIR)
                after += 1
            best = max(best, (inside.value, -place))
            inside.remove(self.marked[place], _WORD)
            if begin + 1 < after:
                inside.remove(pairs[begin], _PAIR)
        return best[0], -best[1]

    def _pair(self, one: int, other: int) -> tuple[str, str] | None:
        """Return the words of two marks if the query has them next to each other, too."""
        pair = self._folded[one], self._folded[other]
        return pair if other == one + 1 and pair in self._wanted_pairs else None

    def passage(self, page: int, first: int) -> Passage:
        """Return the passage around the window that begins at the mark `first`."""
        begin = max(0, first - _CONTEXT)
        end = min(len(self.words), begin + _WINDOW + _CONTEXT)
        start, stop = self.words.spans[begin][0], self.words.spans[end - 1][1]
        return Passage(page, *_in_one_line(self.words.text, start, stop, self.spans(begin, end)))

    def spans(self, begin: int, end: int) -> Iterator[Span]:
        """Yield the marked places of the text from word `begin` to word `end`, neighbours as one."""
        places = [place for place in sorted(self.marked) if begin <= place < end]
        index = 0
        while index < len(places):
            last = index
            while last + 1 < len(places) and places[last + 1] == places[last] + 1:
                last += 1
            yield self.words.spans[places[index]][0], self.words.spans[places[last]][1]
            index = last + 1


class _Inside:
    """What is in a window, and the worth of it: each thing once, however often it is there."""

    def __init__(self) -> None:
        self._counts: Counter[object] = Counter()
        self.value = 0

    def add(self, what: object, worth: int) -> None:
        """Let something into the window."""
        if what is not None:
            self._counts[what] += 1
            self.value += worth if self._counts[what] == 1 else 0

    def remove(self, what: object, worth: int) -> None:
        """Let it out again."""
        if what is not None:
            self._counts[what] -= 1
            self.value -= 0 if self._counts[what] else worth


def _in_one_line(text: str, start: int, stop: int, spans: Iterator[Span]) -> tuple[str, tuple[Span, ...]]:
    """Return text[start:stop] with single blanks, and where the spans are in it."""
    line, marks = "", []
    for begin, end in spans:
        line += _BLANKS.sub(" ", text[start:begin])
        marked = _BLANKS.sub(" ", text[begin:end])
        marks.append((len(line), len(line) + len(marked)))
        line, start = line + marked, end
    return line + _BLANKS.sub(" ", text[start:stop]), tuple(marks)
