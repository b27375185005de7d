"""Photographs and scans, several to a TIFF, opened without trusting the size they claim."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from index.extraction.faults import NoSuchPage, Unreadable
from index.extraction.states import ExtractionState
from index.media.source import Source

pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)

_A4_WIDTH = 8.27  # inches
_COARSEST, _FINEST = 60.0, 1200.0
_LEAST_UNEQUAL, _MOST_UNEQUAL = 1.05, 4.5  # fax: 204 by 98, 196 or 391 dots per inch
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)
_SCANNERS = (120.0, 1200.0)
_MOST_TO_READ = 16_000_000  # pixels: A2 at 200 dpi
_DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_FORMATS = ("JPEG", "PNG", "TIFF", "HEIF")


def frame_sizes(path: Source, *, pixels: int, frames: int) -> list[tuple[int, int]]:
    """Return width and height of the frames, at most `frames` of them, without decoding any."""
    with _open(path) as image:
        sizes: list[tuple[int, int]] = []
        for index in range(min(getattr(image, "n_frames", 1), frames)):
            image.seek(index)
            check_pixels(image, pixels)
            across, down = _stretch(image)
            sizes.append((round(image.width * across), round(image.height * down)))
        return sizes


def draw_image(path: Path, number: int, width: int, pixels: int) -> Image.Image:
    """Return frame `number` turned upright, at most `width` pixels wide."""
    with _open(path) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            raise NoSuchPage(number)
        image.seek(number - 1)
        check_pixels(image, pixels)
        image.draft("RGB", (width, width * 2))
        picture = upright(image)
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera noted, in colour, on white paper where it is transparent."""
    across, down = _stretch(image)
    if image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE:
        across, down = down, across
    turned = ImageOps.exif_transpose(image)
    if (across, down) != (1.0, 1.0):
        turned = turned.convert("L") if turned.mode == "1" else turned
        turned = turned.resize((round(turned.width * across), round(turned.height * down)))
    if turned.mode in _DEEP:
        return _in_eight_bits(turned).convert("RGB")
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    paper = Image.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned.convert("RGBA"))
    return paper.convert("RGB")


def has_square_dots(image: Image.Image) -> bool:
    """Return whether a picture is shown as its dots lie."""
    return _stretch(image) == (1.0, 1.0)


def _stretch(image: Image.Image) -> tuple[float, float]:
    """Return how much wider and higher a picture is shown whose dots are no squares, as those of a fax."""
    claimed = image.info.get("dpi") or image.info.get("resolution") or (1.0, 1.0)
    across, down = (float(each) for each in claimed[:2])
    if min(across, down) <= 0 or not _LEAST_UNEQUAL < max(across, down) / min(across, down) < _MOST_UNEQUAL:
        return (1.0, 1.0)
    finest = max(across, down)
    return (finest / across, finest / down)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of finer shades as screens show it; Pillow itself would cut them off."""
    dots = np.nan_to_num(np.asarray(image, np.float32))
    if image.mode.startswith("I;16"):
        darkest, brightest = 0.0, 65535.0
    else:
        darkest, brightest = float(dots.min()), max(float(dots.max()), float(dots.min()) + 1)
    return Image.fromarray(((dots - darkest) * (255 / (brightest - darkest))).clip(0, 255).astype(np.uint8))


def open_image(path: Path, pixels: int) -> Image.Image:
    """Open a picture for a with statement; raise Unreadable if it is damaged or has too many pixels."""
    image = _open(path)
    check_pixels(image, pixels)
    return image


def draw_image_to_read(path: Path, number: int, pixels: int) -> tuple[Image.Image, float]:
    """Return frame `number` as people look at it, and its resolution in dots per inch.

    What the file claims is believed where scanners write such values; else the paper is taken to be A4.
    """
    with _open(path) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            raise NoSuchPage(number)
        image.seek(number - 1)
        check_pixels(image, pixels)
        claimed = float(max(image.info.get("dpi", (0.0, 0.0))))
        picture, times = _small_enough(image)
    guessed = min(max(min(picture.size) / _A4_WIDTH, _COARSEST), _FINEST)
    return picture, claimed / times if _SCANNERS[0] <= claimed <= _SCANNERS[1] else guessed


def _small_enough(image: Image.Image) -> tuple[Image.Image, int]:
    """Return the picture upright, and how many times smaller it is: finer dots than these help no reader."""
    picture = upright(image)
    times = math.ceil(math.sqrt(picture.width * picture.height / _MOST_TO_READ))
    return (picture.reduce(times), times) if times > 1 else (picture, 1)


def _open(path: Source) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit says it in our own words
    try:
        return Image.open(path, formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)) from error


def check_pixels(image: Image.Image, pixels: int) -> None:
    """Raise Unreadable if the picture has more pixels than that."""
    across, down = _stretch(image)
    width, height = round(image.width * across), round(image.height * down)
    if width * height > pixels:
        raise Unreadable(ExtractionState.TOO_COSTLY, f"{width} x {height} pixels")
