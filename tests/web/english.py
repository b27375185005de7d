"""English that was left on a Vietnamese screen."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup

_TELLING = frozenset(
    (
        "the",
        "is",
        "are",
        "was",
        "has",
        "have",
        "been",
        "of",
        "for",
        "from",
        "with",
        "not",
        "and",
        "this",
        "that",
    )
)
"""Words that an English sentence can hardly do without, and a Vietnamese one never has."""
_SAID = ("title", "aria-label", "placeholder", "alt")
_SENTENCE = 3


def english_in(html: str) -> list[str]:
    """Return the sentences of three or more words, seen or read out, that are English."""
    return sorted({text for text in _texts(BeautifulSoup(html, "html.parser")) if _is_english(text)})


def _texts(tree: BeautifulSoup) -> Iterator[str]:
    for foreign in tree.select("[lang=en], script, style"):
        foreign.decompose()
    yield from (" ".join(text.split()) for text in tree.stripped_strings)
    for element in tree.find_all(True):
        for name, value in element.attrs.items():
            if name in _SAID or name.startswith("data-word") or name.endswith("-word"):
                yield " ".join(str(value).split())


def _is_english(text: str) -> bool:
    words = [word.strip(".,:;!?“”\"'()").casefold() for word in text.split()]
    return len(words) >= _SENTENCE and text.isascii() and bool(_TELLING & set(words))
