"""Number and date as e-office systems stamp them: each digit set by itself into the line of the document."""

from __future__ import annotations

import re

_LINE = re.compile(r"^.*\b(?:Số|ngày)\b.*$", re.MULTILINE)
_SPACED_DIGITS = re.compile(r"(?<!\w)\d(?: \d)+(?!\w)")
_BEFORE_SYMBOL = re.compile(r"(?<=\d)[ .]+/(?=[A-ZĐ])")


def closed_up(text: str) -> str:
    """Return the text with digits that stand apart on lines of number and date put together."""
    return _LINE.sub(lambda line: _closed_up(line[0]), text)


def _closed_up(line: str) -> str:
    joined = _SPACED_DIGITS.sub(lambda digits: digits[0].replace(" ", ""), line)
    return _BEFORE_SYMBOL.sub("/", joined) if joined != line else line
