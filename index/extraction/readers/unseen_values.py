"""What form fields and notes of a PDF say without a picture of it: viewers draw it by themselves."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from index.extraction.readers.letters import Letter

_MOST_ANNOTATIONS, _LONGEST_VALUE = 600, 100_000  # UTF-16 units
_HIDDEN = 0x02 | 0x20  # hidden, and never to be viewed
_LARGEST, _SMALLEST, _OF_HEIGHT, _WIDTH = 11.0, 4.0, 0.8, 0.5
_KEYS = {pdfium.FPDF_ANNOT_WIDGET: b"V", pdfium.FPDF_ANNOT_FREETEXT: b"Contents"}
_DRAWING = ("Tj", "TJ", " Do")


def unseen_values(page: pypdfium2.PdfPage) -> list[Letter]:
    """Return the values as letters that stand where a viewer would draw them."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)
    letters: list[Letter] = []
    for index in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            letters += _letters_of(page, annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return letters


def _letters_of(page: pypdfium2.PdfPage, annotation: Any) -> list[Letter]:
    key = _KEYS.get(pdfium.FPDFAnnot_GetSubtype(annotation))
    is_button = pdfium.FPDFAnnot_HasKey(annotation, b"AS")  # its value is the name of a state
    is_hidden = pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN
    if key is None or is_button or is_hidden or _has_picture(annotation):
        return []
    value = _text(partial(pdfium.FPDFAnnot_GetStringValue, annotation, key))
    box = pdfium.FS_RECTF()
    if not value.strip() or not pdfium.FPDFAnnot_GetRect(annotation, box):
        return []
    return list(_placed(value, (box.left, box.bottom, box.right, box.top), page))


def _has_picture(annotation: Any) -> bool:
    """Return whether its appearance shows text, or draws what may hold some."""
    drawn = _text(partial(pdfium.FPDFAnnot_GetAP, annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL))
    return any(operator in drawn for operator in _DRAWING)


def _text(read: Callable[[Any, int], int]) -> str:
    """Return the string that pdfium writes into the buffer it is given; one that is too long is not read."""
    size = read(None, 0)
    if not 2 < size <= 2 * _LONGEST_VALUE:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _placed(value: str, box: tuple[float, float, float, float], page: pypdfium2.PdfPage) -> Iterator[Letter]:
    """Yield the letters of a value, line by line from the top of its box."""
    left, bottom, right, top = box
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    size = max(min(_OF_HEIGHT * abs(top - bottom) / len(lines), _LARGEST), _SMALLEST)
    longest = max(map(len, lines))
    width = min(_WIDTH * size, max(right - left, 1.0) / max(longest, 1))
    _, lowest, _, highest = page.get_mediabox()
    middle = (abs(top - bottom) - len(lines) * size) / 2
    for row, line in enumerate(lines):
        head = highest - lowest - top + middle + row * size
        for column, text in enumerate(line):
            yield _letter(text, left + column * width, head, width, size)


def _letter(text: str, x: float, top: float, width: float, size: float) -> Letter:
    return {
        "object_type": "char", "page_number": 1, "text": text, "fontname": "", "size": size, "upright": True,
        "matrix": (1, 0, 0, 1, x, top), "x0": x, "x1": x + width, "top": top, "bottom": top + size,
        "doctop": top, "width": width, "height": size,
    }  # fmt: skip
