"""Optical character recognition: pages that are pictures become words with their places.

`read_page` reads a whole page with Tesseract, `why_unavailable` says what is missing where it cannot. The
model is loaded once per process: `preload` it in a server that forks, so that its children share it.
"""

from index.ocr.legibility import LEGIBLE_FROM
from index.ocr.page import OcrPage
from index.ocr.reading import read_page
from index.ocr.tesseract import Obstacle, OcrUnavailable, is_available, preload, why_unavailable

__all__ = [
    "LEGIBLE_FROM",
    "Obstacle",
    "OcrPage",
    "OcrUnavailable",
    "is_available",
    "preload",
    "read_page",
    "why_unavailable",
]
