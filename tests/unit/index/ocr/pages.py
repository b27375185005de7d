"""Pages drawn from known text, as a scanner would hand them over."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from tests.documents import FONTS

A4_AT_200_DPI = (1654, 2339)
_POINT = 200 / 72


def draw_page(
    lines: Sequence[str], *, points: float = 13, top: int = 240, left: int = 230, ink: str = "black"
) -> Image.Image:
    """Return a white A4 page at 200 dpi with `lines` under each other."""
    page = Image.new("RGB", A4_AT_200_DPI, "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONTS / "DejaVuSerif.ttf", round(points * _POINT))
    for number, line in enumerate(lines):
        pen.text((left, top + round(number * points * _POINT * 1.5)), line, font=font, fill=ink)
    return page
