"""The file names that people's machines send, made fit to keep and to show."""

import re

from index.text import compose

LONGEST_NAME = 200
_UNNAMED = "tai-lieu"


def clean_file_name(name: str) -> str:
    """Return `name` without path, control and direction characters, in NFC, at most 200 characters long.

    The ending survives shortening. A name of which nothing is left becomes "tai-lieu".
    """
    last = re.split(r"[/\\]", compose(name))[-1]
    shown = "".join(letter if letter.isprintable() else " " * letter.isspace() for letter in last)
    tidy = " ".join(shown.split()).lstrip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10 or " " in ending:
        stem, ending = tidy, ""
    suffix = f".{ending}" if ending else ""
    return stem[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix if stem else _UNNAMED + suffix
