"""The national motto at the top right of a document, the party's or the youth union's name on theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from index.header.folding import fold
from index.header.words import WordBox

_LINES = (
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap - tu do - hanh phuc",
    "dang cong san viet nam",
)
_MOTTO = re.compile(
    r"cong ?hoa ?xa ?hoi ?chu ?nghia|doc ?lap.{1,4}tu ?do|^(?:.{2,60} )?dang ?cong ?san ?viet ?nam$"
    r"|^(?:.{2,60} )?doan (?:tncs|thanh nien cong san) ho chi minh$"
)
_START = re.compile(r"(?:cong hoa xa|doc lap|dang cong san|doan tncs ho|doan thanh nien cong)\b")
_ALIKE = 78.0  # of 100: what recognition leaves of the motto
_SHORTEST = 16


def is_motto(text: str, *, is_typed: bool = False) -> bool:
    """Return whether a line holds a line of the motto, however badly it was recognised if it is not typed."""
    folded = fold(text)
    if is_typed or _MOTTO.search(folded):
        return _MOTTO.search(folded) is not None
    return len(folded) >= _SHORTEST and max(fuzz.partial_ratio(line, folded) for line in _LINES) >= _ALIKE


def motto_start(line: Sequence[WordBox]) -> int:
    """Return the index of the motto's first word in a line that may begin with the issuer's name."""
    ends = [fold(" ".join(word.text for word in line[index:])) for index in range(len(line))]
    for index, end in enumerate(ends):
        if _START.match(end):
            return index
    return max(range(len(line)), key=lambda index: max(fuzz.ratio(each, ends[index]) for each in _LINES))
