"""What was read from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Self

from index.extraction.states import ExtractionState
from index.header.fields import Header
from index.media.types import MediaType

EXTRACTOR_VERSION = "2"

TextSource = Literal["text", "ocr", "mixed"]


class WarningKind(StrEnum):
    """What a person should know about a reading that went on nevertheless."""

    PAGES_WITHOUT_TEXT = "pages_without_text"
    PAGES_UNREADABLE = "pages_unreadable"
    PAGE_LIMIT = "page_limit"
    TEXT_LIMIT = "text_limit"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    READER_CRASHED = "reader_crashed"
    OLD_ENCODING = "old_encoding"


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """A warning, with the pages it is about and technical detail for the log."""

    kind: WarningKind
    pages: tuple[int, ...] = ()
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the warning as plain JSON values."""
        return {"kind": self.kind.value, "pages": list(self.pages), "detail": self.detail}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the warning that `to_json` wrote."""
        return cls(WarningKind(data["kind"]), tuple(data["pages"]), data["detail"])


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """One page (or sheet, or whole flowing document), counted from 1, with its size in points or pixels.

    `raw_text` is what stands in the file where `text` is something better: converted from an old encoding.
    """

    number: int
    text: str
    source: TextSource = "text"
    legibility: float | None = None
    width: float | None = None
    height: float | None = None
    raw_text: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the page as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the page that `to_json` wrote."""
        return cls(**{name: data[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one file; `complete` tells whether it is all that the file has.

    `is_rendition` tells that the pages are those of the PDF that was made of an office file.
    """

    media_type: MediaType
    state: ExtractionState
    pages: tuple[ExtractedPage, ...] = ()
    header: Header = field(default_factory=Header)
    warnings: tuple[ReadingWarning, ...] = ()
    total_pages: int | None = None
    complete: bool = False
    seconds: float = 0.0
    extractor_version: str = EXTRACTOR_VERSION
    is_rendition: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the extraction as plain JSON values."""
        return {
            "media_type": self.media_type.value,
            "state": self.state.value,
            "pages": [page.to_json() for page in self.pages],
            "header": self.header.to_json(),
            "warnings": [warning.to_json() for warning in self.warnings],
            "total_pages": self.total_pages,
            "complete": self.complete,
            "seconds": self.seconds,
            "extractor_version": self.extractor_version,
            "is_rendition": self.is_rendition,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the extraction that `to_json` wrote."""
        return cls(
            media_type=MediaType(data["media_type"]),
            state=ExtractionState(data["state"]),
            pages=tuple(ExtractedPage.from_json(page) for page in data["pages"]),
            header=Header.from_json(data["header"]),
            warnings=tuple(ReadingWarning.from_json(warning) for warning in data["warnings"]),
            total_pages=data["total_pages"],
            complete=data["complete"],
            seconds=data["seconds"],
            extractor_version=data["extractor_version"],
            is_rendition=data["is_rendition"],
        )
