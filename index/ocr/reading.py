"""From the picture of a page to its words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from index.header.words import WordBox
from index.ocr.cleaning import Grey, clean, is_beyond_reading
from index.ocr.legibility import legibility_of
from index.ocr.orientation import PageRotation, levelled, lie_of, turned
from index.ocr.page import OcrPage
from index.ocr.tesseract import FoundWord, recognise

READING_DPI = 200
_LEAST_SKEW = 0.3  # degrees: what lies less askew is read as well as level lines


def read_page(picture: Image.Image, dpi: float) -> OcrPage:
    """Recognise the page that `picture` shows at `dpi` dots per inch; raise OcrUnavailable.

    A page that cannot be read as it seems to lie is tried upside down as well. Not for several threads of one
    process at once.
    """
    grey = clean(_at_reading_size(picture, dpi))
    lie = lie_of(grey)
    page = _read(grey, lie)
    if page.words and not page.is_legible:
        other = _read(grey, PageRotation((lie.rotation + 180) % 360, lie.skew))
        page = max(page, other, key=lambda read: read.legibility)
    return page


def cleaned_to_read(picture: Image.Image, dpi: float) -> Grey:
    """Return the picture in grey, cleaned, at the size at which pages are read."""
    return clean(_at_reading_size(picture, dpi))


def levelled_to_read(picture: Image.Image, dpi: float) -> Grey:
    """Return the same, turned upright and its lines level."""
    grey = cleaned_to_read(picture, dpi)
    lie = lie_of(grey)
    return levelled(turned(grey, lie.rotation), lie.skew)


def text_of(words: Sequence[FoundWord]) -> str:
    """Return the words line by line."""
    return "".join(word.text + ("\n" if word.ends_line else " ") for word in words).strip()


def _read(grey: Grey, lie: PageRotation) -> OcrPage:
    upright = turned(grey, lie.rotation)
    is_askew = abs(lie.skew) >= _LEAST_SKEW
    level = levelled(upright, lie.skew) if is_askew else upright
    words = [] if is_beyond_reading(level) else recognise(level, READING_DPI)
    height, width = upright.shape
    return OcrPage(
        text_of(words),
        tuple(_place(word, width, height, lie.skew if is_askew else 0.0) for word in words),
        tuple(round(word.confidence, 3) for word in words),
        legibility_of(words, level),
        lie.rotation,
    )


def _at_reading_size(picture: Image.Image, dpi: float) -> Grey:
    colours = picture.convert("RGB")
    scale = READING_DPI / dpi
    if not 0.95 < scale < 1.05:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        colours = colours.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(colours)


def _place(word: FoundWord, width: int, height: int, skew: float) -> WordBox:
    """Return the word where it stands on the page that was turned by `skew` degrees before it was read."""
    left, top, right, bottom = word.box
    turn = math.radians(skew)
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    middle_x = width / 2 + x * math.cos(turn) - y * math.sin(turn)
    middle_y = height / 2 + x * math.sin(turn) + y * math.cos(turn)
    half_width, half_height = (right - left) / 2, (bottom - top) / 2
    return WordBox(
        word.text,
        _fraction(middle_x - half_width, width),
        _fraction(middle_y - half_height, height),
        _fraction(middle_x + half_width, width),
        _fraction(middle_y + half_height, height),
    )


def _fraction(place: float, length: int) -> float:
    return round(min(max(place / length, 0.0), 1.0), 5)
