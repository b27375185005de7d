"""Which page of hits answers a query best, of the documents that a tantivy index found for it."""

from collections.abc import Iterator

from tantivy import Occur, Query

from index.search.document_set import DocumentSet
from index.search.nodes import And, Node, Not, required_words
from index.search.protocol import Hit
from index.search.ranking import Ranking, telling
from index.search.tantivy.documents import NEWEST
from index.search.tantivy.queries import Clause, QueryBuilder
from index.search.tantivy.snapshot import TantivySnapshot

_Tier = tuple[Query, DocumentSet]
# Where fewer than one of so many documents fulfil the query, only these are looked at.
_RARE = 4


def newest_hits(
    snapshot: TantivySnapshot, builder: QueryBuilder, tree: Node, matched: DocumentSet, wanted: DocumentSet,
    offset: int, limit: int,
) -> list[Hit]:  # fmt: skip
    """Return a page of the wanted documents, the newest first."""
    is_rare = len(matched) * _RARE < snapshot.searcher.num_docs
    query = builder.matching(tree) if is_rare else Query.all_query()
    among = len(matched) if is_rare else snapshot.searcher.num_docs
    found = snapshot.first(query, wanted, among=among, need=offset + limit, order_by=NEWEST)
    return [Hit(id_, 0.0) for _, id_ in found[offset:]]


def best_hits(
    snapshot: TantivySnapshot, builder: QueryBuilder, tree: Node, ranking: Ranking, matched: DocumentSet,
    wanted: DocumentSet, offset: int, limit: int,
) -> list[Hit]:  # fmt: skip
    """Return a page of the wanted documents: level by level what comes first, and by score within each."""
    ranking = telling(ranking, builder.frequency, snapshot.searcher.num_docs)
    hits: list[Hit] = []
    for clauses, level in _levels(snapshot, builder, tree, ranking, matched):
        inside = wanted & level
        if offset < len(inside) and len(hits) < limit:
            page = slice(offset, offset + limit - len(hits))
            required = [(Occur.Must, builder.matching(tree)), *clauses]
            hits += _page(snapshot, builder, ranking, required, level, inside, page)
        offset = max(0, offset - len(inside))
    return hits


def _page(
    snapshot: TantivySnapshot, builder: QueryBuilder, ranking: Ranking, required: list[Clause],
    level: DocumentSet, wanted: DocumentSet, page: slice,
) -> list[Hit]:  # fmt: skip
    everything = snapshot.searcher.num_docs
    quick, whole = builder.scored(ranking), builder.scored(ranking, required)
    if quick is None or whole is None:  # nothing distinguishes them
        return [Hit(int(id_), 0.0) for id_ in wanted.ids()[::-1][page]]
    found = []
    if len(level) * _RARE > everything:
        found = snapshot.first(quick, wanted, among=everything, need=page.stop)
    if len(found) < min(page.stop, len(wanted)):  # also those in which no term counts
        found = snapshot.first(whole, wanted, among=len(level), need=page.stop)
    return [Hit(id_, score) for score, id_ in found[page]]


def _levels(
    snapshot: TantivySnapshot, builder: QueryBuilder, tree: Node, ranking: Ranking, matched: DocumentSet
) -> Iterator[tuple[list[Clause], DocumentSet]]:
    """Yield the documents that come first, second …, and what distinguishes them from the others."""
    levels: list[tuple[list[Clause], DocumentSet]] = [([], matched)]
    for query, tier in _tiers(snapshot, builder, tree, ranking, matched):
        levels = [
            level
            for clauses, documents in levels
            for level in (
                ([*clauses, (Occur.Must, query)], documents & tier),
                ([*clauses, (Occur.MustNot, query)], documents - tier),
            )
        ]
    yield from (level for level in levels if len(level[1]))


def _tiers(
    snapshot: TantivySnapshot, builder: QueryBuilder, tree: Node, ranking: Ranking, matched: DocumentSet
) -> Iterator[_Tier]:
    """Yield what comes before everything else, the first thing first."""
    wholes = [*map(builder.term, ranking.numbers), *map(builder.matching, ranking.phrases)]
    if wholes:
        first = Query.boolean_query([(Occur.Should, whole) for whole in wholes])
        yield first, snapshot.documents(first)
    if ranking.exact:
        words = And(ranking.exact)
        as_typed = builder.matching(words, negated=True)
        if required_words(tree).issuperset(ranking.exact):
            # Those that have the words otherwise are few, and what is few is quickly gathered.
            yield as_typed, matched - snapshot.found(builder, And((*ranking.exact, Not(words))))
        else:
            yield as_typed, snapshot.found(builder, words, exact=True)
