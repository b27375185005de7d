"""Pages drawn from known text, and what a scanner, a stamp and a phone do to them.

Everything is the same for the same arguments: noise comes from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from evidence_repo.catalogue.shipped import an_giang_2017
from tests.documents import FONTS, MOTTO

_A4_INCHES = (8.27, 11.69)
_MARGINS = (1.18, 0.79)  # inches, left and right, as the decree on clerical work wants them
_LEADING = 1.45
STAMP_RED = (205, 38, 52)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A picture of a page and the text that stands on it, line by line."""

    picture: Image.Image
    text: str


def administrative_paragraphs() -> list[str]:
    """Return sentences of the field: the plan's criteria, products and requirements."""
    return [
        f"{criterion.title}: {product.text}. {criterion.requirement}"
        for criterion in an_giang_2017().criteria
        for product in criterion.products
    ]


def draw_document_page(
    paragraphs: Sequence[str], *, font: Path = FONTS / "DejaVuSerif.ttf", points: float = 13, dpi: int = 200
) -> DrawnPage:
    """Draw a document's first page: issuer and motto, number and date, type, then as much text as fits."""
    pen = _Pen(font, points, dpi)
    pen.columns("SỞ NỘI VỤ", MOTTO[0], 0.85)
    pen.columns("Số: 683/BC-SNV", "An Giang, ngày 20 tháng 11 năm 2017", 0.85)
    pen.skip(1)
    pen.centred("BÁO CÁO")
    pen.centred("Kết quả thực hiện cải cách hành chính năm 2017")
    pen.skip(1)
    for paragraph in paragraphs:
        if not pen.paragraph(" ".join(paragraph.split())):
            break
    return DrawnPage(pen.page, "\n".join(pen.lines))


def draw_lines(
    lines: Sequence[str], *, points: float = 13, dpi: int = 200, ink: str = "black"
) -> Image.Image:
    """Return a page with `lines` under each other."""
    pen = _Pen(FONTS / "DejaVuSerif.ttf", points, dpi, ink)
    for line in lines:
        pen.write(line, pen.left)
    return pen.page


class _Pen:
    """Writes from the top of an A4 page downwards and notes what it wrote."""

    def __init__(self, font: Path, points: float, dpi: int, ink: str = "black") -> None:
        self._dpi, self._font, self._points, self._ink = dpi, font, points, ink
        width, height = (round(side * dpi) for side in _A4_INCHES)
        self.page = Image.new("RGB", (width, height), "white")
        self.lines: list[str] = []
        self.left, self._right = round(_MARGINS[0] * dpi), width - round(_MARGINS[1] * dpi)
        self._draw = ImageDraw.Draw(self.page)
        self._y = round(0.8 * dpi)
        self._bottom = height - round(0.9 * dpi)

    def write(self, text: str, x: float, scale: float = 1.0) -> None:
        """Write a line at `x` and go to the next."""
        self._draw.text((x, self._y), text, font=self._face(scale), fill=self._ink)
        self.lines.append(text)
        self._y += round(self._points * self._dpi / 72 * _LEADING)

    def columns(self, left: str, right: str, scale: float) -> None:
        """Write two texts side by side."""
        middle = self._right - self._face(scale).getlength(right)
        self._draw.text((middle, self._y), right, font=self._face(scale), fill=self._ink)
        self.write(left, self.left, scale)
        self.lines[-1] += f" {right}"

    def centred(self, text: str) -> None:
        """Write a line in the middle."""
        self.write(text, (self.left + self._right - self._face(1).getlength(text)) / 2)

    def skip(self, lines: float) -> None:
        """Leave room for `lines` lines."""
        self._y += round(lines * self._points * self._dpi / 72 * _LEADING)

    def paragraph(self, text: str) -> bool:
        """Write the paragraph's lines; write nothing and return False if they do not fit."""
        indent = 0.5 * self._dpi
        lines = list(self._wrapped(text, indent))
        step = self._points * self._dpi / 72 * _LEADING
        if self._y + step * len(lines) > self._bottom:
            return False
        for number, line in enumerate(lines):
            self.write(line, self.left + (indent if number == 0 else 0))
        self.skip(0.25)
        return True

    def _wrapped(self, text: str, indent: float) -> Iterator[str]:
        room, line = self._right - self.left - indent, ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and self._face(1).getlength(longer) > room:
                yield line
                room, longer = self._right - self.left, word
            line = longer
        yield line

    def _face(self, scale: float) -> ImageFont.FreeTypeFont:
        return _font(self._font, round(self._points * scale * self._dpi / 72))


@lru_cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    """Return the page as if it lay askew on the glass, turned clockwise."""
    return picture.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white")


def noisy(picture: Image.Image, sigma: float = 18, seed: int = 416) -> Image.Image:
    """Return the page with a scanner's grain on slightly grey paper."""
    grain = np.random.default_rng(seed).normal(-10, sigma, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def as_jpeg(picture: Image.Image, quality: int = 40) -> Image.Image:
    """Return the page after it went through JPEG."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def shadowed(picture: Image.Image, darkest: float = 0.45) -> Image.Image:
    """Return the page as a phone sees it, with one side in shadow."""
    shade = np.linspace(1, darkest, picture.width)[None, :, None]
    return Image.fromarray((np.asarray(picture) * shade).astype(np.uint8))


def stamped(picture: Image.Image, count: int = 3, seed: int = 416) -> Image.Image:
    """Return the page with round red stamps over its text; what is black stays black under the ink."""
    draw = random.Random(seed)
    ink = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(ink)
    unit = picture.width / _A4_INCHES[0]
    for _ in range(count):
        x, y = draw.uniform(2, 6.5) * unit, draw.uniform(2.5, 9.5) * unit
        _stamp(pen, x, y, 0.71 * unit)
    return Image.fromarray(np.minimum(np.asarray(picture), np.asarray(ink)))


def _stamp(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    for share, width in ((1.0, 0.05), (0.72, 0.02)):
        reach = radius * share
        pen.ellipse(
            (x - reach, y - reach, x + reach, y + reach), outline=STAMP_RED, width=round(radius * width)
        )
    face = _font(FONTS / "DejaVuSans-Bold.ttf", round(radius * 0.21))
    for row, words in enumerate(("SỞ NỘI VỤ", "TỈNH AN GIANG", "★ ★ ★")):
        pen.text((x, y + (row - 1) * radius * 0.3), words, font=face, fill=STAMP_RED, anchor="mm")
    for share, words in ((-0.86, "C.H.X.H.C.N"), (0.86, "VIỆT NAM")):
        pen.text((x, y + share * radius), words, font=face, fill=STAMP_RED, anchor="mm")
