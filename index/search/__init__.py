"""Find documents: the query, the engines, and the passages that answer it."""

from index.search.engine import (
    Hit,
    IndexBusy,
    IndexDamaged,
    IndexOutdated,
    Match,
    SearchAnswer,
    SearchDocument,
    SearchEngine,
    SearchError,
    Sort,
    open_engine,
)
from index.search.passages import Passage, find_passages, marks_in, match_words
from index.search.query import Ignored, Note, ParsedQuery, parse_query

__all__ = [
    "Hit",
    "Ignored",
    "IndexBusy",
    "IndexDamaged",
    "IndexOutdated",
    "Match",
    "Note",
    "ParsedQuery",
    "Passage",
    "SearchAnswer",
    "SearchDocument",
    "SearchEngine",
    "SearchError",
    "Sort",
    "find_passages",
    "marks_in",
    "match_words",
    "open_engine",
    "parse_query",
]
