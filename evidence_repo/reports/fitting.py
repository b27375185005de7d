"""How much room text takes when it is set in Times New Roman.

Lengths come from the font metrics of Times, which Times New Roman shares; a letter with diacritics is as wide
as the letter without.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.text import fold

_POINTS_PER_CHARACTER = 5.6
"""A column's width in Excel is given in digits of its standard font; one is about this wide, in points."""
_LINE = 1.28
"""Line height over font size."""
_TALLEST = 400
"""Excel takes rows of up to 409 points."""
_LONGEST = 4_000
"""What stands behind this many characters adds nothing to a row that is as tall as can be."""


class _LetterWidths(dict[str, float]):
    """Widths of letters at a font size of 1, worked out when they are first met."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, letter: str) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth  # only where something is set

        folded = fold(letter)
        plain = folded.upper() if letter.isupper() else folded
        known = plain if len(plain) == 1 and plain.isascii() else "n"
        width = self[letter] = float(stringWidth(known, self._font, 1))
        return width


_REGULAR, _BOLD = _LetterWidths("Times-Roman"), _LetterWidths("Times-Bold")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide one line of `text` is, in points, at this font size in points."""
    return size * sum(map((_BOLD if bold else _REGULAR).__getitem__, text))


def count_lines(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines the text takes in `width` points, broken at blanks, long words anywhere."""
    if len(text) * size < width and "\n" not in text:
        return 1  # no letter is wider than the font is tall
    lines = 0
    for paragraph in text[:_LONGEST].split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            long = text_width(word + " ", size, bold=bold)
            if used and used + long > width:
                lines, used = lines + 1, 0.0
            extra = int(long // width) if long > width else 0
            lines, used = lines + extra, used + long - extra * width
    return lines


def row_height(cells: Iterable[tuple[str, float]], size: float, *, bold: bool = False) -> float:
    """Return how tall a row must be, in points, for these texts in columns of these widths in characters."""
    most = max(
        (count_lines(text, width * _POINTS_PER_CHARACTER, size, bold=bold) for text, width in cells),
        default=1,
    )
    return min(_TALLEST, round(most * size * _LINE + 2, 1))
