"""The lines of a Word document's XML: paragraphs, tables, text boxes and notes where a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from index.encodings.runs import Line, Run
from index.extraction.readers.word_fonts import WordFonts
from index.extraction.readers.word_numbers import WordNumbers

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOSEN = {_ALTERNATIVES.replace("AlternateContent", name) for name in ("Choice", "Fallback")}
_ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_PARAGRAPH, _RUN, _TEXT, _SYMBOL = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:sym")
_TABLE, _ROW, _CELL, _CHUNK = qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:altChunk")
_PROPERTIES, _VALUE, _ID = qn("w:rPr"), qn("w:val"), qn("w:id")
_SHAPES = {qn("w:drawing"), qn("w:pict"), qn("w:object"), _ALTERNATIVES}
_DELETED = {qn("w:del"), qn("w:moveFrom"), qn("w:delText")}
_INSERTED = {qn("w:ins"), qn("w:moveTo")}
_DROPPED = {qn(f"w:{name}") for name in ("instrText", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "sectPr")}
_NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
_ROW_DELETED = f"{qn('w:trPr')}/{qn('w:del')}"
_CELL_DELETED = f"{qn('w:tcPr')}/{qn('w:cellDel')}"
_OF_PARAGRAPH, _DELETION, _HIDDEN = qn("w:pPr"), qn("w:del"), qn("w:vanish")
_DEEPEST = 8

Notes = Mapping[tuple[str, str], _Element]
"""Foot- and endnotes by kind and id."""


@dataclass(slots=True)
class _Paragraph:
    """What was met in one paragraph: its runs, and what is read after it."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[_Element] = field(default_factory=list)


class WordLines:
    """Reads blocks of XML into lines, each a row of runs with their fonts, all tracked changes accepted."""

    def __init__(
        self,
        fonts: WordFonts,
        notes: Notes,
        numbers: WordNumbers,
        chunk: Callable[[_Element], Iterator[Line]],
    ) -> None:
        self._fonts = fonts
        self._notes = notes
        self._numbers = numbers
        self._chunk = chunk
        self.has_tracked_changes = False

    def is_bulleted(self, paragraph: _Element) -> bool:
        """Tell whether Word sets a mark that is no number before the paragraph."""
        return self._numbers.is_bulleted(paragraph)

    def of_blocks(self, parent: Iterable[_Element], depth: int = 0) -> Iterator[Line]:
        """Yield the lines of the paragraphs and tables in `parent`, in their order."""
        joined = _Paragraph()
        for child in parent if depth <= _DEEPEST else ():
            if child.tag == _PARAGRAPH:
                self._walk(child, joined, self._font_of(child, joined))
                if _is_mark_deleted(child):
                    self.has_tracked_changes = True
                    continue  # it goes on in the next paragraph
                yield from self._of_paragraph(joined, depth)
                joined = _Paragraph()
            elif child.tag == _TABLE:
                yield from self._of_table(child, depth)
            elif child.tag == _ALTERNATIVES:
                yield from self.of_blocks(_chosen(child), depth)
            elif child.tag == _CHUNK:
                yield from self._chunk(child)
            elif self._is_kept(child):
                yield from self.of_blocks(child, depth)  # content controls, insertions
        if joined.runs:
            yield from self._of_paragraph(joined, depth)

    def _font_of(self, paragraph: _Element, joined: _Paragraph) -> str:
        """Return the paragraph's font; its number, if Word computes one, is put before it."""
        font = self._fonts.of_paragraph(paragraph)
        number = self._numbers.number_of(paragraph, font)
        joined.runs += [] if number is None else [number]
        return font

    def _is_kept(self, element: _Element) -> bool:
        """Return whether an element is part of the text once all changes are accepted."""
        kind = element.get(qn("w:type"), "") if element.tag == _ANNOTATION else ""
        is_deleted = element.tag in _DELETED or kind == "Word.Deletion"
        if is_deleted or element.tag in _INSERTED or kind == "Word.Insertion":
            self.has_tracked_changes = True
        return isinstance(element.tag, str) and not is_deleted and element.tag not in _DROPPED

    def _of_paragraph(self, met: _Paragraph, depth: int) -> Iterator[Line]:
        yield from _split(met.runs)
        for inner in (*met.boxes, *met.notes):
            yield from (line for line in self.of_blocks(inner, depth + 1) if _is_filled(line))

    def _walk(self, element: _Element, met: _Paragraph, font: str) -> None:
        for child in element:
            if child.tag == _RUN:
                if not _is_hidden(child):
                    self._walk(child, met, self._fonts.of_run(child, font))
            elif child.tag == _TEXT:
                met.runs.append(Run(child.text or "", font))
            elif child.tag in _SIGNS:
                met.runs.append(Run(_SIGNS[child.tag], font))
            elif child.tag == _SYMBOL:
                met.runs.append(_symbol(child))
            elif child.tag in _NOTES:
                note = self._notes.get((_NOTES[child.tag], child.get(_ID, "")))
                met.notes += [] if note is None else [note]
            elif child.tag in _SHAPES:
                met.boxes += _boxes(child)
            elif self._is_kept(child):
                self._walk(child, met, font)

    def _of_table(self, table: _Element, depth: int) -> Iterator[Line]:
        """A row of short cells is one line with tabs; cells of several lines follow one another."""
        for row in table.iterchildren(_ROW, qn("w:sdt")):
            if row.find(_ROW_DELETED) is not None:
                self.has_tracked_changes = True
                continue
            cells = [self._of_cell(cell, depth) for cell in cells_of(row)]
            if all(len(lines) <= 1 for lines in cells):
                filled = [lines[0] for lines in cells if lines]
                yield [run for line in filled for run in (Run("\t"), *line)][1:]
            else:
                for lines in cells:
                    yield from lines

    def _of_cell(self, cell: _Element, depth: int) -> list[Line]:
        return [line for line in self.of_blocks(cell, depth + 1) if _is_filled(line)]


