"""The ruled table on the picture of a page."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from index.ocr.cleaning import Grey
from index.ocr.grid import grid_of

_ACROSS, _WIDTH = (100, 350, 700, 1100), 1200


def table(heights: list[int], *, with_agency: bool = False) -> Grey:
    """Draw rows of these heights in pixels, of three cells; with an agency the last but one has one."""
    page = np.full((sum(heights) + 200, _WIDTH), 255, np.uint8)
    edges = [100, *(100 + int(edge) for edge in np.cumsum(heights))]
    for edge in edges:
        cv2.line(page, (_ACROSS[0], edge), (_ACROSS[-1], edge), 0, 3)
    for row, (top, bottom) in enumerate(pairwise(edges)):
        spans = with_agency and row == len(heights) - 2
        for place in (_ACROSS[0], _ACROSS[-1]) if spans else _ACROSS:
            cv2.line(page, (place, top), (place, bottom), 0, 3)
    return page


def shape(page: Grey) -> list[int]:
    """Return how many cells each row has."""
    grid = grid_of(page)
    assert grid is not None
    return [sum(cell.row == row for cell in grid.cells) for row in range(grid.rows)]


@pytest.mark.parametrize("height", [26, 34, 42, 60])
def test_a_row_of_one_line_below_an_agency_has_its_columns(height: int) -> None:
    assert shape(table([90, 120, 40, height], with_agency=True)) == [3, 3, 1, 3]


def test_letters_in_a_low_row_are_no_rules() -> None:
    page = table([120, 36, 120])
    for left in range(130, 330, 14):
        cv2.line(page, (left, 224), (left, 250), 0, 3)
    assert shape(page) == [3, 3, 3]
