"""How well a page could be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.ocr.cleaning import Grey
from index.ocr.ink import ink_of
from index.ocr.tesseract import FoundWord

LEGIBLE_FROM = 0.6  # below it about every third letter is wrong: the page should be scanned again
_EMPTY = 0.0004  # of the page's area: specks, a page number, the shine of the other side
_WELL_COVERED = 0.3  # of the ink: stamps, signatures, drawings and notes by hand are not read


def legibility_of(words: Sequence[FoundWord], grey: Grey) -> float:
    """Return from 0 to 1 how well the upright page `grey` could be read; 1 if there is nothing on it.

    It is the mean of the words' confidences, each as heavy as it is long, less where most ink belongs to no
    word.
    """
    ink = ink_of(grey)
    amount = float(np.count_nonzero(ink))
    if not words:
        return 1.0 if amount < _EMPTY * ink.size else 0.0
    letters = sum(len(word.text) for word in words)
    certainty = sum(word.confidence * len(word.text) for word in words) / letters
    return round(certainty * min(1.0, _read_share(words, ink, grey) / _WELL_COVERED), 3)


def _read_share(words: Sequence[FoundWord], ink: Grey, grey: Grey) -> float:
    """Return how much of the ink belongs to words that were read."""
    scale = ink.shape[0] / grey.shape[0]
    covered = np.zeros(ink.shape, bool)
    for word in words:
        left, top, right, bottom = (round(side * scale) for side in word.box)
        covered[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = True
    total = np.count_nonzero(ink)
    return float(np.count_nonzero(ink[covered])) / total if total else 1.0
