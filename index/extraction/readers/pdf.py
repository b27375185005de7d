"""PDF: the header page with pdfplumber, the body with pdfium where both say the same, else with pdfplumber.

pdfium is some forty times faster. Whether it reads a file as pdfplumber does is tried on sampled pages: the
first, and one more for every ten. Pages with fields drawn over them are read with the fields printed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pypdfium2
from pdfplumber.page import Page

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import NoSuchPage, Unreadable
from index.extraction.layer import Layer, judge_layer
from index.extraction.limits import Limits
from index.extraction.readers.agreement import agree
from index.extraction.readers.attachments import attached_files
from index.extraction.readers.inside import read_inside
from index.extraction.readers.layers import without_hidden_layers
from index.extraction.readers.letters import Letter
from index.extraction.readers.old_fonts import may_be_old
from index.extraction.readers.pdfium_pages import (
    has_fields,
    look_of,
    open_with_pdfium,
    text_of,
    with_fields_printed,
    words_with_pdfium,
)
from index.extraction.readers.plumber_pages import (
    PLUMBER_FAULTS,
    PlumberPages,
    PlumberText,
    crop_of,
    first_page_of,
)
from index.extraction.readers.reading import Reading
from index.extraction.readers.stamped import closed_up
from index.extraction.readers.unseen_values import unseen_values
from index.extraction.states import ExtractionState
from index.header.signatories import has_signature_block
from index.header.words import PageWords
from index.media.source import Source

_PAGES_FOR_A_SAMPLE = 10
_MOST_SAMPLES = 4
_FAULTS = (*PLUMBER_FAULTS, pypdfium2.PdfiumError)


def read_pdf(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read every page; one that both readers fail on is handed over without text, with its fault."""
    with ExitStack() as stack:
        source = without_hidden_layers(source, limits.pages)
        document = open_with_pdfium(source, stack)
        if document is None:
            yield from _read_with_pdfplumber(source, limits, stack)
            return
        if not len(document):
            raise Unreadable(ExtractionState.DAMAGED, "no pages")
        book = _Book(source, document, stack)
        last = min(len(document), limits.pages)
        for number in range(1, last):
            yield book.read(number)
        inside = read_inside(attached_files(source, last), limits)
        yield inside.joined_to(book.read(last))


def read_words(source: Source, number: int) -> PageWords:
    """Return the words of one page and where they stand."""
    with ExitStack() as stack:
        source = without_hidden_layers(source, number)
        document = open_with_pdfium(source, stack)
        page = printed_page(document, number, stack) if document is not None else None
        page = page or PlumberPages(source, stack).page(number)
        if page is None:
            raise NoSuchPage(number)
        try:
            unseen = unseen_values(document[number - 1]) if document is not None else ()
            return PlumberText.of(page, unseen).words(page, number)
        except _FAULTS as error:
            raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


def printed_page(document: pypdfium2.PdfDocument, number: int, stack: ExitStack) -> Page | None:
    """Return the page with its fields printed in; None if it has none or they cannot be printed."""
    if not 1 <= number <= len(document):
        raise NoSuchPage(number)
    try:
        if not has_fields(document[number - 1]):
            return None
        with with_fields_printed(document, number) as data:
            return first_page_of(data, stack) if data is not None else None
    except _FAULTS:
        return None


def _read_with_pdfplumber(source: Source, limits: Limits, stack: ExitStack) -> Iterator[Reading]:
    pages = PlumberPages(source, stack)
    for number in count(1):
        page = pages.page(number) if number <= limits.pages else None
        if page is None:
            if number == 1:
                raise Unreadable(ExtractionState.DAMAGED, "no pages")
            return
        try:
            found = PlumberText.of(page)
            words = found.words(page, number)
        except PLUMBER_FAULTS as error:
            yield Reading(ExtractedPage(number, ""), None, fault=repr(error)[:200])
            continue
        made = ExtractedPage(
            number,
            found.text,
            width=words.width,
            height=words.height,
            raw_text=found.raw_text,
            reader="pdfplumber",
        )
        yield Reading(made, None, words)


