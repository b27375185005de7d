"""Find texts that are nearly the same: `python -m tests.bench.near_duplicates --documents 10000`.

Prints two tables: first generated pairs by their kind (another scan, an edited text, last year's under a new
number; and no doubles: reports of one template, other texts of the trade): how many meet in the sketches,
how many are told, and the likeness. Then what one more document costs among many that are filed, half of them
reports of few templates. Asserts nothing.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.schema import upgrade
from evidence_repo.services.examining.near_duplicates import keep_sketch, store_near_duplicates
from evidence_repo.services.reading.kept import whole_text_name
from evidence_repo.settings import Settings
from index.extraction import ExtractedPage, Extraction, ExtractionState
from index.media import MediaType
from index.near_duplicates import CANDIDATE, DOUBLE, likeness, sketch_of
from tests.bench.search_speed import middle_and_most
from tests.bench.texts import search_documents
from tests.unit.index.reports import misread, quarterly_report, wordy_report

MEASURED = 40
"""Documents of which the cost is measured, after the others are filed."""

Pair = tuple[str, str]

_PLACES = ("UBND huyện Tri Tôn", "UBND huyện Chợ Mới", "UBND thị xã Tân Châu", "Sở Y tế", "Sở Xây dựng")


@dataclass(frozen=True)
class Kind:
    """Pairs of one kind; `is_double`: a person would call them the same document."""

    name: str
    is_double: bool
    make: Callable[[int], Pair]


def report(seed: int, quarter: int = 3) -> str:
    """Return the report of some agency: with many figures, or wordy with few."""
    return (quarterly_report, wordy_report)[seed % 2](seed, seed // 2, quarter)


def scanned(rate: float) -> Callable[[int], Pair]:
    """Return pairs of a text and its scan, of whose letters `rate` are misread."""
    return lambda seed: (report(seed), misread(report(seed), rate, seed))


def _two_scans(rate: float) -> Callable[[int], Pair]:
    return lambda seed: (misread(report(seed), rate, seed), misread(report(seed), rate, seed + 1_000))


def _with_a_section_more(seed: int) -> Pair:
    text = report(seed)
    task = text.split("\n")[7]
    return text, text.replace("Trên đây là", f"9. {task}\nTrên đây là")


def _with_a_section_less(seed: int) -> Pair:
    lines = report(seed).split("\n")
    return "\n".join(lines), "\n".join(lines[:8] + lines[9:])


def _renewed(seed: int) -> Pair:
    text = report(seed)
    return text, text.replace("Số: ", "Số: 1").replace("năm 2017\nBÁO", "năm 2018\nBÁO")


def _next_quarter(seed: int) -> Pair:
    write = (quarterly_report, wordy_report)[seed % 2]
    return write(seed, seed // 2, 2), write(seed + 5_000, seed // 2, 3)


def _of_another_agency(seed: int) -> Pair:
    write = (quarterly_report, wordy_report)[seed % 2]
    return write(seed, seed // 2, 3), write(seed + 5_000, seed // 2 + 1, 3)


def _next_quarter_scanned(seed: int) -> Pair:
    one, another = _next_quarter(seed)
    return misread(one, 0.01, seed), misread(another, 0.01, seed + 1)


def _form_notice(seed: int) -> Pair:
    """Return two notices of which only number and place differ; screens say that the number is another."""
    draw = random.Random(seed)
    body = wordy_report(seed, 0, 3).split("\n", 3)[3]
    numbers, places = draw.sample(range(100, 2_000), 2), draw.sample(_PLACES, 2)
    one, another = (
        f"SỞ NỘI VỤ\nSố: {number}/TB-SNV\nTHÔNG BÁO\nKết luận kiểm tra tại {place}\n{body}"
        for number, place in zip(numbers, places, strict=True)
    )
    return one, another


def _of_the_trade(seed: int) -> Pair:
    one, another = islice(search_documents(2, syllables=600, seed=seed), 2)
    return one.text, another.text


KINDS = (
    Kind("the text and its scan, 0.5% misread", True, scanned(0.005)),
    Kind("the text and its scan, 2% misread", True, scanned(0.02)),
    Kind("two scans, 1% misread each", True, _two_scans(0.01)),
    Kind("two scans, 2% misread each", True, _two_scans(0.02)),
    Kind("two bad scans, 3% misread each", True, _two_scans(0.03)),
    Kind("edited: a section more", True, _with_a_section_more),
    Kind("edited: a section less", True, _with_a_section_less),
    Kind("the same under another number and year", True, _renewed),
    Kind("the agency's report of the next quarter", False, _next_quarter),
    Kind("the same, both scanned, 1% misread", False, _next_quarter_scanned),
    Kind("another agency's report, one template", False, _of_another_agency),
    Kind("a form notice, other number and place", False, _form_notice),
    Kind("other texts of the trade", False, _of_the_trade),
)


def told(pair: Pair) -> tuple[bool, float]:
    """Return whether the sketches meet, so that the two are compared, and how alike they are."""
    sketches = [sketch_of([text]) for text in pair]
    one, another = sketches
    assert one is not None
    assert another is not None
    meet = bool(set(one.bands()) & set(another.bands())) and one.estimate(another) >= CANDIDATE
    return meet, likeness([pair[0]], [pair[1]])


def print_pairs(count: int) -> None:
    """Print what is told of `count` pairs of each kind, then recall and precision over all."""
    print(f"{'pairs of':44}{'compared':>10}{'told':>8}{'likeness: lowest':>18}{'median':>8}{'highest':>9}")
    right = wrong = doubles = 0
    for kind in KINDS:
        outcomes = [told(kind.make(seed)) for seed in range(count)]
        values = sorted(value for _, value in outcomes)
        found = sum(meet and value >= DOUBLE for meet, value in outcomes)
        met = sum(meet for meet, _ in outcomes)
        right, wrong = (right + found, wrong) if kind.is_double else (right, wrong + found)
        doubles += count * kind.is_double
        name = ("  " if kind.is_double else "not ") + kind.name
        print(
            f"{name:44.44}{met / count:>10.1%}{found / count:>8.1%}{values[0]:>18.3f}"
            f"{statistics.median(values):>8.3f}{values[-1]:>9.3f}"
        )
    precision = right / (right + wrong) if right + wrong else 1.0
    print(f"recall {right / doubles:.1%}, precision {precision:.1%} (threshold {DOUBLE}, {count} pairs each)")


def texts(count: int) -> Iterator[str]:
    """Yield texts of which every other one fills in one of few templates."""
    draw = random.Random(416)
    for made in search_documents(count, syllables=800):
        is_report = draw.random() < 0.5
        yield misread(report(made.id, made.id % 4 + 1), 0.01, made.id) if is_report else made.text


def keep(container: Container, text: str) -> tuple[str, Extraction]:
    """Keep the text as the reading of a file does; return the hash that it has."""
    digest = sha256(text.encode()).hexdigest()
    extraction = Extraction(
        MediaType.PDF, ExtractionState.DONE, pages=(ExtractedPage(1, text),), complete=True
    )
    data = json.dumps(extraction.to_json(), ensure_ascii=False).encode()
    container.store.write_derived(whole_text_name(digest), data)
    return digest, extraction


def print_cost(count: int) -> None:
    """File `count` documents, then print what finding the doubles of each further one costs."""
    with tempfile.TemporaryDirectory() as folder:
        container = build_container(Settings.from_env({"EVIDENCE_VAR": folder}))
        upgrade(container.database)
        (*filed,) = islice(texts(count + MEASURED), count)
        began = time.perf_counter()
        for start in range(0, count, 500):
            with container.database.transaction() as session:
                for text in filed[start : start + 500]:
                    digest, _ = keep(container, text)
                    keep_sketch(session, digest, sketch_of([text]))
        print(f"{count} documents filed in {time.perf_counter() - began:.0f} s")
        steps: dict[str, list[float]] = {"sketch": [], "file": [], "find and compare": [], "all": []}
        for text in islice(texts(count + MEASURED), count, None):
            _measure(container, text, steps)
        for name, seconds in steps.items():
            middle, most = middle_and_most(seconds)
            print(f"  {name:20}p50 {1000 * middle:6.1f} ms   p95 {1000 * most:6.1f} ms")
        container.close()


def _measure(container: Container, text: str, steps: dict[str, list[float]]) -> None:
    digest, extraction = keep(container, text)
    moments = [time.perf_counter()]
    sketch = sketch_of([text])
    moments.append(time.perf_counter())
    with container.database.transaction() as session:
        keep_sketch(session, digest, sketch)
    moments.append(time.perf_counter())
    store_near_duplicates(container, digest, sketch, extraction)
    moments.append(time.perf_counter())
    for name, start, end in zip(steps, moments, moments[1:], strict=False):
        steps[name].append(end - start)
    steps["all"].append(moments[-1] - moments[0])


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000, help="documents that are filed already")
    parser.add_argument("--pairs", type=int, default=60, help="generated pairs of each kind")
    args = parser.parse_args()
    print_pairs(args.pairs)
    print()
    print_cost(args.documents)


if __name__ == "__main__":
    main()
