"""Word 97 files: the fields that fetch something lose their names, in the places where they stand."""

from __future__ import annotations

import re

COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FETCHING = ("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDEAUTO", "DDE", "DATABASE", "RD")
"""The fields of Word that fetch something; the longer of two that begin alike comes first."""

_BEGIN = "\x13"
_ALWAYS = ("INCLUDEPICTURE", "INCLUDETEXT", "DDEAUTO")


def cut_compound(data: bytes) -> bytes:
    """Return the file with the same length and the names of such fields crossed out, in one byte or two."""
    for encoding in ("latin-1", "utf-16-le"):
        data = _pattern(encoding).sub(lambda found: _crossed_out(found[0]), data)
    return data


def _pattern(encoding: str) -> re.Pattern[bytes]:
    blank = re.escape(" ".encode(encoding))
    begin = re.escape(_BEGIN.encode(encoding)) + b"(?:" + blank + b"){0,64}"
    in_field = b"|".join(re.escape(name.encode(encoding)) for name in FETCHING)
    anywhere = b"|".join(re.escape(name.encode(encoding)) for name in _ALWAYS)
    return re.compile(anywhere + b"|" + begin + b"(?:" + in_field + b")(?=" + blank + b")", re.IGNORECASE)


def _crossed_out(found: bytes) -> bytes:
    """Return letters as X; the field's beginning stays, or the file's own counts would not fit."""
    return bytes(0x58 if 0x41 <= byte & 0xDF <= 0x5A else byte for byte in found)
