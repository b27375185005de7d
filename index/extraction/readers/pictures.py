"""Pictures: their pages and sizes; their text waits for character recognition."""

from __future__ import annotations

from collections.abc import Iterator

from index.extraction.extraction import ExtractedPage
from index.extraction.layer import Layer
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.media.source import Source
from index.pictures.images import frame_sizes


def read_picture(source: Source, limits: Limits) -> Iterator[Reading]:
    """Hand over each frame as a page without text."""
    sizes = frame_sizes(source, pixels=limits.pixels, frames=limits.pages + 1)
    for number, (width, height) in enumerate(sizes[: limits.pages], start=1):
        page = ExtractedPage(number, "", width=width, height=height, needs_ocr=Layer.MISSING)
        yield Reading(page, len(sizes))
