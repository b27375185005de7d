"""How well headers are read: number, date, type, issuer and subject against a truth that people typed.

    python -m tests.bench.extract_header FOLDER TRUTH.json

TRUTH.json is a list of `{"file", "kind", "doc_type", "number", "date", "issuer", "subject"}`; `file` is
relative to FOLDER, `date` is ISO, and an empty value means that the document has none: then nothing may be
read either. Issuer and subject are right from a similarity of 0.9, abbreviations written out; a subject that
people typed only the beginning of is compared that far.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz import fuzz

from evidence_repo.settings import default_workers
from index.extraction import Sandbox
from index.extraction.joining import with_recognised
from index.header import SURE, FieldValue, Header
from index.media import detect_media_type

ALIKE = 90.0  # similarity of the normalised texts, in percent, from which issuer and subject count as right
CUT_SHORT_FROM = 30  # characters; shorter truths are whole
WRITTEN_OUT = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tthc": "thủ tục hành chính",
    "đh": "đại học",
}
FIELDS = ("number", "symbol", "date", "type", "issuer", "subject")
ALL = "all"


@dataclass(frozen=True)
class Reading:
    """One file of the truth, the header that was read, and how many seconds its first page took."""

    truth: dict[str, Any]
    header: Header
    seconds: float

    @property
    def kind(self) -> str:
        """Return the kind that the file is counted under."""
        return "scan" if self.truth["kind"].startswith("scan") else str(self.truth["kind"])

    def read(self, field: str) -> FieldValue:
        """Return what was read for a field of `FIELDS`."""
        names = {"date": "issued_on", "type": "doc_type", "symbol": "number"}
        found: FieldValue = getattr(self.header, names.get(field, field))
        return found

    def wanted(self, field: str) -> str:
        """Return what people typed for it."""
        return str(self.truth[{"type": "doc_type", "symbol": "number"}.get(field, field)] or "")

    def is_right(self, field: str) -> bool:
        """Tell whether the field was read as people did."""
        read, wanted = _plain(self.read(field).value or ""), _plain(self.wanted(field))
        if field == "symbol":
            read, wanted = read.partition("/")[2], wanted.partition("/")[2]
        if field in ("issuer", "subject") and wanted:
            return _alike(read, wanted) >= ALIKE
        return read == wanted


def _plain(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().replace("v/v:", "v/v").split())
    for short, whole in WRITTEN_OUT.items():
        plain = re.sub(rf"\b{short}\b", whole, plain)
    return plain


def _alike(read: str, wanted: str) -> float:
    """Return the similarity in percent; a subject that people cut short counts as far as they typed it."""
    wanted, _, _ = wanted.partition("...")
    likeness = fuzz.ratio(read, wanted)
    if len(wanted) < CUT_SHORT_FROM:
        return likeness
    return max(likeness, fuzz.ratio(read[: len(wanted)], wanted))


def read_first_page(sandbox: Sandbox, folder: Path, truth: dict[str, Any]) -> Reading:
    """Read the header as a worker has it once the first page is read, recognised where it must be."""
    path, started = folder / truth["file"], time.monotonic()
    media_type = detect_media_type(path)
    extraction = sandbox.first_pages(path, media_type)
    if 1 in extraction.pages_to_recognise:
        extraction = with_recognised(extraction, {1: sandbox.recognise(path, media_type, 1)})
    return Reading(truth, extraction.header, time.monotonic() - started)


def print_table(readings: Sequence[Reading]) -> None:
    """Print for each kind and field how many are right, how many count as sure and how many of those are."""
    kinds = sorted({reading.kind for reading in readings})
    print(f"{'kind':14}{'field':10}{'files':>6}{'right':>7}{'':>7}{'sure':>7}{'sure and right':>16}")
    for kind in (*kinds, ALL):
        chosen = [reading for reading in readings if kind in (ALL, reading.kind)]
        for field in FIELDS:
            sure = [reading for reading in chosen if reading.read(field).confidence >= SURE]
            counts = f"{len(chosen):6}{_share(chosen, field)}{len(sure):7}{_share(sure, field):>16}"
            print(f"{kind:14}{field:10}{counts}")
        seconds = [reading.seconds for reading in chosen]
        print(f"{kind:14}seconds a first page: median {median(seconds):.2f}, longest {max(seconds):.2f}\n")


def _share(readings: Sequence[Reading], field: str) -> str:
    right = sum(reading.is_right(field) for reading in readings)
    return f"{right:7}{right / len(readings):7.0%}" if readings else f"{right:7}{'–':>7}"


def print_mistakes(readings: Sequence[Reading]) -> None:
    """Print each field that was not read as people did."""
    for reading in readings:
        for field in FIELDS:
            if field != "symbol" and not reading.is_right(field):
                read = reading.read(field)
                print(f"{reading.truth['file']}: {field} {reading.wanted(field)!r}")
                print(f"    read {read.value!r} at {read.confidence:.2f}")


def main() -> None:
    """Read every file of the truth and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--mistakes", action="store_true", help="print what was read otherwise")
    given = parser.parse_args()
    truths = json.loads(given.truth.read_text(encoding="utf-8"))
    at_once = default_workers()
    with Sandbox(workers=at_once) as sandbox, ThreadPoolExecutor(at_once) as threads:
        readings = list(threads.map(lambda truth: read_first_page(sandbox, given.folder, truth), truths))
    if given.mistakes:
        print_mistakes(readings)
    print_table(readings)


if __name__ == "__main__":
    main()
