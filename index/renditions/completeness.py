"""Whether pages that were made of a workbook show all that its cells say: columns can be hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from index.text import compose

_WORD = re.compile(r"[^\W\d_]+")  # numbers and dates are shown in the cells' formats
_MOST_MISSING = 0.02
_TOO_NARROW = "###"  # in the place of a number that its column cannot hold


def shows_all(sheets: Iterable[str], pages: Iterable[str]) -> bool:
    """Return whether the pages have the words of the sheets, whose first lines are their names."""
    pages = list(pages)
    if any(_TOO_NARROW in page for page in pages):
        return False
    said = _words(sheet.partition("\n")[2] for sheet in sheets)
    missing = said - _words(pages)
    return missing.total() <= _MOST_MISSING * said.total()


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(compose(text)))
