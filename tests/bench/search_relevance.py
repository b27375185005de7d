"""How well the right documents come first: `python -m tests.bench.search_relevance FOLDER`.

FOLDER has `docs.jsonl` (or `docs.jsonl.gz`) of lines `{"id", "text"}` and `queries.jsonl` of lines
`{"query", "relevant": [ids]}`; both files may be named instead. Asks with and without diacritics, as people
type who have no Vietnamese keyboard at hand, and prints for both MRR, the recall among the first 1, 5, 10 and
20 hits, and MRR in five folds of the questions, drawn with a seed: what is tuned on four has to hold on the
fifth. `--match any` (the default) finds documents that have any of the words, `all` those that have them all.
Asserts nothing.
"""

import argparse
import gzip
import json
import random
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.search import Match, SearchDocument, SearchEngine, open_engine, parse_query
from index.text import fold

DEPTHS = (1, 5, 10, 20)
BATCH = 500
FOLDS, SEED = 5, 416


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the documents that answer it."""

    query: str
    relevant: frozenset[str]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
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
    reciprocal = [1 / places[0] if places else 0.0 for places, _ in placed]
    print(f"MRR        {statistics.fmean(reciprocal):.4f}")
    for depth in DEPTHS:
        recall = statistics.fmean(
            sum(place <= depth for place in places) / len(question.relevant) for places, question in placed
        )
        print(f"Recall@{depth:<3} {recall:.4f}")
    random.Random(SEED).shuffle(reciprocal)
    folds = (reciprocal[fold_::FOLDS] for fold_ in range(FOLDS))
    print("folds     ", *(f"{statistics.fmean(part):.4f}" for part in folds if part))


def named_files(paths: list[Path]) -> tuple[Path, Path]:
    """Return the documents and the questions."""
    if len(paths) == 2:
        return paths[0], paths[1]
    (folder,) = paths
    return next(folder.glob("docs.jsonl*")), folder / "queries.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--engine", choices=("whoosh", "tantivy"), default="whoosh")
    parser.add_argument("--strip-diacritics", action="store_true", help="ask without diacritics alone")
    parser.add_argument("--match", choices=("any", "all"), default="any")
    arguments = parser.parse_args()
    documents, asked = named_files(arguments.paths)
    questions = [Question(line["query"], frozenset(map(str, line["relevant"]))) for line in read_lines(asked)]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"{arguments.engine}:{Path(folder) / 'index'}")
        names = fill(engine, documents)
        print(f"questions {len(questions)}, documents {len(names)}")
        if not arguments.strip_diacritics:
            print("typed with diacritics")
            measure(engine, names, questions, arguments.match)
        print("typed without diacritics")
        bare = [replace(question, query=fold(question.query)) for question in questions]
        measure(engine, names, bare, arguments.match)
        engine.close()


if __name__ == "__main__":
    main()
