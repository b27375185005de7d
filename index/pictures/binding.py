"""Photographs of pages bound into one PDF: upright, on A4, in the order given, and nothing of them lost."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import img2pdf
import pikepdf
from PIL import Image, ImageSequence

from index.media.kinds import MediaType
from index.pictures.images import check_pixels, has_square_dots, open_image, upright
from index.pictures.photographs import Photograph

_A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
ORIGINAL = "original of a page"
"""What the attached original of a page that was drawn anew is described as."""

_QUALITY = 92
_ORIENTATION = 0x0112
_TURNED = (1, 3, 6, 8)  # the other orientations are mirrored, which a page cannot be


def bind_photographs(photographs: Sequence[Photograph], pixels: int) -> bytes:
    """Return a PDF with a page for each picture, the same bytes for the same pictures in the same order.

    A JPEG goes in as it is and is turned by the page. What a PDF cannot hold as it is (HEIC, transparent PNG,
    TIFF) is drawn anew, and the original is attached under its name. Raises as `open_image`.
    """
    pages: list[bytes] = []
    changed: list[Photograph] = []
    for photograph in photographs:
        drawn = [] if _fits(photograph, pixels) else _drawn(photograph, pixels)
        pages += drawn or [photograph.path.read_bytes()]
        changed += [photograph] if drawn else []
    layout = img2pdf.get_layout_fun(_A4, fit=img2pdf.FitMode.into, auto_orient=True)
    bound = img2pdf.convert(
        pages,
        layout_fun=layout,
        rotation=img2pdf.Rotation.ifvalid,
        nodate=True,
        engine=img2pdf.Engine.internal,
    )
    return _with_originals(bound, changed)


def _fits(photograph: Photograph, pixels: int) -> bool:
    if photograph.media_type is not MediaType.JPEG:
        return False
    with open_image(photograph.path, pixels) as image:
        return (
            image.getexif().get(_ORIENTATION, 1) in _TURNED
            and image.mode in ("L", "RGB")
            and has_square_dots(image)
        )


def _drawn(photograph: Photograph, pixels: int) -> list[bytes]:
    with open_image(photograph.path, pixels) as image:
        return [_encoded(frame, photograph, pixels) for frame in ImageSequence.Iterator(image)]


def _encoded(frame: Image.Image, photograph: Photograph, pixels: int) -> bytes:
    """Encode without loss what came without loss."""
    check_pixels(frame, pixels)
    data = BytesIO()
    picture = upright(frame)
    if photograph.media_type in (MediaType.PNG, MediaType.TIFF):
        picture.save(data, "PNG")
    else:
        picture.save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()


def _with_originals(bound: bytes, originals: Sequence[Photograph]) -> bytes:
    if not originals:
        return bound
    out = BytesIO()
    with pikepdf.open(BytesIO(bound)) as document:
        for number, original in enumerate(originals, start=1):
            attached = pikepdf.AttachedFileSpec(
                document,
                original.path.read_bytes(),
                filename=original.name,
                mime_type=original.media_type.value,
                description=ORIGINAL,
            )
            document.attachments[f"{number:03d} {original.name}"] = attached
        document.save(out, deterministic_id=True)
    return out.getvalue()
