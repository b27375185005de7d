"""The title of a document, `KẾ HOẠCH`: alone on its line, or at the beginning of a longer one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from index.header.folding import fold
from index.header.names import begins_body
from index.header.types import TITLES

_ALIKE = 84.0  # of 100: what recognition leaves of a title
_SHORTEST = 6  # letters of a title that is recognised although not read exactly
_CAPITALS = 0.7  # of a recognised title's letters
# What may stand behind a title on its line, the subject below: whose it is, or of which sort.
_SORT = re.compile(r"(?:lien tich|lien nganh|phoi hop|hanh dong|tom tat|tong hop|chuyen de|giai trinh)$")
_LEADER = re.compile(r"(?:bo truong|giam doc|cuc truong|truong ban|hieu truong|thong doc|chanh van phong)\b")
_LONGEST_FIRST = sorted((name for name in TITLES if len(name) > 4), key=len, reverse=True)
_WITHOUT_BLANKS = {name.replace(" ", ""): name for name in TITLES if " " in name}
_CHAPTER = re.compile(r"(?:nhung )?quy dinh (?:chung|cu the|chuyen tiep|khac)$")


@dataclass(frozen=True, slots=True)
class Title:
    """The type that a title names; `is_whole` says that the subject stands below the line, not on it.

    `is_exact` says that the line holds nothing but the type.
    """

    doc_type: str
    is_whole: bool
    is_exact: bool = True


def title_of(text: str, is_recognised: bool = False) -> Title | None:
    """Return the title that a line in capitals is or begins with."""
    if not is_capital(text, is_recognised):
        return None
    folded = fold(text).strip(" .:*,-_\"'“”")
    if _CHAPTER.match(folded):
        return None
    folded = _WITHOUT_BLANKS.get(folded, folded)  # a title whose letters are spaced out
    if folded in TITLES:
        return Title(TITLES[folded], is_whole=True)
    if is_recognised and len(folded) >= _SHORTEST:
        alike = process.extractOne(folded, list(TITLES), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if alike is not None and len(alike[0]) >= _SHORTEST:
            return Title(TITLES[alike[0]], is_whole=True)
    name = next((name for name in _LONGEST_FIRST if folded.startswith(f"{name} ")), None)
    if name is None:
        return None
    return Title(TITLES[name], is_whole=_is_addition(folded.removeprefix(f"{name} ")), is_exact=False)


def _is_addition(rest: str) -> bool:
    """Return whether what follows a title says no more than whose or of which sort the document is."""
    if not rest.startswith("cua "):
        return bool(_SORT.match(rest))
    owner = rest.removeprefix("cua ")
    return begins_body(owner) or bool(_LEADER.match(owner))


def is_capital(text: str, is_recognised: bool) -> bool:
    """Return whether a line is written in capitals; recognition may have taken some for small letters."""
    if not is_recognised:
        return text.isupper()
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= _CAPITALS * len(letters)
