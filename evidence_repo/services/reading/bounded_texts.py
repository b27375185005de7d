"""How much of a document's text is indexed, searched, compared and looked through: its cost is bounded.

A longer text is cut before anything else looks at it; it is shown whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

LONGEST_TEXT = 5_000_000
"""Characters of one document that can be found: 2,000 full pages."""

SAFE_TEXT = 300_000
"""Characters whose terms are worked out in a second whatever they are; a longer text is tried before."""

IsAffordable = Callable[[str], bool]
"""Says whether the terms of a long text can be worked out; the sandbox's `can_index`."""


def cut_texts(texts: Sequence[str], most: int = LONGEST_TEXT) -> tuple[str, ...]:
    """Return the pages with that many characters in all; those behind them are empty."""
    cut, left = [], most
    for text in texts:
        cut.append(text[:left])
        left -= len(cut[-1])
    return tuple(cut)


def affordable_texts(texts: Sequence[str], is_affordable: IsAffordable) -> tuple[tuple[str, ...], bool]:
    """Return as much of the pages as can be worked on without harm to others, and whether that is all."""
    cut = cut_texts(texts)
    if sum(map(len, cut)) <= SAFE_TEXT or is_affordable("\n".join(cut)):
        return cut, True
    return cut_texts(cut, SAFE_TEXT), False
