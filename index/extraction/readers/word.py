"""Word documents: headers, then the body with tables, text boxes and notes, then footers, as one page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from docx.oxml.ns import qn
from lxml.etree import _Element

from index.encodings.runs import Line, Run, converted_text, plain_text
from index.extraction.extraction import ExtractedPage, ReadingWarning, WarningKind
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.inside import AttachedFile, read_inside, text_inside
from index.extraction.readers.office_package import OfficePackage
from index.extraction.readers.reading import Reading
from index.extraction.readers.word_fonts import WordFonts
from index.extraction.readers.word_numbers import WordNumbers
from index.extraction.readers.word_xml import Notes, WordLines
from index.extraction.states import ExtractionState
from index.media.source import Source, opened

_KINDS_OF_EDGES = ("first", "default", "even")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_PAGE_NUMBER = re.compile(r"[\W\d]*(?:trang|page)?[\W\d]*", re.IGNORECASE)
_EMBEDDED = "word/embeddings/"


def read_word(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the document until the limit of output is reached."""
    try:
        with opened(source) as file, zipfile.ZipFile(file) as archive:
            yield read_package(OfficePackage.of_archive(archive), limits)
    except (zipfile.BadZipFile, KeyError) as error:
        raise Unreadable(ExtractionState.DAMAGED, repr(error)[:200]) from error


def read_package(package: OfficePackage, limits: Limits) -> Reading:
    """Read the parts of a document."""
    body = body_of(package)
    parts = _Parts(package, limits)
    reader = parts.lines(parts.notes())
    edges = {kind: parts.edges(body, kind) for kind in ("header", "footer")}
    reading = read_lines(reader, body, edges, limits)
    names = [name for name in package.names if name.lower().startswith(_EMBEDDED)]
    inside = read_inside(
        (AttachedFile(name.rpartition("/")[2], package.data(name)) for name in names), limits
    )
    return inside.joined_to(reading)


def body_of(package: OfficePackage) -> _Element:
    """Return the document's body; raise Unreadable if it has none."""
    body = package.xml(package.main_name).find(qn("w:body"))
    if body is None:
        raise Unreadable(ExtractionState.DAMAGED, "no body")
    return body


def lines_without_notes(package: OfficePackage, limits: Limits) -> WordLines:
    """Return the reader of a document's lines that passes over foot- and endnotes."""
    return _Parts(package, limits).lines({})


def read_lines(
    reader: WordLines, body: _Element, edges: Mapping[str, list[_Element]], limits: Limits
) -> Reading:
    """Read the body between what stands above and below its pages."""
    lines: list[Line] = []
    size = 0
    for line in _lines(reader, body, edges):
        lines.append(line)
        size += sum(len(run.text) for run in line) + 1
        if size > limits.output_bytes:
            break
    plain, converted = plain_text(lines), converted_text(lines)
    page = ExtractedPage(1, plain if converted is None else converted, raw_text=converted and plain)
    changed = (ReadingWarning(WarningKind.TRACKED_CHANGES, (1,)),) if reader.has_tracked_changes else ()
    return Reading(page, 1, warnings=changed)


def _lines(reader: WordLines, body: _Element, edges: Mapping[str, list[_Element]]) -> Iterator[Line]:
    yield from _at_the_edge(reader, edges.get("header", []))
    yield from reader.of_blocks(body)
    yield from _at_the_edge(reader, edges.get("footer", []))


def _at_the_edge(reader: WordLines, edges: list[_Element]) -> Iterator[Line]:
    """Yield what stands above or below the pages, each line once, without page numbers."""
    seen: set[str] = set()
    for edge in edges:
        for line in reader.of_blocks(edge):
            text = plain_text([line]).strip()
            if text not in seen and not _PAGE_NUMBER.fullmatch(text):
                seen.add(text)
                yield line


class _Parts:
    """The parts that the main part of a document leads to."""

    def __init__(self, package: OfficePackage, limits: Limits) -> None:
        self._package, self._limits = package, limits
        self._relations = package.relations(package.main_name)

    def lines(self, notes: Notes) -> WordLines:
        """Return what reads lines in the fonts, with the numbers and notes of this document."""
        styles = self.of_kind("styles")
        return WordLines(WordFonts(styles), notes, WordNumbers(self.of_kind("numbering"), styles), self.chunk)

    def of_kind(self, kind: str) -> _Element | None:
        """Return the part of this kind, None if there is none or it is no XML."""
        for relation in self._relations.values():
            if relation.kind == kind:
                return self._element(relation.target)
        return None

    def _element(self, name: str) -> _Element | None:
        try:
            return self._package.xml(name)
        except Unreadable:
            return None

    def notes(self) -> Notes:
        """Return the foot- and endnotes, without the lines that separate them from the text."""
        found: dict[tuple[str, str], _Element] = {}
        for part, kind in _NOTES.items():
            for note in self.of_kind(part) or ():
                if note.get(qn("w:type")) is None:
                    found[kind, note.get(qn("w:id"), "")] = note
        return found

    def edges(self, body: _Element, kind: str) -> list[_Element]:
        """Return the headers or footers of all sections in their order."""
        found = []
        for section in body.iter(qn("w:sectPr")):
            named = {
                each.get(qn("w:type"), "default"): each.get(qn("r:id"), "")
                for each in section.iterchildren(qn(f"w:{kind}Reference"))
            }
            for each in _KINDS_OF_EDGES:
                relation = self._relations.get(named.get(each, ""))
                edge = self._element(relation.target) if relation else None
                found += [] if edge is None else [edge]
        return found

    def chunk(self, element: _Element) -> Iterator[Line]:
        """Yield the lines of a file that is to be taken in where `element` stands."""
        relation = self._relations.get(element.get(qn("r:id"), ""))
        if relation is not None:
            data = BytesIO(self._package.data(relation.target))
            for line in text_inside(data, relation.target, self._limits).splitlines():
                yield [Run(line)]
