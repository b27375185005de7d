"""Plain text: one page, in whatever encoding it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.encodings import guess_encoding


def read_text(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the text, at most one character more than the limit of bytes allows."""
    encoding = guess_encoding(path)
    if encoding is None:
        raise Unreadable(ExtractionState.DAMAGED, "no known encoding")
    with path.open(encoding=encoding) as file:
        yield Reading(ExtractedPage(1, file.read(limits.output_bytes + 1)), 1)
