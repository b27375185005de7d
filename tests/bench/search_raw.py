"""The libraries alone on the same texts, to tell what our engines add or save: for `search_speed --raw`."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tantivy
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.query import And, Phrase, Term

from index.search.tantivy.documents import PAIRS, WORDS
from index.text import folded_words
from tests.bench.texts import search_documents

_ASKED = ["cai", "cach", "hanh", "chinh"]


def measure_raw(kind: str, folder: Path, documents: int, runs: int) -> None:
    """Print what the library alone takes."""
    if kind == "tantivy":
        _measure_tantivy(folder, runs)
    else:
        _measure_whoosh(documents, runs)


def _measure_tantivy(folder: Path, runs: int) -> None:
    """Search the engine's own index with tantivy's plainest queries: 20 hits and their number."""
    index = tantivy.Index.open(str(folder))
    schema, searcher = index.schema, index.searcher()
    words = [(tantivy.Occur.Must, tantivy.Query.term_query(schema, WORDS, word)) for word in _ASKED]
    pairs = [(place, f"{_ASKED[place]}_{_ASKED[place + 1]}") for place in (0, 2)]
    queries = {
        "AND": tantivy.Query.boolean_query(words),
        "phrase": tantivy.Query.phrase_query(schema, PAIRS, list(pairs)),
    }
    for name, query in queries.items():
        taken = _times(lambda query=query: searcher.search(query, 20), runs)
        print(f"raw tantivy, {name} of four words: {taken:.1f} ms (p50)")


def _measure_whoosh(documents: int, runs: int) -> None:
    """Write and search the folded words with Whoosh's own postings and positions."""
    with tempfile.TemporaryDirectory() as folder:
        schema = Schema(id=ID(stored=True), text=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True))
        index = create_in(folder, schema)
        started = time.perf_counter()
        writer = index.writer(limitmb=256)
        for document in search_documents(documents):
            writer.add_document(id=str(document.id), text=" ".join(folded_words(document.text)))
        writer.commit()
        print(f"raw Whoosh: {documents / (time.perf_counter() - started):.0f} documents/s, words alone")
        queries = {"AND": And([Term("text", word) for word in _ASKED]), "phrase": Phrase("text", _ASKED)}
        with index.searcher() as searcher:
            for name, query in queries.items():
                taken = _times(lambda query=query: searcher.search(query, limit=20), runs)
                print(f"raw Whoosh, {documents} documents, {name} of four words: {taken:.1f} ms (p50)")


def _times(work: Callable[[], object], runs: int) -> float:
    from tests.bench.search_speed import milliseconds

    return milliseconds(work, runs)[0]
