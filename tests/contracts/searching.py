"""What the tests of search engines share: the engines, and what a search finds."""

from typing import TypedDict, Unpack

from index.search import DocumentSet, Match, SearchEngine, Sort, parse_query

ENGINES = ["whoosh", "tantivy"]


class Options(TypedDict, total=False):
    """How to search, beside the query."""

    visible: DocumentSet | set[int] | range | None
    chosen: DocumentSet | set[int] | range | None
    sort: Sort
    match: Match


def found(engine: SearchEngine, text: str, **options: Unpack[Options]) -> list[int]:
    """Return the ids of all hits in their order."""
    answer = engine.search(parse_query(text), limit=1000, **options)
    assert answer.total == len(answer.hits) == len(answer.found)
    assert {hit.id for hit in answer.hits} == set(answer.found)
    return [hit.id for hit in answer.hits]
