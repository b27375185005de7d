"""PDF: pdfplumber page by page, pdfium where pdfplumber fails and to show what signature fields say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import READER_FAULTS, NoSuchPage, Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.header.signatories import has_signature_block
from index.header.words import PageWords, WordBox
from index.pictures.pdf import open_pdf

_FAULTS = (*READER_FAULTS, PSException, PdfminerException)


def read_pdf(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read every page; one that both readers fail on is handed over without text, with its fault."""
    with ExitStack() as stack:
        document = _open_with_pdfium(path, stack)
        total = len(document) if document is not None else None
        pages = _plumber_pages(path, stack)
        has_signature = False
        for number in count(1):
            if number > limits.pages or (total is not None and number > total):
                return
            shown = _shown_first_page(document, stack) if number == 1 else None
            plain = next(pages, None)
            reading = _read_page(number, shown or plain, document, total)
            if reading is None:
                break
            needs_words = number == 1 or (not has_signature and has_signature_block(reading.page.text))
            has_signature = has_signature or has_signature_block(reading.page.text)
            yield reading if needs_words else Reading(reading.page, total, None, reading.fault)
        if number == 1:
            raise Unreadable(ExtractionState.DAMAGED, "no pages")


def read_words(path: Path, number: int) -> PageWords:
    """Return the words of one page and where they stand."""
    with ExitStack() as stack:
        document = _open_with_pdfium(path, stack)
        page = _shown_first_page(document, stack) if number == 1 else None
        if page is None:
            pages = _plumber_pages(path, stack)
            page = next((each for each in pages if each.page_number == number), None)
        if page is None:
            raise NoSuchPage(number)
        try:
            return _words_of(page, number)
        except _FAULTS as error:
            raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


def _open_with_pdfium(path: Path, stack: ExitStack) -> pypdfium2.PdfDocument | None:
    try:
        return stack.enter_context(open_pdf(path))
    except Unreadable as error:
        if error.state is ExtractionState.ENCRYPTED:
            raise
        return None  # pdfplumber reads some files that pdfium refuses


def _plumber_pages(path: Path, stack: ExitStack) -> Iterator[Page]:
    """Make the pages one by one: pdfplumber's own list keeps all that was ever read."""
    try:
        pdf = stack.enter_context(pdfplumber.open(path))
        top: Any = 0
        for number, page in enumerate(PDFPage.create_pages(pdf.doc), start=1):
            made = Page(pdf, page, number, top)
            yield made
            top += made.height
            made.close()
    except PDFEncryptionError as error:
        raise Unreadable(ExtractionState.ENCRYPTED, repr(error)) from error
    except _FAULTS:
        return  # what is left is read with pdfium


def _shown_first_page(document: pypdfium2.PdfDocument | None, stack: ExitStack) -> Page | None:
    """Return the first page as viewers show it, with number and date that only signature fields hold."""
    if document is None or document.get_formtype() == pdfium.FORMTYPE_NONE:
        return None
    try:
        with pypdfium2.PdfDocument.new() as single:
            single.import_pages(document, [0])
            flattened = pdfium.FPDFPage_Flatten(single[0], pdfium.FLAT_NORMALDISPLAY)
            if flattened != pdfium.FLATTEN_SUCCESS:
                return None
            data = BytesIO()
            single.save(data)
        pages: list[Page] = stack.enter_context(pdfplumber.open(data)).pages
        return pages[0] if pages else None
    except (*_FAULTS, pypdfium2.PdfiumError):
        return None


def _read_page(
    number: int, page: Page | None, document: pypdfium2.PdfDocument | None, total: int | None
) -> Reading | None:
    fault = "pdfplumber found no such page"
    if page is not None:
        try:
            text = page.extract_text() or ""
            made = ExtractedPage(number, text, width=float(page.width), height=float(page.height))
            return Reading(made, total, _words_of(page, number) if _may_hold_header(number, text) else None)
        except _FAULTS as error:
            fault = repr(error)[:200]
        finally:
            page.close()
    if document is None:
        return None
    return _read_with_pdfium(number, document, total, fault)


def _may_hold_header(number: int, text: str) -> bool:
    return number == 1 or has_signature_block(text)


def _read_with_pdfium(number: int, document: pypdfium2.PdfDocument, total: int | None, fault: str) -> Reading:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
    except (pypdfium2.PdfiumError, *_FAULTS) as error:
        return Reading(ExtractedPage(number, ""), total, fault=f"{fault}; {error!r}"[:400])
    return Reading(ExtractedPage(number, text, width=width, height=height), total)


def _words_of(page: Page, number: int) -> PageWords:
    left, top, right, bottom = (float(edge) for edge in page.bbox)
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    words = tuple(
        WordBox(
            word["text"],
            round((word["x0"] - left) / width, 5),
            round((word["top"] - top) / height, 5),
            round((word["x1"] - left) / width, 5),
            round((word["bottom"] - top) / height, 5),
        )
        for word in page.extract_words()
    )
    return PageWords(number, words, width, height)
