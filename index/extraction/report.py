"""Pages as they are sent from the process that reads a file to the sandbox, and what is said at the end."""

from __future__ import annotations

import socket
from dataclasses import replace

from index.extraction.channel import send_json
from index.extraction.extraction import ExtractedPage, ReadingWarning, WarningKind
from index.extraction.limits import Limits
from index.extraction.readers import Reading
from index.extraction.sheets_of_two import SheetOfTwo
from index.extraction.spaced_letters import close_up, close_up_words
from index.extraction.states import ExtractionState
from index.extraction.unicode import in_unicode
from index.header.fields import Header
from index.header.parser import Page, find_signatory, parse_header
from index.media.kinds import MediaType


class Report:
    """Sends pages as they are read, so that a file that fails later leaves what came before."""

    def __init__(self, channel: socket.socket, limits: Limits, media_type: MediaType) -> None:
        self._channel = channel
        self._limits = limits
        self._media_type = media_type
        self._head: list[Page] = []
        self._header = Header()
        self._left = limits.output_bytes
        self._total: int | None = None
        self._count = 0
        self._empty: list[int] = []
        self._to_recognise: list[int] = []
        self._converted: list[int] = []
        self._faults: dict[int, str] = {}
        self._told: list[ReadingWarning] = []
        self.is_full = False

    def add(self, reading: Reading) -> None:
        """Send a page; the header too, as soon as the first page is there."""
        reading = in_unicode(reading)
        own = close_up(reading.page.text)
        page = self._within_limit(reading.page.with_text(own))
        self._count += 1
        self._total = reading.total
        if page.needs_ocr is not None:
            self._to_recognise.append(page.number)
        elif reading.is_blank or not page.text.strip():
            self._empty.append(page.number)
        if page.raw_text is not None:
            self._converted.append(page.number)
        self._told += reading.warnings
        if reading.fault:
            self._faults[page.number] = reading.fault
        send_json(self._channel, {"page": page.to_json(), "total": reading.total})
        if page.number == 1 or reading.words is not None:
            words = close_up_words(reading.words) if reading.words is not None else None
            self._head.append(words or ("" if page.needs_ocr else own))
            self._send_header(reading.sheet)

    def _send_header(self, sheet: SheetOfTwo | None) -> None:
        """Send what is known by now: only the first page has a head, later ones add who signed."""
        if len(self._head) == 1:
            self._header = sheet.header() if sheet is not None else parse_header(self._head)
        else:
            self._header = replace(self._header, signatory=find_signatory(self._head))
        send_json(self._channel, {"header": self._header.to_json()})

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
        return replace(page, text=kept, raw_text=None, inside=None)

    def _state(self, is_beginning: bool, total: int) -> ExtractionState:
        if is_beginning and not self.is_full:
            return ExtractionState.READING
        if self._to_recognise:
            return ExtractionState.NEEDS_OCR
        if self._count and len(self._faults) == self._count:
            return ExtractionState.DAMAGED
        if self.is_full or self._count < total:
            return ExtractionState.PARTIAL
        if len(self._empty) == self._count:
            return ExtractionState.NO_TEXT
        return ExtractionState.DONE

    def _warnings(self, total: int, state: ExtractionState) -> list[ReadingWarning]:
        found = [*self._told]
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
        elif self._count < total and state is not ExtractionState.READING:
            found.append(ReadingWarning(WarningKind.PAGE_LIMIT, (), f"{self._count} of {total}"))
        return found
