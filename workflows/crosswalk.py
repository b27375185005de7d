"""The crosswalk of codes from one year's criteria to the next: what is proposed from codes and titles.

Plans number their criteria anew now and then, so a code alone proves nothing: the same kind and code with
other words is no pair, and the same words under another code are one.

Decisions where the rules leave room:

- Likeness is Dice's share of the folded words and of their neighbouring pairs that two titles have in common.
- A criterion continues the most alike one, the same kind and code counting as a quarter more; below `ALIKE`
  (`ALIKE_UNDER_ONE_CODE` where kind and code are the same) it continues none.
- A criterion of before that nobody continues is given to the one most like it: so several are joined in one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

ALIKE = 0.6
ALIKE_UNDER_ONE_CODE = 0.3
_OF_ONE_CODE = 0.25


class PairOrigin(StrEnum):
    """How a pair came about."""

    CODE = "code"
    TITLE = "title"
    PERSON = "person"


class PairState(StrEnum):
    """Whether a person has looked at a pair."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


class Relation(StrEnum):
    """How many criteria a pair joins: of the year before, and of this year."""

    ONE_TO_ONE = "1:1"
    ONE_TO_MANY = "1:n"
    MANY_TO_ONE = "n:1"
    MANY_TO_MANY = "n:n"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """A criterion as it is compared: its id, its kind and code, and the folded words of its title."""

    id: int
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A criterion and the one of the year before that it continues; None: it continues none."""

    criterion: int
    earlier: int | None
    origin: PairOrigin
    likeness: float = 0.0


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two titles are, from 0 to 1; two titles without words are not alike."""
    first, second = Counter(_parts(one)), Counter(_parts(other))
    size = first.total() + second.total()
    return 2 * (first & second).total() / size if size else 0.0


def _parts(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    yield from ((word,) for word in words)
    yield from pairwise(words)


def propose_pairs(
    criteria: Sequence[NamedCriterion],
    earlier: Sequence[NamedCriterion],
    continued: Collection[int] = frozenset(),
) -> tuple[ProposedPair, ...]:
    """Return what each criterion continues, one pair at least for each of `criteria`.

    `continued` are those of before that other criteria are known to continue: they need no place.
    """
    pairs: dict[tuple[int, int], ProposedPair] = {}
    for criterion in criteria:
        if match := _most_alike(criterion, earlier):
            pairs[criterion.id, match.id] = ProposedPair(criterion.id, match.id, match.origin, match.likeness)
    placed = {before for _, before in pairs} | set(continued)
    for before in earlier:
        if before.id not in placed and (match := _most_alike(before, criteria)):
            pairs[match.id, before.id] = ProposedPair(match.id, before.id, match.origin, match.likeness)
    mapped = {criterion for criterion, _ in pairs}
    alone = (ProposedPair(each.id, None, PairOrigin.TITLE) for each in criteria if each.id not in mapped)
    return (*pairs.values(), *alone)


@dataclass(frozen=True, slots=True)
class _Match:
    id: int
    origin: PairOrigin
    likeness: float


def _most_alike(wanted: NamedCriterion, others: Sequence[NamedCriterion]) -> _Match | None:
    """Return the most alike of the others, if it is alike enough; the first of equals."""
    found: _Match | None = None
    highest = 0.0
    for other in others:
        is_same_code = wanted.label == other.label
        alike = likeness(wanted.words, other.words)
        weight = alike + (_OF_ONE_CODE if is_same_code else 0.0)
        if alike >= (ALIKE_UNDER_ONE_CODE if is_same_code else ALIKE) and weight > highest:
            found = _Match(other.id, PairOrigin.CODE if is_same_code else PairOrigin.TITLE, alike)
            highest = weight
    return found


def relations(pairs: Iterable[tuple[int, int | None]]) -> Mapping[tuple[int, int | None], Relation]:
    """Return what each pair of criterion and earlier one is among all of them."""
    known = list(pairs)
    before, after = defaultdict(set), defaultdict(set)
    for criterion, earlier in known:
        if earlier is not None:
            before[criterion].add(earlier)
            after[earlier].add(criterion)
    return {
        (criterion, earlier): Relation.NONE
        if earlier is None
        else _relation(len(before[criterion]), len(after[earlier]))
        for criterion, earlier in known
    }


def _relation(before: int, after: int) -> Relation:
    if before > 1:
        return Relation.MANY_TO_ONE if after == 1 else Relation.MANY_TO_MANY
    return Relation.ONE_TO_ONE if after == 1 else Relation.ONE_TO_MANY
