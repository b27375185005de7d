"""What counts for a query: the weights of words and pairs of words, and the two things that come first.

Every engine ranks by these weights, with BM25 as it has it. So engines put the same documents into the same
tiers, and order those of a tier each by its own score.
"""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.search.nodes import Node, Number, Phrase, Word, wanted_leaves, word_runs
from index.search.protocol import Match
from index.search.questions import without_frame
from index.search.spaces import Space, term_key

# Measured on questions over legal texts: folded words and pairs alike, as in plain BM25, better than any
# other mixture. Words are rare in titles, so a title that happens to have one outweighs texts that answer,
# unless it counts for little; the exact forms decide between documents that are else alike.
WORDS, PAIRS = 1.0, 1.0
EXACT, TITLE, NUMBER = 0.5, 0.2, 3.0
# In a search for any of the words, how many of a question's pairs a text has says more than how often; and
# forms as they were typed only decide between documents else alike, or careful typing would find less.
PRESENT, EXACT_OF_ANY = 1.0, 0.1
# A term worth less than this part of the most telling one decides nothing and costs the most to score: nearly
# all documents have it.
_LEAST = 0.04


@dataclass(frozen=True, slots=True)
class Ranking:
    """What counts for a query: `counted` terms by BM25, `flat` and `present` ones once if they are there.

    Before all scores come the documents that have a whole number of `numbers` or a phrase of `phrases`, then
    those that have every word of `exact` as it was typed (none: nothing comes first for it).
    """

    counted: dict[str, float]
    flat: dict[str, float]
    present: dict[str, float] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    exact: tuple[Word, ...] = ()


def ranking_of(tree: Node, match: Match) -> Ranking:
    """Return what counts for the query, by term key with the factor of each.

    In a search for any of the words, forms as they were typed do not come first, and a quoted phrase does,
    which else every document has.
    """
    leaves = list(wanted_leaves(tree))
    wholes = tuple(leaf.whole for leaf in leaves if isinstance(leaf, Number))
    numbers = tuple(term_key(Space.SYMBOL, whole) for whole in wholes)
    titled = {term_key(Space.NUMBER, whole): NUMBER for whole in wholes}
    if match == "all":
        counted, flat = _weights(tree, EXACT)
        return Ranking(counted, flat | titled, numbers=numbers, exact=_exact_words(tree))
    counted, flat = _weights(without_frame(tree), EXACT_OF_ANY)
    present = {key: PRESENT * factor for key, factor in counted.items() if key[0] == Space.PAIR}
    phrases = tuple(leaf for leaf in leaves if isinstance(leaf, Phrase))
    return Ranking(counted, flat | titled, present, numbers, phrases)


def _weights(tree: Node, exact: float) -> tuple[dict[str, float], dict[str, float]]:
    """Return the factors of counted and of flat terms."""
    counted: dict[str, float] = defaultdict(float)
    flat: dict[str, float] = defaultdict(float)
    for run in word_runs(tree):
        for word in run:
            counted[word_key(word, exact=False)] += WORDS
            flat[term_key(Space.TITLE, word.folded)] += TITLE
            if word.is_marked:
                flat[word_key(word, exact=True)] += exact
        for first, second in pairwise(run):
            pair = f"{first.folded} {second.folded}"
            counted[term_key(Space.PAIR, pair)] += PAIRS
            flat[term_key(Space.TITLE, pair)] += TITLE
    return dict(counted), dict(flat)


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
        present={key: factor for key, factor in ranking.present.items() if key in kept},
    )


def word_key(word: Word, *, exact: bool) -> str:
    """Return the key of a word as it was written, or of its folded form."""
    if exact and word.is_marked:
        return term_key(Space.EXACT, word.exact)
    return term_key(Space.WORD, word.folded)


def _exact_words(tree: Node) -> tuple[Word, ...]:
    """Return all words asked for if one of them was typed with diacritics."""
    words = tuple(word for run in word_runs(tree) for word in run)
    return words if any(word.is_marked for word in words) else ()
