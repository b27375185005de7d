"""The order of names in Vietnamese lists: Đỗ before Vũ, Nội vụ before Nông nghiệp.

Letters count first (a ă â b c d đ e ê …), then tones in the order of dictionaries, then small letters before
capitals: Unicode's collation as CLDR tailors it for Vietnamese. ICU's Python binding has no wheels, and a
database sorts by what the machine that it runs on has; so every list is sorted here, whatever it comes from.
"""

import unicodedata
from functools import lru_cache

from index.text.folding import normalise

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_FIRST_LETTER, _OTHER_LETTER = 0x1000, "\u1fff"  # behind blanks, signs and digits; other scripts last
_PLACES = {letter: chr(_FIRST_LETTER + place) for place, letter in enumerate(_ALPHABET)}


def vietnamese_order(text: str) -> tuple[str, str, str]:
    """Return what `text` is sorted by."""
    letters, tones = [], []
    for sign in normalise(text).lower():
        letter, tone = _apart(sign)
        letters.append(letter)
        tones.append(tone)
    return "".join(letters), "".join(tones), text.swapcase()


@lru_cache(maxsize=1 << 10)
def _apart(sign: str) -> tuple[str, str]:
    """Return the place of a letter in the alphabet, and of its tone."""
    marks = unicodedata.normalize("NFD", sign)
    tone = next((mark for mark in marks if mark in _TONES), "")
    plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    place = _PLACES.get(plain) or _PLACES.get(marks[0])
    if place is None:
        place = _OTHER_LETTER + plain if plain.isalpha() else plain
    return place, str(_TONES.index(tone) + 1) if tone else "0"
