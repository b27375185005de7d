"""OpenDocument texts: paragraphs, lists, tables, frames and notes in the order of the document."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException
from odf.element import Element
from odf.namespaces import OFFICENS, TABLENS, TEXTNS
from odf.opendocument import OpenDocument, load
from odf.text import TrackedChanges

from index.extraction.extraction import ExtractedPage, ReadingWarning, WarningKind
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.source import Source, opened

_PARAGRAPHS = frozenset(((TEXTNS, "p"), (TEXTNS, "h")))
_ROW, _CELL = (TABLENS, "table-row"), (TABLENS, "table-cell")
_SIGNS = {(TEXTNS, "tab"): "\t", (TEXTNS, "line-break"): "\n"}
_DROPPED = frozenset(((TEXTNS, "tracked-changes"), (OFFICENS, "annotation"), (TEXTNS, "note-citation")))
_SPACES = (TEXTNS, "s")
_MANIFEST = "META-INF/manifest.xml"
_MOST_SPACES = 100
_DEEPEST = 200


def read_open_document(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the document until the limit of output is reached."""
    document = load_open_document(source)
    lines: list[str] = []
    size = 0
    for line in lines_of(document.text):
        lines.append(line)
        size += len(line) + 1
        if size > limits.output_bytes:
            break
    changed = document.text.getElementsByType(TrackedChanges)
    warnings = (ReadingWarning(WarningKind.TRACKED_CHANGES, (1,)),) if changed else ()
    yield Reading(ExtractedPage(1, "\n".join(lines)), 1, warnings=warnings)


def load_open_document(source: Source) -> OpenDocument:
    """Return the document or workbook; raise Unreadable for an encrypted or damaged one."""
    _check_not_encrypted(source)
    try:
        with opened(source) as file:
            return load(file)
    except (SAXException, DefusedXmlException) as error:
        raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


def lines_of(element: Any) -> Iterator[str]:
    """Yield the lines that the paragraphs, tables and frames inside an element make."""
    return _lines(element, 0)


def _check_not_encrypted(source: Source) -> None:
    with opened(source) as file, zipfile.ZipFile(file) as archive, archive.open(_MANIFEST) as manifest:
        if b"encryption-data" in manifest.read(1_000_000):
            raise Unreadable(ExtractionState.ENCRYPTED)


def _lines(parent: Any, depth: int) -> Iterator[str]:
    for child in parent.childNodes if depth < _DEEPEST else ():
        if not isinstance(child, Element) or child.qname in _DROPPED:
            continue
        if child.qname in _PARAGRAPHS:
            yield from _lines_of_paragraph(child, depth)
        elif child.qname == _ROW:
            yield from _lines_of_row(child, depth)
        else:
            yield from _lines(child, depth + 1)


def _lines_of_paragraph(paragraph: Any, depth: int) -> Iterator[str]:
    """Yield the paragraph, then what its frames and notes say."""
    inside: list[Any] = []
    yield from "".join(_pieces(paragraph, inside, depth)).split("\n")
    for block in inside:
        yield from (line for line in _lines(block, depth + 1) if line.strip())


def _pieces(element: Any, inside: list[Any], depth: int) -> Iterator[str]:
    for child in element.childNodes if depth < _DEEPEST else ():
        if not isinstance(child, Element):
            yield str(child.data)
        elif child.qname in _SIGNS:
            yield _SIGNS[child.qname]
        elif child.qname == _SPACES:
            yield " " * _count(child)
        elif child.qname in _DROPPED:
            continue
        elif any(isinstance(each, Element) and _holds_blocks(each) for each in child.childNodes):
            inside.append(child)
        else:
            yield from _pieces(child, inside, depth + 1)


def _holds_blocks(element: Any) -> bool:
    return element.qname in _PARAGRAPHS or any(
        isinstance(child, Element) and child.qname in _PARAGRAPHS for child in element.childNodes
    )


def _count(spaces: Any) -> int:
    count = str(spaces.getAttrNS(TEXTNS, "c") or "1")
    return min(int(count), _MOST_SPACES) if count.isascii() and count.isdigit() else 1


def _lines_of_row(row: Any, depth: int) -> Iterator[str]:
    """A row of short cells is one line with tabs; cells of several lines follow one another."""
    cells = [
        [line for line in _lines(cell, depth + 1) if line.strip()]
        for cell in row.childNodes
        if isinstance(cell, Element) and cell.qname == _CELL
    ]
    if all(len(lines) <= 1 for lines in cells):
        yield "\t".join(line for lines in cells for line in lines)
    else:
        for lines in cells:
            yield from lines
