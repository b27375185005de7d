"""One way of writing a text, and the same text without case and diacritics."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from index.text.bounded_cache import BoundedCache
from index.text.composing import compose
from index.text.lookalikes import vietnamese
from index.text.tones import place_tone

_BARRED = str.maketrans("đĐ", "dD")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_LETTERS = re.compile(r"[^\W\d_]+")
# y is i only as the sole vowel after these (kỹ/kĩ, lý/lí), and after qu (quý/quí); elsewhere they are
# two sounds (tay/tai, thúy/thúi).
_SOLE_Y = re.compile(r"(?:[hklmst]|qu)y")


def normalise(text: str) -> str:
    """Return `text` in Vietnamese letters, tone marks in their place (hoà → hòa, Uỷ → Ủy), its case kept."""
    composed = vietnamese(text)
    if composed.isascii():
        return composed
    return _LETTERS.sub(lambda word: place_tone(word[0]), composed)


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics (đ → d)."""
    # Canonical caseless matching as Unicode defines it (D145), less the combining marks.
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", vietnamese(text)).casefold())
    letters = (letter for letter in plain.translate(_BARRED) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", "".join(letters))


def folded_forms(words: Iterable[str]) -> list[str]:
    """Return the forms without diacritics under which words of NFC text are compared."""
    return list(map(_FOLDED.__getitem__, words))


def forms_of(word: str) -> tuple[str, str]:
    """Return the exact and the folded form under which one word of NFC text is compared and indexed."""
    return _EXACT[word], _FOLDED[word]


@lru_cache(maxsize=1 << 10)
def _forms_of(word: str) -> tuple[str, str]:
    visible = _INVISIBLE.sub("", word)
    exact = compose(normalise(compose(visible.casefold())))
    folded = fold(exact)
    if _SOLE_Y.fullmatch(folded):
        return exact.translate(_Y_TO_I), folded.translate(_Y_TO_I)
    return exact, folded


_EXACT = BoundedCache(lambda word: _forms_of(word)[0])
_FOLDED = BoundedCache(lambda word: _forms_of(word)[1])
