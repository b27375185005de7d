"""Score the documents of a Whoosh snapshot for one query."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from index.search.evaluation import Evaluation
from index.search.nodes import And
from index.search.ranking import K1, Ranking, weights
from index.search.whoosh_snapshot import Part, Snapshot

# Above any sum of scores, so that these come first whatever else is asked.
WHOLE_NUMBER_FIRST, EXACT_FIRST = 1e6, 1e3


class Scores:
    """The weights of a query's terms in a snapshot, and the scores that they give."""

    def __init__(self, snapshot: Snapshot, ranking: Ranking) -> None:
        everything = sum(part.view.size for part in snapshot.parts)
        self._average = snapshot.average_length
        self._ranking = ranking
        self._counted = list(weights(ranking.counted, snapshot.frequency, everything))
        self._flat = list(weights(ranking.flat, snapshot.frequency, everything))

    def of(self, part: Part, matched: Collection[int], evaluation: Evaluation) -> list[float]:
        """Return a score for every document of the segment; only those of `matched` mean something."""
        scores, damping, terms = np.zeros(part.view.size), part.damping(self._average), part.view.terms
        for key, weight in self._counted:
            documents, counts = terms.postings(key).as_arrays()
            scores[documents] += weight * (K1 + 1) * counts / (counts + damping[documents])
        for key, weight in self._flat:
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
        scores[list(first)] += WHOLE_NUMBER_FIRST
        if self._ranking.exact:
            exact = evaluation.matching(And(self._ranking.exact), matched, negated=True)
            scores[list(exact)] += EXACT_FIRST
