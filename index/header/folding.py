"""Compare header lines whatever their case, diacritics and spacing."""

import unicodedata

_BARRED = str.maketrans("đĐ", "dD")


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, with single blanks."""
    plain = unicodedata.normalize("NFD", text.translate(_BARRED))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).lower().split())
