"""The ruled table on the picture of a page: its cells are the white areas between the lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from index.ocr.cleaning import Grey

_DARK = 190
_LEAST_RULE = 60  # pixels at the reading size: longer than any dash or underlined word
_LEAST_UPRIGHT = 42  # pixels: taller than any letter, shorter than a row of two lines
_LEAST_BETWEEN = 20  # pixels of an upright from one rule to the next: a row of one line at a page's end
_GAP = 15  # pixels of a rule that a scanner may lose
_LEAST_WIDTH, _LEAST_HEIGHT = 0.3, 60  # of a table: share of the page, pixels
_LEAST_SIDE = 18  # pixels of a cell: a line of small print
_SAME_EDGE = 14
_INSIDE = 3  # pixels that a cell's box keeps from its rules
MOST_CELLS = 3_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its first row and column in the grid, how many it covers, and its box in pixels."""

    row: int
    column: int
    rows: int
    columns: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The largest table of a page; `top` and `bottom` are where it begins and ends, in pixels."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    top: int
    bottom: int


def grid_of(grey: Grey) -> Grid | None:
    """Return the table on an upright, cleaned page; None if there is none."""
    table = _table(_rules(grey))
    if table is None:
        return None
    left, top, rules = table
    count, _, boxes, _ = cv2.connectedComponentsWithStats(1 - rules, connectivity=4)
    if count > MOST_CELLS:
        return None
    found = [_box(boxes[label]) for label in range(1, count)]
    found = [box for box in found if min(box[2] - box[0], box[3] - box[1]) >= _LEAST_SIDE]
    across = _edges(edge for box in found for edge in (box[0], box[2]))
    down = _edges(edge for box in found for edge in (box[1], box[3]))
    cells = tuple(sorted((_cell(box, across, down, left, top) for box in found), key=_place))
    return Grid(cells, len(down), len(across), top, top + rules.shape[0]) if cells else None


def without_rules(grey: Grey) -> Grey:
    """Return the page with its rules painted white: letters that touch one are read better without it."""
    painted = grey.copy()
    painted[_rules(grey) > 0] = 255
    return painted


def _rules(grey: Grey) -> Grey:
    ink = (grey < _DARK).astype(np.uint8)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _LEAST_RULE), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_LEAST_UPRIGHT, 1), np.uint8))
    across = cv2.dilate(across, np.ones((3, _GAP), np.uint8))
    down = cv2.bitwise_or(down, _between(across.astype(np.uint8), ink))
    down = cv2.dilate(down, np.ones((_GAP, 3), np.uint8))
    rules: Grey = cv2.bitwise_or(across, down).astype(np.uint8)
    return rules


def _between(across: Grey, ink: Grey) -> Grey:
    """Return the short uprights that begin in one rule and end in another, as no letter does."""
    short = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_LEAST_BETWEEN, 1), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(short)
    middle = boxes[:, cv2.CC_STAT_LEFT] + boxes[:, cv2.CC_STAT_WIDTH] // 2
    first = boxes[:, cv2.CC_STAT_TOP] + 1
    last = boxes[:, cv2.CC_STAT_TOP] + boxes[:, cv2.CC_STAT_HEIGHT] - 2
    is_between = (across[first, middle] > 0) & (across[last, middle] > 0)
    is_between[0] = False
    kept: Grey = is_between.astype(np.uint8)[labels]
    return kept


def _table(rules: Grey) -> tuple[int, int, Grey] | None:
    """Return left, top and the rules of the largest table, with an edge around it: a broken page has none."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(rules)
    sizes = boxes[:, cv2.CC_STAT_WIDTH] * boxes[:, cv2.CC_STAT_HEIGHT]
    sizes[0] = 0
    label = int(sizes.argmax())
    left, top, width, height = (int(side) for side in boxes[label][:4])
    if width < _LEAST_WIDTH * rules.shape[1] or height < _LEAST_HEIGHT or not sizes[label]:
        return None
    own = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
    own[:2], own[-2:], own[:, :2], own[:, -2:] = 1, 1, 1, 1
    return left, top, own


def _box(stats: Iterable[int]) -> tuple[int, int, int, int]:
    left, top, width, height, _ = (int(side) for side in stats)
    return left, top, left + width, top + height


def _edges(places: Iterable[int]) -> list[int]:
    """Return where the cells of a row or a column begin: edges that lie close together are one."""
    starts: list[int] = []
    last = -_SAME_EDGE
    for place in sorted(places):
        if place - last >= _SAME_EDGE:
            starts.append(place)
        last = place
    return starts[:-1]


def _cell(
    box: tuple[int, int, int, int], across: list[int], down: list[int], left: int, top: int
) -> GridCell:
    column, row = bisect_right(across, box[0]) - 1, bisect_right(down, box[1]) - 1
    columns = max(1, bisect_right(across, box[2] - _SAME_EDGE) - column)
    rows = max(1, bisect_right(down, box[3] - _SAME_EDGE) - row)
    inner = (box[0] + _INSIDE, box[1] + _INSIDE, box[2] - _INSIDE, box[3] - _INSIDE)
    shifted = (inner[0] + left, inner[1] + top, inner[2] + left, inner[3] + top)
    return GridCell(row, column, rows, columns, shifted)


def _place(cell: GridCell) -> tuple[int, int]:
    return cell.row, cell.column
