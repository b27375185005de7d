"""Pages of a PDF drawn by pdfium, with what form and signature fields show."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from index.extraction.faults import NoSuchPage, Unreadable
from index.extraction.states import ExtractionState
from index.media.source import Source

_POINTS_PER_INCH = 72
_MOST_TO_READ = 16_000_000  # pixels: A2 at 200 dpi
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def open_pdf(source: Source) -> pypdfium2.PdfDocument:
    """Open the PDF; raise Unreadable as encrypted or damaged. Close it, or use it in a with statement."""
    try:
        return pypdfium2.PdfDocument(source.getvalue() if isinstance(source, BytesIO) else source)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in _LOCKED
        state = ExtractionState.ENCRYPTED if is_locked else ExtractionState.DAMAGED
        raise Unreadable(state, str(error)) from error


def draw_pdf_page(path: Path, number: int, width: int, pixels: int) -> Image.Image:
    """Return page `number` drawn `width` pixels wide, or narrower where the limit of pixels asks for it."""
    return _drawn(path, number, lambda points: width / points, pixels)[0]


def draw_pdf_page_to_read(path: Path, number: int, dpi: float, pixels: int) -> tuple[Image.Image, float]:
    """Return page `number` drawn at `dpi`, or coarser within the limit of pixels, and its resolution."""
    picture, scale = _drawn(path, number, lambda _: dpi / _POINTS_PER_INCH, min(pixels, _MOST_TO_READ))
    return picture, scale * _POINTS_PER_INCH


def _drawn(
    path: Path, number: int, wanted: Callable[[float], float], pixels: int
) -> tuple[Image.Image, float]:
    """Draw at the scale that `wanted` gives for the page's width in points; return the scale as well."""
    with open_pdf(path) as document:
        if not 1 <= number <= len(document):
            raise NoSuchPage(number)
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()
        try:
            page = document[number - 1]
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise Unreadable(ExtractionState.DAMAGED, "page without size")
            scale = min(wanted(width), (pixels / (width * height)) ** 0.5)
            drawn: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
            return drawn.convert("RGB"), scale
        except pypdfium2.PdfiumError as error:
            raise Unreadable(ExtractionState.DAMAGED, str(error)) from error


def _size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError:
        return (0.0, 0.0)
    return (float(width), float(height))
