"""Clean a scanned page for recognition: stamps gone, paper even, no binarisation."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_RED_EXCESS = 30  # of red over the brighter of green and blue
_PAPER_SCALE = 8  # the paper's shade is looked for in a picture so much smaller


def clean(colours: NDArray[np.uint8]) -> Grey:
    """Return the RGB picture in grey with red ink painted to paper and an even white background."""
    return flatten(without_red_ink(colours))


def without_red_ink(colours: NDArray[np.uint8]) -> Grey:
    """Return the picture in grey; where ink is red, its red channel stands: black under red stays black."""
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    red = colours[:, :, 0]
    others = cv2.max(colours[:, :, 1], colours[:, :, 2])
    is_red = cv2.subtract(red, others) > _RED_EXCESS
    cleaned: Grey = np.where(is_red, red, grey)
    return cleaned


def flatten(grey: Grey) -> Grey:
    """Divide the picture by the shade of its paper, so that shadows and yellow paper become white."""
    height, width = grey.shape
    small = cv2.resize(
        grey,
        (max(1, width // _PAPER_SCALE), max(1, height // _PAPER_SCALE)),
        interpolation=cv2.INTER_AREA,
    )
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    shade = cv2.resize(np.maximum(paper, 1), (width, height), interpolation=cv2.INTER_LINEAR)
    flat: Grey = cv2.divide(grey, shade, scale=255).astype(np.uint8)
    return flat
