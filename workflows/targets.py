"""Targets: the figures that a requirement asks for, and whether what was measured meets them.

One vocabulary for rules, tables, importer and pages; what is not in it is refused (`target_blockers`):

- `percent`: a part of a whole, numerator and denominator.
- `count`: how many.
- `increase`: this year's figure and last year's; by more than, or at least, `value` percent. 0 with `>` is
  "tăng", any rise at all.
- `none`: zero of what is counted.

Decisions where the rules leave room:

- All arithmetic is exact, nothing is rounded up to a target. What asks for exactly 100 percent is met by
  more: a plan can be exceeded.
- A share of nothing (denominator 0) is not measured. Neither is a rise in percent from nothing; "more than
  nothing" is told by any figure above it.
- Figures of several agencies are judged by their sums. While one is missing the target can be told only where
  no figure of hers could change it: a count that is reached already, a "none" that is broken already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from workflows.blockers import Blocker

MOST = Decimal(10) ** 15
"""Above any figure that is entered: a province's investment in đồng has 14 digits."""
DECIMALS = 4
"""Decimals that a figure or a target's value has at most."""


class TargetKind(StrEnum):
    """What is measured."""

    PERCENT = "percent"
    COUNT = "count"
    INCREASE = "increase"
    NONE = "none"


class Operator(StrEnum):
    """How what is measured is compared with the target's value."""

    EQUAL = "="
    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"


_ANY = frozenset(Operator)
OPERATORS: dict[TargetKind, frozenset[Operator]] = {
    TargetKind.PERCENT: _ANY,
    TargetKind.COUNT: _ANY,
    TargetKind.INCREASE: frozenset({Operator.AT_LEAST, Operator.MORE_THAN}),
    TargetKind.NONE: frozenset({Operator.EQUAL}),
}
"""The comparisons that each kind knows."""

HAS_DENOMINATOR = frozenset({TargetKind.PERCENT, TargetKind.INCREASE})
"""Kinds with a second figure: the whole, or last year's."""


class Outcome(StrEnum):
    """Whether a target is met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why it cannot be told whether a target is met."""

    NO_FIGURES = "no_figures"
    AGENCIES_MISSING = "agencies_missing"
    NOTHING_COUNTED = "nothing_counted"
    LAST_YEAR_MISSING = "last_year_missing"
    LAST_YEAR_ZERO = "last_year_zero"


class UnknownTarget(ValueError):
    """A target that the vocabulary does not know; `blocker` says what does not fit."""

    def __init__(self, blocker: Blocker) -> None:
        super().__init__(f"{blocker.code} {dict(blocker.params)}")
        self.blocker = blocker


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of the requirement; a soft one ("phấn đấu") is striven for, not demanded."""

    kind: TargetKind
    operator: Operator
    value: Decimal
    is_soft: bool = False

    def __post_init__(self) -> None:
        for blocker in target_blockers(self.kind, self.operator, self.value):
            raise UnknownTarget(blocker)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; `denominator` is the whole of a percentage, or last year's figure of an increase."""

    numerator: Decimal
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a target is met, else why that cannot be told; `figure` is what is compared with its value."""

    outcome: Outcome
    figure: Fraction | None = None
    why: Unknown | None = None


def target_blockers(kind: str, operator: str, value: Decimal | None) -> tuple[Blocker, ...]:
    """Say what of a target the vocabulary does not know."""
    if kind not in frozenset(TargetKind):
        return (Blocker("target_kind_unknown", {"kind": kind}),)
    if operator not in OPERATORS[TargetKind(kind)]:
        return (Blocker("target_operator_unknown", {"kind": kind, "operator": operator}),)
    if value is None:
        return (Blocker("target_without_value"),)
    if not is_figure(value) or (kind == TargetKind.NONE and value != 0):
        return (Blocker("target_value_unknown", {"kind": kind}),)
    return ()


def is_figure(value: Decimal) -> bool:
    """Return whether this is a number that can be kept exactly: not negative, of bounded length."""
    if not value.is_finite() or not 0 <= value < MOST:
        return False
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS


def figures_blockers(
    kind: TargetKind, numerator: Decimal | None, denominator: Decimal | None
) -> tuple[Blocker, ...]:
    """Say what figures for a target of this kind lack. Last year's figure may be unknown."""
    if numerator is None or (kind is TargetKind.PERCENT and denominator is None):
        return (Blocker("figure_missing"),)
    if kind not in HAS_DENOMINATOR and denominator is not None:
        return (Blocker("denominator_not_wanted"),)
    if not all(is_figure(each) for each in (numerator, denominator) if each is not None):
        return (Blocker("figure_out_of_range"),)
    return ()


