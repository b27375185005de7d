"""Set a letter as a Word document; it needs no font of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from evidence_repo.demo.letters import MOTTO, Block, Grid, Heading, Letter


def write_docx(letter: Letter, path: Path) -> None:
    """Write the letter."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    margins = document.sections[0]
    margins.left_margin, margins.right_margin = Cm(3), Cm(2)
    _head(document, letter)
    _title(document, letter)
    for text in letter.grounds:
        document.add_paragraph(text)
    for block in letter.body:
        _block(document, block)
    _foot(document, letter)
    if letter.annex:
        document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx forgot the type
        for block in letter.annex:
            _block(document, block)
    properties = document.core_properties
    properties.title, properties.author = letter.subject, letter.issuer
    properties.created = properties.modified = datetime.combine(letter.issued_on, datetime.min.time(), UTC)
    document.save(str(path))


def _centred(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _fill(cell: _Cell, lines: list[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        _centred(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), text, bold=bold)


def _head(document: WordDocument, letter: Letter) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    lines = [(letter.parent, False)] if letter.parent else []
    lines += [(letter.issuer, True), (f"Số: {letter.number}", False)]
    if letter.kind is None:
        lines.append((f"V/v {letter.subject}", False))
    _fill(left, lines)
    _fill(right, [(MOTTO[0], True), (MOTTO[1], True), (letter.dated, False)])


def _title(document: WordDocument, letter: Letter) -> None:
    if letter.kind is None:
        _centred(document.add_paragraph(), f"Kính gửi: {letter.addressees or ''}")
        return
    _centred(document.add_paragraph(), letter.kind, bold=True)
    _centred(document.add_paragraph(), letter.subject, bold=True)


def _block(document: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_paragraph().add_run(block.text).bold = True
    elif isinstance(block, Grid):
        table = document.add_table(rows=0, cols=len(block.headings))
        table.style = "Table Grid"
        for row in (block.headings, *block.rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    else:
        document.add_paragraph(block).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _foot(document: WordDocument, letter: Letter) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = "\n".join(["Nơi nhận:", *(f"- {name};" for name in letter.recipients)])
    lines = [(letter.authority, True)] if letter.authority else []
    _fill(right, [*lines, (letter.title, True), ("", False), ("", False), (letter.signatory, True)])
