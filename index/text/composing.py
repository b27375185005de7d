"""One normal form of any text, at a cost that grows with its length alone."""

import re
import unicodedata

from index.text.bounded_cache import BoundedCache

MOST_MARKS = 8
"""Combining marks that are kept on one letter: a Vietnamese letter has two, no living script more."""

# Where combining marks can stand in a row: they are no letters, no blanks and not ASCII.
_LIKE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_IS_MARK = BoundedCache(lambda sign: unicodedata.combining(unicodedata.normalize("NFD", sign)[0]) > 0)


def compose(text: str) -> str:
    """Return `text` in NFC, less the combining marks of a letter that come after the eighth.

    Unicode's normal forms sort the marks of a letter, which costs the square of their number in a text that
    was made for it. Whatever people send goes through here before anything else looks at it.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", cut_marks(text))


def cut_marks(text: str) -> str:
    """Return `text` with at most eight combining marks in a row, its normal form as it was."""
    return _LIKE_MARKS.sub(_kept, text)


def is_mark(sign: str) -> bool:
    """Tell whether one character is sorted among the marks of the letter before it."""
    return _IS_MARK[sign]


def _kept(signs: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in signs[0]:
        marks = marks + 1 if is_mark(sign) else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
