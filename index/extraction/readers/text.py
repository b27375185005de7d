"""Plain text: one page, in whatever encoding it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.encodings import recognise
from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.encodings import LEGACY, guess_encoding

_AS_FONTS_SAW_IT = "latin-1"


def read_text(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the text, at most one character more than the limit of bytes allows."""
    encoding = guess_encoding(path)
    if encoding is None:
        raise Unreadable(ExtractionState.DAMAGED, "no known encoding")
    text = _read(path, encoding, limits)
    if encoding == LEGACY:  # the code page of Windows decodes any bytes, those that a font explains as well
        codes = _read(path, _AS_FONTS_SAW_IT, limits)
        text = codes if recognise(codes) else text
    yield Reading(ExtractedPage(1, text), 1)


def _read(path: Path, encoding: str, limits: Limits) -> str:
    with path.open(encoding=encoding) as file:
        return file.read(limits.output_bytes + 1)
