"""A scanned sheet with two pages side by side (A4 on A3), recognised by the free strip between them."""

from __future__ import annotations

import numpy as np
from PIL import Image

_LONG_SIDE = 14.0  # inches; A3 has 16.5
_NARROWEST, _WIDEST = 1.25, 1.7  # of the sheet's height
_STRIP = (0.42, 0.58)  # of the width: where the pages may part
_GUTTER = 0.02  # of the width: so much is free, with the sheet's middle in it or near
_DARK, _MOST_INK = 128, 0.004  # of a column
_LEAST_INK = 0.002  # of each half


def halves_of(picture: Image.Image, dpi: float) -> tuple[Image.Image, Image.Image] | None:
    """Return the left and the right half of the sheet, None where it shows one page."""
    width, height = picture.size
    if width < _LONG_SIDE * dpi or not _NARROWEST * height <= width <= _WIDEST * height:
        return None
    dark = np.asarray(picture.convert("L")) < _DARK
    columns = dark.mean(axis=0)
    middle = width // 2
    if columns[:middle].mean() < _LEAST_INK or columns[middle:].mean() < _LEAST_INK:
        return None
    first, last = (round(edge * width) for edge in _STRIP)
    is_free = columns[first:last] < _MOST_INK
    if _longest_run(is_free) < _GUTTER * width or not is_free[middle - first]:
        return None
    return picture.crop((0, 0, middle, height)), picture.crop((middle, 0, width, height))


def _longest_run(flags: np.ndarray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0
