"""More like this: from a text to the query for what sets it apart."""

import math
from collections import Counter
from itertools import pairwise

from index.search.nodes import Node, Or, Phrase, Word
from index.search.protocol import SearchEngine
from index.search.query import ParsedQuery
from index.search.spaces import Space
from index.text import folded_words

_LOOKED_AT = 3_000  # words; the beginning of a document says what it is about
_MOST_COMMON = 400  # terms of the text whose frequency is looked up


def likeness_query(engine: SearchEngine, text: str, *, terms: int = 24) -> ParsedQuery | None:
    """Return the query that ranks documents by what they share with `text`, or None if it has no terms.

    It asks for any of the words and pairs of words that are frequent in the text and rare elsewhere. The
    document itself is found as well, if it is there: leave it out of `visible`.
    """
    words = folded_words(text[: _LOOKED_AT * 8])[:_LOOKED_AT]
    counted: Counter[tuple[str, ...]] = Counter((word,) for word in words if not word.isdigit())
    counted.update(pair for pair in pairwise(words) if not any(word.isdigit() for word in pair))
    everything = max(1, len(engine.ids()))
    weighed = sorted(
        (
            (_weight(engine, term, count, everything), term)
            for term, count in counted.most_common(_MOST_COMMON)
        ),
        reverse=True,
    )
    chosen = [term for weight, term in weighed[:terms] if weight > 0]
    return ParsedQuery(Or(tuple(map(_asked, chosen)))) if chosen else None


def _weight(engine: SearchEngine, term: tuple[str, ...], count: int, everything: int) -> float:
    found = engine.frequency(Space.WORD if len(term) == 1 else Space.PAIR, " ".join(term))
    if found < 2:  # nobody but the document itself
        return 0.0
    return (1 + math.log(count)) * max(0.0, math.log(everything / found))


def _asked(term: tuple[str, ...]) -> Node:
    words = tuple(Word(word, word) for word in term)
    return Phrase(words) if len(words) > 1 else words[0]
