"""What was read from a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal, Self

from index.extraction.layer import Layer
from index.extraction.states import ExtractionState
from index.header.fields import Header
from index.header.words import WordBox
from index.media.kinds import MediaType

EXTRACTOR_VERSION = "5"

TextSource = Literal["text", "ocr", "mixed"]
PageReader = Literal["pdfium", "pdfplumber", "tesseract"]


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
    PAGES_ILLEGIBLE = "pages_illegible"
    TRACKED_CHANGES = "tracked_changes"
    FILES_INSIDE = "files_inside"
    FILES_INSIDE_UNREAD = "files_inside_unread"


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """A warning, the pages it is about, and technical detail for the log, or the names of files inside."""

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

    `raw_text` is what stands in the file where `text` is something better: converted from an old encoding, or
    recognised from the page's picture. `needs_ocr` tells of a page that still has to be recognised what its
    text layer is. `inside` is what the files inside the document say; it stands at the end of `text` as well.
    """

    number: int
    text: str
    source: TextSource = "text"
    legibility: float | None = None
    width: float | None = None
    height: float | None = None
    raw_text: str | None = None
    reader: PageReader | None = None
    needs_ocr: Layer | None = None
    inside: str | None = None

    @property
    def own_text(self) -> str:
        """Return the text without that of the files inside."""
        return self.text.removesuffix(self.inside or "").removesuffix("\n") if self.inside else self.text

    def with_text(self, own: str) -> Self:
        """Return the page with another text of its own."""
        return replace(self, text="\n".join(filter(None, (own, self.inside))))

    def to_json(self) -> dict[str, Any]:
        """Return the page as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the page that `to_json` wrote."""
        known = {name: data[name] for name in cls.__slots__ if name in data}  # an older extractor had fewer
        layer = known.get("needs_ocr")
        return cls(**known | {"needs_ocr": Layer(layer) if layer else None})


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What recognition gives of one page: text, words as the page is shown, what it says of the header."""

    page: ExtractedPage
    words: tuple[WordBox, ...]
    header: Header
    is_legible: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        words = [(word.text, word.x0, word.y0, word.x1, word.y1) for word in self.words]
        parts = {"page": self.page.to_json(), "words": words, "header": self.header.to_json()}
        return parts | {"is_legible": self.is_legible}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `to_json` wrote."""
        words = tuple(WordBox(*word) for word in data["words"])
        page, header = ExtractedPage.from_json(data["page"]), Header.from_json(data["header"])
        return cls(page, words, header, data["is_legible"])

    @classmethod
    def failed(cls, number: int) -> Self:
        """Return what is known of a page on which recognition failed."""
        return cls(ExtractedPage(number, "", source="ocr", legibility=0.0), (), Header(), False)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one file; `complete` says whether it is all that the file has.

    `is_rendition` says that the pages are those of the PDF that was made of an office file.
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

    @property
    def pages_to_recognise(self) -> tuple[int, ...]:
        """Return the numbers of the pages that wait for character recognition."""
        return tuple(page.number for page in self.pages if page.needs_ocr is not None)

    @property
    def pages_read(self) -> int:
        """Return how many pages have all the text that they will have."""
        return sum(page.needs_ocr is None for page in self.pages)

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
