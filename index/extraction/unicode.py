"""Pages whose text stands in an old encoding, handed on in Unicode with the raw text beside."""

from __future__ import annotations

from dataclasses import replace

from index.encodings import LegacyEncoding, recognise, to_unicode
from index.encodings.conversion import decode_line
from index.extraction.readers.reading import Reading
from index.header.words import PageWords


def in_unicode(reading: Reading) -> Reading:
    """Return the page with its text and words in Unicode; unchanged if it is so already."""
    page = reading.page
    if page.raw_text is not None:
        return reading
    converted = to_unicode(page.text, reading.fonts)
    if converted is None:
        return reading
    words = _converted(reading.words, converted.encoding) if reading.words else None
    return replace(reading, page=replace(page, text=converted.text, raw_text=page.text), words=words)


def words_in_unicode(words: PageWords) -> PageWords:
    """Return the words of a page in Unicode."""
    encoding = recognise("\n".join(word.text for word in words.words))
    return words if encoding is None else _converted(words, encoding)


def _converted(words: PageWords, encoding: LegacyEncoding) -> PageWords:
    return replace(
        words, words=tuple(replace(word, text=decode_line(word.text, encoding)) for word in words.words)
    )
