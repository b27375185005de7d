"""Put together what the readers found in a file and what recognition found on its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from index.extraction.extraction import (
    ExtractedPage,
    Extraction,
    ReadingWarning,
    RecognisedPage,
    WarningKind,
)
from index.extraction.layer import Layer, is_garbled, is_vietnamese, words_in
from index.extraction.states import ExtractionState
from index.header.fields import Header

_CUT_SHORT = frozenset((WarningKind.PAGE_LIMIT, WarningKind.TEXT_LIMIT))


def with_recognised(extraction: Extraction, recognised: Mapping[int, RecognisedPage]) -> Extraction:
    """Return the extraction with these pages in their places; the last of them brings it to its end.

    The text layer that a recognised page had is kept aside as its `raw_text`. The order in which pages come
    makes no difference.
    """
    pages = tuple(_joined(page, recognised.get(page.number)) for page in extraction.pages)
    joined = replace(extraction, pages=pages, header=_joined_header(extraction.header, recognised))
    if joined.pages_to_recognise:
        return joined
    used = {page.number: recognised[page.number] for page in pages if page.number in recognised}
    warnings = (*extraction.warnings, *_warnings(pages, used.values()))
    state = _state(joined) if extraction.state is ExtractionState.NEEDS_OCR else extraction.state
    return replace(joined, warnings=warnings, state=state, complete=state is not ExtractionState.PARTIAL)


def _joined(page: ExtractedPage, recognised: RecognisedPage | None) -> ExtractedPage:
    if page.needs_ocr is None or recognised is None:
        return page
    layer = page.own_text
    if page.needs_ocr is Layer.FOREIGN and _reads_better(layer, recognised.page.text):
        return replace(page, needs_ocr=None)
    found = replace(recognised.page, width=page.width, height=page.height, inside=page.inside)
    if not layer.strip():
        return found.with_text(found.text)
    if page.needs_ocr is Layer.PART:
        text = "\n".join((found.text, *_lines_missing(layer, found.text)))
        return replace(found.with_text(text), source="mixed", raw_text=layer)
    return replace(found.with_text(found.text), raw_text=layer)


def _reads_better(layer: str, recognised: str) -> bool:
    """Return whether a layer that is not Vietnamese is right: the page is in another language."""
    return not is_garbled(layer) and not is_vietnamese(words_in(recognised))


def _lines_missing(layer: str, recognised: str) -> Iterable[str]:
    seen = "".join(recognised.split())
    return (line for line in layer.splitlines() if line.strip() and "".join(line.split()) not in seen)


def _joined_header(header: Header, recognised: Mapping[int, RecognisedPage]) -> Header:
    """Return the first page's header as it was recognised, if it was, and the first signatory found."""
    if 1 in recognised:
        header = recognised[1].header
    signatories = (recognised[number].header.signatory for number in sorted(recognised))
    if header.signatory.value is None:
        header = replace(
            header, signatory=next((each for each in signatories if each.value), header.signatory)
        )
    return header


def _warnings(pages: Iterable[ExtractedPage], used: Iterable[RecognisedPage]) -> Iterable[ReadingWarning]:
    illegible = tuple(each.page.number for each in used if not each.is_legible)
    if illegible:
        yield ReadingWarning(WarningKind.PAGES_ILLEGIBLE, illegible)
    empty = tuple(page.number for page in pages if page.source != "text" and not page.text.strip())
    blank = tuple(number for number in empty if number not in illegible)
    if blank:
        yield ReadingWarning(WarningKind.PAGES_WITHOUT_TEXT, blank)


def _state(extraction: Extraction) -> ExtractionState:
    if not any(page.text.strip() for page in extraction.pages):
        return ExtractionState.NO_TEXT
    if any(warning.kind in _CUT_SHORT for warning in extraction.warnings):
        return ExtractionState.PARTIAL
    return ExtractionState.DONE
