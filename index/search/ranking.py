"""How well a document answers: BM25 over words and pairs of words, and the two things that come first.

Every engine ranks by these weights, and by BM25 with k1 = 1.2, b = 0.75 and lengths to an eighth
(`rounded_length`), so that the order of hits does not depend on the engine.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.search.nodes import Node, Number, Word, wanted_leaves, word_runs
from index.search.spaces import Space, term_key

# Measured on questions over legal texts: folded words and pairs alike, as in plain BM25, better than any
# other mixture. Words are rare in titles, so a title that happens to have one outweighs texts that answer,
# unless it counts for little; the exact forms decide between documents that are else alike.
WORDS, PAIRS = 1.0, 1.0
EXACT, TITLE, NUMBER = 0.5, 0.2, 3.0
K1, B = 1.2, 0.75
# A term worth less than this part of the most telling one decides nothing and costs the most to score: nearly
# all documents have it.
_LEAST = 0.04
_EXACT_STEPS = 24  # lengths up to 24 + 2**4 are kept as they are


@dataclass(frozen=True, slots=True)
class Ranking:
    """What counts for a query: `counted` terms by BM25 and the length of the text, `flat`
    ones as there once, by BM25 and the number of all such terms of the document.

    Before all scores come the documents that have a whole number of `numbers`, then those that have every
    word of `exact` as it was typed (none: nothing comes first for it).
    """

    counted: dict[str, float]
    flat: dict[str, float]
    numbers: tuple[str, ...]
    exact: tuple[Word, ...]


def ranking_of(tree: Node, *, tiers: bool) -> Ranking:
    """Return what counts for the query, by term key with the factor of each; without `tiers` only scores."""
    counted: dict[str, float] = defaultdict(float)
    flat: dict[str, float] = defaultdict(float)
    for run in word_runs(tree):
        for word in run:
            counted[word_key(word, exact=False)] += WORDS
            flat[term_key(Space.TITLE, word.folded)] += TITLE
            if word.is_marked:
                flat[word_key(word, exact=True)] += EXACT
        for first, second in pairwise(run):
            pair = f"{first.folded} {second.folded}"
            counted[term_key(Space.PAIR, pair)] += PAIRS
            flat[term_key(Space.TITLE, pair)] += TITLE
    wholes = tuple(leaf.whole for leaf in wanted_leaves(tree) if isinstance(leaf, Number))
    for whole in wholes:
        flat[term_key(Space.NUMBER, whole)] += NUMBER
    numbers = tuple(term_key(Space.SYMBOL, whole) for whole in wholes)
    return Ranking(dict(counted), dict(flat), numbers if tiers else (), _exact_words(tree) if tiers else ())


def rarity(found: int, everything: int) -> float:
    """Return BM25's weight of a term that `found` documents have: 0 if nobody does."""
    return math.log(1 + (max(found, everything) - found + 0.5) / (found + 0.5)) if found else 0.0


def telling(ranking: Ranking, frequency: Callable[[str], int], everything: int) -> Ranking:
    """Return the ranking with the terms alone that occur and decide something.

    `frequency` tells how many of `everything` that there is have a term.
    """
    factors = (*ranking.counted.items(), *ranking.flat.items())
    worth = {key: factor * rarity(frequency(key), everything) for key, factor in factors}
    least = _LEAST * max(worth.values(), default=0.0)
    kept = {key for key, value in worth.items() if value > 0 and value >= least}
    return replace(
        ranking,
        counted={key: factor for key, factor in ranking.counted.items() if key in kept},
        flat={key: factor for key, factor in ranking.flat.items() if key in kept},
    )


def rounded_length(words: int) -> int:
    """Return the number of words as it counts for BM25: rounded down to one of eight steps for each doubling.

    The table is the one by which Lucene and tantivy keep lengths in one byte.
    """
    table = _length_table()
    return table[bisect_right(table, words) - 1]


@lru_cache(maxsize=1)
def _length_table() -> list[int]:
    table = list(range(_EXACT_STEPS))
    for step in range(256 - _EXACT_STEPS):
        low, shift = step & 7, (step >> 3) - 1
        table.append(_EXACT_STEPS + (low if shift < 0 else (low | 8) << shift))
    return table


def word_key(word: Word, *, exact: bool) -> str:
    """Return the key of a word as it was written, or of its folded form."""
    if exact and word.is_marked:
        return term_key(Space.EXACT, word.exact)
    return term_key(Space.WORD, word.folded)


def _exact_words(tree: Node) -> tuple[Word, ...]:
    """Return all words asked for if one of them was typed with diacritics."""
    words = tuple(word for run in word_runs(tree) for word in run)
    return words if any(word.is_marked for word in words) else ()
