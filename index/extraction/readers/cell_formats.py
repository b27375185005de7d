"""What a cell shows of a number: formats of Excel (ECMA-376, 18.8.30) as a Vietnamese machine writes them.

The decimal sign is a comma, thousands are parted by full stops, dates in the machine's own form are written
dd/mm/yyyy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

GENERAL = "General"
_LONGEST_FORMAT = 255
_MOST_DIGITS = 11  # that a cell in the general format shows of a fraction
_LONGEST_WHOLE = Decimal(10) ** 16
_NAMED = {
    "percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "currency": "#,##0.00",
    "short date": "dd/mm/yyyy", "medium date": "dd/mm/yyyy", "long date": "dd/mm/yyyy",
    "general date": "dd/mm/yyyy hh:mm",
    "short time": "hh:mm", "medium time": "hh:mm", "long time": "hh:mm:ss",
    "mm-dd-yy": "dd/mm/yyyy", "m/d/yy": "dd/mm/yyyy", "m/d/yyyy": "dd/mm/yyyy", "yyyy-mm-dd": "dd/mm/yyyy",
    "m/d/yy h:mm": "dd/mm/yyyy hh:mm", "yyyy-mm-dd h:mm:ss": "dd/mm/yyyy hh:mm:ss",
    "yyyy-mm-dd hh:mm:ss": "dd/mm/yyyy hh:mm:ss",
}  # fmt: skip
_MACHINE_FORMS = {"[$-f800]": "dd/mm/yyyy", "[$-f400]": "hh:mm:ss"}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<noon>AM/PM|A/P)|(?P<general>General)|(?P<letters>y+|m+|d+|h+|s+)|(?P<exponent>E[+-]?0+)|(?P<digit>[0#?]+)"
    r"|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001 - a cell has no zone
_FIRST_OF_MARCH = 60  # Excel counts a 29th of February 1900
_CONDITIONS = {"<": -1, "=": 0, ">": 1}


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: its pieces by kind, and the condition under which it is used."""

    pieces: tuple[tuple[str, str], ...]
    condition: str = ""

    @property
    def is_date(self) -> bool:
        return any(kind in ("letters", "elapsed", "noon") for kind, _ in self.pieces)


