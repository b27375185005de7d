"""Where the lines, squares and words of the board's pictures stand, in the units of their view boxes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from evidence_repo.services.screens.tasks import BurnUp, HeatMap, TaskGroup

HEAT_STEPS = 5
"""Shades of the heat map, from nothing done to all done; the figures stand in the squares."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its place and its words."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class BurnUpChart:
    """The picture of the burn-up: ready places, `line` and `pace` as SVG points."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    line: str
    pace: str
    last: tuple[float, float]
    done: int
    days: tuple[Tick, ...]
    figures: tuple[Tick, ...]


_WIDTH, _HEIGHT = 820, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 790, 30, 240


def burn_up_chart(found: BurnUp) -> BurnUpChart:
    """Return the picture's places: days to the right, tasks upward."""
    span, most = max(1, (found.end - found.start).days), max(1, found.total)

    def across(day: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - found.start).days / span, 1)

    def up(count: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * count / most, 1)

    last_day, done = found.points[-1]
    return BurnUpChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        line=" ".join(f"{across(day)},{up(count)}" for day, count in found.points),
        pace=f"{_LEFT},{_BOTTOM} {_RIGHT},{up(found.total)}",
        last=(across(last_day), up(done)),
        done=done,
        days=tuple(Tick(across(day), f"{day:%d/%m}") for day in _month_starts(found)),
        figures=tuple(Tick(up(count), str(count)) for count in range(0, most + 1, _step(most))),
    )


def _month_starts(found: BurnUp) -> list[date]:
    """Return the first days of the months in the picture, the start, and the end; none too near another."""
    firsts = []
    day = found.start.replace(day=1)
    while day <= found.end:
        firsts.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    apart = max(1, (found.end - found.start).days // 14)
    inner = [each for each in firsts if (each - found.start).days > apart < (found.end - each).days]
    return [found.start, *inner, found.end]


def _step(most: int) -> int:
    """Return a round step that gives at most six marks."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if most / step <= 5:
                return step
        size *= 10


@dataclass(frozen=True, slots=True)
class HeatSquare:
    """One square: its place, its shade from 0 to `HEAT_STEPS` - 1, and what is counted in it."""

    x: int
    y: int
    shade: int
    group: TaskGroup
    agency: TaskGroup
    field: TaskGroup


@dataclass(frozen=True, slots=True)
class HeatChart:
    """The picture of the heat map; its rows and columns are those of `found`."""

    found: HeatMap
    squares: tuple[HeatSquare, ...]
    rows: tuple[tuple[int, TaskGroup], ...]
    columns: tuple[tuple[int, TaskGroup], ...]
    width: int
    height: int


CELL_WIDTH, CELL_HEIGHT, NAME_WIDTH, HEAD_HEIGHT = 64, 26, 290, 30


def heat_chart(found: HeatMap) -> HeatChart:
    """Return the picture's places: agencies downward, fields to the right."""
    rows = tuple((HEAD_HEIGHT + CELL_HEIGHT * n, group) for n, group in enumerate(found.agencies))
    columns = tuple((NAME_WIDTH + CELL_WIDTH * n, group) for n, group in enumerate(found.fields))
    squares = tuple(
        HeatSquare(x, y, _shade(cell), cell, agency, field)
        for y, agency in rows
        for x, field in columns
        if (cell := found.cells.get((agency.key, field.key))) is not None
    )
    width, height = NAME_WIDTH + CELL_WIDTH * len(columns), HEAD_HEIGHT + CELL_HEIGHT * len(rows)
    return HeatChart(found, squares, rows, columns, width, height)


def _shade(cell: TaskGroup) -> int:
    """Return 0 for nothing done and the darkest for all; what is between is neither."""
    if cell.done == 0:
        return 0
    if cell.done == cell.total:
        return HEAT_STEPS - 1
    return 1 + min(HEAT_STEPS - 3, cell.done * (HEAT_STEPS - 2) // cell.total)
