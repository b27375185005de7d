"""Two pages side by side on one sheet (A4 on A3): each is read by itself, in a booklet the right first."""

from __future__ import annotations

from collections.abc import Sequence

from index.extraction.readers.letters import Letter
from index.extraction.sheets_of_two import begins_document

_LONG_SIDE = 1000.0  # points; A3 has 1191
_WIDEST, _NARROWEST = 1.7, 1.25  # of the sheet's height
_GUTTER = 0.025  # of the sheet's width: so much is free between both pages
_LEAST_LETTERS = 60  # on each half


def facing_pages(
    letters: Sequence[Letter], box: tuple[float, float, float, float]
) -> tuple[list[Letter], list[Letter]] | None:
    """Return the letters of the left and the right page, None where the sheet is one page."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if width < _LONG_SIDE or not _NARROWEST * height <= width <= _WIDEST * height:
        return None
    middle = (left + right) / 2
    first = [letter for letter in letters if letter["x0"] + letter["x1"] < 2 * middle]
    second = [letter for letter in letters if letter["x0"] + letter["x1"] >= 2 * middle]
    if min(len(first), len(second)) < _LEAST_LETTERS:
        return None
    ends = max(letter["x1"] for letter in first if not letter["text"].isspace())
    begins = min(letter["x0"] for letter in second if not letter["text"].isspace())
    if not ends <= middle <= begins or begins - ends < _GUTTER * width:
        return None
    return first, second


def is_right_first(left: Sequence[Letter], right: Sequence[Letter]) -> bool:
    """Return whether the sheet is the outer one of a booklet, whose first page stands on the right."""
    return _begins(right) and not _begins(left)


def _begins(letters: Sequence[Letter]) -> bool:
    return begins_document("".join(letter["text"] for letter in letters))
