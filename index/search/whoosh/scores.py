"""Score the documents of a Whoosh snapshot for one query."""

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from index.search.nodes import And
from index.search.ranking import K1, Ranking, rarity, telling
from index.search.whoosh.evaluation import Evaluation
from index.search.whoosh.snapshot import Part, Snapshot

# Above any sum of scores, so that these come first whatever else is asked.
WHOLE_NUMBER_FIRST, EXACT_FIRST = 1e6, 1e3


class Scores:
    """The weights of a query's terms in a snapshot, and the scores that they give."""

    def __init__(self, snapshot: Snapshot, ranking: Ranking) -> None:
        self._averages = snapshot.averages
        self._ranking = telling(ranking, snapshot.frequency, snapshot.size)
        self._counted = list(_weights(snapshot, self._ranking.counted))
        self._flat = list(_weights(snapshot, self._ranking.flat))

    def of(self, part: Part, matched: Collection[int], evaluation: Evaluation) -> list[float]:
        """Return a score for every document of the segment; only those of `matched` mean something."""
        scores, terms = np.zeros(part.view.size), part.view.terms
        by_length, by_keys = part.damping(self._averages)
        for key, weight in self._counted:
            documents, counts = terms.postings(key).as_arrays()
            scores[documents] += weight * counts / (counts + by_length[documents])
        for key, weight in self._flat:
            documents = terms.postings(key).as_arrays()[0]
            scores[documents] += weight / (1 + by_keys[documents])
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


def _weights(snapshot: Snapshot, factors: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the keys with what each is worth at most."""
    for key, factor in factors.items():
        yield key, factor * rarity(snapshot.frequency(key), snapshot.size) * (K1 + 1)
