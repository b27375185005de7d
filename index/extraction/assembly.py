"""Put an extraction together from the messages of the process that reads the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.extraction.extraction import ExtractedPage, Extraction, ReadingWarning, WarningKind
from index.extraction.states import ExtractionState
from index.header.fields import Header
from index.media.kinds import MediaType

_COMPLETE = (ExtractionState.DONE, ExtractionState.NO_TEXT, ExtractionState.NO_TEXT_YET)
_KINDS = frozenset(kind.value for kind in WarningKind)


class Assembly:
    """Collects pages, header and end; whatever happens, an extraction comes out."""

    def __init__(self, media_type: MediaType, on_page: Callable[[ExtractedPage], None] | None) -> None:
        self._media_type = media_type
        self._on_page = on_page
        self._pages: list[ExtractedPage] = []
        self._header = Header()
        self._warnings: list[ReadingWarning] = []
        self._total: int | None = None
        self._state: ExtractionState | None = None

    @property
    def has_ended(self) -> bool:
        """Return whether the end has come."""
        return self._state is not None

    def add(self, message: dict[str, Any]) -> None:
        """Take one message."""
        self._total = message.get("total", self._total)
        if "page" in message:
            page = ExtractedPage.from_json(message["page"])
            self._pages.append(page)
            if self._on_page is not None:
                self._on_page(page)
        elif "header" in message:
            self._header = Header.from_json(message["header"])
        elif "end" in message:
            self._state = ExtractionState(message["end"])
            self._warnings += [ReadingWarning.from_json(each) for each in message["warnings"]]
        elif "fault" in message:
            self.fail(ExtractionState(message["fault"]), message["detail"])

    def fail(self, state: ExtractionState, detail: str) -> None:
        """Note that the reading ended in `state`; the pages that came before stay."""
        self._state = state
        if state is ExtractionState.ENCRYPTED:
            return
        kind = WarningKind(detail) if detail in _KINDS else WarningKind.PAGES_UNREADABLE
        self._warnings.append(ReadingWarning(kind, (len(self._pages) + 1,), detail))

    def extraction(self, seconds: float) -> Extraction:
        """Return what has come."""
        state = self._state or ExtractionState.DAMAGED
        return Extraction(
            media_type=self._media_type,
            state=state,
            pages=tuple(self._pages),
            header=self._header,
            warnings=tuple(self._warnings),
            total_pages=self._total,
            complete=state in _COMPLETE,
            seconds=round(seconds, 3),
        )
