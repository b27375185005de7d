"""Photographs as telephones take them: each its own colour, with a mark at the top, turned by a note."""

from __future__ import annotations

from io import BytesIO

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

ORIENTATION = 0x0112
_TURNS = {1: None, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
_FLIPPED = {2: Image.Transpose.FLIP_LEFT_RIGHT}


def photograph(kind: str, colour: str, *, orientation: int = 1, size: tuple[int, int] = (300, 400)) -> bytes:
    """Return a portrait of `colour` whose upper fifth is black, stored as `orientation` has it."""
    shown = Image.new("RGB", size, colour)
    shown.paste("black", (0, 0, size[0], size[1] // 5))
    turn = _TURNS.get(orientation) or _FLIPPED.get(orientation)
    stored = shown.transpose(turn) if turn is not None else shown
    note = Image.Exif()
    note[ORIENTATION] = orientation
    data = BytesIO()
    if kind == "PNG":
        stored.convert("RGBA").save(data, kind, exif=note)
    else:
        stored.save(data, kind, quality=95, exif=note)
    return data.getvalue()
