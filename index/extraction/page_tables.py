"""The rows of the table on one page of a PDF or a picture: the grid is seen, its cells are read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from index.extraction.drawing import drawn_to_read
from index.extraction.limits import Limits
from index.extraction.readers.pdf import read_words
from index.extraction.table_rows import TableRow, beyond_limits, bounded
from index.header.words import WordBox
from index.media.kinds import MediaType
from index.ocr import (
    READING_DPI,
    FoundWord,
    Grid,
    GridCell,
    cleaned_to_read,
    grid_of,
    levelled_to_read,
    recognise,
    recognise_cells,
)
from index.ocr.cell_reading import has_ink
from index.ocr.cleaning import Grey

_SAME_LINE = 0.6  # of a word's height
_COLUMN_GAP = 2.5  # of a word's height
_COLUMN_MARK = " | "
_MOST_ROWS, _MOST_COLUMNS = 400, 50


def table_rows_of_page(
    path: Path, media_type: MediaType, number: int, limits: Limits, *, is_scan: bool
) -> list[TableRow]:
    """Return the rows of the page's largest table, and the lines around it as rows of one cell.

    The words of a scan are recognised (raises OcrUnavailable), those of other pages are in the file.
    """
    picture, dpi = drawn_to_read(path, media_type, number, limits)
    grey = levelled_to_read(picture, dpi) if is_scan else cleaned_to_read(picture, dpi)
    grid = grid_of(grey)
    if grid is not None and (grid.rows > _MOST_ROWS or grid.columns > _MOST_COLUMNS):
        raise beyond_limits()
    reader = _Scan(grey) if is_scan else _TextLayer(grey, read_words(path, number).words)
    if grid is None:
        lines = reader.lines(0, grey.shape[0])
        return list(bounded(TableRow(number, 0, (line,)) for line in lines))
    above, below = reader.lines(0, grid.top), reader.lines(grid.bottom, grey.shape[0])
    return list(
        bounded(
            (
                *(TableRow(number, 0, (line,)) for line in above),
                *_rows(number, grid, reader.cells(grid.cells), is_scan=is_scan),
                *(TableRow(number, 0, (line,)) for line in below),
            )
        )
    )


def _rows(number: int, grid: Grid, read: Sequence[tuple[str, float]], *, is_scan: bool) -> list[TableRow]:
    texts: list[list[str | None]] = [[""] * grid.columns for _ in range(grid.rows)]
    sure = [[1.0] * grid.columns for _ in range(grid.rows)]
    for cell, (text, confidence) in zip(grid.cells, read, strict=True):
        texts[cell.row][cell.column], sure[cell.row][cell.column] = text, confidence
        for row in range(cell.row + 1, min(cell.row + cell.rows, grid.rows)):
            texts[row][cell.column] = None
    rows = zip(texts, sure, strict=True)
    return [
        TableRow(number, at, tuple(row), tuple(told) if is_scan else ())
        for at, (row, told) in enumerate(rows, start=1)
    ]


class _TextLayer:
    """Reads the words that the file gives, by their places."""

    def __init__(self, grey: Grey, words: Iterable[WordBox]) -> None:
        height, width = grey.shape
        self._words = [
            FoundWord(
                word.text,
                (
                    round(word.x0 * width),
                    round(word.y0 * height),
                    round(word.x1 * width),
                    round(word.y1 * height),
                ),
                1.0,
                ends_line=False,
                ends_block=False,
            )
            for word in words
        ]

    def lines(self, top: int, bottom: int) -> list[str]:
        """Return the lines of text between these heights."""
        return _lines([word for word in self._words if top <= _middle(word)[1] < bottom], gap=_COLUMN_GAP)

    def cells(self, cells: Sequence[GridCell]) -> list[tuple[str, float]]:
        """Return text and confidence of each cell."""
        return [("\n".join(_lines(self._inside(cell))), 1.0) for cell in cells]

    def _inside(self, cell: GridCell) -> list[FoundWord]:
        left, top, right, bottom = cell.box
        return [word for word in self._words if _is_within(_middle(word), left, top, right, bottom)]


class _Scan:
    """Recognises what stands on the picture, each cell by itself."""

    def __init__(self, grey: Grey) -> None:
        self._grey = grey

    def lines(self, top: int, bottom: int) -> list[str]:
        """Return the lines of text between these heights."""
        part = self._grey[top:bottom]
        if not has_ink(part):
            return []
        return _lines(recognise(part, READING_DPI), gap=_COLUMN_GAP)

    def cells(self, cells: Sequence[GridCell]) -> list[tuple[str, float]]:
        """Return text and confidence of each cell: that of its least sure word."""
        return [
            ("\n".join(_by_ends(words)), min((word.confidence for word in words), default=1.0))
            for words in recognise_cells(self._grey, cells)
        ]


def _by_ends(words: Iterable[FoundWord]) -> list[str]:
    text = "".join(word.text + ("\n" if word.ends_line else " ") for word in words)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _lines(words: Iterable[FoundWord], *, gap: float = math.inf) -> list[str]:
    """Return the lines that words make by their places; a `gap` of so many heights parts two columns."""
    lines: list[list[FoundWord]] = []
    for word in sorted(words, key=lambda word: _middle(word)[1]):
        if lines and _middle(word)[1] - _middle(lines[-1][0])[1] < _SAME_LINE * _height(word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_line(sorted(line, key=lambda word: word.box[0]), gap) for line in lines]


def _line(words: Sequence[FoundWord], gap: float) -> str:
    text = words[0].text
    for before, word in pairwise(words):
        is_apart = word.box[0] - before.box[2] > gap * _height(word)
        text += (_COLUMN_MARK if is_apart else " ") + word.text
    return text


def _middle(word: FoundWord) -> tuple[float, float]:
    left, top, right, bottom = word.box
    return (left + right) / 2, (top + bottom) / 2


def _height(word: FoundWord) -> int:
    return max(1, word.box[3] - word.box[1])


def _is_within(point: tuple[float, float], left: int, top: int, right: int, bottom: int) -> bool:
    return left <= point[0] < right and top <= point[1] < bottom
