"""Optical character recognition: pages that are pictures become words with their places.

`read_page` reads a whole page with Tesseract, `why_unavailable` says what is missing where it cannot.
`read_header_lines` reads the head of a first page again, for handwritten numbers and dates. Models are loaded
once per process: `preload` them in a server that forks, so that its children share them.
"""

from index.ocr.cell_reading import recognise_cells
from index.ocr.digit_recogniser import is_digit_reader_available, preload_digit_reader
from index.ocr.grid import Grid, GridCell, grid_of
from index.ocr.header_lines import HeaderLine, read_header_lines
from index.ocr.legibility import LEGIBLE_FROM
from index.ocr.line_digits import SURE
from index.ocr.page import OcrPage
from index.ocr.reading import READING_DPI, cleaned_to_read, levelled_to_read, read_page
from index.ocr.sheets import halves_of
from index.ocr.tesseract import (
    FoundWord,
    Obstacle,
    OcrUnavailable,
    is_available,
    preload,
    recognise,
    why_unavailable,
)

__all__ = [
    "LEGIBLE_FROM",
    "READING_DPI",
    "SURE",
    "FoundWord",
    "Grid",
    "GridCell",
    "HeaderLine",
    "Obstacle",
    "OcrPage",
    "OcrUnavailable",
    "cleaned_to_read",
    "grid_of",
    "halves_of",
    "is_available",
    "is_digit_reader_available",
    "levelled_to_read",
    "preload",
    "preload_digit_reader",
    "read_header_lines",
    "read_page",
    "recognise",
    "recognise_cells",
    "why_unavailable",
]
