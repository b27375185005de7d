"""How figures, dates and times are written: dd/mm/yyyy, 24 hours, decimal comma in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from flask_babel import format_date, format_decimal, gettext, ngettext
from markupsafe import Markup, escape

from evidence_repo.clock import HANOI
from evidence_repo.models import Evidence
from evidence_repo.services.packs.progress import Due
from workflows.deadlines import last_good_day

_UNITS = ("B", "KB", "MB", "GB", "TB")
_STEP = 1024


def day(value: date | datetime | None) -> str:
    """Return `dd/mm/yyyy` (of a moment: its day in Vietnam), nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(HANOI).date()
    return f"{value:%d/%m/%Y}"


def weekday(value: date) -> str:
    """Return the day of the week: “Thứ Hai”."""
    return str(format_date(value, "EEEE"))


def moment(value: datetime | None) -> str:
    """Return `dd/mm/yyyy HH:MM` in Vietnam's time, nothing for nothing."""
    return f"{value.astimezone(HANOI):%d/%m/%Y %H:%M}" if value else ""


def clock_time(value: datetime) -> str:
    """Return `HH:MM` in Vietnam's time."""
    return f"{value.astimezone(HANOI):%H:%M}"


def figure(value: float | None, digits: int = 1) -> str:
    """Return a number with the reader's decimal sign and no needless zeros."""
    return "" if value is None else str(format_decimal(value, format=f"#,##0.{'#' * digits}"))


def exact(value: Decimal | Fraction | None) -> str:
    """Return an exact figure with the reader's decimal sign; what does not end is cut, not rounded up."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        value = Decimal(int(value * 100)).scaleb(-2)
    return str(format_decimal(value, format="#,##0.####"))


def share(value: float) -> str:
    """Return a share of 1 in whole hundredths; what is not the whole is never shown as 100."""
    return str(int(value * 100))


def size(count: int | None) -> str:
    """Return a number of bytes in the unit that people read."""
    if count is None:
        return ""
    amount, unit = float(count), _UNITS[0]
    for unit in _UNITS:
        if amount < _STEP or unit == _UNITS[-1]:
            break
        amount /= _STEP
    return f"{figure(amount, 0 if unit in ('B', 'KB') else 1)} {unit}"


def due_words(due: Due) -> str:
    """Return how long there is still time: “còn 3 ngày”, “quá hạn 2 ngày”, else the last good day."""
    if due.is_overdue:
        late = -due.days_left
        return str(ngettext("%(num)d day overdue", "%(num)d days overdue", late))
    if due.days_left == 0:
        return str(gettext("last day"))
    if due.is_soon:
        return str(ngettext("%(num)d day left", "%(num)d days left", due.days_left))
    return day(last_good_day(due.deadline.due_on))


def marked(text: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """Return the text with its marked places in `<mark>`, everything else escaped."""
    pieces, place = [], 0
    for start, stop in marks:
        pieces += [escape(text[place:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        place = stop
    return Markup("").join([*pieces, escape(text[place:])])


def cited_pages(evidence: Evidence) -> str:
    """Return "page 3" or "pages 2–3"; of a file without pages what a person wrote, or nothing."""
    if not evidence.pages or not evidence.version.has_pages:
        return evidence.pages or ""
    count = 1 if evidence.pages.isdigit() else 2
    pages = evidence.pages.replace("-", "–")
    return str(ngettext("page %(pages)s", "pages %(pages)s", count, pages=pages))


FILTERS = {
    "cited_pages": cited_pages,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "clock_time": clock_time,
    "figure": figure,
    "exact": exact,
    "share": share,
    "size": size,
    "due_words": due_words,
    "last_good_day": last_good_day,
}
