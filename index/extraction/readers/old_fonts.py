"""Pages set in the fonts of an old encoding: every letter is decoded by the font that shows it."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.clustering import cluster_objects

from index.encodings import is_modern, legacy_font
from index.encodings.runs import Run, converted_lines

_SAME_LINE = 3  # points: what pdfplumber itself takes for one line


def may_be_old(text: str) -> bool:
    """Return whether a page's fonts are worth a look: letters beyond ASCII, none that only Unicode has."""
    return not text.isascii() and not is_modern(text)


def words_by_font(page: Page) -> list[dict[str, Any]] | None:
    """Return pdfplumber's words in Unicode, None if no font of an old encoding shows any of them.

    A font's name alone converts nothing: what is set in it must read as Vietnamese that way.
    """
    if not any(map(legacy_font, {letter["fontname"] for letter in page.chars})):
        return None
    words = page.extract_words(return_chars=True)
    shown = converted_lines(
        [[Run(each["text"], each["fontname"]) for each in word["chars"]] for word in words]
    )
    if shown is None:
        return None
    return [{**word, "text": text} for word, text in zip(words, shown, strict=True)]


def text_of_words(words: list[dict[str, Any]]) -> str:
    """Return the lines that the words make, as pdfplumber puts them together."""
    lines = cluster_objects(words, itemgetter("top"), _SAME_LINE)
    return "\n".join(" ".join(word["text"] for word in line) for line in lines)
