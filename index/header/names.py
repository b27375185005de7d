"""Names of bodies as officials write them, from capitals, well or badly recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from index.header.bodies import BODIES, INSIDE, known_lines
from index.header.folding import Wording, as_typed, fold
from index.header.places import PLACES
from index.text import vietnamese

_ABBREVIATIONS = frozenset(
    ("UBND", "HĐND", "TP", "BCH", "MTTQ", "TNCS", "LHPN", "THPT", "THCS", "TNHH", "MTV", "PTNT")
)
_NAMES = sorted({*BODIES, *INSIDE, *PLACES})
_TYPED = {as_typed(name): name for name in _NAMES}
_PLAIN = {fold(name): name for name in _NAMES}
_MOST_WORDS = max(len(name.split()) for name in _NAMES)
_BEGINNING = Wording(rf"(?:{'|'.join(re.escape(body.lower()) for body in BODIES)})\b")
_ALIKE, _LITTLE_ALIKE = 88.0, 80.0  # of 100; little alike will do for the place that the page names elsewhere
_ALIKE_WITHOUT_PLACE = 78.0
_SHORTEST = 4  # letters of a line that is recognised although not read exactly


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name out of those that heads are made of, and whether the line can hardly be another one."""

    text: str
    is_sure: bool


def official_name(text: str, is_recognised: bool = False) -> str:
    """Write a name in capitals as official texts do: `SỞ NỘI VỤ` becomes "Sở Nội vụ".

    Diacritics stay as they were typed; recognition may have read others.
    """
    is_plain = is_recognised or fold(text) == as_typed(text)
    words, out = vietnamese(text).split(), list[str]()
    while words:
        phrase, length = _longest_known(words, is_plain)
        if phrase is None:
            phrase = words[0] if words[0] in _ABBREVIATIONS else words[0].capitalize()
        out.append(phrase)
        words = words[length:]
    name = " ".join(out)
    return name[:1].upper() + name[1:]


def _longest_known(words: list[str], is_plain: bool) -> tuple[str | None, int]:
    """Return the longest known name that the words begin with, and how many of them it takes."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        phrase = " ".join(words[:length])
        known = _TYPED.get(as_typed(phrase)) or (_PLAIN.get(fold(phrase)) if is_plain else None)
        if known is not None:
            return known, length
    return None, 1


def begins_body(text: str, is_recognised: bool = False) -> bool:
    """Return whether a line begins the name of a body, rather than going on with the one above it."""
    return _BEGINNING.match(text, is_recognised) is not None


def known_name(text: str, place: str | None = None) -> KnownName | None:
    """Return the name that a recognised line is, in spite of wrong diacritics, lost blanks and lost words.

    `place` is the province that the page names elsewhere; it decides between names that are equally like.
    """
    bare = _bare(text)
    if len(bare) < _SHORTEST:
        return None
    if bare in _known():
        return KnownName(_known()[bare], is_sure=True)
    alike = process.extract(bare, _known().keys(), scorer=fuzz.ratio, score_cutoff=_LITTLE_ALIKE, limit=8)
    of_place = [each for each in alike if place and _is_alike_before(bare, each[0], _bare(place))]
    best = (of_place or alike)[:2]
    if not best or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    if not of_place and best[0][1] < _ALIKE:
        return None
    return KnownName(
        _known()[best[0][0]], is_sure=best[0][1] >= _ALIKE and abs(len(best[0][0]) - len(bare)) <= 1
    )


def _is_alike_before(bare: str, known: str, place: str) -> bool:
    """Return whether a known name is one of this place, and alike without it where both name it."""
    if not known.endswith(place):
        return False
    one, other = bare.removesuffix(place), known.removesuffix(place)
    return one == bare or fuzz.ratio(one, other) >= _ALIKE_WITHOUT_PLACE


@cache
def _known() -> dict[str, str]:
    return {_bare(line): line for line in reversed(known_lines())}


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
