"""Score the documents of a Whoosh snapshot for one query."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from index.search.nodes import And
from index.search.ranking import Ranking, rarity, telling
from index.search.whoosh.evaluation import Evaluation
from index.search.whoosh.snapshot import K1, Part, Snapshot

# Above any sum of scores, so that these come first whatever else is asked.
WHOLE_FIRST, EXACT_FIRST = 1e6, 1e3


class Scores:
    """The weights of a query's terms in a snapshot, and the scores that they give."""

    def __init__(self, snapshot: Snapshot, ranking: Ranking) -> None:
        self._average = snapshot.average
        self._ranking = telling(ranking, snapshot.frequency, snapshot.size)
        self._counted = _weights(snapshot, self._ranking.counted)
        self._there = [
            *_weights(snapshot, self._ranking.flat),
            *_weights(snapshot, self._ranking.present),
        ]

    def of(self, part: Part, matched: Collection[int], evaluation: Evaluation) -> list[float]:
        """Return a score for every document of the segment; only those of `matched` mean something."""
        scores, terms = np.zeros(part.view.size), part.view.terms
        damping = part.damping(self._average)
        for key, weight in self._counted:
            documents, counts = terms.postings(key).as_arrays()
            scores[documents] += weight * (K1 + 1) * counts / (counts + damping[documents])
        for key, weight in self._there:
            scores[terms.postings(key).as_arrays()[0]] += weight
        self._put_first(scores, part, matched, evaluation)
        ordered: list[float] = scores.tolist()
        return ordered

    def _put_first(
        self, scores: NDArray[np.float64], part: Part, matched: Collection[int], evaluation: Evaluation
    ) -> None:
        first: set[int] = set()
        for key in self._ranking.numbers:
            first.update(part.view.terms.postings(key).documents)
        for phrase in self._ranking.phrases:
            first |= evaluation.matching(phrase, matched)
        scores[list(first)] += WHOLE_FIRST
        if self._ranking.exact:
            exact = evaluation.matching(And(self._ranking.exact), matched, negated=True)
            scores[list(exact)] += EXACT_FIRST


def _weights(snapshot: Snapshot, factors: dict[str, float]) -> list[tuple[str, float]]:
    """Return the keys with what having each is worth."""
    return [(key, factor * rarity(snapshot.frequency(key), snapshot.size)) for key, factor in factors.items()]
