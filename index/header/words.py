"""Words where they stand on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class WordBox:
    """One word; x0, y0 (top left) and x1, y1 (bottom right) are fractions of the page's width and height."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class ReadLine(Protocol):
    """A line of a page's head as a second recogniser reads it: digits right, Vietnamese letters not."""

    @property
    def text(self) -> str:
        """Return the line's text."""

    @property
    def box(self) -> Box:
        """Return where it stands, in fractions of the same page as the words."""

    @property
    def confidence(self) -> float:
        """Return how sure its reader is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of page `number` in reading order, with the page's size in points (or pixels).

    Words that were recognised on a picture have `confidences`, one each, 0 to 1; those of a text layer have
    none. `second_lines` are the head's lines as the recogniser of handwritten digits reads them, if it did.
    """

    number: int
    words: tuple[WordBox, ...]
    width: float
    height: float
    confidences: tuple[float, ...] = ()
    second_lines: tuple[ReadLine, ...] = ()

    @property
    def is_recognised(self) -> bool:
        """Return whether the words were recognised on a picture."""
        return bool(self.confidences)


def box_around(words: tuple[WordBox, ...]) -> Box | None:
    """Return the smallest box around all words, or None without words."""
    if not words:
        return None
    return (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )
