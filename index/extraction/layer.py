"""Whether the text layer of a page is the page's text: scanners put in what a foreign program made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from index.encodings import to_unicode
from index.encodings.syllables import is_syllable
from index.text import compose

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 400  # words
_START = 2_000  # letters, for what is to be seen at once
_ENOUGH = 20  # words from which their statistics say something
_MORE_THAN_A_STAMP = 60  # what a signature prints over a scan has fewer words
_LAWFUL, _MARKED = 0.6, 0.25  # real pages: 0.8 to 1 and 0.6 to 0.9; foreign layers: 0.55 and 0.02 at most
_COVERED = 0.5  # of the page's area
_OUTLINES = 150  # drawn objects: letters turned into curves are hundreds
_STRANGE = frozenset(("Cc", "Cn", "Co"))
_MOST_STRANGE = 0.1
_MISREAD = re.compile("[\u00c2-\u00c6][\u0080-\u00bf\u2018-\u2022\u0152-\u0192]|\u00e1[\u00ba\u00bb]")
_SAYABLE = re.compile("[aeiouy]", re.IGNORECASE)
_LONGEST = 20
_ABBREVIATION = 6


class Layer(StrEnum):
    """What the text layer of a page is."""

    WHOLE = "whole"  # all that there is to read
    PART = "part"  # right, but the page shows a picture with more
    FOREIGN = "foreign"  # not what the page says
    MISSING = "missing"  # the page shows something and has no text


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows beside its text: the share of its area under one picture, and how many drawings."""

    covered: float
    drawings: int

    @property
    def is_picture(self) -> bool:
        """Return whether text may stand in a picture or in outlines."""
        return self.covered >= _COVERED or self.drawings >= _OUTLINES


def judge_layer(text: str, look: Callable[[], Look]) -> Layer:
    """Return what the layer `text` is; `look` is asked only where the text alone does not tell."""
    words = words_in(text)
    if _is_misread(text, words):
        return Layer.FOREIGN
    is_ours = len(words) >= _ENOUGH and is_vietnamese(words)
    if is_ours and len(words) >= _MORE_THAN_A_STAMP:
        return Layer.WHOLE
    shows_picture = look().is_picture
    if not text.strip():
        return Layer.MISSING if shows_picture else Layer.WHOLE
    if _is_old_encoding(text):
        return Layer.WHOLE
    if is_garbled(text):
        return Layer.FOREIGN
    if not shows_picture:
        return Layer.WHOLE
    return Layer.PART if is_ours or len(words) < _ENOUGH else Layer.FOREIGN


def words_in(text: str) -> list[str]:
    """Return the first words of the text, enough for statistics."""
    return [found[0] for found in islice(_WORD.finditer(text), _SAMPLE)]


def is_vietnamese(words: Sequence[str]) -> bool:
    """Return whether most words are Vietnamese syllables, and as many carry marks as in Vietnamese."""
    if not words:
        return False
    whole = [compose(word) for word in words]
    marked = sum(not word.isascii() for word in whole)
    return marked >= _MARKED * len(whole) and sum(map(is_syllable, whole)) >= _LAWFUL * len(whole)


def is_garbled(text: str) -> bool:
    """Return whether the text is no language at all: codes without letters, or letters without sense."""
    signs = [sign for sign in text if not sign.isspace()]
    strange = sum(sign == "\ufffd" or unicodedata.category(sign) in _STRANGE for sign in signs)
    strange += 6 * text.count("(cid:")
    if strange > _MOST_STRANGE * len(signs):
        return True
    words = words_in(text)
    if len(words) < _ENOUGH:
        return False
    return sum(map(_is_sayable, words)) < len(words) / 2


def _is_misread(text: str, words: Sequence[str]) -> bool:
    """Return whether the text is UTF-8 that was read as Western: pieces of it pass for syllables."""
    return len(words) >= _ENOUGH and len(_MISREAD.findall(text[:_START])) > _MOST_STRANGE * len(words)


def _is_sayable(word: str) -> bool:
    if len(word) <= _ABBREVIATION and word.isupper():
        return True
    if not unicodedata.name(word[0], "").startswith("LATIN"):
        return True  # another script is not ours to judge
    return len(word) <= _LONGEST and _SAYABLE.search(unicodedata.normalize("NFD", word)) is not None


def _is_old_encoding(text: str) -> bool:
    converted = to_unicode(text, ())
    return converted is not None and is_vietnamese(words_in(converted.text))
