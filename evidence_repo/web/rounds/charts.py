"""Where the trend's line and words stand, in the units of its view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence_repo.services.rounds.years import YearPoints


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One year of the trend; `percent` as it is written beside its dot."""

    x: float
    y: float
    year: int
    percent: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """The share of the maximum by year: `line` as SVG points, `figures` the marks of the scale."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    line: str
    dots: tuple[TrendPoint, ...]
    figures: tuple[tuple[float, str], ...]


_WIDTH, _HEIGHT = 820, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 780, 24, 214


def trend_chart(years: Sequence[YearPoints]) -> TrendChart | None:
    """Return the picture's places, None where no year has points of a known maximum."""
    known = [(each.cycle.year, each.whole.percent) for each in years if each.whole.percent is not None]
    if not known:
        return None
    first, last = known[0][0], known[-1][0]
    dots = []
    for year, percent in known:
        assert percent is not None  # it was asked above
        share = max(0.0, min(100.0, float(percent)))
        x = _LEFT + 40 + (_RIGHT - _LEFT - 80) * (year - first) / max(1, last - first)
        dots.append(TrendPoint(round(x, 1), _up(share), year, f"{float(percent):.2f}".replace(".", ",")))
    return TrendChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        bottom=_BOTTOM,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=tuple(dots),
        figures=tuple((_up(mark), str(mark)) for mark in (0, 25, 50, 75, 100)),
    )


def _up(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * share / 100, 1)
