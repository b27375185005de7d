"""Which criteria are at risk, and why: rules as data, each with its weight; the reasons are shown with it.

No forecast is made here: a criterion is at risk for reasons that stand on record, and the more and the
heavier they are the higher it stands. What is approved or sealed is at risk no longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SOON_DAYS = 14
"""Days to the last good day from which on a criterion without documents is at risk."""


class Risk(StrEnum):
    """A reason for which a criterion is at risk."""

    OVERDUE = "overdue"
    NO_EVIDENCE = "no_evidence"
    RETURNED = "returned"
    RETURNED_AGAIN = "returned_again"
    QUESTION_OPEN = "question_open"
    TARGET_NOT_MET = "target_not_met"
    LOST_BEFORE = "lost_before"
    PARTS_OVERDUE = "parts_overdue"


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the rules look at; `days_left` to the last good day, None without a deadline."""

    is_done: bool = False
    is_overdue: bool = False
    days_left: int | None = None
    pieces: int = 0
    is_returned: bool = False
    times_returned: int = 0
    open_questions: int = 0
    targets_not_met: int = 0
    lost_before: Decimal = Decimal(0)
    parts_overdue: int = 0


@dataclass(frozen=True, slots=True)
class RiskRule:
    """One reason, how heavy it is, and when it holds."""

    risk: Risk
    weight: int
    holds: Callable[[RiskFacts], bool]


RULES = (
    RiskRule(Risk.OVERDUE, 8, lambda facts: facts.is_overdue),
    RiskRule(Risk.QUESTION_OPEN, 7, lambda facts: facts.open_questions > 0),
    RiskRule(
        Risk.NO_EVIDENCE,
        6,
        lambda facts: not facts.pieces and facts.days_left is not None and facts.days_left <= SOON_DAYS,
    ),
    RiskRule(Risk.RETURNED_AGAIN, 5, lambda facts: facts.times_returned > 1),
    RiskRule(Risk.TARGET_NOT_MET, 4, lambda facts: facts.targets_not_met > 0),
    RiskRule(Risk.RETURNED, 3, lambda facts: facts.is_returned),
    RiskRule(Risk.LOST_BEFORE, 3, lambda facts: facts.lost_before > 0),
    RiskRule(Risk.PARTS_OVERDUE, 2, lambda facts: facts.parts_overdue > 0),
)
"""The heaviest first; a question of the Ministry holds whether or not the pack is approved."""


def risks_of(facts: RiskFacts) -> tuple[Risk, ...]:
    """Return why the criterion is at risk, the heaviest reason first; empty if it is not."""
    return tuple(
        rule.risk
        for rule in RULES
        if rule.holds(facts) and (not facts.is_done or rule.risk is Risk.QUESTION_OPEN)
    )


def weight_of(risks: tuple[Risk, ...]) -> int:
    """Return how heavy these reasons are together."""
    return sum(rule.weight for rule in RULES if rule.risk in risks)
