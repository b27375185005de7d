"""How far two reviewers agree: the share of equal answers, and Cohen's kappa, exact.

Kappa is (observed - expected) / (1 - expected), where `expected` is how often both would agree if each gave
their own answers at random. It cannot be told without a pair, nor where both always gave one and the same
answer: chance alone explains that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Pair = tuple[Hashable, Hashable]
"""What the first and what the second reviewer answered."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many pairs, how many of them equal, and what follows from it; None where it cannot be told."""

    pairs: int
    equal: int
    percent: Fraction | None
    kappa: Fraction | None


def agreement_of(pairs: Sequence[Pair]) -> Agreement:
    """Return how far the answers of these pairs agree."""
    count = len(pairs)
    equal = sum(first == second for first, second in pairs)
    if not count:
        return Agreement(0, 0, None, None)
    observed = Fraction(equal, count)
    expected = _expected(pairs)
    kappa = None if expected == 1 else (observed - expected) / (1 - expected)
    return Agreement(count, equal, 100 * observed, kappa)


def _expected(pairs: Sequence[Pair]) -> Fraction:
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    return Fraction(sum(firsts[answer] * seconds[answer] for answer in firsts), len(pairs) ** 2)


def agreement_on(pairs: Sequence[Pair], answer: Hashable) -> Agreement:
    """Return how far both agree on whether it is this answer or another one."""
    return agreement_of([(first == answer, second == answer) for first, second in pairs])