def shown_cell(value: object, form: str = GENERAL, *, epoch: int = 0) -> str:
    """Return what a cell with this value and format shows; dates count from `_EPOCHS[epoch]`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, Decimal)):
        return _shown_number(value, form, epoch)
    if isinstance(value, (date, time, timedelta)):
        return _shown_moment(value, form)
    return str(value)


def _shown_number(value: float | Decimal, form: str, epoch: int) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    section, number = _section_for(_sections(form), number)
    if not section.is_date:
        return _formatted(section, number)
    moment = _moment(float(number), epoch)
    return _formatted_moment(section, moment, float(number)) if moment else _general(number)


def _moment(days: float, epoch: int) -> datetime | None:
    if epoch == 0 and 0 < days < _FIRST_OF_MARCH:
        days += 1
    try:
        return _EPOCHS[epoch] + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return None


def _shown_moment(value: date | time | timedelta, form: str) -> str:
    section = _sections(form)[0]
    if isinstance(value, timedelta):
        moment, days = _EPOCHS[0] + value, value.total_seconds() / 86_400
    elif isinstance(value, time):
        moment = datetime.combine(_EPOCHS[0], value)
        days = (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    else:
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        days = (moment.replace(tzinfo=None) - _EPOCHS[0]).total_seconds() / 86_400
    if section.is_date:
        return _formatted_moment(section, moment, days)
    if isinstance(value, (time, timedelta)):
        return f"{moment:%H:%M}"
    return f"{moment:%d/%m/%Y}" if moment.time() == time() else f"{moment:%d/%m/%Y %H:%M}"


@lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[_Section, ...]:
    form = form if len(form) <= _LONGEST_FORMAT else GENERAL
    plain = form.split(";")[0].strip().lower().replace("\\", "")
    form = _MACHINE_FORMS.get(plain[:8]) or _NAMED.get(plain, form)
    found: list[_Section] = []
    pieces: list[tuple[str, str]] = []
    condition = ""
    for token in _TOKEN.finditer(form):
        kind, text = token.lastgroup or "", token[token.lastgroup] if token.lastgroup else ""
        if kind == "sign" and text == ";":
            found.append(_Section(tuple(pieces), condition))
            pieces, condition = [], ""
        elif kind == "bracket":
            condition = text if text[:1] in _CONDITIONS else condition
            pieces += _of_bracket(text)
        else:
            pieces += [("text", " ")] if token[0].startswith("_") else [_piece(kind, text)] if kind else []
    return (*found, _Section(tuple(pieces), condition))


def _of_bracket(text: str) -> list[tuple[str, str]]:
    if set(text.lower()) in ({"h"}, {"m"}, {"s"}):
        return [("elapsed", text.lower())]
    if not text.startswith("$"):
        return []  # a colour, or a condition
    currency = text[1:].partition("-")[0]
    return [("text", currency)] if currency else []


def _piece(kind: str, text: str) -> tuple[str, str]:
    if kind == "sign" and text in ".,%/":
        return ("sign", text)
    if kind == "letters" and not text.isalpha():
        return ("text", text)
    return ("text", text) if kind in ("quoted", "escaped", "sign") else (kind, text.lower())


def _section_for(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, Decimal]:
    """Return the section that applies, and the number without the sign that the section itself shows."""
    for section in sections:
        if section.condition and _holds(section.condition, number):
            return section, number
    if any(section.condition for section in sections):
        return sections[-1], number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[0], number


def _holds(condition: str, number: Decimal) -> bool:
    sign = condition.rstrip("0123456789.-+eE ")
    try:
        other = Decimal(condition[len(sign) :].strip())
    except InvalidOperation:
        return False
    order = (number > other) - (number < other)
    return (
        order != 0 if sign == "<>" else order in [_CONDITIONS[each] for each in sign if each in _CONDITIONS]
    )


def _formatted(section: _Section, number: Decimal) -> str:
    kinds = {kind for kind, _ in section.pieces}
    if "digit" not in kinds:
        plain = _general(number)
        shown = [
            plain if kind == "general" else text
            for kind, text in section.pieces
            if kind in ("general", "text")
        ]
        shows_number = "general" in kinds or not section.pieces
        return "".join(shown).strip() if shows_number or "".join(shown).strip("@ ") else plain
    if "exponent" in kinds or ("sign", "/") in section.pieces:
        return _general(number)
    return _with_digits(section, number)


def _with_digits(section: _Section, number: Decimal) -> str:
    places = [index for index, (kind, _) in enumerate(section.pieces) if kind == "digit"]
    first, last = places[0], places[-1]
    pattern = "".join(text for kind, text in section.pieces[first : last + 1] if kind in ("digit", "sign"))
    whole, _, decimals = pattern.partition(".")
    after = section.pieces[last + 1 :]
    thousands = sum(1 for piece in after if piece == ("sign", ","))
    hundreds = sum(1 for piece in section.pieces if piece == ("sign", "%"))
    scaled = number.scaleb(2 * hundreds - 3 * thousands)
    digits = _rounded(scaled, whole, decimals)
    before = "".join(text for kind, text in section.pieces[:first] if kind == "text" or text == "%")
    behind = "".join(text for kind, text in after if kind == "text" or text == "%")
    return " ".join(f"{before}{digits}{behind}".split())


def _rounded(number: Decimal, whole: str, decimals: str) -> str:
    count = min(len(decimals), 30)
    try:
        rounded = abs(number).quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(number)
    left, _, right = f"{rounded:f}".partition(".")
    required = decimals.count("0")
    while len(right) > required and right.endswith("0") and decimals[len(right) - 1] != "0":
        right = right[:-1]
    left = left.zfill(whole.replace(",", "").count("0")) if "0" in whole else left.lstrip("0")
    left = _grouped(left) if "," in whole else left
    sign = "-" if number < 0 and (left.strip("0.") or right.strip("0")) else ""
    return f"{sign}{left},{right}" if right else f"{sign}{left}"


def _grouped(digits: str) -> str:
    """Part digits by threes, leading zeros too."""
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return ".".join([*groups, *(digits[at : at + 3] for at in range(head, len(digits), 3))])


def _general(number: Decimal) -> str:
    if number == number.to_integral_value() and abs(number) < _LONGEST_WHOLE:
        return f"{number.to_integral_value():f}"
    shown = f"{float(number):.{_MOST_DIGITS - 1}g}"
    return shown.replace(".", ",")


def _formatted_moment(section: _Section, moment: datetime, days: float) -> str:
    shown: list[str] = []
    has_noon = any(kind == "noon" for kind, _ in section.pieces)
    letters = [
        (index, text[0])
        for index, (kind, text) in enumerate(section.pieces)
        if kind in ("letters", "elapsed")
    ]
    for index, (kind, text) in enumerate(section.pieces):
        if kind == "letters":
            is_minute = text[0] == "m" and len(text) < 3 and _is_minute(letters, index)
            shown.append(_part(moment, text, is_minute=is_minute, has_noon=has_noon))
        elif kind == "elapsed":
            seconds = round(days * 86_400)
            shown.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]).zfill(len(text)))
        elif kind == "noon":
            shown.append("SA" if moment.hour < 12 else "CH")
        elif kind in ("text", "sign"):
            shown.append(text)
    return " ".join("".join(shown).split())


def _is_minute(letters: list[tuple[int, str]], index: int) -> bool:
    """Return whether an `m` means minutes: after hours, or before seconds."""
    at = [place for place, _ in letters].index(index)
    before = letters[at - 1][1] if at else ""
    after = letters[at + 1][1] if at + 1 < len(letters) else ""
    return before == "h" or after == "s"


def _part(moment: datetime, text: str, *, is_minute: bool, has_noon: bool) -> str:
    length = len(text)
    if text[0] == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if text[0] == "d" and length > 2:
        return _DAYS[moment.weekday()]
    if text[0] == "m" and length > 2:
        return f"Tháng {moment.month}"
    hour = (moment.hour % 12 or 12) if has_noon else moment.hour
    numbers = {
        "d": moment.day,
        "m": moment.minute if is_minute else moment.month,
        "h": hour,
        "s": moment.second,
    }
    return str(numbers[text[0]]).zfill(min(length, 2))
