"""Find documents: the query, the engines, and the passages that answer it."""

from typing import TYPE_CHECKING

from index.late_names import late_names

if TYPE_CHECKING:
    from index.search.address import open_engine
    from index.search.document_set import DocumentSet
    from index.search.errors import IndexBusy, IndexDamaged, IndexOutdated, SearchError
    from index.search.likeness import likeness_query
    from index.search.nodes import Among, And, Citation, Cited, Node, Not, Number, Or, Word
    from index.search.passages import Passage, find_passages, marks_in, match_words
    from index.search.places import Places
    from index.search.protocol import Hit, Match, SearchAnswer, SearchDocument, SearchEngine, Sort, TermCount
    from index.search.query import MAX_QUERY, Ignored, Note, ParsedQuery, parse_query
    from index.search.spaces import Space

__all__ = [
    "MAX_QUERY",
    "Among",
    "And",
    "Citation",
    "Cited",
    "DocumentSet",
    "Hit",
    "Ignored",
    "IndexBusy",
    "IndexDamaged",
    "IndexOutdated",
    "Match",
    "Node",
    "Not",
    "Note",
    "Number",
    "Or",
    "ParsedQuery",
    "Passage",
    "Places",
    "SearchAnswer",
    "SearchDocument",
    "SearchEngine",
    "SearchError",
    "Sort",
    "Space",
    "TermCount",
    "Word",
    "find_passages",
    "likeness_query",
    "marks_in",
    "match_words",
    "open_engine",
    "parse_query",
]

__getattr__ = late_names(
    __name__,
    {
        "Among": "nodes",
        "And": "nodes",
        "Citation": "nodes",
        "Cited": "nodes",
        "DocumentSet": "document_set",
        "Hit": "protocol",
        "Ignored": "query",
        "IndexBusy": "errors",
        "IndexDamaged": "errors",
        "IndexOutdated": "errors",
        "MAX_QUERY": "query",
        "Match": "protocol",
        "Node": "nodes",
        "Not": "nodes",
        "Note": "query",
        "Number": "nodes",
        "Or": "nodes",
        "ParsedQuery": "query",
        "Passage": "passages",
        "Places": "places",
        "SearchAnswer": "protocol",
        "SearchDocument": "protocol",
        "SearchEngine": "protocol",
        "SearchError": "errors",
        "Sort": "protocol",
        "Space": "spaces",
        "TermCount": "protocol",
        "Word": "nodes",
        "find_passages": "passages",
        "likeness_query": "likeness",
        "marks_in": "passages",
        "match_words": "passages",
        "open_engine": "address",
        "parse_query": "query",
    },
)
