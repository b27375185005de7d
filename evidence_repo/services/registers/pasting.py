"""Rows that were pasted from a spreadsheet: text with tabs, its cells quoted where they hold line ends."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_repo.errors import BadInput
from evidence_repo.services.people.sheets import SheetCells
from evidence_repo.words import N_

LONGEST_PASTE = 200_000
_LONGEST_QUOTED = 4_000
_ENDS = "\t\n"


def read_paste(text: str) -> list[SheetCells]:
    """Return the rows of a pasted text, numbered from 1; raise `BadInput` for one that is too long."""
    if len(text) > LONGEST_PASTE:
        raise BadInput(
            N_("At most %(longest)s characters can be pasted at once: import a workbook instead."),
            field="pasted",
            code="too_long",
            longest=LONGEST_PASTE,
        )
    rows: list[list[str]] = [[]]
    for cell, end in _cells(text.replace("\0", " ").replace("\r\n", "\n").replace("\r", "\n")):
        rows[-1].append(cell)
        if end == "\n":
            rows.append([])
    return [SheetCells(number, tuple(row)) for number, row in enumerate(rows, start=1)]


def _cells(text: str) -> Iterator[tuple[str, str]]:
    """Yield each cell with what ends it."""
    place = 0
    while place <= len(text):
        quoted = _quoted(text, place) if text.startswith('"', place) else None
        cell, end = quoted or _plain(text, place)
        yield cell, text[end : end + 1]
        place = end + 1


def _plain(text: str, begin: int) -> tuple[str, int]:
    ends = (place for letter in _ENDS if (place := text.find(letter, begin)) >= 0)
    end = min(ends, default=len(text))
    return text[begin:end], end


def _quoted(text: str, begin: int) -> tuple[str, int] | None:
    """Return a cell in quotation marks and where it ends; None where the mark is only its first letter."""
    place, last = begin + 1, min(len(text), begin + _LONGEST_QUOTED)
    while (place := text.find('"', place, last)) >= 0:
        if text.startswith('""', place):
            place += 2
        elif text[place + 1 : place + 2] in ("", *_ENDS):
            return text[begin + 1 : place].replace('""', '"'), place + 1
        else:
            return None
    return None
