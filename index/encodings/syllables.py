"""Whether a word can be a Vietnamese syllable: stricter than what tone placement needs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|kh|ph|th|tr|ch|gi|qu|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|uyu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uêu"
    r"|ia|iê|ya|yê|ai|ao|au|ay|âu|ây|eo|êu|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uy|uô|uơ|ưa|ươ|ưi|ưu|oo|[aăâeêioôơuưy])"
    r"(?P<coda>ch|ng|nh|[cmnpt])?"
)
_LONGEST = 16  # "nghiêng" with its marks apart has 9
_STOPS = frozenset(("c", "ch", "p", "t"))
_TONES_OF_STOPS = frozenset("\u0301\u0323")  # sắc and nặng: no syllable is stopped in another tone


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Return whether the word, in whatever case, is spelt as one Vietnamese syllable."""
    if len(word) > _LONGEST:
        return False
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marks if mark in _TONES]
    plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    found = _SYLLABLE.fullmatch(plain)
    if found is None or len(tones) > 1:
        return False
    return found["coda"] not in _STOPS or (bool(tones) and tones[0] in _TONES_OF_STOPS)
