"""Targets: the figures that a requirement asks for, and whether a measurement meets them.

Decisions: a percentage is exact (no rounding up to the target); a percentage of nothing (denominator 0) is
not measured, except that zero of zero meets "none of them"; for `up_on_last_year` the denominator is last
year's figure, and equal is not up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = int | float | Decimal | Fraction


class Operator(StrEnum):
    """How a measurement is compared with the target's value."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    UP_ON_LAST_YEAR = "up"


class Unit(StrEnum):
    """What the value counts."""

    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of the requirement; a soft one ("phấn đấu") is striven for, not demanded."""

    measure: str
    operator: Operator
    value: Number | None
    unit: Unit
    is_soft: bool = False


def _exact(number: Number) -> Fraction:
    # Floats come from the database as the decimals people typed: 33.3 means 333/10, not its binary neighbour.
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def measured(unit: Unit, numerator: Number, denominator: Number | None) -> Fraction | None:
    """Return what a measurement says in the target's unit, or None if it says nothing."""
    if unit is Unit.COUNT:
        return _exact(numerator)
    if denominator is None or denominator == 0:
        return None
    return 100 * _exact(numerator) / _exact(denominator)


def meets(target: Target, numerator: Number | None, denominator: Number | None = None) -> bool | None:
    """Tell whether a measurement meets the target; None if it cannot be told."""
    if numerator is None:
        return None
    if target.operator is Operator.UP_ON_LAST_YEAR:
        return None if denominator is None else _exact(numerator) > _exact(denominator)
    if target.value is None:
        return None
    wanted = _exact(target.value)
    if target.unit is Unit.PERCENT and numerator == 0 and denominator == 0 and wanted == 0:
        return True
    figure = measured(target.unit, numerator, denominator)
    if figure is None:
        return None
    match target.operator:
        case Operator.AT_LEAST:
            return figure >= wanted
        case Operator.AT_MOST:
            return figure <= wanted
        case Operator.EQUAL:
            return figure == wanted
