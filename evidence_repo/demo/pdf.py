"""Set a letter as a PDF with Debian's DejaVu fonts, which have every Vietnamese letter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from evidence_repo.demo.letters import MOTTO, Block, Grid, Heading, Letter

_FONT_FOLDERS = tuple(
    Path("/usr/share/fonts") / folder for folder in ("truetype/dejavu", "dejavu", "TTF", "dejavu-serif-fonts")
)
_PLAIN, _BOLD = "DejaVuSerif", "DejaVuSerif-Bold"
_WIDTH = A4[0] - 5 * cm
_LEFT_SHARE = 0.42


def has_font() -> bool:
    """Return whether this machine has the font (Debian: fonts-dejavu-core)."""
    return _font_folder() is not None


def _font_folder() -> Path | None:
    return next((folder for folder in _FONT_FOLDERS if (folder / f"{_BOLD}.ttf").exists()), None)


def _register_fonts() -> None:
    folder = _font_folder()
    assert folder is not None  # asked before by `has_font`
    for name in (_PLAIN, _BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def _style(name: str, *, bold: bool = False, size: float = 11, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=_BOLD if bold else _PLAIN, fontSize=size, leading=size * 1.4, **more)


_CENTRED = _style("centred", alignment=TA_CENTER)
_CENTRED_BOLD = _style("centred-bold", bold=True, alignment=TA_CENTER)
_MOTTO = _style("motto", bold=True, size=9, alignment=TA_CENTER)
_ISSUER = _style("issuer", size=9, alignment=TA_CENTER)
_ISSUER_BOLD = _style("issuer-bold", bold=True, size=9, alignment=TA_CENTER)
_TYPE = _style("type", bold=True, size=14, alignment=TA_CENTER)
_BODY = _style("body", alignment=TA_JUSTIFY, firstLineIndent=1 * cm, spaceAfter=6)
_HEADING = _style("heading", bold=True, spaceBefore=8, spaceAfter=6, keepWithNext=True)
_CELL = _style("cell", size=9)
_CELL_HEAD = _style("cell-head", bold=True, size=9, alignment=TA_CENTER)
_SMALL = _style("small", size=9)
_SMALL_BOLD = _style("small-bold", bold=True, size=9)


def write_pdf(letter: Letter, path: Path) -> None:
    """Write the letter; the same letter gives the same bytes."""
    _register_fonts()
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=letter.subject,
        author=letter.issuer,
        invariant=1,
    )
    flow: list[Flowable] = [*_head(letter), *_title(letter), *_body(letter), *_foot(letter)]
    if letter.annex:
        flow += [PageBreak(), *(part for block in letter.annex for part in _block(block))]
    document.build(flow, onLaterPages=_number_page)


def write_page_copy(path: Path, title: str, address: str, seen: str, paragraphs: Sequence[str]) -> None:
    """Write the printed copy of a web page, as an agency keeps it beside the link."""
    _register_fonts()
    document = SimpleDocTemplate(str(path), pagesize=A4, title=title, author=address, invariant=1)
    flow: list[Flowable] = [Paragraph(title, _TYPE), _Rule(1), Paragraph(address, _SMALL)]
    flow += [Paragraph(seen, _SMALL), Spacer(1, 0.4 * cm)]
    document.build([*flow, *(Paragraph(text, _BODY) for text in paragraphs)])


def _number_page(canvas: Canvas, document: Any) -> None:
    canvas.setFont(_PLAIN, 9)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 1.2 * cm, str(document.page))


class _Rule(Flowable):
    """A line in the middle of whatever it stands in, a table's cell too."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Take the whole width, and a little room below the line."""
        self.width, self.height = aW, 6.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw the line."""
        start = self.width * (1 - self._share) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(start, 4, self.width - start, 4)


def _head(letter: Letter) -> list[Flowable]:
    left: list[Flowable] = [Paragraph(letter.parent, _ISSUER)] if letter.parent else []
    left += [Paragraph(letter.issuer.replace(" TỈNH ", "<br/>TỈNH "), _ISSUER_BOLD), _Rule(0.35)]
    left.append(Paragraph(f"Số: {letter.number}", _CENTRED))
    if letter.kind is None:
        left.append(Paragraph(f"V/v {letter.subject}", _ISSUER))
    right = [Paragraph(MOTTO[0], _MOTTO), Paragraph(MOTTO[1], _MOTTO), _Rule(0.6)]
    right.append(Paragraph(letter.dated, _CENTRED))
    shares = [_WIDTH * _LEFT_SHARE, _WIDTH * (1 - _LEFT_SHARE)]
    return [_columns(left, right, shares), Spacer(1, 0.5 * cm)]


def _columns(left: list[Flowable], right: list[Flowable], widths: list[float]) -> Table:
    table = Table([[left, right]], colWidths=widths)
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *padding]))
    return table


def _title(letter: Letter) -> list[Flowable]:
    if letter.kind is None:
        to = [Paragraph(f"Kính gửi: {letter.addressees}", _CENTRED)] if letter.addressees else []
        return [*to, Spacer(1, 0.4 * cm)]
    return [
        Paragraph(letter.kind, _TYPE),
        Paragraph(letter.subject, _CENTRED_BOLD),
        _Rule(0.25),
        Spacer(1, 0.3 * cm),
    ]


def _body(letter: Letter) -> list[Flowable]:
    grounds = [Paragraph(text, _BODY) for text in letter.grounds]
    return [*grounds, *(part for block in letter.body for part in _block(block))]


def _block(block: Block) -> list[Flowable]:
    if isinstance(block, Heading):
        return [Paragraph(block.text, _HEADING)]
    if isinstance(block, Grid):
        return [_grid(block), Spacer(1, 0.3 * cm)]
    return [Paragraph(block, _BODY)]


def _grid(grid: Grid) -> Table:
    whole = sum(grid.shares)
    rows = [[Paragraph(text, _CELL_HEAD) for text in grid.headings]]
    rows += [[Paragraph(text, _CELL) for text in row] for row in grid.rows]
    table = Table(rows, colWidths=[_WIDTH * share / whole for share in grid.shares], repeatRows=1)
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return table


def _foot(letter: Letter) -> list[Flowable]:
    left: list[Flowable] = [Paragraph("Nơi nhận:", _SMALL_BOLD)]
    left += [Paragraph(f"- {name};", _SMALL) for name in letter.recipients[:-1]]
    left += [Paragraph(f"- {name}.", _SMALL) for name in letter.recipients[-1:]]
    right: list[Flowable] = [Paragraph(letter.authority, _CENTRED_BOLD)] if letter.authority else []
    right += [Paragraph(letter.title, _CENTRED_BOLD), Spacer(1, 1.8 * cm)]
    right.append(Paragraph(letter.signatory, _CENTRED_BOLD))
    return [Spacer(1, 0.4 * cm), _columns(left, right, [_WIDTH / 2, _WIDTH / 2])]
