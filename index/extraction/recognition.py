"""What the confined process does that reads one page of a scan or a picture by character recognition."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import cv2
from PIL import Image

from index.extraction.answering import reported_faults
from index.extraction.channel import send_json
from index.extraction.drawing import drawn_to_read
from index.extraction.extraction import ExtractedPage, RecognisedPage
from index.extraction.limits import Limits
from index.extraction.page_tables import table_rows_of_page
from index.extraction.sheets_of_two import SheetOfTwo, begins_document
from index.extraction.turning import header_as_given, words_as_given
from index.header.fields import Header
from index.header.parser import parse_header
from index.header.words import PageWords, ReadLine
from index.media.kinds import MediaType
from index.ocr import (
    OcrPage,
    OcrUnavailable,
    halves_of,
    preload,
    preload_digit_reader,
    read_header_lines,
    read_page,
    why_unavailable,
)

_BACKGROUND = 10  # of 19: web pages and the first pages of new files do not wait for these
_NO_HEAD = PageWords(1, (), 1.0, 1.0)


def prepare() -> None:
    """Load the models once, for every process that is forked from this one."""
    cv2.setNumThreads(1)  # threads do not survive the fork
    with suppress(OcrUnavailable):
        preload()
    with suppress(ImportError):
        preload_digit_reader()


def run_task(
    channel: socket.socket,
    limits: Limits,
    paths: list[Path],
    media_type: str,
    page: int,
    table_of_scan: bool | None = None,
) -> None:
    """Recognise a page and send what it says; page 0 asks whether pages can be recognised.

    With `table_of_scan` send the rows of the page's table, recognised or as they stand in the file.
    """
    with reported_faults(channel):
        if page == 0:
            obstacle = why_unavailable()
            send_json(channel, {"unavailable": obstacle.value} if obstacle else {})
            return
        if page > 1:
            os.nice(_BACKGROUND)
        try:
            if table_of_scan is not None:
                kind = MediaType(media_type)
                rows = table_rows_of_page(paths[0], kind, page, limits, is_scan=table_of_scan)
                send_json(channel, {"rows": [row.to_json() for row in rows]})
                return
            recognised = recognise_page(paths[0], MediaType(media_type), page, limits)
        except OcrUnavailable as error:
            send_json(channel, {"unavailable": str(error)})
        else:
            send_json(channel, recognised.to_json())


def recognise_page(path: Path, media_type: MediaType, number: int, limits: Limits) -> RecognisedPage:
    """Draw page `number` as viewers show it, read it, and look for the header on it."""
    picture, dpi = drawn_to_read(path, media_type, number, limits)
    return _two_pages(picture, dpi, number) or _one_page(picture, dpi, number)


def _two_pages(picture: Image.Image, dpi: float, number: int) -> RecognisedPage | None:
    """Read a sheet with two pages side by side, None if it is no such sheet."""
    halves = halves_of(picture, dpi)
    found = [read_page(half, dpi) for half in halves or ()]
    if halves is None or any(page.rotation for page in found):
        return None
    from_right = begins_document(found[1].text) and not begins_document(found[0].text)
    order = (1, 0) if from_right else (0, 1)
    first, second = (_on_sheet(found[at], picture, number, is_right=at == 1) for at in order)
    if number == 1:
        first = replace(first, second_lines=_second_lines(halves[order[0]], dpi))
    sheet = SheetOfTwo(first, second, from_right)
    text = "\n".join(found[at].text for at in order)
    legibility = min(page.legibility for page in found)
    header = sheet.header() if number == 1 else parse_header([_NO_HEAD, sheet.words])
    page = _page(number, text, legibility, picture)
    return RecognisedPage(page, sheet.words.words, header, all(each.is_legible for each in found))


def _on_sheet(found: OcrPage, picture: Image.Image, number: int, *, is_right: bool) -> PageWords:
    """Return the words of one half with places in fractions of the sheet."""
    shift = 0.5 if is_right else 0.0
    words = tuple(replace(word, x0=word.x0 / 2 + shift, x1=word.x1 / 2 + shift) for word in found.words)
    return PageWords(number, words, float(picture.width), float(picture.height), found.confidences)


def _one_page(picture: Image.Image, dpi: float, number: int) -> RecognisedPage:
    found = read_page(picture, dpi)
    upright = picture.rotate(-found.rotation, expand=True) if found.rotation else picture
    header = _header(found, upright, dpi, number)
    return RecognisedPage(
        _page(number, found.text, found.legibility, picture),
        words_as_given(found.words, found.rotation),
        header_as_given(header, found.rotation),
        found.is_legible,
    )


def _page(number: int, text: str, legibility: float, picture: Image.Image) -> ExtractedPage:
    return ExtractedPage(
        number,
        text,
        source="ocr",
        legibility=legibility,
        width=float(picture.width),
        height=float(picture.height),
        reader="tesseract",
    )


def _header(found: OcrPage, upright: Image.Image, dpi: float, number: int) -> Header:
    """Return what the page says of the header: the first page all of it, another one who signed."""
    words = PageWords(number, found.words, float(upright.width), float(upright.height), found.confidences)
    if number > 1:
        return parse_header([_NO_HEAD, words])
    return parse_header([replace(words, second_lines=_second_lines(upright, dpi))])


def _second_lines(upright: Image.Image, dpi: float) -> tuple[ReadLine, ...]:
    try:
        return read_header_lines(upright, dpi)
    except ImportError:  # the recogniser of digits is not installed: the header is read without it
        return ()
