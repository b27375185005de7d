"""From the query tree to tantivy's queries: what matches, and what it is worth."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import tantivy
from tantivy import Occur, Query

from index.search.limits import MAX_EXPANSIONS
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
from index.search.ranking import Ranking, rarity, word_key
from index.search.spaces import MAX_TERM, SPACE_OF, Space, term_key
from index.search.tantivy.documents import ID, ISSUED, PAIRS, WORDS, place_of

# tantivy cannot be stopped, so what a search may read is counted before: postings of words, some
# nanoseconds each, and postings with positions, which cost as much as several.
_POSTINGS_A_SECOND = 50_000_000
_POSITIONS = 8

Clause = tuple[Occur, Query]


class QueryBuilder:
    """Builds the queries of one search; `cut` says that something was left out because it costs too much.

    What is left out finds nothing, and under `Not` everything, so that nothing is found that should not be.
    """

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, seconds: float) -> None:
        """Build what takes about `seconds` at the most."""
        self._schema = schema
        self._searcher = searcher
        self._left = seconds * _POSTINGS_A_SECOND
        self._built: dict[tuple[Node, bool], Query] = {}
        self.cut = False

    def matching(self, tree: Node, negated: bool = False) -> Query:
        """Return the query for the documents of the tree; under `Not`, marked words are exact."""
        if (tree, negated) not in self._built:
            self._built[tree, negated] = self._build(tree, negated)
        return self._built[tree, negated]

    def _build(self, tree: Node, negated: bool) -> Query:
        match tree:
            case All():
                return Query.all_query()
            case And():
                return Query.boolean_query([*self._every(tree.parts, negated)])
            case Or():
                return Query.boolean_query(
                    [(Occur.Should, self.matching(part, negated)) for part in tree.parts]
                )
            case Not():
                return Query.boolean_query(
                    [_EVERYTHING, (Occur.MustNot, self.matching(tree.part, not negated))]
                )
            case _:
                return self._leaf(tree, negated)

    def _every(self, parts: Sequence[Node], negated: bool) -> Iterator[Clause]:
        if all(isinstance(part, Not) for part in parts):
            yield _EVERYTHING
        for part in parts:
            if isinstance(part, Not):
                yield Occur.MustNot, self.matching(part.part, not negated)
            else:
                yield Occur.Must, self.matching(part, negated)

    def _leaf(self, leaf: Leaf, negated: bool) -> Query:
        match leaf:
            case Word():
                return self._words([word_key(leaf, exact=negated)], negated)
            case Number():
                symbol = self.term(term_key(Space.SYMBOL, leaf.whole))
                return _either(symbol, self._phrase(leaf.words, negated))
            case Phrase():
                return self._phrase(leaf.words, negated)
            case Prefix():
                return self._prefix(leaf, negated)
            case FieldIs():
                return self._field(leaf)
            case DateRange():
                return self._issued(leaf)
            case Cited():
                return Query.empty_query()
            case Among():
                return Query.term_set_query(self._schema, ID, sorted(leaf.ids)) if leaf.ids else _NOTHING

    def term(self, key: str) -> Query:
        """Return the query for the documents that have a term."""
        return Query.term_query(self._schema, *place_of(key))

    def _words(self, keys: Sequence[str], negated: bool) -> Query:
        if not self._may_spend(sum(self.frequency(key) for key in keys)):
            return _left_out(negated)
        terms = [self.term(key) for key in keys]
        return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])

    def _phrase(self, words: tuple[Word, ...], negated: bool) -> Query:
        if len(words) == 1:
            return self._words([word_key(words[0], exact=negated)], negated)
        folded = [word.folded for word in words]
        pairs = [term_key(Space.PAIR, f"{one} {other}") for one, other in pairwise(folded)]
        exact = [word_key(word, exact=True) for word in words if negated and word.is_marked]
        if len(words) == 2:
            return self._words([*pairs, *exact], negated)
        rarest = min(self.frequency(key) for key in pairs)
        if not self._may_spend(rarest * _POSITIONS * len(pairs)):
            return _left_out(negated)
        places = [*range(0, len(pairs) - 1, 2), len(pairs) - 1]
        follows = Query.phrase_query(
            self._schema, PAIRS, [(place, place_of(pairs[place])[1]) for place in places]
        )
        required = [follows, *(self.term(key) for key in (*pairs, *exact))]
        return Query.boolean_query([(Occur.Must, query) for query in required])

    def _prefix(self, prefix: Prefix, negated: bool) -> Query:
        known = self._searcher.terms_with_prefix(WORDS, prefix.stem[:MAX_TERM], limit=MAX_EXPANSIONS + 1)
        chosen = []
        for term, documents in known[:MAX_EXPANSIONS]:
            if not self._may_spend(documents):
                break
            chosen.append(term)
        self.cut = self.cut or len(known) > MAX_EXPANSIONS
        if negated and len(chosen) < len(known):
            return Query.all_query()
        terms = [*chosen, *prefix.also]
        return Query.term_set_query(self._schema, WORDS, terms) if terms else _NOTHING

    def _field(self, field: FieldIs) -> Query:
        space, folded = SPACE_OF[field.field], [word.folded for word in field.words]
        keys = [term_key(space, " ".join(pair)) for pair in pairwise(folded)] or [term_key(space, folded[0])]
        found = Query.boolean_query([(Occur.Must, self.term(key)) for key in keys])
        return _either(found, self.term(term_key(space, field.whole))) if field.whole else found

    def _issued(self, dates: DateRange) -> Query:
        first = dates.first.toordinal() if dates.first else 1
        last = dates.last.toordinal() if dates.last else 1 << 30
        return Query.range_query(self._schema, ISSUED, tantivy.FieldType.Integer, first, last)

    def scored(self, ranking: Ranking, required: Sequence[Clause] = ()) -> Query | None:
        """Return the query that scores what fulfils `required`; None if the ranking has no term.

        With nothing required it finds whatever has a term that counts, and tantivy steps over the
        documents that cannot be among the best: much quicker where nearly all would be scored.
        """
        # tantivy multiplies with the rarity itself.
        terms = [
            (Occur.Should, Query.boost_query(self.term(key), factor))
            for key, factor in (*ranking.counted.items(), *ranking.flat.items())
        ]
        terms += [
            (Occur.Should, Query.const_score_query(self.term(key), factor * self._rarity(key)))
            for key, factor in ranking.present.items()
        ]
        silent = [
            (occur, query if occur == Occur.MustNot else Query.const_score_query(query, 0.0))
            for occur, query in required
        ]
        return Query.boolean_query([*silent, *terms]) if terms else None

    def frequency(self, key: str) -> int:
        """Return how many documents have the term, deleted ones included."""
        return self._searcher.doc_freq(*place_of(key))

    def _rarity(self, key: str) -> float:
        return rarity(self.frequency(key), self._searcher.num_docs)

    def _may_spend(self, postings: int) -> bool:
        if postings > self._left:
            self.cut = True
            return False
        self._left -= postings
        return True


_NOTHING = Query.empty_query()
_EVERYTHING: Clause = (Occur.Must, Query.all_query())


def _either(one: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Should, one), (Occur.Should, other)])


def _left_out(negated: bool) -> Query:
    return Query.all_query() if negated else _NOTHING
