"""Pictures as bytes that a browser shows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_PHOTO_QUALITY = 80


def encode_picture(picture: Image.Image) -> bytes:
    """Return the picture as PNG or WebP, whichever is smaller; the same picture gives the same bytes."""
    opaque = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    lossless, lossy = BytesIO(), BytesIO()
    opaque.save(lossless, "PNG", compress_level=6)
    opaque.save(lossy, "WEBP", quality=_PHOTO_QUALITY, method=2)
    return min(lossless.getvalue(), lossy.getvalue(), key=len)


def picture_type(data: bytes) -> str:
    """Return the MIME type of a picture that `encode_picture` made."""
    return "image/png" if data.startswith(b"\x89PNG") else "image/webp"
