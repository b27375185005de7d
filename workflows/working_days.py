"""Working days: which days agencies work, and how days are counted in them.

"05 ngày làm việc" is counted as Bộ luật Dân sự 2015 counts time: the day itself is not counted, counting
begins on the day after it (Điều 147, khoản 2). A term that would end on a day off ends on the next working
day (Điều 148, khoản 5), which counting in working days gives by itself.

Saturdays and Sundays are off, but for a day that is worked instead of another one (hoán đổi); every public
holiday, its compensation (nghỉ bù) and a day given in exchange are days off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.blockers import Blocker

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years of which days can be listed."""

_ONE_DAY = timedelta(days=1)
_WEEK = 7
_SATURDAY = 5


class DayKind(StrEnum):
    """What a listed day is, whatever its day of the week."""

    OFF = "off"
    WORKED = "worked"


def is_weekend(day: date) -> bool:
    """Tell whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def day_blockers(day: date, kind: DayKind) -> tuple[Blocker, ...]:
    """Say why a day cannot be listed as this kind; empty means that it can."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return (Blocker("day_out_of_range", {"first": FIRST_YEAR, "last": LAST_YEAR}),)
    if kind is DayKind.WORKED and not is_weekend(day):
        return (Blocker("worked_on_weekday"),)
    return ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days that differ from the plain week: days off, and weekends that are worked."""

    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days: Iterable[tuple[date, DayKind]]) -> WorkCalendar:
        """Return the calendar of these listed days."""
        listed = list(days)
        return cls(
            frozenset(day for day, kind in listed if kind is DayKind.OFF),
            frozenset(day for day, kind in listed if kind is DayKind.WORKED),
        )

    def is_working_day(self, day: date) -> bool:
        """Tell whether agencies work on this day."""
        if day in self.worked:
            return True
        return not is_weekend(day) and day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`, which is not counted itself."""
        return self._nearest(day, _ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before `day`, which is not counted itself."""
        return self._nearest(day, -_ONE_DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day that is the `count`-th after `day`; `day` itself for 0."""
        return self._counted(day, count, _ONE_DAY)

    def subtract_working_days(self, day: date, count: int) -> date:
        """Return the working day that is the `count`-th before `day`; `day` itself for 0."""
        return self._counted(day, count, -_ONE_DAY)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to `last`, which counts; less than 0 if `last` is earlier.

        So it is what was added: `working_days_between(day, add_working_days(day, n))` is n.
        """
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + step * _ONE_DAY for step in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def working_days_in(self, year: int) -> int:
        """Count the working days of a year."""
        return self.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))

    def _nearest(self, day: date, step: timedelta) -> date:
        # Five days off lie beside two of a weekend at most, so there always is one within this many days.
        most = _WEEK + 2 * len(self.days_off)
        days = (day + step * count for count in range(1, most + 1))
        return next(day for day in days if self.is_working_day(day))

    def _counted(self, day: date, count: int, step: timedelta) -> date:
        if count < 0:
            raise ValueError("working days are counted by 0 or more")
        for _ in range(count):
            day = self._nearest(day, step)
        return day
