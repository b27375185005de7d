"""Where the letters' ink is on a page, in a small picture: without frames, photographs and black edges."""

from __future__ import annotations

import math

import cv2
import numpy as np

from index.ocr.cleaning import Grey

LONGEST_SIDE = 640  # pixels: lines of 9 points are still apart
_EDGE = 0.03  # of the page: scanners leave black edges there
_FRAME_LENGTH = 45  # pixels: what is longer and straight is a table's frame and no letter
_SOLID_SIDE = 9  # pixels, 4 mm of A4: no letter of a text is so solid
_SOLID_REACH = 25
_WHITE = 235
PALEST_INK = 40


def ink_of(grey: Grey) -> Grey:
    """Return how much ink stands where on a page with a white background."""
    scale = min(1.0, LONGEST_SIDE / max(grey.shape))
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    ink: Grey = cv2.subtract(np.full_like(small, _WHITE), small).astype(np.uint8)
    edge = math.ceil(_EDGE * max(ink.shape))
    for side in (ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:]):
        side[:] = 0
    for shape in ((_FRAME_LENGTH, 1), (1, _FRAME_LENGTH)):
        ink = cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, _square(*shape))).astype(np.uint8)
    solid = cv2.erode(ink, _square(_SOLID_SIDE, _SOLID_SIDE)) > PALEST_INK
    if solid.any():
        ink[cv2.dilate(solid.astype(np.uint8), _square(_SOLID_REACH, _SOLID_REACH)) > 0] = 0
    ink[ink <= PALEST_INK] = 0
    return ink


def _square(height: int, width: int) -> Grey:
    return np.ones((height, width), np.uint8)
