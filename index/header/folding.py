"""Compare header lines whatever their case, diacritics and spacing."""

import re
import unicodedata

from index.text import vietnamese

_MARKS = re.compile("[\u0300-\u036f]")  # what NFD sets beside Vietnamese letters


def fold(text: str) -> str:
    """Return `text` in lower case without Vietnamese diacritics, with single blanks."""
    if not text.isascii():
        plain = unicodedata.normalize("NFD", vietnamese(text).replace("đ", "d").replace("Đ", "D"))
        text = _MARKS.sub("", plain)
    return " ".join(text.lower().split())
