"""Which documents of a segment fulfil a query."""

from array import array
from collections.abc import Callable, Collection, Iterable
from functools import reduce
from itertools import pairwise

from index.search.limits import MAX_EXPANSIONS, Deadline
from index.search.nodes import (
    All,
    Among,
    And,
    Cited,
    DateRange,
    FieldIs,
    Leaf,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Word,
)
from index.search.ranking import word_key
from index.search.spaces import SPACE_OF, Space, term_key
from index.search.whoosh.snapshot import Part

_CHECK_EVERY = 256


class Evaluation:
    """Evaluates query trees over one segment; what costs most is asked of the fewest documents."""

    def __init__(self, part: Part, deadline: Deadline) -> None:
        self._view = part.view
        self._terms = part.view.terms
        self._deadline = deadline

    def matching(self, tree: Node, within: Collection[int], negated: bool = False) -> set[int]:
        """Return the documents among `within` that fulfil the tree; under `Not`, marked words are exact.

        When time is up a phrase keeps only the documents already verified; under `Not` it keeps them all,
        so that nothing is found that should not be.
        """
        match tree:
            case All():
                return set(within)
            case And():
                return self._every(tree, within, negated)
            case Or():
                return set().union(*(self.matching(part, within, negated) for part in tree.parts))
            case Not():
                return set(within) - self.matching(tree.part, within, not negated)
            case _:
                return self._leaf(tree, within, negated)

    def _leaf(self, leaf: Leaf, within: Collection[int], negated: bool) -> set[int]:
        match leaf:
            case Word():
                return self._having(within, [word_key(leaf, exact=negated)])
            case Number():
                return self._number(Space.SYMBOL, Space.PAIR, leaf.whole, leaf.words, within, negated)
            case Phrase():
                return self._phrase(leaf.words, within, negated)
            case Prefix():
                return self._prefix(leaf, within)
            case FieldIs():
                return self._field(leaf, within)
            case DateRange():
                return self._issued(leaf, within)
            case Cited():
                return set()
            case Among():
                ids = self._view.ids
                return {document for document in within if ids[document] in leaf.ids}

    def _every(self, tree: And, within: Collection[int], negated: bool) -> set[int]:
        keys = [word_key(part, exact=negated) for part in tree.parts if isinstance(part, Word)]
        found: Collection[int] = self._having(within, keys) if keys else within
        others = (part for part in tree.parts if not isinstance(part, Word))
        for part in sorted(others, key=lambda part: _COSTS[type(part)]):
            if not found:
                break
            found = self.matching(part, found, negated)
        return set(found)

    def _having(self, within: Collection[int], keys: Iterable[str]) -> set[int]:
        """Return the documents that have all terms, beginning with the rarest."""
        rarest, *rest = sorted(set(keys), key=self._terms.count)
        found = _restricted(self._terms.postings(rarest).documents, within)
        return reduce(lambda left, key: left.intersection(self._terms.postings(key).documents), rest, found)

    def _number(
        self,
        symbols: Space,
        pairs: Space,
        whole: str,
        words: tuple[Word, ...],
        within: Collection[int],
        negated: bool,
    ) -> set[int]:
        found = self._having(within, [term_key(symbols, whole)])
        return found | self._phrase(words, within, negated, pairs)

    def _phrase(
        self, words: tuple[Word, ...], within: Collection[int], negated: bool, pairs: Space = Space.PAIR
    ) -> set[int]:
        if len(words) == 1:
            return self._having(within, [word_key(words[0], exact=negated)])
        folded = [word.folded for word in words]
        keys = [term_key(pairs, " ".join(pair)) for pair in pairwise(folded)]
        if negated:
            keys += [word_key(word, exact=True) for word in words if word.is_marked]
        found = self._having(within, keys)
        return found if len(words) == 2 else self._verified(found, folded, negated)

    def _verified(self, found: set[int], folded: list[str], negated: bool) -> set[int]:
        """Keep the documents in which the words really follow each other."""
        phrase = f" {' '.join(folded)} ".encode()
        words = self._view.words
        kept: set[int] = set()
        for place, document in enumerate(found):
            if place % _CHECK_EVERY == 0 and self._deadline.has_passed():
                return found if negated else kept
            if phrase in words(document):
                kept.add(document)
        return kept

    def _prefix(self, tree: Prefix, within: Collection[int]) -> set[int]:
        found = self._having(within, [term_key(Space.WORD, tree.also[0])]) if tree.also else set()
        inside: Callable[[Iterable[int]], set[int]] = set(within).intersection
        for count, key in enumerate(self._terms.keys_from(term_key(Space.WORD, tree.stem))):
            if count >= MAX_EXPANSIONS or self._deadline.has_passed():
                self._deadline.cut = True
                break
            found |= inside(self._terms.postings(key).documents)
        return found

    def _field(self, tree: FieldIs, within: Collection[int]) -> set[int]:
        space, folded = SPACE_OF[tree.field], [word.folded for word in tree.words]
        keys = [term_key(space, " ".join(pair)) for pair in pairwise(folded)] or [term_key(space, folded[0])]
        found = self._having(within, keys)
        return found | self._having(within, [term_key(space, tree.whole)]) if tree.whole else found

    def _issued(self, tree: DateRange, within: Collection[int]) -> set[int]:
        first = tree.first.toordinal() if tree.first else 1
        last = tree.last.toordinal() if tree.last else (1 << 30)
        issued = self._view.issued
        return {document for document in within if first <= issued[document] <= last}


# Sorted by what one document costs.
_COSTS: dict[type, int] = {
    Cited: 0,
    FieldIs: 0,
    Number: 1,
    DateRange: 2,
    Among: 2,
    Or: 3,
    And: 3,
    Not: 4,
    Prefix: 5,
    Phrase: 6,
    All: 7,
}


def _restricted(documents: "array[int]", within: Collection[int]) -> set[int]:
    if isinstance(within, set | frozenset):
        return set(within.intersection(documents))
    return set(documents).intersection(within)
