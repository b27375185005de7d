"""Distinguish old encodings from Unicode: which reading of the words gives more Vietnamese syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.encodings.fonts import legacy_font
from index.encodings.syllables import is_syllable
from index.encodings.tables import LegacyEncoding, as_latin, decode

# Letters that Latin-1 lacks: a line that has one was written in Unicode.
_MODERN = re.compile(
    "[\u0102\u0103\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u036f\u1ea0-\u1ef9]"
)
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
_PLAIN = re.compile("[A-Za-z]")

_FEWEST_WORDS = 3
_FEWEST_BESIDE_UNICODE = 10
_SHARE = 0.25  # most Vietnamese words have a letter that the encodings differ on; slips of OCR are fewer
_MOSTLY, _RARELY = 0.75, 0.4
_WITH_FONT = 0.5
_LONGEST_ABBREVIATION = 2


def is_modern(line: str) -> bool:
    """Return whether the line has letters that only Unicode has."""
    return _MODERN.search(line) is not None


def recognise(text: str, fonts: Iterable[str] = ()) -> LegacyEncoding | None:
    """Return the old encoding of the text, None if it is Unicode, not Vietnamese or too little to tell.

    `fonts` are the names of the fonts in which it is set: with an old one among them less text is enough, but
    Unicode that was put into an old font stays what it is. Lines in Unicode do not speak against old ones.
    """
    old_lines = "\n".join(line for line in text.split("\n") if not line.isascii() and not is_modern(line))
    words = _WORD.findall(as_latin(old_lines))
    fewest = _FEWEST_BESIDE_UNICODE if is_modern(text) else _FEWEST_WORDS
    named = {font.encoding for font in map(legacy_font, fonts) if font is not None}
    for encoding in sorted(LegacyEncoding, key=lambda each: each not in named):
        if _speaks_for(words, encoding, fewest, encoding in named):
            return encoding
    return None


def _speaks_for(words: list[str], encoding: LegacyEncoding, fewest: int, is_named: bool) -> bool:
    total, old, new = _count(words, encoding)
    if is_named:
        return old > new and old >= _WITH_FONT * total
    is_much = total >= max(fewest, _SHARE * len(words))
    return is_much and old >= _MOSTLY * total and new <= _RARELY * total


def _count(words: Iterable[str], encoding: LegacyEncoding) -> tuple[int, int, int]:
    """Count the words that the two readings differ on, and those of them that are syllables in each.

    Signs that stand alone are no words: `§ 5`, `© 2017`.
    """
    total = old = new = 0
    for word in words:
        if word.isascii() or not _PLAIN.search(word):
            continue
        shown = decode(word, encoding)
        if shown.lower() == word.lower():
            continue
        total += 1
        old += is_syllable(shown)
        new += is_syllable(word)
    return total, old, new


def reads_better_as_is(line: str, encoding: LegacyEncoding) -> bool:
    """Return whether a line on an old page is not old itself; abbreviations (`Q§`) do not count."""
    words = [word for word in _WORD.findall(as_latin(line)) if len(word) > _LONGEST_ABBREVIATION]
    total, old, new = _count(words, encoding)
    return new > old or (old == 0 and total > 1)
