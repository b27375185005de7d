"""Set a paper as DOCX in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

The constants are the decree's figures, in points and centimetres. Rules are as long as the decree says,
measured with the font's own metrics. The same paper gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from evidence_repo.reports.fitting import text_width
from evidence_repo.reports.paper import MOTTO, Annex, Block, Grid, Heading, Labelled, Paper
from evidence_repo.reports.text import printable

FONT = "Times New Roman"
PAGE = (21.0, 29.7)
TOP = BOTTOM = 2.0
LEFT, RIGHT = 3.0, 1.5
NATION, MOTTO_SIZE, ISSUER, NUMBER, DATED = 12, 13, 12, 13, 13
TITLE, BODY, ABOUT = 14, 14, 12
RECIPIENTS_TITLE, RECIPIENTS, PAGE_NUMBER, CELL = 12, 11, 13, 12
FIRST_LINE = 1.27
AFTER = 6
SPACING = 1.15
RULE_SHARE = 0.4
"""The rule under issuer and subject, as a share of the line over it: between a third and a half."""

_TEXT = PAGE[0] - LEFT - RIGHT
_HEAD = (7.3, _TEXT - 7.3)
_SIGNING = (7.3, _TEXT - 7.3)
_POINTS = 72 / 2.54
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def render_paper(paper: Paper, *, author: str, created: datetime) -> bytes:
    """Return the paper as a DOCX; `created` is a moment with zone that the file's properties name."""
    word = Document()
    _set_up(word, paper, author, created)
    _set_page(word.sections[0])
    _write_head(word, paper)
    _write_title(word, paper)
    _write_body(word, paper.body)
    _write_foot(word, paper)
    for annex in paper.annexes:
        _write_annex(word, annex)
    return _with_fixed_times(word)


