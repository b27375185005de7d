"""From the picture of a page to its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from index.header.words import WordBox
from index.ocr.cleaning import clean
from index.ocr.page import OcrPage
from index.ocr.tesseract import FoundWord, recognise

READING_DPI = 200


def read_page(picture: Image.Image, dpi: float) -> OcrPage:
    """Recognise the page that `picture` shows at `dpi` dots per inch; raise OcrUnavailable.

    Not for several threads of one process at once.
    """
    grey = clean(np.asarray(_at_reading_size(picture, dpi)))
    words = recognise(grey, READING_DPI)
    height, width = grey.shape
    return OcrPage(
        text_of(words),
        tuple(_fractions(word, width, height) for word in words),
        tuple(round(word.confidence, 3) for word in words),
        legibility_of(words),
        0,
    )


def text_of(words: Sequence[FoundWord]) -> str:
    """Return the words as lines, with a blank line between blocks."""
    return "".join(word.text + _after(word) for word in words).strip()


def legibility_of(words: Sequence[FoundWord]) -> float:
    """Return how well the words could be read: the mean of their confidences, each as heavy as it is long."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 1.0
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3)


def _after(word: FoundWord) -> str:
    if word.ends_block:
        return "\n\n"
    return "\n" if word.ends_line else " "


def _at_reading_size(picture: Image.Image, dpi: float) -> Image.Image:
    colours = picture.convert("RGB")
    scale = READING_DPI / dpi
    if 0.95 < scale < 1.05:
        return colours
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return colours.resize(size, Image.Resampling.LANCZOS)


def _fractions(word: FoundWord, width: int, height: int) -> WordBox:
    left, top, right, bottom = word.box
    return WordBox(
        word.text,
        round(left / width, 5),
        round(top / height, 5),
        round(right / width, 5),
        round(bottom / height, 5),
    )
