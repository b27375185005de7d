"""The number and symbol: `416/KH-UBND`, `21/2017/QĐ-UBND`, `39-NQ/TW`, `448/UBND-NC`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.header.block import HeaderBlock, Line
from index.header.fields import FieldValue

_LEAD = re.compile(r"^(?:\S+\s+){0,3}?[Ss][ốỐ]\s*[:.]?\s*(?P<rest>.*)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?P<number>\d{1,6}[a-zđ]?)"
    r"(?:/(?P<year>(?:19|20)\d\d))?"
    r"[/-](?P<symbol>[^\W\d_][\w&.]*(?:[-/][\w&.]+)*)"
)
_SYMBOL_ALONE = re.compile(r"^[^\d/]{0,3}[/-](?P<symbol>[A-ZĐ][\w&.]*(?:[-/][\w&.]+)*)")
_FILLING = re.compile(r"[.…_]{2,}|(?<=\d)\s*[.]\s*(?=/)")


def read_number(block: HeaderBlock) -> FieldValue:
    """Return the number and symbol; nothing if the number is blank, dotted or zero."""
    sure = 0.95 if block.has_motto else 0.75
    for line in _candidates(block):
        lead = _LEAD.match(line.text)
        match = _NUMBER.match(close_up(lead["rest"])) if lead else None
        if match and int(re.sub(r"\D", "", match["number"])) > 0:
            return FieldValue(match[0].rstrip(".-/"), sure, block.page, line.box)
    return FieldValue()


def read_symbol(block: HeaderBlock) -> str | None:
    """Return the symbol alone (`/KH-UBND`), also where the number is still blank."""
    for line in _candidates(block):
        lead = _LEAD.match(line.text)
        if lead is None:
            continue
        rest = close_up(lead["rest"])
        match = _NUMBER.match(rest) or _SYMBOL_ALONE.match(rest)
        if match:
            return match[0].rstrip(".")
    return None


def close_up(text: str) -> str:
    """Remove the blanks that typists and stamps leave: `416 /KH- UBND` becomes `416/KH-UBND`."""
    closed = re.sub(r"\s*([/-])\s*", r"\1", _FILLING.sub("", text.replace("–", "-")))
    while (tighter := re.sub(r"(?<=\d) (?=\d+[/ ])", "", closed)) != closed:
        closed = tighter
    return closed.strip()


def _candidates(block: HeaderBlock) -> Sequence[Line]:
    """Without the motto only lines that begin with "Số" count: the body cites other documents' numbers."""
    if block.has_motto:
        return [*block.left, *block.right, *block.below[:2]]
    return [line for line in block.below[:6] if re.match(r"^(?:Luật\s+)?[Ss][ốỐ]\b", line.text)]
