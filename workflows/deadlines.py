"""Deadlines: "trước ngày" is exclusive, so the last good day is the day before `due_on`.

Decision: the nearest open deadline is the earliest one without a piece, overdue ones included, since what is
overdue is what is most urgent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline of a criterion; `is_served` says whether a piece names it (or the pack is done)."""

    id: int
    due_on: date
    is_served: bool = False


def last_good_day(due_on: date) -> date:
    """Return the last day on which the work is in time."""
    return due_on - timedelta(days=1)


def days_left(today: date, due_on: date) -> int:
    """Return the days until the last good day: 0 on that day, -2 when two days overdue."""
    return (last_good_day(due_on) - today).days


def is_overdue(today: date, due_on: date) -> bool:
    """Return whether the last good day is past."""
    return today >= due_on


def last_due_day_soon(today: date) -> date:
    """Return the latest `due_on` that is soon, or overdue."""
    return today + timedelta(days=SOON_DAYS + 1)


def is_soon(today: date, due_on: date) -> bool:
    """Return whether the last good day is today or within a week."""
    return 0 <= days_left(today, due_on) <= SOON_DAYS


def nearest_open(deadlines: Iterable[DeadlineView]) -> DeadlineView | None:
    """Return the earliest deadline that is not served, or None."""
    return min(
        (deadline for deadline in deadlines if not deadline.is_served),
        key=lambda deadline: (deadline.due_on, deadline.id),
        default=None,
    )


def cycle_contains(year: int, issued_on: date) -> bool:
    """Return whether a document was issued in the cycle's year."""
    return issued_on.year == year