class _Book:
    """One PDF that pdfium opens, page after page."""

    def __init__(self, source: Source, document: pypdfium2.PdfDocument, stack: ExitStack) -> None:
        self._source, self._document, self._stack = source, document, stack
        self._total = len(document)
        self._plumber = PlumberPages(source, stack)
        self._first_agrees = True
        self._is_old = False
        self._has_signature = False
        self._is_pdfium_enough: bool | None = None

    def read(self, number: int) -> Reading:
        """Read the page; where both readers fail it is empty and tells the fault."""
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            return self._with_pdfplumber(number, "", fault=repr(error)[:200])
        try:
            plain = text_of(page)
            return self._judged(self._read(number, page, plain), page, plain)
        except _FAULTS as error:
            return Reading(ExtractedPage(number, ""), self._total, fault=repr(error)[:200])
        finally:
            page.close()

    def _read(self, number: int, page: pypdfium2.PdfPage, plain: str) -> Reading:
        if has_fields(page):
            unseen = unseen_values(page)
            return self._with_fields(number, plain, unseen) or self._with_pdfplumber(number, plain, unseen)
        if number == 1 or self._is_old or may_be_old(plain) or not self._may_trust_pdfium():
            return self._with_pdfplumber(number, plain)
        return self._with_pdfium(number, page, plain)

    def _with_pdfium(self, number: int, page: pypdfium2.PdfPage, text: str) -> Reading:
        width, height = page.get_size()
        made = ExtractedPage(number, text, width=width, height=height, reader="pdfium")
        signs = not self._has_signature and has_signature_block(text)
        self._has_signature = self._has_signature or signs
        return Reading(made, self._total, words_with_pdfium(page, number) if signs else None)

    def _with_fields(self, number: int, plain: str, unseen: Sequence[Letter]) -> Reading | None:
        """Read the page with its fields printed in, None if that gives no page."""
        with ExitStack() as stack:
            printed = printed_page(self._document, number, stack)
            reading = self._read_with(printed, number, plain, unseen) if printed is not None else None
        if reading is None:
            return None
        return replace(reading, page=replace(reading.page, text=closed_up(reading.page.text)))

    def _with_pdfplumber(
        self, number: int, plain: str, unseen: Sequence[Letter] = (), fault: str = ""
    ) -> Reading:
        found = self._plumber.page(number)
        reading = self._read_with(found, number, plain, unseen) if found is not None else None
        if reading is not None:
            return reading
        if fault:
            return Reading(ExtractedPage(number, ""), self._total, fault=fault)
        page = self._document[number - 1]
        return self._with_pdfium(number, page, plain)

    def _read_with(self, page: Page, number: int, plain: str, unseen: Sequence[Letter]) -> Reading | None:
        try:
            found = PlumberText.of(page, unseen)
            signs = not self._has_signature and has_signature_block(found.text)
            words = found.words(page, number) if number == 1 or signs else None
            sheet = found.sheet(page, number)
        except PLUMBER_FAULTS:
            return None
        finally:
            page.close()
        self._has_signature = self._has_signature or signs
        self._is_old = self._is_old or found.raw_text is not None
        if number == 1:
            self._first_agrees = agree(found.raw_text or found.text, plain)
        left, top, right, bottom = (float(edge) for edge in crop_of(page) or page.bbox)
        width, height = right - left, bottom - top
        made = ExtractedPage(
            number, found.text, width=width, height=height, raw_text=found.raw_text, reader="pdfplumber"
        )
        return Reading(made, self._total, words, sheet=sheet)

    def _judged(self, reading: Reading, page: pypdfium2.PdfPage, plain: str) -> Reading:
        """Mark a page whose text has to be recognised; what fields say does not make a scan readable."""
        if reading.page.raw_text is not None:  # decoded by its fonts
            return reading
        layer = judge_layer(plain, lambda: look_of(page))
        if layer is Layer.MISSING and reading.page.text.strip():
            layer = Layer.PART
        if layer is Layer.WHOLE:
            return reading
        words = None if layer in (Layer.FOREIGN, Layer.MISSING) else reading.words
        return replace(reading, page=replace(reading.page, needs_ocr=layer), words=words, sheet=None)

    def _may_trust_pdfium(self) -> bool:
        if self._is_pdfium_enough is None:
            self._is_pdfium_enough = self._first_agrees and self._agrees_on_samples()
        return self._is_pdfium_enough

    def _agrees_on_samples(self) -> bool:
        """Compare both readers' text of some pages between the first and the last."""
        samples = min(_MOST_SAMPLES, self._total // _PAGES_FOR_A_SAMPLE)
        with ExitStack() as stack:
            pages = PlumberPages(self._source, stack)
            return all(
                self._agrees(pages, 1 + index * self._total // (samples + 1))
                for index in range(1, samples + 1)
            )

    def _agrees(self, pages: PlumberPages, number: int) -> bool:
        page = pages.page(number)
        if page is None:
            return True  # pdfium alone reads it
        try:
            return agree(page.extract_text() or "", text_of(self._document[number - 1]))
        except _FAULTS:
            return False
        finally:
            page.close()
