"""Days and numbers in the one form in which they are compared: 5/12/2017, 1250000000."""

import re

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[/.-](\d{1,2})[/.-](\d{1,2})")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+")


def day_form(figure: str) -> str | None:
    """Return a day (`05.12.2017`, `2017-12-05`) as `5/12/2017`, None if it is no day of a calendar."""
    if found := _DAY_FIRST.fullmatch(figure):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(figure):
        year, month, day = map(int, found.groups())
    else:
        return None
    return f"{day}/{month}/{year}" if 1 <= day <= 31 and 1 <= month <= 12 else None


def number_form(figure: str) -> str | None:
    """Return a number whose thousands are set apart (`1.250.000`) as its digits, None if it is none."""
    return re.sub(r"[.,]", "", figure) if _GROUPED.fullmatch(figure) else None
