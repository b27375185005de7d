"""How soon a new document is found: `python -m tests.bench.search_freshness --engine tantivy`.

Beside `--documents` others, writes new ones one by one, and in batches after which segments are merged, and
searches for each by a word that no other has. Prints p50 / p95 and the longest time in milliseconds from the
beginning of the write until the search has found it. `--keep FOLDER` takes the index that `search_speed`
kept, and leaves in it what was written. Asserts nothing.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from index.search import SearchDocument, SearchEngine, open_engine, parse_query
from tests.bench.search_speed import fill, middle_and_most
from tests.bench.texts import search_documents

_FIRST = 10_000_000  # ids that no document of `search_speed` has
BATCH = 500


def fresh_documents(first: int) -> Iterator[SearchDocument]:
    """Yield documents that each have a word of their own: `moi` and their id."""
    for made in search_documents(1_000_000, seed=first):
        id_ = first + made.id
        yield replace(made, id=id_, text=f"{made.text} moi{id_}")


def until_found(engine: SearchEngine, reader: SearchEngine, batch: list[SearchDocument]) -> float:
    """Write the batch and return the milliseconds until a reader finds its last document."""
    started = time.perf_counter()
    engine.write(batch)
    wanted = batch[-1].id
    while not reader.search(parse_query(f"moi{wanted}")).total:
        pass
    return (time.perf_counter() - started) * 1000


def measure(engine: SearchEngine, reader: SearchEngine, rounds: int, alone: int) -> None:
    """Write, by turns, a batch and then some documents one by one, while what went before is merged."""
    documents = fresh_documents(next(n for n in count(_FIRST, 1_000_000) if n + 1 not in engine.ids()))
    taken: dict[str, list[float]] = {"one document": [], f"{BATCH} documents": []}
    for _ in range(rounds):
        taken[f"{BATCH} documents"].append(until_found(engine, reader, list(islice(documents, BATCH))))
        for _ in range(alone):
            taken["one document"].append(until_found(engine, reader, list(islice(documents, 1))))
    print(f"{'written at once':16} {'batches':>8} {'p50':>8} {'p95':>8} {'longest':>8}")
    for name, times in taken.items():
        middle, most = middle_and_most(times)
        print(f"{name:16} {len(times):8} {middle:8.0f} {most:8.0f} {max(times):8.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--engine", choices=("whoosh", "tantivy"), default="whoosh")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--alone", type=int, default=8)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        url = f"{arguments.engine}:{arguments.keep or Path(temporary) / 'index'}"
        engine, reader = open_engine(url), open_engine(url)
        if not engine.ids():
            fill(engine, arguments.documents, 2_000)
        print(f"beside {len(engine.ids())} documents, milliseconds from the write until it is found")
        measure(engine, reader, arguments.rounds, arguments.alone)
        reader.close()
        engine.close()


if __name__ == "__main__":
    main()
