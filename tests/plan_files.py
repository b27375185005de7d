"""Plan 416 as offices send it: the shipped text set in Word, printed to PDF, and scanned."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import img2pdf
import pypdfium2
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from PIL import Image

from evidence_repo.catalogue.shipped import an_giang_2017_text
from tests.office_files import convert

_WIDTHS = (1.0, 5.0, 5.0, 8.2, 3.3, 3.0)
_POINTS = 11
_SCAN_DPI = 200  # the least that an electronic copy of a paper may have


def plan_lines(year: int = 2017) -> tuple[list[str], list[list[str]]]:
    """Return the shipped text's heading and its table's rows, as if it were the plan of this year."""
    lines = an_giang_2017_text().replace("2017", str(year)).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("TT |"))
    cells = [[cell.strip() for cell in line.rstrip().removesuffix("|").split("|")] for line in lines[begin:]]
    return lines[:begin], cells


def build_plan_docx(path: Path, year: int = 2017) -> Path:
    """Build the plan in the layout of Nghị định 30: head, text, a landscape table with its head repeated."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(_POINTS)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    (issuer, number, *others), rows = plan_lines(year)
    head = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, at in zip(head, (0, 1), strict=True):
        cell.text = "\n".join(line.split(" | ")[at].rstrip(" |") for line in (issuer, number))
    for line in ("KẾ HOẠCH", *others):
        document.add_paragraph(line)
    _add_table(document, rows)
    document.add_paragraph("Nơi nhận: các sở, ban, ngành")
    document.save(str(path))
    return path


def _add_table(document: docx.document.Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=6)
    table.style, table.autofit = "Table Grid", False
    for number, row in enumerate(rows):
        made = table.add_row()
        for cell, width in zip(made.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)
        if number == 0:
            made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if row[2:] == [""] * 4:
            made.cells[0].text, made.cells[1].text = row[:2]
            made.cells[1].merge(made.cells[5])
            continue
        for column, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            cell.text = re.sub(r"(?<=[.;:]) (?=[-+] )", "\n", text) if column > 1 else text


def build_plan_pdf(path: Path, folder: Path) -> Path:
    """Print the Word file `path` to PDF, as an office does."""
    return convert(path, "pdf", folder)


def build_plan_scan(printed: Path, path: Path, dpi: int = _SCAN_DPI) -> Path:
    """Scan the printed plan: every page a grey picture, a little askew."""
    pictures = []
    with pypdfium2.PdfDocument(printed) as document:
        for number in range(len(document)):
            picture = document[number].render(scale=dpi / 72, grayscale=True).to_pil()
            buffer = BytesIO()
            askew = picture.rotate(0.4 if number % 2 else -0.3, Image.Resampling.BICUBIC, fillcolor=255)
            askew.save(buffer, "JPEG", quality=75, dpi=(dpi, dpi))
            pictures.append(buffer.getvalue())
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    path.write_bytes(img2pdf.convert(pictures, layout_fun=layout))
    return path
