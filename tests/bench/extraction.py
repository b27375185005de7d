"""Measure reading PDF files in the sandbox beside bare pdfplumber, and the time until a first page is there.

    python -m tests.bench.extraction FOLDER [--rounds 3]

Both read the same files in turn, round after round; medians are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from index.extraction import Sandbox
from index.media import MediaType


def read_bare(path: Path) -> int:
    """Read every page with pdfplumber alone; return how many there were."""
    count = 0
    try:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.close()
                count += 1
    except PdfminerException:
        return count
    return count


def pages_per_second(paths: Sequence[Path], read: Callable[[Path], int]) -> float:
    """Return the rate over all files."""
    started = time.perf_counter()
    pages = sum(read(path) for path in paths)
    return pages / (time.perf_counter() - started)


def first_page_seconds(paths: Sequence[Path], sandbox: Sandbox) -> list[float]:
    """Return how long each file's first page and header took."""
    return [sandbox.first_pages(path, MediaType.PDF).seconds for path in paths]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.rglob("*.pdf"))
    bare, boxed, first = [], [], []
    with Sandbox() as sandbox:
        sandbox.first_pages(paths[0], MediaType.PDF)  # starts the server
        for _ in range(arguments.rounds):
            bare.append(pages_per_second(paths, read_bare))
            boxed.append(
                pages_per_second(paths, lambda path: len(sandbox.extract(path, MediaType.PDF).pages))
            )
            first += first_page_seconds(paths, sandbox)
    ratio = statistics.median(boxed) / statistics.median(bare)
    print(f"{len(paths)} files, {arguments.rounds} rounds, medians")
    print(f"bare pdfplumber   {statistics.median(bare):8.1f} pages/s")
    print(f"sandbox           {statistics.median(boxed):8.1f} pages/s   ratio {ratio:.2f}")
    print(
        f"first page        {statistics.median(first) * 1000:8.0f} ms        slowest {max(first) * 1000:.0f}"
    )


if __name__ == "__main__":
    main()
