"""How much of two texts is the same, measured so that a misread copy is and a filled-in template is not.

Both differ in some words. A misread word still looks like the right one; what is filled into a template is
another one altogether. So words that look alike count as the same, and the figures, which carry what a report
says, are counted apart: a bad scan misreads some, another report has others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from rapidfuzz.distance import Indel, Levenshtein

from index.text import folded_words

_MOST = 6_000  # words that are compared: some fifteen pages; more costs memory by the square
_LOOKS_LIKE = 0.5
_READ_FIGURES = 0.85  # of the figures; a bad scan has fewer right than that
_FEW_FIGURES = 3
# What a figure with one sign wrong counts, by its length: 4l6 is 416, but 45 may well be another one than 48.
_MISREAD = {1: 0.0, 2: 0.5}
_MISREAD_LONG = 0.8


def likeness(texts: Iterable[str], others: Iterable[str]) -> float:
    """Return from 0 to 1 how much of the longer text is in the other, in the same order."""
    first, second = _words(texts), _words(others)
    words, figures = _Share(), _Share()
    for step in Levenshtein.opcodes(first, second):
        ours, theirs = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        if step.tag == "equal":
            for word in ours:
                (figures if _is_figure(word) else words).count(1.0)
        else:
            _compare(ours, theirs, words, figures)
    total = words.total + figures.total
    same = (words.same + figures.same) / total if total else 0.0
    if figures.total < _FEW_FIGURES:
        return same
    return min(same, words.share * min(figures.share / _READ_FIGURES, 1.0))


@dataclass(slots=True)
class _Share:
    """How many of those seen so far are the same in both texts."""

    same: float = 0.0
    total: int = 0

    def count(self, same: float, times: int = 1) -> None:
        self.same += times * same
        self.total += times

    @property
    def share(self) -> float:
        return self.same / self.total if self.total else 1.0


def _words(texts: Iterable[str]) -> list[str]:
    return list(islice(chain.from_iterable(folded_words(text) for text in texts), _MOST))


def _is_figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def _compare(ours: Sequence[str], theirs: Sequence[str], words: _Share, figures: _Share) -> None:
    run, other_run = "".join(ours), "".join(theirs)
    if not _is_figure(run + other_run) and _looks_like(run, other_run):  # also "ban hành" and "banhành"
        words.count(1.0, max(len(ours), len(theirs)))
        return
    for one, another in zip_longest(ours, theirs, fillvalue=""):
        if _is_figure(one) or _is_figure(another):
            figures.count(_same_figure(one, another))
        else:
            words.count(float(_looks_like(one, another)))


def _looks_like(one: str, another: str) -> bool:
    return Indel.normalized_similarity(one, another) >= _LOOKS_LIKE


def _same_figure(one: str, another: str) -> float:
    if one == another:
        return 1.0
    is_near = Levenshtein.distance(one, another, score_cutoff=1) == 1
    return _MISREAD.get(max(len(one), len(another)), _MISREAD_LONG) if is_near else 0.0
