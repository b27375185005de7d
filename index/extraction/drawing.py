"""Pages drawn so that they can be read."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from index.extraction.faults import NoSuchPage
from index.extraction.limits import Limits
from index.media.kinds import MediaType
from index.pictures.images import draw_image_to_read
from index.pictures.pdf import draw_pdf_page_to_read

_DPI = 200.0


def drawn_to_read(
    path: Path, media_type: MediaType, number: int, limits: Limits
) -> tuple[Image.Image, float]:
    """Return page `number` as viewers show it, and its resolution in dots per inch."""
    if media_type is MediaType.PDF:
        return draw_pdf_page_to_read(path, number, _DPI, limits.pixels)
    if media_type.is_picture:
        return draw_image_to_read(path, number, limits.pixels)
    raise NoSuchPage(number)