def cells_of(row: _Element) -> Iterator[_Element]:
    """Yield the cells of a row, those in content controls too, not those of tables inside."""
    for child in row:
        if child.tag == _CELL:
            if child.find(_CELL_DELETED) is None:
                yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), _ROW, qn("w:customXml")):
            yield from cells_of(child)


def _chosen(alternatives: _Element) -> _Element:
    """Return the first alternative: the others show the same in an older way."""
    return next((child for child in alternatives if child.tag in _CHOSEN), alternatives)


def _boxes(shape: _Element) -> list[_Element]:
    """Return the contents of the text boxes in a drawing, each once and without those inside another."""
    found: list[_Element] = []
    for child in [_chosen(shape)] if shape.tag == _ALTERNATIVES else shape:
        if child.tag == qn("w:txbxContent"):
            found.append(child)
        elif isinstance(child.tag, str):
            found += _boxes(child)
    return found


def _symbol(element: _Element) -> Run:
    code = int(element.get(qn("w:char"), "20"), 16)
    return Run(chr(code) if code < 0x110000 else " ", element.get(qn("w:font"), ""))


def _split(runs: list[Run]) -> Iterator[Line]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.font))
        for other in others:
            yield line
            line = [Run(other, run.font)]
    yield line


def _is_hidden(run: _Element) -> bool:
    if not len(run) or run[0].tag != _PROPERTIES:
        return False
    hidden = run[0].find(_HIDDEN)
    return hidden is not None and hidden.get(_VALUE, "1") not in ("0", "false", "off")


def _is_mark_deleted(paragraph: _Element) -> bool:
    """Return whether the paragraph's end was deleted."""
    if not len(paragraph) or paragraph[0].tag != _OF_PARAGRAPH:
        return False
    mark = paragraph[0].find(_PROPERTIES)
    return mark is not None and mark.find(_DELETION) is not None


def _is_filled(line: Line) -> bool:
    return any(run.text.strip() for run in line)
