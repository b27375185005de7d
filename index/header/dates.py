"""The place and date of issue: `An Giang, ngày 14 tháng 7 năm 2017`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from index.header.block import HeaderBlock
from index.header.fields import FieldValue
from index.header.folding import fold
from index.header.lines import Line
from index.header.numbers import GUESSED
from index.header.symbols import fixed_digits
from index.header.words import Box

_DATE = re.compile(
    r"ng[àa]y\s*(?P<day>\d\s?\d?)\s*th[áa]ng\s*(?P<month>\d\s?\d?)\s*n[ăa]m\s*(?P<year>(?:\d\s?){4})",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    r"^[^\d/:]*\bng[àa]y\s*(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})\W*$",
    re.IGNORECASE,
)
_DAY_IN_DIGITS = re.compile(
    r"ng[àa]y\s?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})", re.IGNORECASE
)
# "ngày" and "tháng" in what recognition leaves of them, with anything where the digits were written.
_LOOSE_DATE = re.compile(
    r"\bng[a-z]{1,2}y?[:;.]? ?(?P<day>.{0,6}?) ?t?h[a-z]{1,2}ng ?(?P<month>.{0,5}?) ?n[a-z]m ?"
    r"(?P<year>.{3,7})$"
)
_WHOLE_LINE = re.compile(r"^(?:[^,:;]{2,60},\s*)?ng[àa]y\b[^,;()]*$", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_TYPED, _TYPED_WITHOUT_MOTTO = 0.95, 0.7
_AGREED, _SECOND_ALONE, _FIRST_ALONE, _MENDED = 0.95, 0.8, 0.6, 0.4
_RIGHT_COLUMN = 0.3  # of the page's width: lines of the body begin to the left of it
_CERTAIN = 0.9  # confidence of the second reader in a line


@dataclass(frozen=True, slots=True)
class _Reading:
    """Day, month and year as one reader saw them, whether all were read without correction, and the place."""

    parts: tuple[str, str, str]
    is_certain: bool
    box: Box | None

    @property
    def day(self) -> date | None:
        """Return the date if each part is nothing but digits and the calendar has it."""
        if not all(re.fullmatch(r"[0-9]{1,2}", part) for part in self.parts[:2]):
            return None
        return _date(*self.parts) if re.fullmatch(r"[0-9]{4}", self.parts[2]) else None


def read_date(block: HeaderBlock) -> FieldValue:
    """Return the issue date as an ISO date; nothing if it is blank or no day of the calendar."""
    return _recognised(block) if block.is_recognised else _typed(block)


def _typed(block: HeaderBlock) -> FieldValue:
    lines = [*block.right, *_wrapped(block.right), *block.left] if block.has_motto else []
    lines += [line for line in block.below[:8] if _WHOLE_LINE.match(line.text)]
    for form, line in product((_DATE, _IN_DIGITS), lines):
        match = form.search(line.text) if line.text[:1] != "(" else None
        if match:
            day = _date(*(re.sub(r"\s", "", match[part]) for part in ("day", "month", "year")))
            sure = _TYPED if block.has_motto else _TYPED_WITHOUT_MOTTO
            return FieldValue(day.isoformat(), sure, block.page, line.box) if day else FieldValue()
    return FieldValue()


def day_in(text: str) -> str | None:
    """Return the first day that a sentence names, as an ISO date."""
    found = [match for form in (_DATE, _DAY_IN_DIGITS) if (match := form.search(text)) is not None]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    day = _date(*(re.sub(r"\s", "", first[part]) for part in ("day", "month", "year")))
    return day.isoformat() if day else None


def _wrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Give neighbours as one line: a long place leaves no room for the year."""
    for above, line in pairwise(lines):
        yield Line(f"{above.text} {line.text}", above.words + line.words)


def _date(day: str, month: str, year: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _recognised(block: HeaderBlock) -> FieldValue:
    first = next(_first_reader(block), None)
    second = next(_second_reader(block), None)
    reading = second or first
    if reading is None:
        return FieldValue()
    day, confidence = _joined(first, second)
    if day is None:
        return FieldValue()
    return FieldValue(day.isoformat(), confidence, block.page, reading.box)


def _first_reader(block: HeaderBlock) -> Iterator[_Reading]:
    for line in (*block.right, *_wrapped(block.right), *block.left) if block.has_motto else ():
        if reading := _reading(line.text, line.box, is_certain=True):
            yield reading


def _second_reader(block: HeaderBlock) -> Iterator[_Reading]:
    """Give date lines in the right column, the topmost first."""
    for line in sorted(block.second_lines, key=lambda line: line.box[1]) if block.has_motto else ():
        reading = _reading(line.text, line.box, is_certain=line.confidence >= _CERTAIN)
        if reading is not None and _is_on_the_right(line.box) and line.confidence >= GUESSED:
            yield reading


def _is_on_the_right(box: Box) -> bool:
    return box[0] > _RIGHT_COLUMN and box[2] > 0.5


def _reading(text: str, box: Box | None, *, is_certain: bool) -> _Reading | None:
    match = _LOOSE_DATE.search(fold(text).rstrip(" .,"))
    return _Reading((match["day"], match["month"], match["year"]), is_certain, box) if match else None


def _joined(first: _Reading | None, second: _Reading | None) -> tuple[date | None, float]:
    """Take what both readers see; else what the one that knows handwriting sees, corrected if need be."""
    ours, theirs = first.day if first else None, second.day if second else None
    if theirs is not None and second is not None:
        if ours == theirs:
            return theirs, _AGREED
        return _two_digits(first, second) or (theirs, _alone(second))
    if second is not None:
        return ours or _fixed(second, first), _MENDED
    return ours, _FIRST_ALONE


def _alone(second: _Reading) -> float:
    """Return how sure the second reader's date is; days under 10 have a zero, so a lone digit is not."""
    return _SECOND_ALONE if second.is_certain and len(second.parts[0]) == 2 else _MENDED


def _two_digits(first: _Reading | None, second: _Reading) -> tuple[date, float] | None:
    """Return the first reader's day of two digits where the second reader saw one of them only."""
    digits = fixed_digits(first.parts[0])[0] if first else None
    if len(second.parts[0]) == 1 and digits and len(digits) == 2 and second.parts[0] in digits:
        day = _date(digits, *second.parts[1:])
        return (day, _MENDED) if day else None
    return None


def _fixed(second: _Reading, first: _Reading | None) -> date | None:
    """Correct what breaks a law: letters are digits, and a 4 where none can stand is a handwritten 1."""
    year = _year(second, first)
    parts = [fixed_digits(part.upper())[0] for part in second.parts[:2]]
    if year is None or not all(parts):
        return None
    for day, month in product(*(list(_with_ones(part or "")) for part in parts)):
        if found := _date(day, month, year):
            return found
    return None


def _year(*readings: _Reading | None) -> str | None:
    years = [reading.parts[2] for reading in readings if reading is not None]
    return next((year for year in years if re.fullmatch(r"(?:19|20)[0-9]{2}", year)), None)


def _with_ones(digits: str) -> Iterator[str]:
    """Give the digits, then with one 4 after the other taken for a 1, those of the tens first."""
    yield digits
    for index, digit in enumerate(digits):
        if digit == "4":
            yield f"{digits[:index]}1{digits[index + 1 :]}"
