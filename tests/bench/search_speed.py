"""Write and search many documents: `python -m tests.bench.search_speed --documents 5000 --engine whoosh`.

Prints the write rate, the size, and for each kind of query the latency of the first and of 20 hits, in
process, p50 and p95 in milliseconds. Asserts nothing. `--keep FOLDER` keeps the index for another run.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from index.search import SearchDocument, SearchEngine, Sort, find_passages, open_engine, parse_query
from tests.bench.texts import pages_of, search_documents

QUERIES = {
    "word": "chính",
    "words, nearly all have them": "cải cách hành chính",
    "the same without diacritics": "cai cach hanh chinh",
    "nine words": "kế hoạch cải cách hành chính nhà nước tỉnh",
    "phrase": '"cải cách hành chính"',
    "long phrase": '"kế hoạch cải cách hành chính nhà nước"',
    "number": "83/KH-UBND OR 83/QĐ-UBND OR 83/BC-UBND OR 83/TB-UBND OR 83/CT-UBND",
    "NOT": "cải cách KHÔNG quyết",
    "OR": "cải OR cách",
    "prefix": "chin*",
    "fields and dates": "cải cách loai:KH tu:2014 den:2016",
}


def batches(documents: Iterator[SearchDocument], size: int) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, size)):
        yield batch


def fill(engine: SearchEngine, documents: int, batch_size: int) -> float:
    """Return the seconds spent writing, without making up the texts."""
    spent = 0.0
    for batch in batches(search_documents(documents), batch_size):
        started = time.perf_counter()
        engine.write(batch)
        spent += time.perf_counter() - started
    engine.mark_complete()
    return spent


def milliseconds(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return p50 and p95 of `runs` runs."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), sorted(taken)[int(0.95 * (len(taken) - 1))]


def measure(engine: SearchEngine, documents: int, runs: int) -> None:
    half = set(range(1, documents + 1, 2))
    print(f"{'query':32} {'found':>7} {'1 hit':>15} {'20 hits':>15} {'half visible':>15} {'by date':>15}")
    for name, text in QUERIES.items():
        query = parse_query(text)
        total = engine.search(query).total
        ways: tuple[Callable[[], object], ...] = (
            lambda query=query: engine.search(query, limit=1),
            lambda query=query: engine.search(query),
            lambda query=query: engine.search(query, visible=half),
            lambda query=query: engine.search(query, sort=Sort.DATE),
        )
        cells = ["{:6.1f} /{:6.1f}".format(*milliseconds(way, runs)) for way in ways]
        print(f"{name:32} {total:7} " + " ".join(f"{cell:>15}" for cell in cells))


def measure_passages(documents: int, runs: int) -> None:
    shown = [pages_of(document) for document in islice(search_documents(documents), 20)]
    query = parse_query("kế hoạch cải cách hành chính")
    cost = milliseconds(lambda: [find_passages(query, pages) for pages in shown], runs)
    print("passages of 20 hits: {:.1f} / {:.1f} ms".format(*cost))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--engine", default="whoosh")
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary) / "index"
        engine = open_engine(f"{arguments.engine}:{folder}")
        if not engine.ids():
            seconds = fill(engine, arguments.documents, arguments.batch)
            print(f"written: {arguments.documents / seconds:.0f} documents/s in {seconds:.1f} s")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"size: {size / 1e6:.0f} MB, {size / 1e3 / max(1, len(engine.ids())):.1f} kB a document")
        measure(engine, arguments.documents, arguments.runs)
        measure_passages(arguments.documents, arguments.runs)
        engine.close()


if __name__ == "__main__":
    main()
