"""The lines of a page's head, read a second time by a recogniser that knows handwritten digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from index.header.words import Box
from index.ocr.digit_recogniser import Colours, PixelBox, find_lines
from index.ocr.line_digits import fix_line

_HEAD = 0.27  # of the page's height: number and date stand there
_READING_DPI = 200


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One stretch of text in the head of a page, as the digit recogniser reads it.

    `text` is to be trusted for digits, capital letters without diacritics, `/`, `-` and `:` only; Vietnamese
    letters are missing or look-alikes (`Sô:1943/SYT-NVY`, `QD`, `Đc lp - Ty do`). What stands on one line in
    two columns comes as two lines. `box` is in fractions of the whole upright page, as in `OcrPage.words`.
    Lines are ordered top to bottom, left to right.

    In a line with a number and symbol the digits before the symbol, and in a line with a date the day and the
    month, are read several times, larger too, as digits of a number or a day of the calendar; then
    `is_corrected` is true and `confidence` (0 to 1) is the probability of those digits alone: from SURE on
    nearly all are right. Elsewhere it is the mean over the letters.
    """

    text: str
    box: Box
    confidence: float
    is_corrected: bool = False


def read_header_lines(picture: Image.Image, dpi: float) -> tuple[HeaderLine, ...]:
    """Read the head of the upright page that `picture` shows at `dpi` dots per inch.

    Raise ImportError where the recogniser is not installed. Not for several threads of one process at once.
    """
    head = _head_of(picture, dpi)
    full_height = head.shape[0] / _HEAD
    return tuple(_lines(head, full_height))


def _lines(head: Colours, full_height: float) -> Iterator[HeaderLine]:
    width = head.shape[1]
    for box in find_lines(head):
        corrected = fix_line(head, box)
        if corrected.text.strip():
            place = _fractions(box, width, full_height)
            yield HeaderLine(corrected.text, place, round(corrected.confidence, 3), corrected.is_corrected)


def _head_of(picture: Image.Image, dpi: float) -> Colours:
    """Return the head of the page at 200 dpi, blue before green before red."""
    head = picture.convert("RGB").crop((0, 0, picture.width, max(1, round(picture.height * _HEAD))))
    scale = _READING_DPI / dpi
    if not 0.95 < scale < 1.05:
        size = (max(1, round(head.width * scale)), max(1, round(head.height * scale)))
        head = head.resize(size, Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(head)[:, :, ::-1])


def _fractions(box: PixelBox, width: float, height: float) -> Box:
    left, top, right, bottom = box
    sides = (left / width, top / height, right / width, bottom / height)
    x0, y0, x1, y1 = (round(min(max(side, 0.0), 1.0), 5) for side in sides)
    return (x0, y0, x1, y1)