def add_up(parts: Iterable[Figures]) -> Figures | None:
    """Return the sums of numerators and of denominators, None of nothing.

    One part without a denominator leaves the sum without one.
    """
    numerator, wholes = Fraction(0), []
    known = tuple(parts)
    for part in known:
        numerator += Fraction(part.numerator)
        wholes.append(part.denominator)
    if not known:
        return None
    whole = sum((Fraction(each) for each in wholes if each is not None), Fraction(0))
    return Figures(_decimal(numerator), None if None in wholes else _decimal(whole))


def _decimal(value: Fraction) -> Decimal:
    """Return a sum of figures as the decimal that it is; Decimal's own sum rounds to a context's digits."""
    scaled = value * 10**DECIMALS
    assert scaled.denominator == 1  # the parts have no more decimals
    exact = Decimal(scaled.numerator).scaleb(-DECIMALS)
    return exact.quantize(Decimal(1)) if value.denominator == 1 else exact.normalize()


def judge(target: Target, figures: Figures | None, *, is_complete: bool = True) -> Judged:
    """Return whether the figures meet the target; `is_complete`: no asked agency's figures are missing."""
    if figures is None:
        return Judged(Outcome.UNKNOWN, why=Unknown.NO_FIGURES)
    figure, why = _measured(target, figures)
    if figure is None and why is not None:
        return Judged(Outcome.UNKNOWN, why=why)
    met = _rises(target, figures) if target.kind is TargetKind.INCREASE else _compares(target, figure)
    if not is_complete and not _stands_whatever_comes(target, met):
        return Judged(Outcome.UNKNOWN, figure, Unknown.AGENCIES_MISSING)
    return Judged(Outcome.MET if met else Outcome.NOT_MET, figure)


def _measured(target: Target, figures: Figures) -> tuple[Fraction | None, Unknown | None]:
    """Return what is compared, and why there is nothing to compare; an increase from 0 has no percentage."""
    this = Fraction(figures.numerator)
    if target.kind not in HAS_DENOMINATOR:
        return this, None
    rises = target.kind is TargetKind.INCREASE
    if figures.denominator is None:
        return None, Unknown.LAST_YEAR_MISSING if rises else Unknown.NO_FIGURES
    whole = Fraction(figures.denominator)
    if whole:
        return 100 * (this - whole if rises else this) / whole, None
    if rises and target.value == 0:
        return None, None
    return None, Unknown.LAST_YEAR_ZERO if rises else Unknown.NOTHING_COUNTED


def _rises(target: Target, figures: Figures) -> bool:
    this, last = Fraction(figures.numerator), Fraction(figures.denominator or 0)
    wanted = last * (100 + Fraction(target.value))
    return 100 * this >= wanted if target.operator is Operator.AT_LEAST else 100 * this > wanted


def _compares(target: Target, figure: Fraction | None) -> bool:
    assert figure is not None  # only an increase has none
    wanted = Fraction(target.value)
    if target.kind is TargetKind.PERCENT and target.operator is Operator.EQUAL and wanted == 100:
        return figure >= wanted
    return {
        Operator.EQUAL: figure == wanted,
        Operator.AT_LEAST: figure >= wanted,
        Operator.MORE_THAN: figure > wanted,
        Operator.AT_MOST: figure <= wanted,
        Operator.LESS_THAN: figure < wanted,
    }[target.operator]


def _stands_whatever_comes(target: Target, met: bool) -> bool:
    """Return whether further figures, none of them negative, could not change the answer."""
    if target.kind is TargetKind.NONE:
        return not met
    if target.kind is not TargetKind.COUNT:
        return False
    grows_into = target.operator in {Operator.AT_LEAST, Operator.MORE_THAN}
    grows_out_of = target.operator in {Operator.AT_MOST, Operator.LESS_THAN}
    return met if grows_into else not met and grows_out_of
