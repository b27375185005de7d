"""Plain text: one page, in whatever encoding it came."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from index.encodings import recognise
from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.encodings import LEGACY, guess_encoding
from index.media.source import Source, opened

_AS_FONTS_SAW_IT = "latin-1"


def read_text(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the text, at most one character more than the limit of bytes allows."""
    encoding = guess_encoding(source)
    if encoding is None:
        raise Unreadable(ExtractionState.DAMAGED, "no known encoding")
    text = _read(source, encoding, limits)
    if encoding == LEGACY:  # the code page of Windows decodes any bytes, those that a font explains as well
        codes = _read(source, _AS_FONTS_SAW_IT, limits)
        text = codes if recognise(codes) else text
    yield Reading(ExtractedPage(1, text), 1)


def _read(source: Source, encoding: str, limits: Limits) -> str:
    with opened(source) as file:
        return codecs.getreader(encoding)(file).read(chars=limits.output_bytes + 1).replace("\r\n", "\n")
