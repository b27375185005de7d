"""What the confined process does for the sandbox."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.extraction.channel import send_json, send_message
from index.extraction.extraction import ExtractedPage, ReadingWarning, WarningKind
from index.extraction.faults import READER_FAULTS, NoSuchPage, Unreadable
from index.extraction.limits import Limits
from index.extraction.readers import READERS, Reading
from index.extraction.readers.pdf import read_words
from index.extraction.states import ExtractionState
from index.extraction.unicode import in_unicode, words_in_unicode
from index.header.parser import Page, parse_header
from index.media.types import MediaType
from index.pictures.binding import bind_photographs
from index.pictures.encoding import encode_picture
from index.pictures.images import draw_image, frame_sizes
from index.pictures.pdf import draw_pdf_page, pdf_page_sizes
from index.pictures.photographs import Photograph


def run_task(
    channel: socket.socket, limits: Limits, task: str, path: str, media_type: str, **options: Any
) -> None:
    """Do `task` and send what it gives; what cannot be read is told by a message, not by dying."""
    try:
        _TASKS[task](channel, limits, Path(path), MediaType(media_type), **options)
    except NoSuchPage as error:
        send_json(channel, {"no_such_page": str(error)})
    except Unreadable as error:
        send_json(channel, {"fault": error.state.value, "detail": str(error)[:500]})
    except MemoryError:
        send_json(
            channel, {"fault": ExtractionState.TOO_COSTLY.value, "detail": WarningKind.MEMORY_LIMIT.value}
        )
    except READER_FAULTS as error:
        send_json(channel, {"fault": ExtractionState.DAMAGED.value, "detail": repr(error)[:500]})


def _extract(
    channel: socket.socket, limits: Limits, path: Path, media_type: MediaType, first: int | None = None
) -> None:
    reader = READERS.get(media_type)
    if reader is None:
        send_json(channel, {"end": ExtractionState.NO_TEXT_YET.value, "warnings": []})
        return
    report = _Report(channel, limits, media_type)
    for reading in reader(path, limits):
        report.add(reading)
        if report.is_full or reading.page.number == first:
            break
    report.close(first)


class _Report:
    """Sends pages as they are read, so that a file that fails later leaves what came before."""

    def __init__(self, channel: socket.socket, limits: Limits, media_type: MediaType) -> None:
        self._channel = channel
        self._limits = limits
        self._media_type = media_type
        self._head: list[Page] = []
        self._left = limits.output_bytes
        self._total: int | None = None
        self._count = 0
        self._empty: list[int] = []
        self._converted: list[int] = []
        self._faults: dict[int, str] = {}
        self.is_full = False

    def add(self, reading: Reading) -> None:
        """Send a page; the header too, as soon as the first page is there."""
        reading = in_unicode(reading)
        page = self._within_limit(reading.page)
        self._count += 1
        self._total = reading.total
        if not page.text.strip():
            self._empty.append(page.number)
        if page.raw_text is not None:
            self._converted.append(page.number)
        if reading.fault:
            self._faults[page.number] = reading.fault
        send_json(self._channel, {"page": page.to_json(), "total": reading.total})
        if page.number == 1 or reading.words is not None:
            self._head.append(reading.words or page.text)
            send_json(self._channel, {"header": parse_header(self._head).to_json()})

    def close(self, first: int | None) -> None:
        """Send the end."""
        total = self._total if self._total is not None else self._count
        state = self._state(first is not None and self._count < total, total)
        warnings = [warning.to_json() for warning in self._warnings(total, state)]
        send_json(self._channel, {"end": state.value, "warnings": warnings, "total": total})

    def _within_limit(self, page: ExtractedPage) -> ExtractedPage:
        size = len(page.text.encode("utf-8", "replace"))
        self._left -= size
        if self._left >= 0:
            return page
        self.is_full = True
        kept = page.text.encode("utf-8", "replace")[: size + self._left].decode("utf-8", "ignore")
        return replace(page, text=kept, raw_text=None)

    def _state(self, is_beginning: bool, total: int) -> ExtractionState:
        if is_beginning and not self.is_full:
            return ExtractionState.READING
        if self._media_type.is_picture:
            return ExtractionState.NO_TEXT_YET
        if self._count and len(self._faults) == self._count:
            return ExtractionState.DAMAGED
        if self.is_full or self._count < total:
            return ExtractionState.PARTIAL
        if self._media_type is MediaType.PDF and len(self._empty) == self._count:
            return ExtractionState.NO_TEXT
        return ExtractionState.DONE

    def _warnings(self, total: int, state: ExtractionState) -> list[ReadingWarning]:
        found = []
        if self._faults:
            detail = next(iter(self._faults.values()))
            found.append(ReadingWarning(WarningKind.PAGES_UNREADABLE, tuple(self._faults), detail))
        empty = tuple(number for number in self._empty if number not in self._faults)
        if empty and self._media_type is MediaType.PDF and state is not ExtractionState.NO_TEXT:
            found.append(ReadingWarning(WarningKind.PAGES_WITHOUT_TEXT, empty))
        if self._converted:
            found.append(ReadingWarning(WarningKind.OLD_ENCODING, tuple(self._converted)))
        if self.is_full:
            found.append(ReadingWarning(WarningKind.TEXT_LIMIT, (self._count,)))
        elif state is ExtractionState.PARTIAL:
            found.append(ReadingWarning(WarningKind.PAGE_LIMIT, (), f"{self._count} of {total}"))
        return found


def _render(
    channel: socket.socket, limits: Limits, path: Path, media_type: MediaType, page: int, width: int
) -> None:
    if media_type is MediaType.PDF:
        picture = draw_pdf_page(path, page, width, limits.pixels)
    elif media_type.is_picture:
        picture = draw_image(path, page, width, limits.pixels)
    else:
        raise NoSuchPage(page)
    send_message(channel, b"")
    send_message(channel, encode_picture(picture))


def _words(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType, page: int) -> None:
    if media_type is not MediaType.PDF:
        if media_type.is_picture and 1 <= page <= len(frame_sizes(path, pixels=limits.pixels, frames=page)):
            send_json(channel, {"words": []})
            return
        raise NoSuchPage(page)
    words = words_in_unicode(read_words(path, page)).words
    send_json(channel, {"words": [(word.text, word.x0, word.y0, word.x1, word.y1) for word in words]})


def _sizes(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType) -> None:
    sizes: list[Any] = []
    if media_type is MediaType.PDF:
        sizes = pdf_page_sizes(path, limits.pages)
    elif media_type.is_picture:
        sizes = frame_sizes(path, pixels=limits.pixels, frames=limits.pages)
    send_json(channel, {"sizes": sizes})


def _bind(
    channel: socket.socket, limits: Limits, _path: Path, _media_type: MediaType, photographs: list[list[str]]
) -> None:
    bound = bind_photographs(
        [Photograph(Path(path), MediaType(kind), name) for path, kind, name in photographs], limits.pixels
    )
    send_message(channel, b"")
    send_message(channel, bound)


_TASKS: dict[str, Any] = {
    "extract": _extract,
    "render": _render,
    "words": _words,
    "sizes": _sizes,
    "bind": _bind,
}
