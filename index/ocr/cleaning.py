"""Clean a scanned page for recognition: stamps gone, paper white, grain smoothed, nothing binarised."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

cv2.setNumThreads(1)  # pages run in parallel, not the parts of one page; threads would not survive a fork

_COARSE = 8  # paper and stamps are looked for in a picture so much smaller
_RED_EXCESS = 30  # of red over the brighter of green and blue
_STAMP_SIDE = 10  # cells of the coarse picture, 1 cm at 200 dpi: flatter red is a line of text
# JPEG keeps a quarter of the colour, so that thin strokes of a stamp come out brownish and not bright red.
_BLACK_INK_ONLY = np.clip((np.arange(256) - 20) * (255 / 130), 0, 255).astype(np.uint8)
_GRAIN = 40  # from here on grain costs letters
_SAMPLE = 6  # rows, of which one is looked at for grain
_LEAST_SMOOTHING, _MOST_SMOOTHING = 0.7, 2.0  # pixels
_MOST_SPECKS = 0.0065  # per pixel: more than three times those of a page full of small print


def clean(colours: Grey) -> Grey:
    """Return the RGB picture in grey with stamps painted to paper and an even white background."""
    return without_grain(flatten(without_stamps(colours)))


def without_stamps(colours: Grey) -> Grey:
    """Return the picture in grey; where a red stamp is, only what is dark in red light stays: black ink."""
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    red = np.ascontiguousarray(colours[:, :, 0])
    excess = cv2.subtract(red, cv2.max(colours[:, :, 1], colours[:, :, 2]))
    stamps = _stamps((excess > _RED_EXCESS).astype(np.uint8))
    if stamps is not None:
        cv2.copyTo(cv2.LUT(red, _BLACK_INK_ONLY), stamps, grey)
    return grey


def flatten(grey: Grey) -> Grey:
    """Divide the picture by the shade of its paper, so that shadows and yellow paper become white."""
    paper = cv2.medianBlur(cv2.dilate(_coarse(grey), np.ones((7, 7), np.uint8)), 21)
    shade = cv2.resize(np.maximum(paper, 1), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    flat: Grey = cv2.divide(grey, shade, scale=255).astype(np.uint8)
    return flat


def without_grain(grey: Grey) -> Grey:
    """Smooth a grainy picture as much as its grain asks for; leave others alone."""
    grain = float(np.median(np.abs(cv2.Laplacian(grey[::_SAMPLE], cv2.CV_16S))))
    if grain < _GRAIN:
        return grey
    width = min(max(grain / 100, _LEAST_SMOOTHING), _MOST_SMOOTHING)
    smooth: Grey = cv2.GaussianBlur(grey, (0, 0), width).astype(np.uint8)
    return smooth


def is_beyond_reading(grey: Grey) -> bool:
    """Return whether the picture is all specks, on which Tesseract would spend minutes for nothing."""
    specks, _ = cv2.connectedComponents((grey < 128).astype(np.uint8))
    return bool(specks > _MOST_SPECKS * grey.size)


def _stamps(is_red: Grey) -> Grey | None:
    """Return where the stamps are, as ones among zeros; None if there are none."""
    cells = (_coarse(is_red * 255) > 15).astype(np.uint8)
    joined = cv2.dilate(cells, np.ones((3, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    sides = np.minimum(boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT])
    large = [label for label in range(1, count) if sides[label] >= _STAMP_SIDE]
    if not large:
        return None
    found = np.isin(labels, large).astype(np.uint8)
    stamps: Grey = cv2.resize(found, is_red.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(np.uint8)
    return stamps


def _coarse(grey: Grey) -> Grey:
    height, width = grey.shape
    size = (max(1, width // _COARSE), max(1, height // _COARSE))
    coarse: Grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return coarse
