"""The file names that people's machines send, made fit to keep and to show."""

import re
import unicodedata

LONGEST_NAME = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_UNNAMED = "tai-lieu"


def clean_file_name(name: str) -> str:
    """Return `name` without path, control and direction characters, in NFC, at most 200 characters long.

    The ending survives shortening. A name of which nothing is left becomes "tai-lieu".
    """
    last = re.split(r"[/\\]", _UNSAFE.sub("", name))[-1]
    tidy = " ".join(unicodedata.normalize("NFC", last).split()).lstrip(".")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10 or " " in ending:
        stem, ending = tidy, ""
    suffix = f".{ending}" if ending else ""
    return stem[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix if stem else _UNNAMED + suffix
