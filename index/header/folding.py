"""Compare header lines whatever their case and spacing, with their diacritics or without."""

import re
import unicodedata

from index.text import normalise, vietnamese

_MARKS = re.compile("[\u0300-\u036f]")  # what NFD sets beside Vietnamese letters


def fold(text: str) -> str:
    """Return `text` in lower case without Vietnamese diacritics, with single blanks."""
    if not text.isascii():
        text = _without_marks(vietnamese(text))
    return " ".join(text.lower().split())


def as_typed(text: str) -> str:
    """Return `text` in lower case with its diacritics, one way of writing them, and single blanks."""
    return " ".join(normalise(text).lower().split())


def _without_marks(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")))


class Wording:
    """Words that lines are compared with: as they are typed, VIỄN is no Viện.

    A line without diacritics, and one that was recognised on a picture, is compared without them.
    """

    def __init__(self, pattern: str) -> None:
        """Take a regular expression with its diacritics, in small letters."""
        self._typed = re.compile(normalise(pattern))
        self._plain = re.compile(_without_marks(pattern))

    def match(self, text: str, is_recognised: bool = False) -> re.Match[str] | None:
        """Return how the beginning of the line fits."""
        plain, typed = fold(text), as_typed(text)
        if is_recognised or plain == typed:
            return self._plain.match(plain)
        return self._typed.match(typed)
