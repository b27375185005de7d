"""Pages of a PDF as pdfium sees them: text in no time, what they show, and fields printed into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ctypes import c_double
from io import BytesIO
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from index.extraction.faults import Unreadable
from index.extraction.layer import Look
from index.extraction.states import ExtractionState
from index.header.words import PageWords, WordBox
from index.media.source import Source
from index.pictures.pdf import open_pdf

_WITH_LOOKS = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT))
_MOST_OBJECTS = 600
_HYPHENS_AT_LINE_END = (
    "\x02",
    "\ufffe",
)  # what pdfium makes of them; `QĐ-` goes on with `TTg` in the next line
_DEEPEST = 3

_LetterBox = tuple[float, float, float, float]
"""Left, right, bottom and top, in points from the lower left corner of the page."""


def open_with_pdfium(source: Source, stack: ExitStack) -> pypdfium2.PdfDocument | None:
    """Return the document, None where pdfium refuses it: pdfplumber reads some of those files."""
    try:
        return stack.enter_context(open_pdf(source))
    except Unreadable as error:
        if error.state is ExtractionState.ENCRYPTED:
            raise
        return None


def text_of(page: pypdfium2.PdfPage) -> str:
    """Return the text of the page in the order in which it was written."""
    text = str(page.get_textpage().get_text_bounded()).replace("\r\n", "\n")
    for sign in _HYPHENS_AT_LINE_END:
        text = text.replace(sign, "-")
    return text


def words_with_pdfium(page: pypdfium2.PdfPage, number: int) -> PageWords:
    """Return the words of the page and where they stand, in the order in which they were written."""
    left, bottom, right, top = page.get_mediabox()
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    words = tuple(
        WordBox(
            word,
            round((min(box[0] for box in boxes) - left) / width, 5),
            round((top - max(box[3] for box in boxes)) / height, 5),
            round((max(box[1] for box in boxes) - left) / width, 5),
            round((top - min(box[2] for box in boxes)) / height, 5),
        )
        for word, boxes in _words_and_boxes(page.get_textpage())
    )
    return PageWords(number, words, width, height)


def _words_and_boxes(text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, list[_LetterBox]]]:
    """Yield each word with its letters' boxes."""
    signs, boxes = "", list[_LetterBox]()
    left, right, bottom, top = edges = (c_double(), c_double(), c_double(), c_double())
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, index))
        if sign in _HYPHENS_AT_LINE_END:
            sign = "-"
        if not sign.isspace() and sign.isprintable():
            # Straight from the C interface: its wrapper makes the four numbers anew for every letter.
            pdfium.FPDFText_GetCharBox(text, index, *edges)
            signs += sign
            boxes.append((left.value, right.value, bottom.value, top.value))
        elif signs:
            yield signs, boxes
            signs, boxes = "", []
    if signs:
        yield signs, boxes


def look_of(page: pypdfium2.PdfPage) -> Look:
    """Return what the page shows beside its text."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    covered, drawings = 0.0, 0
    for item in islice(page.get_objects(max_depth=_DEEPEST), _MOST_OBJECTS):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered = max(covered, (right - left) * (top - bottom) / area)
        elif item.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            drawings += 1
    return Look(covered, drawings)


def has_fields(page: pypdfium2.PdfPage) -> bool:
    """Return whether signature or form fields, stamps or notes are drawn over the page."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    return any(_kind_of_annotation(page, index) in _WITH_LOOKS for index in range(min(count, _MOST_OBJECTS)))


def _kind_of_annotation(page: pypdfium2.PdfPage, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return 0
    try:
        return int(pdfium.FPDFAnnot_GetSubtype(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


@contextmanager
def with_fields_printed(document: pypdfium2.PdfDocument, number: int) -> Iterator[BytesIO | None]:
    """Yield page `number` as a PDF of its own in which fields are part of the page; None if that fails."""
    with pypdfium2.PdfDocument.new() as single:
        single.import_pages(document, [number - 1])
        flattened = pdfium.FPDFPage_Flatten(single[0], pdfium.FLAT_NORMALDISPLAY)
        if flattened != pdfium.FLATTEN_SUCCESS:
            yield None
            return
        data = BytesIO()
        single.save(data)
        yield data
