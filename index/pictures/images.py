"""Photographs and scans, several to a TIFF, opened without trusting the size they claim."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from index.extraction.faults import NoSuchPage, Unreadable
from index.extraction.states import ExtractionState

_FORMATS = ("JPEG", "PNG", "TIFF")


def frame_sizes(path: Path, *, pixels: int, frames: int) -> list[tuple[int, int]]:
    """Return width and height of the frames, at most `frames` of them, without decoding any."""
    with _open(path) as image:
        sizes: list[tuple[int, int]] = []
        for index in range(min(getattr(image, "n_frames", 1), frames)):
            image.seek(index)
            _check(image, pixels)
            sizes.append(image.size)
        return sizes


def draw_image(path: Path, number: int, width: int, pixels: int) -> Image.Image:
    """Return frame `number` turned upright, at most `width` pixels wide."""
    with _open(path) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            raise NoSuchPage(number)
        image.seek(number - 1)
        _check(image, pixels)
        image.draft("RGB", (width, width * 2))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    if upright.width > width:
        height = max(1, round(upright.height * width / upright.width))
        upright = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return upright


def _open(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit says it in our own words
    try:
        return Image.open(path, formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)) from error


def _check(image: Image.Image, pixels: int) -> None:
    width, height = image.size
    if width * height > pixels:
        raise Unreadable(ExtractionState.TOO_COSTLY, f"{width} x {height} pixels")
