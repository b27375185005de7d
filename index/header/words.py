"""Words where they stand on a page."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class WordBox:
    """One word; x0, y0 (top left) and x1, y1 (bottom right) are fractions of the page's width and height."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of page `number` in reading order, with the page's size in points (or pixels)."""

    number: int
    words: tuple[WordBox, ...]
    width: float
    height: float


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
