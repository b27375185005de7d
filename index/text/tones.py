"""Where the tone mark of a Vietnamese syllable stands."""

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Letters that carry the tone whatever stands around them, the stronger first (ươ: on ơ).
_CARRIERS = ("ơêâôă", "ư")
_SYLLABLE = re.compile(
    r"(?P<onset>(?:ngh|ng|nh|gh|kh|ph|th|tr|ch|gi(?=[aăâeêioôơuưy])|qu(?=[aăâeêioôơuưy])|[bcdđghklmnpqrstvx])?)"
    r"(?P<nucleus>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>(?:ch|ng|nh|[cmnpt])?)"
)


@lru_cache(maxsize=1 << 16)
def place_tone(word: str) -> str:
    """Return the NFC word with its tone mark where the traditional spelling has it (hòa, thúy, Ủy, hoàn).

    Both styles, and the slips of typing between them (tòan), become one; case and length stay. What is
    not one Vietnamese syllable with one tone is returned as it is.
    """
    letters, tone = _take_tone(word)
    syllable = _SYLLABLE.fullmatch("".join(letters).lower()) if tone else None
    if syllable is None:
        return word
    place = len(syllable["onset"]) + _carrier(syllable["nucleus"], closed=bool(syllable["coda"]))
    letters[place] = unicodedata.normalize("NFC", letters[place] + tone)
    return "".join(letters) if all(len(letter) == 1 for letter in letters) else word


def is_syllable(word: str) -> bool:
    """Return whether the word, in small letters without tone, may be one Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def _take_tone(word: str) -> tuple[list[str], str]:
    """Return the letters without their tone, and the tone; none if there is not exactly one."""
    letters, tones = [], []
    for letter in word:
        marks = unicodedata.normalize("NFD", letter)
        tones += [mark for mark in marks if mark in _TONES]
        plain = "".join(mark for mark in marks if mark not in _TONES)
        letters.append(unicodedata.normalize("NFC", plain))
    return letters, tones[0] if len(tones) == 1 else ""


def _carrier(nucleus: str, *, closed: bool) -> int:
    for strong in _CARRIERS:
        for place, letter in enumerate(nucleus):
            if letter in strong:
                return place
    if closed:
        return len(nucleus) - 1
    return 1 if len(nucleus) == 3 else 0
