"""Which stored part of a criterion a planned one continues: so that what hangs on it survives an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rapidfuzz.fuzz import ratio

from index.text import compose

_ALIKE = 60
"""Of 100: the words of a product that was reworded, not replaced."""

Stored = TypeVar("Stored")


def match_parts(stored: Mapping[Stored, str], planned: Sequence[str]) -> list[Stored | None]:
    """Return for each planned part the stored one that it continues, None for a new one.

    The stored parts are given with their words, of the planned ones the words alone.

    The same words come first, then the most similar ones; what is only at the same place is something else.
    """
    left = {part: _folded(words) for part, words in stored.items()}
    wanted = [_folded(words) for words in planned]
    found: list[Stored | None] = [None] * len(planned)
    for at, words in enumerate(wanted):
        found[at] = next((part for part, own in left.items() if own == words), None)
        left = {part: own for part, own in left.items() if part is not found[at]}
    new = [at for at, part in enumerate(found) if part is None]
    pairs = [(ratio(own, wanted[at]), at, part) for at in new for part, own in left.items()]
    for likeness, at, part in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= _ALIKE and found[at] is None and part in left:
            found[at] = part
            del left[part]
    return found


def _folded(words: str) -> str:
    return " ".join(compose(words).casefold().split())
