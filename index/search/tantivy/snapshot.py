"""One generation of a tantivy index as readers see it: which documents match, and which of them are best."""

from collections import OrderedDict

import numpy as np
import tantivy
from tantivy import Occur, Query

from index.search.document_set import DocumentSet
from index.search.nodes import Node
from index.search.tantivy.documents import BIT, BLOCK, BLOCK_SIZE, ID
from index.search.tantivy.files import Generation
from index.search.tantivy.queries import QueryBuilder

Scored = tuple[float, int]
"""What a document is worth, and its id."""

# The documents of a query as one sum of bits for each block: the whole set comes in one answer.
_BLOCKS = {"blocks": {"terms": {"field": BLOCK, "size": 65_000}, "aggs": {"bits": {"sum": {"field": BIT}}}}}
_REMEMBERED = 64  # sets of documents: 100 kB each for 100,000 documents
# Best hits are asked for without the filter and filtered here, up to so many; beyond, the filter goes
# into the query as a list of ids.
_MOST_ASKED = 5_000
_MARGIN = 1.5


class TantivySnapshot:
    """The newest batch when it was made; several threads may use it."""

    def __init__(self, generation: Generation, index: tantivy.Index) -> None:
        self.generation = generation
        self.schema = index.schema
        self.searcher = index.searcher()
        self._sets: OrderedDict[tuple[Node, bool], DocumentSet] = OrderedDict()

    def builder(self, seconds: float) -> QueryBuilder:
        """Return what builds the queries of one search that takes about `seconds` at the most."""
        return QueryBuilder(self.schema, self.searcher, seconds)

    def found(self, builder: QueryBuilder, tree: Node, *, exact: bool = False) -> DocumentSet:
        """Return the documents that fulfil the tree; `exact`: marked words only as they were typed."""
        known = self._sets.get((tree, exact))
        if known is None:
            known = self.documents(builder.matching(tree, negated=exact))
            if not builder.cut:
                self._remember((tree, exact), known)
        return known

    def documents(self, query: Query) -> DocumentSet:
        """Return the documents that a query matches."""
        buckets = (
            self.searcher.aggregate(query, _BLOCKS)["blocks"]["buckets"] if self.searcher.num_docs else ()
        )
        blocks = np.array([bucket["key"] for bucket in buckets], dtype=np.int64)
        bits = np.array([bucket["bits"]["value"] for bucket in buckets]).astype(np.uint64)
        table = np.zeros((int(blocks.max()) + 1 if len(blocks) else 0, BLOCK_SIZE), dtype=np.bool_)
        places = np.arange(BLOCK_SIZE, dtype=np.uint64)
        table[blocks] = (bits[:, np.newaxis] >> places) & np.uint64(1)
        return DocumentSet(table.reshape(-1))

    def _remember(self, key: tuple[Node, bool], documents: DocumentSet) -> None:
        self._sets[key] = documents
        while len(self._sets) > _REMEMBERED:
            self._sets.popitem(last=False)

    def first(
        self, query: Query, wanted: DocumentSet, *, among: int, need: int, order_by: str | None = None
    ) -> list[Scored]:
        """Return the `need` first of the wanted documents, some of the `among` that the query matches.

        First are those of the highest score, or value of `order_by`; of equal ones that of the highest id.
        """
        need = min(need, len(wanted))
        asked = int(need * _MARGIN * among / max(1, len(wanted))) + 2
        if asked > _MOST_ASKED and len(wanted) < among // 2:
            ids = Query.term_set_query(self.schema, ID, wanted.ids().tolist())
            query = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(ids, 0.0))]
            )
            asked = need + 2
        while True:
            hits, is_all = self._highest(query, asked, order_by)
            kept = [hit for hit in hits if hit[1] in wanted]
            if is_all or len(kept) >= need:
                return sorted(kept, reverse=True)[:need]
            asked *= 4

    def _highest(self, query: Query, limit: int, order_by: str | None) -> tuple[list[Scored], bool]:
        """Return the highest hits, all equal ones or none, and whether there are no others."""
        hits = self.searcher.search(query, limit, count=False, order_by_field=order_by).hits
        is_all = len(hits) < limit
        if not is_all:
            hits = [hit for hit in hits if hit[0] > hits[-1][0]]
        ids = self.searcher.fast_field_values(ID, [address for _, address in hits])
        return [(value, int(id_ or 0)) for (value, _), id_ in zip(hits, ids, strict=True)], is_all
