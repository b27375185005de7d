"""Whether two readers give the same text of a page."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TypeVar

from index.text import compose

_Item = TypeVar("_Item")
_WORD = re.compile(r"\w+")
_SAME_WORDS, _SAME_ORDER = 0.98, 0.9
_HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE))  # pdfium marks broken words with them


def agree(one: str, other: str) -> bool:
    """Return whether both texts have the same words, near enough in the same order."""
    first, second = _words(one), _words(other)
    return (
        _share(Counter(first), Counter(second)) >= _SAME_WORDS
        and _share(Counter(pairwise(first)), Counter(pairwise(second))) >= _SAME_ORDER
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(compose(text.translate(_HYPHENS)))


def _share(one: Counter[_Item], other: Counter[_Item]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
