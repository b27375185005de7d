"""The clock that is passed in: real time for the log, the business date for deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells now and today; `fixed_today` pins the business date, never the time of the audit log."""

    fixed_today: date | None = None

    def now(self) -> datetime:
        """Return the present moment, UTC with zone."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the business date in Vietnam."""
        return self.fixed_today or self.now().astimezone(HANOI).date()
