"""One normal form of any text, at a cost that grows with its length alone."""

import re
import unicodedata

from index.text.bounded_cache import BoundedCache

MOST_MARKS = 8
"""Combining marks that are kept on one letter: a Vietnamese letter has two, no living script more."""

# Where marks can stand in a row: they are no letters, no blanks and not ASCII. Some are two when taken apart.
_LIKE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS // 2 + 1},}}")


def _marks_in(sign: str) -> int:
    apart = unicodedata.normalize("NFD", sign)
    return len(apart) if unicodedata.combining(apart[0]) else 0


_MARKS_IN = BoundedCache(_marks_in)


def compose(text: str) -> str:
    """Return `text` in NFC, less the combining marks of a letter that come after the eighth.

    Unicode's normal forms sort the marks of a letter, which costs the square of their number in a text that
    was made for it. Whatever people send goes through here before anything else looks at it.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", cut_marks(text))


def plain_line(text: str) -> str:
    """Return `text` composed, as one line, without signs that are not seen or turn its direction."""
    shown = "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in compose(text))
    return " ".join(shown.split())


def cut_marks(text: str) -> str:
    """Return `text` with at most eight combining marks in a row, its normal form as it was."""
    return _LIKE_MARKS.sub(_kept, text)


def is_mark(sign: str) -> bool:
    """Return whether one character is sorted among the marks of the letter before it."""
    return _MARKS_IN[sign] > 0


def _kept(signs: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in signs[0]:
        more = _MARKS_IN[sign]
        marks = marks + more if more else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
