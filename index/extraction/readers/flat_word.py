"""Word documents in one XML file: as Word 2003 saves them, and packages whose parts stand in one file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.office_package import OfficePackage, parse_office_xml
from index.extraction.readers.reading import Reading
from index.extraction.readers.word import read_lines, read_package
from index.extraction.readers.word_fonts import WordFonts
from index.extraction.readers.word_numbers import WordNumbers
from index.extraction.readers.word_xml import WordLines
from index.extraction.states import ExtractionState
from index.media.source import Source, content

_WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_WORD_2006 = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def read_flat_word(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the document as one page."""
    root = parse_office_xml(content(source).replace(_WORD_2003, _WORD_2006))
    if root.tag == f"{_PACKAGE}package":
        parts = {part.get(f"{_PACKAGE}name", "").lstrip("/"): part for part in root.iter(f"{_PACKAGE}part")}
        yield read_package(OfficePackage(parts, lambda name: _data_of(parts[name])), limits)
        return
    body = root.find(qn("w:body"))
    if body is None:
        raise Unreadable(ExtractionState.DAMAGED, "no body")
    styles = root.find(qn("w:styles"))
    reader = WordLines(WordFonts(styles), {}, WordNumbers(None, None), lambda _: iter(()))
    edges = {"header": list(body.iter(qn("w:hdr"))), "footer": list(body.iter(qn("w:ftr")))}
    yield read_lines(reader, body, edges, limits)


def _data_of(part: etree._Element) -> bytes:
    inner = part.find(f"{_PACKAGE}xmlData")
    if inner is not None and len(inner):
        return bytes(etree.tostring(inner[0], encoding="utf-8"))
    try:
        return base64.b64decode(part.findtext(f"{_PACKAGE}binaryData") or "")
    except binascii.Error:
        return b""
