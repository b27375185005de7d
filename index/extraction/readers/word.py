"""Word documents: headers, then the body with tables, text boxes and notes, then footers, as one page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError, _Element

from index.encodings.runs import Line, converted_text, plain_text
from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.readers.word_fonts import WordFonts
from index.extraction.readers.word_xml import Notes, WordLines
from index.extraction.states import ExtractionState

_HEADERS = ("first_page_header", "header", "even_page_header")
_FOOTERS = ("first_page_footer", "footer", "even_page_footer")
_NOTES = {"footnote": RELATION.FOOTNOTES, "endnote": RELATION.ENDNOTES}
_PAGE_NUMBER = re.compile(r"[\W\d]*(?:trang|page)?[\W\d]*", re.IGNORECASE)


def read_word(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the document until the limit of output is reached."""
    try:
        document = Document(str(path))
    except (PackageNotFoundError, XMLSyntaxError) as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)) from error
    lines: list[Line] = []
    size = 0
    for line in _lines(document):
        lines.append(line)
        size += sum(len(run.text) for run in line) + 1
        if size > limits.output_bytes:
            break
    plain, converted = plain_text(lines), converted_text(lines)
    page = ExtractedPage(1, plain if converted is None else converted, raw_text=converted and plain)
    yield Reading(page, 1)


def _lines(document: WordDocument) -> Iterator[Line]:
    reader = WordLines(WordFonts(document), _notes(document))
    yield from _at_the_edge(document, reader, _HEADERS)
    yield from reader.of_blocks(document.element.body)
    yield from _at_the_edge(document, reader, _FOOTERS)


def _at_the_edge(document: WordDocument, reader: WordLines, names: tuple[str, ...]) -> Iterator[Line]:
    """Yield what the sections say above or below their pages, each line once, without page numbers."""
    seen: set[str] = set()
    for section in document.sections:
        for edge in (getattr(section, name) for name in names):
            for line in () if edge.is_linked_to_previous else reader.of_blocks(edge._element):
                text = plain_text([line]).strip()
                if text not in seen and not _PAGE_NUMBER.fullmatch(text):
                    seen.add(text)
                    yield line


def _notes(document: WordDocument) -> Notes:
    found: dict[tuple[str, str], _Element] = {}
    for kind, relation in _NOTES.items():
        parts = [each.target_part for each in document.part.rels.values() if _leads_to(each, relation)]
        for note in (note for part in parts for note in parse_xml(part.blob)):
            if note.get(qn("w:type")) is None:  # the others are the lines that separate notes from the text
                found[kind, note.get(qn("w:id"), "")] = note
    return found


def _leads_to(relation: object, kind: str) -> bool:
    return getattr(relation, "reltype", "") == kind and not getattr(relation, "is_external", True)
