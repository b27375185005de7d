"""Measure reading pages that are pictures beside the plain `tesseract` command: errors and seconds.

    python -m tests.bench.ocr [--pages 6]

Pages are drawn from known text in several fonts and sizes, and read two at a time; errors are counted letter
by letter, in NFC, a run of blanks and line ends as one blank. The command gets one thread each, its best
where two run on two cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from PIL import Image
from rapidfuzz.distance import Levenshtein

from index.ocr import preload, read_page
from tests.documents import FONTS
from tests.scans import (
    DrawnPage,
    administrative_paragraphs,
    as_jpeg,
    draw_document_page,
    noisy,
    stamped,
    turned,
)

Read = Callable[[Path], str]
_STYLES = (
    ("DejaVuSerif.ttf", 12),
    ("DejaVuSans.ttf", 11),
    ("DejaVuSerifCondensed.ttf", 13),
    ("DejaVuSerif.ttf", 10),
    ("DejaVuSans.ttf", 13),
    ("DejaVuSerifCondensed.ttf", 14),
)
_SPOILINGS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda picture: picture,
    "turned 1.5°, noisy, JPEG 40": lambda picture: as_jpeg(noisy(turned(picture, 1.5))),
    "red stamps": stamped,
    "red stamps, noisy, JPEG 40": lambda picture: as_jpeg(noisy(stamped(picture))),
}


def read_here(path: Path) -> str:
    """Read the page as the product does."""
    return read_page(Image.open(path), 200).text


def read_bare(path: Path) -> str:
    """Read the page with the command alone."""
    command = ["tesseract", str(path), "-", "-l", "vie"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=one_thread)
    return done.stdout


def drawn_pages(count: int, dpi: int) -> Iterator[DrawnPage]:
    """Draw `count` full pages, each with other sentences and another font."""
    paragraphs = administrative_paragraphs()
    for number in range(count):
        font, points = _STYLES[number % len(_STYLES)]
        start = number * 9 % len(paragraphs)
        yield draw_document_page(paragraphs[start:], font=FONTS / font, points=points, dpi=dpi)


def error_rate(read: Sequence[str], drawn: Sequence[DrawnPage]) -> float:
    """Return the share of letters that are wrong, over all pages."""
    truth = [_plain(page.text) for page in drawn]
    wrong = sum(Levenshtein.distance(_plain(text), known) for text, known in zip(read, truth, strict=True))
    return wrong / sum(map(len, truth))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def measure(name: str, read: Read, dpi: int, pages: int, pool: Executor, folder: Path) -> None:
    """Print a line for each way of spoiling pages, read two at a time."""
    drawn = list(drawn_pages(pages, dpi))
    for spoiling, spoil in _SPOILINGS.items():
        paths = [folder / f"{number}.png" for number in range(pages)]
        for path, page in zip(paths, drawn, strict=True):
            spoil(page.picture).save(path, dpi=(dpi, dpi))
        started = time.perf_counter()
        texts = list(pool.map(read, paths))
        seconds = (time.perf_counter() - started) / pages
        print(f"{name:22} {spoiling:28} {error_rate(texts, drawn):8.2%} {seconds:8.2f} s", flush=True)
        _seconds[name, spoiling] = seconds


_seconds: dict[tuple[str, str], float] = {}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=6)
    pages = parser.parse_args().pages
    preload()
    print(f"{pages} pages, two at a time\n{'reader':22} {'pages':28} {'errors':>8} {'a page':>10}")
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            measure("index.ocr, 200 dpi", read_here, 200, pages, pool, Path(folder))
        with ThreadPoolExecutor(2) as pool:
            for dpi in (200, 300):
                measure(f"tesseract, {dpi} dpi", read_bare, dpi, pages, pool, Path(folder))
    for spoiling in _SPOILINGS:
        ratio = _seconds["tesseract, 200 dpi", spoiling] / _seconds["index.ocr, 200 dpi", spoiling]
        print(f"{spoiling:28} {ratio:.2f} times as fast as the command at 200 dpi")


if __name__ == "__main__":
    main()
