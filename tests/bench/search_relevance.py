"""How well the right documents come first: `python -m tests.bench.search_relevance DOCS.jsonl QUERIES.jsonl`.

DOCS has lines `{"id", "text"}`, QUERIES lines `{"query", "relevant": [ids]}`. Prints MRR and the recall among
the first 1, 5, 10 and 20 hits. `--strip-diacritics` asks as people type who have no Vietnamese keyboard at
hand; `--match any` (the default) finds documents that have any of the words, `all` those that have them all.
Asserts nothing.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.search import Match, SearchDocument, SearchEngine, open_engine, parse_query
from index.text import fold

DEPTHS = (1, 5, 10, 20)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the documents that answer it."""

    query: str
    relevant: frozenset[str]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def as_document(number: int, text: str) -> SearchDocument:
    return SearchDocument(
        id=number,
        number="",
        doc_type="",
        subject="",
        issuer="",
        signatory="",
        issued_on=None,
        file_name="",
        text=text,
    )


def fill(engine: SearchEngine, path: Path) -> list[str]:
    """Write the documents and return their names; a document's id is its place in the list."""
    names: list[str] = []
    batch: list[SearchDocument] = []
    for line in read_lines(path):
        batch.append(as_document(len(names), line["text"]))
        names.append(str(line["id"]))
        if len(batch) == BATCH:
            engine.write(batch)
            batch = []
    engine.write(batch)
    engine.mark_complete()
    return names


def ranks(engine: SearchEngine, names: list[str], question: Question, match: Match) -> list[int]:
    """Return at which places of the hits, from 1, documents stand that answer the question."""
    answer = engine.search(parse_query(question.query), match=match, limit=100)
    found = [names[hit.id] for hit in answer.hits]
    return [place for place, name in enumerate(found, start=1) if name in question.relevant]


def measure(engine: SearchEngine, names: list[str], questions: list[Question], match: Match) -> None:
    placed = [(ranks(engine, names, question, match), question) for question in questions]
    reciprocal = statistics.fmean(1 / places[0] if places else 0.0 for places, _ in placed)
    print(f"questions {len(questions)}, documents {len(names)}")
    print(f"MRR        {reciprocal:.4f}")
    for depth in DEPTHS:
        recall = statistics.fmean(
            sum(place <= depth for place in places) / len(question.relevant) for places, question in placed
        )
        print(f"Recall@{depth:<3} {recall:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--engine", choices=("whoosh", "tantivy"), default="whoosh")
    parser.add_argument("--strip-diacritics", action="store_true")
    parser.add_argument("--match", choices=("any", "all"), default="any")
    arguments = parser.parse_args()
    questions = [
        Question(
            fold(line["query"]) if arguments.strip_diacritics else line["query"],
            frozenset(map(str, line["relevant"])),
        )
        for line in read_lines(arguments.queries)
    ]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"{arguments.engine}:{Path(folder) / 'index'}")
        names = fill(engine, arguments.documents)
        measure(engine, names, questions, arguments.match)
        engine.close()


if __name__ == "__main__":
    main()
