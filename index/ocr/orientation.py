"""How a page lies: askew, on its side, upside down. Told from the shadows of its lines, without reading."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from index.ocr.cleaning import Grey
from index.ocr.ink import PALEST_INK, ink_of

_WIDEST_SKEW = 10.0  # degrees
_COARSE, _FINE = 0.5, 0.1
_SMOOTH = np.array([1, 2, 1]) / 4  # or else no angle would ever beat zero, where rows and pixels agree
_CLEARLY = 0.1


class PageRotation(NamedTuple):
    """How a page lies: turn it clockwise by `rotation`, then counter-clockwise by `skew` degrees."""

    rotation: int
    skew: float


class _Shadows:
    """The ink of a page seen from the side, for any angle."""

    def __init__(self, ink: Grey) -> None:
        y, x = np.nonzero(ink > PALEST_INK)
        self._x, self._y, self._weight = x - ink.shape[1] / 2, y - ink.shape[0] / 2, ink[y, x]

    def edges(self, angle: float) -> NDArray[np.float64]:
        """Return how much the ink grows from row to row of the page turned by `angle` degrees."""
        if not len(self._weight):
            return np.zeros(1)
        rows = self._y * math.cos(math.radians(angle)) - self._x * math.sin(math.radians(angle))
        shadow = np.bincount((rows - rows.min()).astype(np.int64), self._weight)
        return np.diff(np.convolve(shadow, _SMOOTH))

    def distinctness(self, angle: float) -> float:
        """Return how clearly lines stand apart."""
        return float(np.square(self.edges(angle)).sum())

    def skew(self) -> float:
        """Return the angle that makes the lines stand apart most clearly."""
        near = self._best(np.arange(-_WIDEST_SKEW, _WIDEST_SKEW + _FINE, _COARSE))
        return self._best(np.arange(near - _COARSE, near + _COARSE + _FINE / 2, _FINE))

    def hangs_down(self, angle: float) -> bool:
        """Return whether the upper edge is the sharper: letters begin at one height, end at many."""
        cubes = self.edges(angle) ** 3
        size = float(np.abs(cubes).sum())
        return size > 0 and float(cubes.sum()) / size > _CLEARLY

    def _best(self, angles: NDArray[np.float64]) -> float:
        return round(float(max(angles, key=self.distinctness)), 1)


def lie_of(grey: Grey) -> PageRotation:
    """Guess how the page lies, from a picture with a white background; a doubtful page is called upright."""
    ink = ink_of(grey)
    rows, columns = _Shadows(ink), _Shadows(turned(ink, 90))
    skew, side_skew = rows.skew(), columns.skew()
    if columns.distinctness(side_skew) > rows.distinctness(skew):
        return PageRotation(270 if columns.hangs_down(side_skew) else 90, side_skew)
    return PageRotation(180 if rows.hangs_down(skew) else 0, skew)


def turned(grey: Grey, rotation: int) -> Grey:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -rotation // 90))


def levelled(grey: Grey, skew: float) -> Grey:
    """Return the picture turned counter-clockwise by `skew` degrees about its middle, on white paper."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    level: Grey = cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    ).astype(np.uint8)
    return level
