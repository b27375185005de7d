"""The clock that is passed in: the moment and the business date; the audit log keeps real time by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def day_in_hanoi(moment: datetime) -> date:
    """Return the day of this moment in Vietnam."""
    return moment.astimezone(HANOI).date()


@dataclass(frozen=True, slots=True)
class Clock:
    """Gives now and today; a demonstration's runs `days_back` behind, and its business date stands still."""

    fixed_today: date | None = None
    days_back: int = 0

    @classmethod
    def on(cls, day: date, real: datetime | None = None) -> Clock:
        """Return a clock on which the real moment (by default: now) falls on this day."""
        return cls(day, (day_in_hanoi(real or datetime.now(UTC)) - day).days)

    def in_real_time(self) -> Self:
        """Return this clock without a demonstration's shift: the queue of background work goes by it."""
        return replace(self, fixed_today=None, days_back=0)

    def now(self) -> datetime:
        """Return the present moment, UTC with zone."""
        return datetime.now(UTC) - timedelta(days=self.days_back)

    def real_now(self) -> datetime:
        """Return the real moment: sessions and guesses are timed by it, a demonstration's too."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the business date in Vietnam."""
        return self.fixed_today or day_in_hanoi(self.now())
