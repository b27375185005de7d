"""What recognition gives for one page."""

from __future__ import annotations

from dataclasses import dataclass

from index.header.words import WordBox
from index.ocr.legibility import LEGIBLE_FROM


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One recognised page.

    `text` has a line for each line of the page, in reading order, in NFC.
    `words` are in the same order; their boxes are fractions of the page picture as it was given, turned
    clockwise by `rotation` (0, 90, 180 or 270 degrees, what makes it upright), not deskewed. `confidences`
    has one number from 0 to 1 for each word. `legibility` goes from 0 to 1; below LEGIBLE_FROM the page has
    to be scanned again. A page with nothing on it has no text and legibility 1.
    """

    text: str
    words: tuple[WordBox, ...]
    confidences: tuple[float, ...]
    legibility: float
    rotation: int

    @property
    def is_legible(self) -> bool:
        """Return whether the page could be read."""
        return self.legibility >= LEGIBLE_FROM
