"""Letters of a page that are no text of their own: a blank over a word, one line drawn over the same line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

Letter = dict[str, Any]
"""A letter as pdfplumber describes it."""

_BAND = 6.0  # points: letters of one line stand in one band, or in the next
_MOST_LAYERS = 4  # of one line, drawn over one another
_COVERED = 0.5  # of a blank's width, by letters
_CLOSE, _NEAR, _THIN = 0.12, 0.45, 0.15  # of the letter's size
_SAME_LINE = 3.0  # points: what pdfplumber takes for one line
_APART = 3  # places in the order of drawing: letters of one word stand nearer


def cleaned(letters: list[Letter], crop: tuple[float, float, float, float] | None) -> list[Letter]:
    """Return the letters that make the text; `crop` is what the page shows, if it is a part of it."""
    if crop is not None:
        letters = [letter for letter in letters if _is_within(letter, crop)] or letters
    for _ in range(_MOST_LAYERS):
        doubled = set(_doubled(letters))
        if not doubled:
            break
        letters = _without(letters, doubled)
    return _without(letters, set(_stray(letters)))


def _without(letters: list[Letter], places: set[int]) -> list[Letter]:
    return [letter for place, letter in enumerate(letters) if place not in places] if places else letters


def _is_within(letter: Letter, crop: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = crop
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(left <= x <= right and top <= y <= bottom)


def _doubled(letters: list[Letter]) -> Iterable[int]:
    """Yield the places of letters over which the same letter is drawn once more: a stamp's line is whole."""
    places = [place for place, letter in enumerate(letters) if not letter["text"].isspace()]
    if len(places) < 2:
        return
    text = np.array([hash(letters[place]["text"]) for place in places])
    left = np.array([letters[place]["x0"] for place in places], float)
    low = np.array([letters[place]["bottom"] for place in places], float)
    size = np.array([letters[place]["size"] for place in places], float)
    for shift in (0.0, _SAME_LINE):  # what one row of bands parts stands together in the other
        band = (low + shift) // (2 * _SAME_LINE)
        order = np.lexsort((left, band, text))
        one, other = order[:-1], order[1:]
        is_near = (text[one] == text[other]) & (band[one] == band[other])
        is_near &= left[other] - left[one] < _NEAR * size[one]
        for first, second in zip(one[is_near], other[is_near], strict=True):
            earlier, later = sorted((places[first], places[second]))
            if _is_over(letters[earlier], letters[later], later - earlier):
                yield earlier


def _is_over(one: Letter, other: Letter, distance: int) -> bool:
    size = min(one["size"], other["size"]) or 1.0
    if min(one["x1"] - one["x0"], other["x1"] - other["x0"]) < _THIN * size:
        return False  # a font that does not tell how wide its letters are
    across, down = abs(one["x0"] - other["x0"]), abs(one["bottom"] - other["bottom"])
    near = _NEAR if distance >= _APART else _CLOSE
    return bool(across < near * size and down < _SAME_LINE)


def _stray(letters: list[Letter]) -> Iterable[int]:
    """Yield the places of blanks that lie over letters, as if they parted the word."""
    blanks = [place for place, letter in enumerate(letters) if letter["text"].isspace()]
    suspects = [place for place in blanks if not _follows(letters, place)]
    if not suspects:
        return
    bands: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        if not letter["text"].isspace():
            bands[int(letter["bottom"] // _BAND)].append(letter)
    for place in suspects:
        blank = letters[place]
        band = int(blank["bottom"] // _BAND)
        around = [each for near in (band - 1, band, band + 1) for each in bands.get(near, ())]
        covered = sum(_overlap(blank, each) for each in around if _is_level(blank, each))
        if covered > _COVERED * max(blank["x1"] - blank["x0"], 0.1):
            yield place


def _follows(letters: list[Letter], place: int) -> bool:
    """Return whether a blank stands to the right of the letter drawn before it, as written text does."""
    if place == 0:
        return False
    before, blank = letters[place - 1], letters[place]
    return bool(_is_level(before, blank) and before["x0"] < blank["x0"] <= before["x1"] + blank["size"])


def _is_level(one: Letter, other: Letter) -> bool:
    return bool(abs(one["bottom"] - other["bottom"]) < _SAME_LINE)


def _overlap(one: Letter, other: Letter) -> float:
    return float(max(0.0, min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])))