def _set_up(word: WordDocument, paper: Paper, author: str, created: datetime) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY)
    fonts = normal.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), FONT)
    fonts.set(qn("w:cs"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    properties = word.core_properties
    properties.author = properties.last_modified_by = _line(author)[:250]
    properties.title = _line(" ".join((paper.kind, paper.subject)))[:250]
    properties.comments, properties.language, properties.revision = "", "vi-VN", 1
    properties.created = properties.modified = created.astimezone(UTC).replace(tzinfo=None)


def _set_page(section: Section) -> None:
    """Set the margins, and the page's number centred in the top margin of all pages but the first."""
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.top_margin, section.bottom_margin = Cm(TOP), Cm(BOTTOM)
    section.left_margin, section.right_margin = Cm(LEFT), Cm(RIGHT)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if number.runs:
        return
    run = number.add_run()
    run.font.size = Pt(PAGE_NUMBER)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _write_head(word: WordDocument, paper: Paper) -> None:
    left, right = _side_by_side(word, _HEAD)
    head = paper.head
    if head.parent:
        _centred(left, head.parent, ISSUER)
    _centred(left, head.issuer, ISSUER, bold=True)
    _rule(left.add_paragraph(), head.issuer, ISSUER, _HEAD[0], RULE_SHARE)
    _centred(left, head.numbered, NUMBER)
    if not paper.kind:
        _centred(left, f"V/v {_line(paper.subject)}", ABOUT)
    _centred(right, MOTTO[0], NATION, bold=True)
    _centred(right, MOTTO[1], MOTTO_SIZE, bold=True)
    _rule(right.add_paragraph(), MOTTO[1], MOTTO_SIZE, _HEAD[1], 1)
    _centred(right, head.dated, DATED, italic=True)


def _write_title(word: WordDocument, paper: Paper) -> None:
    if paper.kind:
        title = word.add_paragraph()
        title.paragraph_format.space_before = Pt(18)
        _set_line(title, paper.kind, TITLE, bold=True)
        _set_line(word.add_paragraph(), paper.subject, TITLE, bold=True)
        _rule(word.add_paragraph(), paper.subject, TITLE, _TEXT, RULE_SHARE)
    if not paper.addressees:
        return
    first, *others = paper.addressees
    to = word.add_paragraph()
    to.paragraph_format.space_before = Pt(12)
    _set_line(to, f"Kính gửi: {_line(first)}" + (";" if others else ""), BODY)
    for addressee in others:
        _set_line(word.add_paragraph(), f"- {_line(addressee)}", BODY)
    word.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _write_body(word: WordDocument, blocks: Sequence[Block]) -> None:
    for block in blocks:
        if isinstance(block, Grid):
            _write_grid(word, block)
            continue
        paragraph = word.add_paragraph()
        form = paragraph.paragraph_format
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent, form.space_after, form.line_spacing = Cm(FIRST_LINE), Pt(AFTER), SPACING
        if isinstance(block, Heading):
            form.keep_with_next = True
            paragraph.add_run(_line(block.text)).bold = True
        elif isinstance(block, Labelled):
            paragraph.add_run(f"{_line(block.label)}: ").bold = True
            paragraph.add_run(_line(block.text))
        else:
            paragraph.add_run(_line(block))


def _write_grid(word: WordDocument, grid: Grid) -> None:
    table = word.add_table(rows=0, cols=len(grid.headings))
    table.style, table.autofit = "Table Grid", False
    unit = _TEXT / sum(grid.shares)
    for column, share in zip(table.columns, grid.shares, strict=True):
        column.width = Cm(unit * share)
    for number, texts in enumerate((grid.headings, *grid.rows)):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, share in zip(row.cells, texts, grid.shares, strict=True):
            cell.width = Cm(unit * share)
            run = cell.paragraphs[0].add_run(printable(text))
            run.bold, run.font.size = number == 0, Pt(CELL)
            if number == 0:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph().paragraph_format.space_after = Pt(AFTER)


def _write_foot(word: WordDocument, paper: Paper) -> None:
    left, right = _side_by_side(word, _SIGNING)
    word.tables[-1].rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    title = left.paragraphs[0].add_run("Nơi nhận:")
    title.bold = title.italic = True
    title.font.size = Pt(RECIPIENTS_TITLE)
    last = len(paper.recipients) - 1
    for number, recipient in enumerate(paper.recipients):
        ending = "." if number == last else ";"
        left.add_paragraph().add_run(f"- {_line(recipient)}{ending}").font.size = Pt(RECIPIENTS)
    for line in (*paper.signature.authority, paper.signature.title):
        _centred(right, line, BODY, bold=True)
    for _ in range(4):  # room for signature and seal
        right.add_paragraph()
    _centred(right, paper.signature.name, BODY, bold=True)


def _write_annex(word: WordDocument, annex: Annex) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)
    _set_line(word.add_paragraph(), annex.title, TITLE, bold=True)
    _set_line(word.add_paragraph(), annex.subject, TITLE, bold=True)
    word.paragraphs[-1].paragraph_format.space_after = Pt(12)
    _write_body(word, annex.body)


def _side_by_side(word: WordDocument, widths: tuple[float, float]) -> tuple[_Cell, _Cell]:
    """Add two cells without rules or inner margins beside each other; `widths` in centimetres."""
    table = word.add_table(rows=1, cols=2)
    table.autofit = False
    _without_cell_margins(table)
    left, right = table.rows[0].cells
    for cell, column, width in zip((left, right), table.columns, widths, strict=True):
        cell.width = column.width = Cm(width)
    return left, right


def _without_cell_margins(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _centred(cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False) -> None:
    """Add a centred line to the cell, in its first paragraph while that is empty."""
    first = cell.paragraphs[0]
    fresh = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    _set_line(fresh, text, size, bold=bold, italic=italic)


def _set_line(
    paragraph: Paragraph, text: str, size: int, *, bold: bool = False, italic: bool = False
) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(printable(text).replace("\n", " "))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(paragraph: Paragraph, over: str, size: int, width: float, share: float) -> None:
    """Make the paragraph a rule amid `width` centimetres, `share` as long as the line over it."""
    line = min(text_width(_line(over), size, bold=True) / _POINTS, width)
    indent = (width - line * share) / 2
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Cm(indent)
    form.space_before, form.line_spacing, form.space_after = Pt(2), Pt(3), Pt(3)
    border: Any = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _line(text: str) -> str:
    """Return the text on one line, its runs of blanks kept: a blank number is made of them."""
    return printable(text).replace("\n", " ").strip()


def _with_fixed_times(word: WordDocument) -> bytes:
    """Return the file with every part dated 1980: python-docx writes the present moment into the ZIP."""
    saved, packed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w") as target:
        for part in source.infolist():
            fixed = ZipInfo(part.filename, _FIXED_TIME)
            fixed.compress_type, fixed.create_system = ZIP_DEFLATED, 3
            fixed.external_attr = 0o644 << 16
            target.writestr(fixed, source.read(part))
    return packed.getvalue()
