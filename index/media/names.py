"""The file names that people's machines send, made fit to keep and to show."""

import re
from collections.abc import Sequence

from index.encodings.syllables import is_syllable
from index.text import compose, plain_line

LONGEST_NAME = 200
_UNNAMED = "tai-lieu"
_WORD = re.compile(r"[^\W\d_]+")
_CODE_PAGES = ("cp1258", "cp1252")


def clean_file_name(name: str) -> str:
    """Return `name` without path, control and direction characters, in NFC, at most 200 characters long.

    The ending survives shortening. Bytes that are not UTF-8 are read in the code page that gives most
    Vietnamese syllables. A name of which nothing is left becomes "tai-lieu".
    """
    tidy = plain_line(re.split(r"[/\\]", readable_name(name))[-1]).lstrip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10 or " " in ending:
        stem, ending = tidy, ""
    suffix = f".{ending}" if ending else ""
    return stem[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix if stem else _UNNAMED + suffix


def readable_name(name: str) -> str:
    """Return a name that the system handed over as bytes in another encoding (PEP 383) as it was meant."""
    if not any("\udc80" <= letter <= "\udcff" for letter in name):
        return name
    return compose(decoded_name(name.encode("utf-8", "surrogateescape"), _CODE_PAGES))


def decoded_name(raw: bytes, pages: Sequence[str]) -> str:
    """Return the name in UTF-8 if it is that, else in the one of these code pages that makes most sense."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        readings = [raw.decode(page, "replace") for page in pages]
    return max(readings, key=_sense)


def _sense(name: str) -> int:
    """Return how much better a name reads than another: syllables count for it, the rest against."""
    composed = compose(name)
    words = sum(1 if is_syllable(word) else -1 for word in _WORD.findall(composed) if not word.isascii())
    return words - sum(not (sign.isascii() or sign.isalpha()) for sign in composed)
