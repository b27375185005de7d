"""Words whose letters somebody set apart (`Q U Y Ế T   Đ Ị N H`), and numbers of stamps, put together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

from index.encodings.syllables import is_syllable
from index.header.words import PageWords, WordBox, box_around

_LETTER = r"[^\W\d_][\u0300-\u036f]{0,3}"
_BLANK = r"[ \u00a0]"
_SPACED = re.compile(rf"(?<!\S){_LETTER}(?:{_BLANK}{{1,8}}{_LETTER}){{3,60}}(?!\S)")
_WIDER = re.compile(rf"{_BLANK}{{2,}}")
_STAMPED = re.compile(r"(?<=Số)(\s?:?\s?)(\d(?:\s?\d){1,6})\s?(?=/\s?[A-ZĐ])")
_SHORTEST, _LONGEST = 2, 7
_LEAST_LETTERS = 4
_WIDER_GAP = 1.8  # of the usual one, from where words part


def close_up(text: str) -> str:
    """Return the text with such words closed up, and the digits of a number that a stamp set apart."""
    closed = _SPACED.sub(lambda found: _closed(found[0]), text)
    return _STAMPED.sub(lambda found: found[1] + "".join(found[2].split()), closed)


def _closed(spaced: str) -> str:
    groups = ["".join(group.split()) for group in _WIDER.split(spaced)]
    words = [words_of(group) for group in groups]
    if all(words):
        return " ".join(word for each in words for word in each)
    return " ".join(words_of("".join(groups))) or spaced


@lru_cache(maxsize=4096)
def words_of(letters: str) -> tuple[str, ...]:
    """Return the syllables that the letters make, as few as possible; none if they make no syllables."""
    whole = unicodedata.normalize("NFC", letters)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(whole)
    for end in range(1, len(whole) + 1):
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            before, word = best[start], whole[start:end]
            if before is None or not is_syllable(word):
                continue
            found = (*before, word)
            known = best[end]
            if known is None or (len(found), -len(found[0])) < (len(known), -len(known[0])):
                best[end] = found
    return best[-1] or ()


def close_up_words(words: PageWords) -> PageWords:
    """Return the words with letters that stand apart joined, each word in the box of its letters."""
    if words.is_recognised:
        return words
    joined: list[WordBox] = []
    run: list[WordBox] = []
    for word in words.words:
        if run and not (_is_letter(word) and _goes_on(run[-1], word)):
            joined += _joined(run)
            run = []
        if _is_letter(word):
            run.append(word)
        else:
            joined.append(word)
    return replace(words, words=(*joined, *_joined(run)))


def _is_letter(word: WordBox) -> bool:
    return len(word.text) == 1 and word.text.isalpha()


def _goes_on(before: WordBox, word: WordBox) -> bool:
    """Return whether a letter stands to the right of the last one, on its line and not far off."""
    height = before.y1 - before.y0
    return abs(word.y0 - before.y0) < height / 2 and 0 <= word.x0 - before.x1 < 3 * height


def _joined(run: Sequence[WordBox]) -> list[WordBox]:
    if len(run) < _LEAST_LETTERS:
        return list(run)
    gaps = [after.x0 - before.x1 for before, after in pairwise(run)]
    usual = median(gaps)
    parts: list[list[WordBox]] = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > _WIDER_GAP * usual:
            parts.append([])
        parts[-1].append(word)
    found = [words_of("".join(word.text for word in part)) for part in parts]
    if not all(found):
        parts, found = [list(run)], [words_of("".join(word.text for word in run))]
    return [box for part, words in zip(parts, found, strict=True) for box in _boxes(part, words)] or list(run)


def _boxes(letters: Sequence[WordBox], words: Sequence[str]) -> list[WordBox]:
    """Return a box for each word, around as many letters as it has."""
    boxes: list[WordBox] = []
    at = 0
    for word in words:
        around = box_around(tuple(letters[at : at + len(word)]))
        at += len(word)
        if around is not None:
            boxes.append(WordBox(word, *around))
    return boxes
