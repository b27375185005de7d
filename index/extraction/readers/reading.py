"""One page as a reader hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from index.extraction.extraction import ExtractedPage, ReadingWarning
from index.extraction.sheets_of_two import SheetOfTwo
from index.header.words import PageWords


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, how many there are in all (None if unknown), and its words where the header may need them.

    `fonts` are the names of the fonts of its text, where the reader knows them. A page `is_blank` if it says
    nothing but its name, as an empty sheet does; where two pages stand on it side by side, it has a `sheet`.
    """

    page: ExtractedPage
    total: int | None
    words: PageWords | None = None
    fault: str = ""
    fonts: frozenset[str] = frozenset()
    warnings: tuple[ReadingWarning, ...] = ()
    is_blank: bool = False
    sheet: SheetOfTwo | None = None
