"""Lines of words: which words of a page stand on one line, and the text that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.header.words import Box, PageWords, WordBox, box_around
from index.text import vietnamese

_LEVEL = 0.28  # of the height of the lower word: words of a text layer stand level
_RECOGNISED_LEVEL = 0.5  # words on a picture stand as the paper lay
_LOW = 0.7  # of a page's usual height: a dash or a full stop is placed as a letter would be
_FEWEST_LETTERS = 5  # that a line has whose letters are spaced out
_WORD_GAP = 1.5  # of the usual gap between its letters: wider between words
_SPACED_OUT = re.compile(r"(?<!\S)\w(?: \w)+(?!\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with its words where their places are known."""

    text: str
    words: tuple[WordBox, ...] = ()

    @property
    def box(self) -> Box | None:
        """Return the line's box."""
        return box_around(self.words)


def line_of(words: Iterable[WordBox]) -> Line:
    """Return the line that `words` make."""
    kept = tuple(words)
    return Line(tidy(_joined(kept)), kept)


def _joined(words: Sequence[WordBox]) -> str:
    """Return the words with a blank between them, two where letters are spaced out and words still apart."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    if len(words) < _FEWEST_LETTERS or any(len(word.text) > 1 for word in words):
        return " ".join(word.text for word in words)
    widest = _WORD_GAP * median(gaps)
    signs = ("  " if gap > widest else " " for gap in gaps)
    return words[0].text + "".join(sign + word.text for sign, word in zip(signs, words[1:], strict=True))


def tidy(text: str) -> str:
    """Return `text` in NFC with single blanks; letters that a stamp spaced out (`2 8 5 8`) stand together."""
    line = vietnamese(text).replace("\u00a0", " ")
    closed = _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), line)  # words that are still apart
    return _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), " ".join(closed.split()))


def lines_of_page(page: PageWords, words: Sequence[WordBox]) -> list[list[WordBox]]:
    """Group `words` of `page` into lines, top to bottom, each left to right."""
    return lines_of_picture(words) if page.is_recognised else lines_of_words(words)


def lines_of_words(words: Sequence[WordBox]) -> list[list[WordBox]]:
    """Group words that stand at one height into lines, top to bottom, each left to right."""
    lines: list[list[WordBox]] = []
    for word in sorted(words, key=lambda word: (word.y0 + word.y1, word.x0)):
        if lines and _is_level(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def _is_level(before: WordBox, word: WordBox) -> bool:
    """Return whether both are on one line; a stamped line may lie a third of a line above the blank one."""
    height = min(before.y1 - before.y0, word.y1 - word.y0)
    return abs(_middle(word) - _middle(before)) <= _LEVEL * height


def lines_of_picture(words: Sequence[WordBox]) -> list[list[WordBox]]:
    """Group recognised words: each goes on with the line that ends nearest to its height; lines may slope."""
    usual = median([word.y1 - word.y0 for word in words]) if words else 0.0
    lines: list[list[WordBox]] = []
    for word in sorted(words, key=lambda word: word.x0):
        nearest = min(lines, key=lambda line: abs(_middle(line[-1]) - _middle(word)), default=None)
        if nearest is not None and _goes_on(nearest[-1], word, usual):
            nearest.append(word)
        else:
            lines.append([word])
    return sorted(lines, key=lambda line: sum(map(_middle, line)) / len(line))


def _goes_on(before: WordBox, word: WordBox, usual: float) -> bool:
    lower = max(min(before.y1 - before.y0, word.y1 - word.y0), _LOW * usual)
    return abs(_middle(word) - _middle(before)) <= _RECOGNISED_LEVEL * min(lower, 2 * usual)


def _middle(word: WordBox) -> float:
    return (word.y0 + word.y1) / 2
