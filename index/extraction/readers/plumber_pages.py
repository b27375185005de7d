"""Pages of a PDF as pdfplumber reads them: exact places and reading order, at its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Self

import pdfplumber
from pdfminer.encodingdb import EncodingDB
from pdfminer.layout import LTChar, LTComponent, LTContainer
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import WordExtractor

from index.encodings import recognise
from index.extraction.faults import READER_FAULTS, Unreadable
from index.extraction.readers.facing_pages import facing_pages, is_right_first
from index.extraction.readers.letters import Letter, cleaned
from index.extraction.readers.old_fonts import text_of_words, words_by_font
from index.extraction.sheets_of_two import SheetOfTwo
from index.extraction.states import ExtractionState
from index.header.words import PageWords, WordBox
from index.media.source import Source

PLUMBER_FAULTS = (*READER_FAULTS, PSException, PdfminerException)


# pdfminer takes this code of Windows' fonts for a blank: they show a hyphen, those of TCVN3 the letter ư.
_HYPHEN_OR_LETTER = "\u00ad"
EncodingDB.win2unicode[ord(_HYPHEN_OR_LETTER)] = _HYPHEN_OR_LETTER


class PlumberPages:
    """The pages of one file in rising order; those between are passed over at little cost."""

    def __init__(self, source: Source, stack: ExitStack) -> None:
        self._pages = _pages(source, stack)
        self._last = 0

    def page(self, number: int) -> Page | None:
        """Return page `number`, None if pdfplumber finds no such page; close it after use."""
        for page in self._pages:
            self._last += 1
            if self._last == number:
                return page
        return None


class _LetterPage(Page):
    """A page of which only the letters are wanted: drawings and colours cost half of the time."""

    def iter_layout_objects(self, layout_objects: list[LTComponent]) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        """Yield the letters with what text and words are made of."""
        for item in layout_objects:
            if isinstance(item, LTContainer):
                yield from self.iter_layout_objects(item._objs)
            elif isinstance(item, LTChar):
                yield self._letter(item)

    def _letter(self, item: LTChar) -> dict[str, Any]:
        across, down = self.mediabox[:2]
        top = self.height - item.y1 + down
        return {
            "object_type": "char",
            "page_number": self.page_number,
            "text": item.get_text(),
            "fontname": item.fontname,
            "size": item.size,
            "upright": item.upright,
            "matrix": item.matrix,
            "x0": item.x0 + across,
            "x1": item.x1 + across,
            "top": top,
            "bottom": self.height - item.y0 + down,
            "doctop": self.initial_doctop + top,
            "width": item.width,
            "height": item.height,
        }


def _pages(source: Source, stack: ExitStack) -> Iterator[Page]:
    """Make the pages one by one: pdfplumber's own list keeps all that was ever read."""
    try:
        pdf = _opened(source, stack)
        top: Any = 0
        for number, page in enumerate(PDFPage.create_pages(pdf.doc), start=1):
            made = _LetterPage(pdf, page, number, top)
            yield made
            top += made.height
            made.close()
    except PDFEncryptionError as error:
        raise Unreadable(ExtractionState.ENCRYPTED, repr(error)) from error
    except PLUMBER_FAULTS:
        return  # what is left is read with pdfium


def _opened(source: Source, stack: ExitStack) -> PDF:
    """Open a PDF whose pages are made one by one; pdfplumber's own end of a `with` would make all of them."""
    pdf = pdfplumber.open(BytesIO(source.getvalue()) if isinstance(source, BytesIO) else source)
    stack.callback(pdf.stream.close)
    return pdf


def first_page_of(data: BytesIO, stack: ExitStack) -> Page | None:
    """Return the first page of a PDF in memory."""
    pdf = _opened(data, stack)
    page = next(iter(PDFPage.create_pages(pdf.doc)), None)
    return _LetterPage(pdf, page, 1, 0) if page is not None else None


@dataclass(frozen=True, slots=True)
class PlumberText:
    """What stands on a page, and what stands in the file where its fonts are of an old encoding."""

    text: str
    raw_text: str | None
    _words: list[dict[str, Any]]
    _second: list[dict[str, Any]] | None = None
    _is_right_first: bool = False

    @classmethod
    def of(cls, page: Page, unseen: Sequence[Letter] = ()) -> Self:
        """Read in one pass what `extract_text` and `extract_words` give, and decode old fonts.

        `unseen` are letters that stand on the page but not in its text.
        """
        page.objects["char"] = [*cleaned(page.chars, crop_of(page)), *unseen]
        by_font = words_by_font(page)
        halves = facing_pages(page.chars, page.bbox) if by_font is None else None
        if halves is not None:
            return cls._of_two(page, *halves)
        plain, words = _text_and_words(page.chars, page)
        if by_font is not None:
            return cls(text_of_words(by_font), plain, by_font)
        if _HYPHEN_OR_LETTER not in plain or recognise(plain) is not None:
            return cls(plain, None, words)
        whole = [{**word, "text": word["text"].replace(_HYPHEN_OR_LETTER, "-")} for word in words]
        return cls(plain.replace(_HYPHEN_OR_LETTER, "-"), None, whole)

    @classmethod
    def _of_two(cls, page: Page, left: list[Letter], right: list[Letter]) -> Self:
        """Read two pages that stand side by side."""
        from_right = is_right_first(left, right)
        first, second = (right, left) if from_right else (left, right)
        text, words = _text_and_words(first, page)
        more, others = _text_and_words(second, page)
        return cls(f"{text}\n{more}", None, words, others, from_right)

    def words(self, page: Page, number: int) -> PageWords:
        """Return the words of the same page and where they stand."""
        return _placed(page, number, [*self._words, *(self._second or ())])

    def sheet(self, page: Page, number: int) -> SheetOfTwo | None:
        """Return the words of both pages, None where the sheet is one page."""
        if self._second is None:
            return None
        first, second = _placed(page, number, self._words), _placed(page, number, self._second)
        return SheetOfTwo(first, second, self._is_right_first)


def _text_and_words(letters: list[Letter], page: Page) -> tuple[str, list[dict[str, Any]]]:
    found = WordExtractor().extract_wordmap(letters)
    text = found.to_textmap(layout_bbox=page.bbox, presorted=True).as_string
    return text, [word for word, _ in found.tuples]


def crop_of(page: Page) -> tuple[float, float, float, float] | None:
    """Return the part of the page that viewers show, None if they show all of it."""
    left, top, right, bottom = (float(edge) for edge in page.bbox)
    crop = [float(edge) for edge in page.cropbox]
    shown = (max(left, crop[0]), max(top, crop[1]), min(right, crop[2]), min(bottom, crop[3]))
    is_part = shown != (left, top, right, bottom) and shown[0] < shown[2] and shown[1] < shown[3]
    return shown if is_part else None


def _placed(page: Page, number: int, found: list[dict[str, Any]]) -> PageWords:
    """Return words with their places as fractions of the page's size."""
    left, top, right, bottom = (float(edge) for edge in crop_of(page) or page.bbox)
    width, height = max(right - left, 1.0), max(bottom - top, 1.0)
    placed = tuple(
        WordBox(
            word["text"],
            round((word["x0"] - left) / width, 5),
            round((word["top"] - top) / height, 5),
            round((word["x1"] - left) / width, 5),
            round((word["bottom"] - top) / height, 5),
        )
        for word in found
    )
    return PageWords(number, placed, width, height)
