"""The place and date of issue: `An Giang, ngày 14 tháng 7 năm 2017`."""

from __future__ import annotations

import re
from datetime import date

from index.header.block import HeaderBlock
from index.header.fields import FieldValue

_DATE = re.compile(
    r"ng[àa]y\s*(?P<day>\d\s?\d?)\s*th[áa]ng\s*(?P<month>\d\s?\d?)\s*n[ăa]m\s*(?P<year>(?:\d\s?){4})",
    re.IGNORECASE,
)
_WHOLE_LINE = re.compile(r"^(?:[^,:;]{2,60},\s*)?ng[àa]y\b[^,;()]*$", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1945, 2100


def read_date(block: HeaderBlock) -> FieldValue:
    """Return the issue date as an ISO date; nothing if it is blank or no day of the calendar."""
    lines = [*block.right, *block.left] if block.has_motto else []
    lines += [line for line in block.below[:8] if _WHOLE_LINE.match(line.text)]
    for line in lines:
        if line.text[:1] == "(":
            continue
        match = _DATE.search(line.text)
        if match:
            return _field(match, 0.95 if block.has_motto else 0.7, block, line.box)
    return FieldValue()


def _field(
    match: re.Match[str], sure: float, block: HeaderBlock, box: tuple[float, float, float, float] | None
) -> FieldValue:
    day, month, year = (int(re.sub(r"\s", "", match[part])) for part in ("day", "month", "year"))
    try:
        issued_on = date(year, month, day)
    except ValueError:
        return FieldValue()
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return FieldValue()
    return FieldValue(issued_on.isoformat(), sure, block.page, box)
