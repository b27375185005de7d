"""The title of a document, `KẾ HOẠCH`: alone on its line, or at the beginning of a longer one."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from index.header.folding import fold
from index.header.types import TITLES

_ALIKE = 84.0  # of 100: what recognition leaves of a title
_SHORTEST = 6  # letters of a title that is recognised although not read exactly
_CAPITALS = 0.7  # of a recognised title's letters
_LONGEST_FIRST = sorted((name for name in TITLES if len(name) > 4), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Title:
    """The type that a title names; `is_whole` tells that the line holds nothing else."""

    doc_type: str
    is_whole: bool


def title_of(text: str, is_recognised: bool = False) -> Title | None:
    """Return the title that a line in capitals is or begins with."""
    if not is_capital(text, is_recognised):
        return None
    folded = fold(text).strip(" .:*,-_\"'“”")
    if folded in TITLES:
        return Title(TITLES[folded], is_whole=True)
    if is_recognised and len(folded) >= _SHORTEST:
        alike = process.extractOne(folded, list(TITLES), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if alike is not None and len(alike[0]) >= _SHORTEST:
            return Title(TITLES[alike[0]], is_whole=True)
    name = next((name for name in _LONGEST_FIRST if folded.startswith(f"{name} ")), None)
    return Title(TITLES[name], is_whole=False) if name else None


def is_capital(text: str, is_recognised: bool) -> bool:
    """Tell whether a line is written in capitals; recognition may have taken some for small letters."""
    if not is_recognised:
        return text.isupper()
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= _CAPITALS * len(letters)
