"""Write and search many documents: `python -m tests.bench.search_speed --documents 5000 --engine whoosh`.

Documents of some 1,000 syllables, nearly all of which have the words that are asked for. Prints the write
rate, the size, and for each kind of query p50 / p95 in milliseconds in process: asked for the first time (of
an engine that was just opened), the first hit, 20 hits, 20 hits with nine facets of 150 choices, with half of
the documents visible, and by date. `--keep FOLDER` keeps the index for another run, `--raw` has the library
alone search its own index of the same texts in the same run, and `--http` asks for the search page of a
running server as a person does. Asserts nothing.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from index.search import (
    DocumentSet,
    Places,
    SearchAnswer,
    SearchDocument,
    SearchEngine,
    Sort,
    find_passages,
    open_engine,
    parse_query,
)
from index.search.places import packed
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
    "hostile": " OR ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy"),
}
BATCHES = {"whoosh": 500, "tantivy": 2_000}
FACETS = (67, 20, 20, 12, 9, 7, 5, 5, 5)


def batches(documents: Iterator[SearchDocument], size: int) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, size)):
        yield batch


def fill(engine: SearchEngine, documents: int, batch_size: int) -> tuple[float, float]:
    """Return the seconds and the processor seconds spent writing, without making up the texts."""
    spent = used = 0.0
    for batch in batches(search_documents(documents), batch_size):
        started, began = time.perf_counter(), time.process_time()
        engine.write(batch)
        spent += time.perf_counter() - started
        used += time.process_time() - began
    engine.mark_complete()
    return spent, used


def milliseconds(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return p50 and p95 of `runs` runs."""
    return middle_and_most([_timed(work) for _ in range(runs)])


def middle_and_most(taken: list[float]) -> tuple[float, float]:
    """Return p50 and p95."""
    return statistics.median(taken), sorted(taken)[int(0.95 * (len(taken) - 1))]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def facets(documents: int) -> list[dict[int, DocumentSet]]:
    """Return choices that share the documents out among them."""
    return [
        {choice: DocumentSet.of(range(choice, documents + 1, choices)) for choice in range(choices)}
        for choices in FACETS
    ]


def count_facets(answer: SearchAnswer, choices: list[dict[int, DocumentSet]]) -> object:
    return [answer.found.counts(values) for values in choices]


def asked_first(url: str, text: str, runs: int) -> tuple[float, float]:
    """Time the first search for it of an engine that has only answered something else."""
    query, taken = parse_query(text), []
    for _ in range(runs):
        engine = open_engine(url)
        engine.search(parse_query("giang"))
        taken.append(_timed(lambda engine=engine: engine.search(query)))
        engine.close()
    return middle_and_most(taken)


def measure(engine: SearchEngine, url: str, documents: int, runs: int) -> None:
    half, choices = DocumentSet.of(range(1, documents + 1, 2)), facets(documents)
    names = ("asked first", "1 hit", "20 hits", "with facets", "half visible", "by date")
    print(f"{'query':28} {'found':>7} " + " ".join(f"{name:>14}" for name in names))
    for name, text in QUERIES.items():
        query = parse_query(text)
        answer = engine.search(query)
        ways: tuple[Callable[[], object], ...] = (
            lambda query=query: engine.search(query, limit=1),
            lambda query=query: engine.search(query),
            lambda query=query: count_facets(engine.search(query), choices),
            lambda query=query: engine.search(query, visible=half),
            lambda query=query: engine.search(query, sort=Sort.DATE),
        )
        figures = [asked_first(url, text, max(3, runs // 4)), *(milliseconds(way, runs) for way in ways)]
        cells = " ".join(f"{middle:6.1f} /{most:6.1f}" for middle, most in figures)
        print(f"{name:28} {answer.total:6}{'*' if answer.partial else ' '} {cells}")
    print("* cut off by the engine's limit of cost or time, and said so")


def measure_passages(documents: int, runs: int) -> None:
    shown = [packed(pages_of(document)) for document in islice(search_documents(documents), 20)]
    query = parse_query("kế hoạch cải cách hành chính")
    cost = milliseconds(lambda: [find_passages(query, Places(data)) for data in shown], runs)
    print("passages of 20 hits: {:.1f} / {:.1f} ms".format(*cost))


def measure_http(engine: str, documents: int, runs: int) -> None:
    """Time the search page as the reviewer gets it: 20 hits with passages, criteria and facets."""
    from tests.bench.pages import Processor, province, time_page  # only here a whole installation is needed
    from tests.e2e.http_person import HttpPerson
    from tests.e2e.killing import running

    with tempfile.TemporaryDirectory() as folder, province(Path(folder), documents, engine) as made:
        machine, port, accounts, _ = made
        with running(machine, "web") as web:
            person, account = HttpPerson(port), accounts["quan"]
            web.wait_until(person.is_answered)
            person.sign_in(account.email, account.password, account.own_password)
            print(f"over HTTP, {documents} documents:     p50     p95     max proc.ms")
            for name, text in QUERIES.items():
                timing = time_page(person, "quan", f"/search?q={quote(text)}", runs, Processor(web.group))
                print(f"{name:28}{timing.row()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--engine", choices=("whoosh", "tantivy"), default="whoosh")
    parser.add_argument("--batch", type=int, help="documents written at once")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--http", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary) / "index"
        if arguments.http:
            measure_http(arguments.engine, arguments.documents, arguments.runs)
        else:
            measure_in_process(arguments, folder)


def measure_in_process(arguments: argparse.Namespace, folder: Path) -> None:
    url = f"{arguments.engine}:{folder}"
    engine = open_engine(url)
    if not engine.ids():
        batch = arguments.batch or BATCHES[arguments.engine]
        seconds, used = fill(engine, arguments.documents, batch)
        rate, most = arguments.documents / seconds, arguments.documents / used
        print(f"written: {rate:.0f} documents/s in {seconds:.1f} s; {most:.0f} for each processor second")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"size: {size / 1e6:.0f} MB, {size / 1e3 / max(1, len(engine.ids())):.1f} kB a document")
    measure(engine, url, arguments.documents, arguments.runs)
    measure_passages(arguments.documents, arguments.runs)
    if arguments.raw:
        from tests.bench.search_raw import measure_raw  # the libraries alone

        measure_raw(arguments.engine, folder, min(arguments.documents, 2_000), arguments.runs)
    engine.close()


if __name__ == "__main__":
    main()
