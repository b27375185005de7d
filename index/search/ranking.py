"""How well a document answers: BM25 over words and pairs of words, and the two things that come first."""

import math
from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise

from index.search.evaluation import Evaluation, exact_pair_keys, word_key
from index.search.nodes import And, Node, Number, Word, wanted_leaves, word_runs
from index.search.spaces import Space
from index.search.whoosh_files import term_key
from index.search.whoosh_snapshot import Part, Snapshot

# Measured on questions over legal texts: folded words and folded pairs alike; the exact forms only
# decide between documents that are else alike.
WORDS, PAIRS, EXACT, TITLE, NUMBER = 1.0, 1.0, 0.25, 0.8, 3.0
# Above any sum of BM25 scores, so that these come first whatever else is asked.
WHOLE_NUMBER_FIRST, EXACT_FIRST = 1e6, 1e3
_SATURATION = 2.2  # k1 + 1


class Ranking:
    """Scores the documents of a snapshot for one query."""

    def __init__(self, snapshot: Snapshot, tree: Node, *, tiers: bool) -> None:
        self._average = snapshot.average_length
        self._weights = [
            (key, weight)
            for key, factor in _terms(tree).items()
            if (weight := factor * _rarity(snapshot, key)) > 0
        ]
        self._numbers = [leaf.whole for leaf in wanted_leaves(tree) if isinstance(leaf, Number)]
        self._exact = _exact_words(tree) if tiers else ()

    def scores(self, part: Part, matched: Collection[int], evaluation: Evaluation) -> list[float]:
        """Return a score for every document of the segment; only those of `matched` mean something."""
        scores, damping, terms = [0.0] * part.view.size, part.damping(self._average), part.view.terms
        for key, weight in self._weights:
            documents, counts = terms.postings(key)
            full = weight * _SATURATION
            for document, count in zip(documents, counts, strict=True):
                scores[document] += full * count / (count + damping[document])
        for whole in self._numbers:
            for document in terms.postings(term_key(Space.SYMBOL, whole)).documents:
                scores[document] += WHOLE_NUMBER_FIRST
        if self._exact:
            for document in evaluation.matching(And(self._exact), matched, negated=True):
                scores[document] += EXACT_FIRST
        return scores


def _terms(tree: Node) -> dict[str, float]:
    """Return the keys that count, with the factor of each."""
    factors: dict[str, float] = defaultdict(float)
    for run in word_runs(tree):
        pairs = [f"{first.folded} {second.folded}" for first, second in pairwise(run)]
        for word in run:
            factors[word_key(word, exact=False)] += WORDS
            factors[term_key(Space.TITLE, word.folded)] += TITLE
            if word.is_marked:
                factors[word_key(word, exact=True)] += EXACT
        for pair in pairs:
            factors[term_key(Space.PAIR, pair)] += PAIRS
            factors[term_key(Space.TITLE, pair)] += TITLE
        for key in exact_pair_keys(run):
            factors[key] += EXACT
    for leaf in wanted_leaves(tree):
        if isinstance(leaf, Number):
            factors[term_key(Space.NUMBER, leaf.whole)] += NUMBER
    return factors


def _rarity(snapshot: Snapshot, key: str) -> float:
    found = sum(part.view.terms.count(key) for part in snapshot.parts)
    total = max(found, sum(part.view.size for part in snapshot.parts))
    return math.log(1 + (total - found + 0.5) / (found + 0.5)) if found else 0.0


def _exact_words(tree: Node) -> tuple[Word, ...]:
    """Return all words asked for if one of them was typed with diacritics."""
    words = tuple(word for run in word_runs(tree) for word in run)
    return words if any(word.is_marked for word in words) else ()
