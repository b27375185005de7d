"""From the text of a page as it stands in the file to Unicode, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.encodings.recognition import is_modern, reads_better_as_is, recognise
from index.encodings.tables import LegacyEncoding, decode


@dataclass(frozen=True, slots=True)
class Converted:
    """The text in Unicode (NFC), and the encoding in which it stood."""

    text: str
    encoding: LegacyEncoding


def to_unicode(text: str, fonts: Iterable[str] = ()) -> Converted | None:
    """Return the text converted, None if it is in no old encoding; lines in Unicode stay as they are."""
    if text.isascii():
        return None
    encoding = recognise(text, fonts)
    if encoding is None:
        return None
    return Converted("\n".join(decode_line(line, encoding) for line in text.split("\n")), encoding)


def decode_line(line: str, encoding: LegacyEncoding) -> str:
    """Return the line of a text that is in this encoding; one in Unicode stays as it is."""
    if is_modern(line) or reads_better_as_is(line, encoding):
        return line
    return decode(line, encoding)
