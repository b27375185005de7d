"""Build the documents that tests need: administrative PDF, DOCX and XLSX files, and hostile ones.

Every builder writes one file to `path` and returns `path`. Nothing here is copied from a real document.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import Workbook
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path("/usr/share/fonts/truetype/dejavu")  # Debian's fonts-dejavu-core has all Vietnamese letters
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
ISSUED_ON = date(2017, 11, 20)
NUMBER = "683/BC-SNV"
PARENT = "ỦY BAN NHÂN DÂN TỈNH AN GIANG"
ISSUER = "SỞ NỘI VỤ"
DOC_TYPE = "BÁO CÁO"
SUBJECT = "Kết quả thực hiện công tác cải cách hành chính năm 2017"
BODY = "Thực hiện Kế hoạch cải cách hành chính năm 2017, Sở Nội vụ báo cáo kết quả như sau."
SIGNATORY = "Nguyễn Văn An"

_LEFT, _RIGHT, _MIDDLE, _TEXT_WIDTH = 150, 415, A4[0] / 2, 470


def vietnamese_date(day: date, place: str = "An Giang") -> str:
    """Write the date as documents do: days under 10 and months 1 and 2 with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def build_admin_pdf(
    path: Path,
    *,
    number: str | None = NUMBER,
    issued_on: date | None = ISSUED_ON,
    place: str = "An Giang",
    issuer: str = ISSUER,
    parent: str | None = PARENT,
    doc_type: str | None = DOC_TYPE,
    subject: str = SUBJECT,
    pages: Sequence[str] = (BODY,),
    signatory: str | None = SIGNATORY,
    signatory_title: str = "GIÁM ĐỐC",
    password: str | None = None,
) -> Path:
    """Build a born-digital administrative document; `doc_type=None` makes a công văn with "V/v" at the left.

    `pages` holds the body of each page, paragraphs separated by line breaks; the first is under the header.
    """
    canvas = _canvas(path, password)
    _draw_header(canvas, number, issued_on, place, issuer, parent)
    top = _draw_title(canvas, doc_type, subject)
    for index, body in enumerate(pages):
        bottom = _draw_body(canvas, body, top if index == 0 else 780)
        if index == len(pages) - 1 and signatory:
            _draw_signature(canvas, min(bottom - 30, 200), signatory, signatory_title)
        canvas.showPage()
    canvas.save()
    return path


def _canvas(path: Path, password: str | None = None) -> Canvas:
    for name in ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"):
        file = FONTS / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(file if file.exists() else FONTS / "DejaVuSerif.ttf")))
    encryption = StandardEncryption(password, strength=128) if password else None
    return Canvas(str(path), pagesize=A4, encrypt=encryption, invariant=1)


def _draw_header(
    canvas: Canvas, number: str | None, issued_on: date | None, place: str, issuer: str, parent: str | None
) -> None:
    left = [*_wrapped(parent, 9, 210), *_wrapped(issuer, 9, 210)]
    for row, line in enumerate(left):
        canvas.setFont("DejaVuSerif-Bold" if row else "DejaVuSerif", 9)
        canvas.drawCentredString(_LEFT, 790 - 14 * row, line)
    canvas.setFont("DejaVuSerif-Bold", 9)
    for row, line in enumerate(MOTTO):
        canvas.drawCentredString(_RIGHT, 790 - 14 * row, line)
    canvas.setFont("DejaVuSerif", 10)
    bottom = 790 - 14 * max(len(left), 2) - 10
    if number is not None:
        canvas.drawCentredString(_LEFT, bottom, f"Số: {number}")
    if issued_on is not None:
        canvas.setFont("DejaVuSerif-Italic", 10)
        canvas.drawCentredString(_RIGHT, bottom, vietnamese_date(issued_on, place))


def _draw_title(canvas: Canvas, doc_type: str | None, subject: str) -> float:
    if doc_type is None:
        return _draw_lines(canvas, _wrapped(f"V/v {subject}", 9, 200), _LEFT, 708, 9) - 30
    canvas.setFont("DejaVuSerif-Bold", 12)
    canvas.drawCentredString(_MIDDLE, 680, doc_type)
    return _draw_lines(canvas, _wrapped(subject, 11, 400), _MIDDLE, 662, 11) - 20


def _draw_lines(canvas: Canvas, lines: Sequence[str], middle: float, top: float, size: int) -> float:
    canvas.setFont("DejaVuSerif", size)
    for line in lines:
        canvas.drawCentredString(middle, top, line)
        top -= size * 1.4
    return top


def _draw_body(canvas: Canvas, body: str, top: float) -> float:
    canvas.setFont("DejaVuSerif", 10)
    for paragraph in body.split("\n"):
        for row, line in enumerate(_wrapped(paragraph, 10, _TEXT_WIDTH)):
            canvas.drawString(62 if row else 82, top, line)
            top -= 14
        top -= 4
    return top


def _draw_signature(canvas: Canvas, top: float, signatory: str, title: str) -> None:
    canvas.setFont("DejaVuSerif-Italic", 9)
    for row, line in enumerate(("Nơi nhận:", "- UBND tỉnh (báo cáo);", "- Lưu: VT.")):
        canvas.drawString(62, top - 12 * row, line)
    canvas.setFont("DejaVuSerif-Bold", 10)
    canvas.drawCentredString(_RIGHT, top, title)
    canvas.drawCentredString(_RIGHT, top - 70, signatory)


def _wrapped(text: str | None, size: int, width: float) -> list[str]:
    return simpleSplit(text, "DejaVuSerif", size, width) if text else []


def build_old_pdf(path: Path, encode: Callable[[str], str]) -> Path:
    """Build a document as the fonts of the nineties had it: every line in codes that `encode` gives."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    heading = (PARENT.capitalize(), ISSUER.capitalize(), f"Số: {NUMBER}")
    for row, line in enumerate((*heading, vietnamese_date(ISSUED_ON), DOC_TYPE.capitalize(), SUBJECT, BODY)):
        canvas.drawString(62, 790 - 24 * row, encode(line))
    canvas.save()
    return path


def build_old_fonts_pdf(
    path: Path,
    encode: Callable[[str], str],
    *,
    font: str = ".VnTime",
    capitals: str = ".VnTimeH",
    pages: int = 2,
) -> Path:
    """Build a document whose fonts tell the encoding; the head's small letters are in a font of capitals."""
    canvas = _canvas(path)
    head = ((PARENT, 790), (ISSUER, 776)), ((MOTTO[0], 790),)
    canvas.setFont("DejaVuSerif-Bold", 9)
    for middle, lines in zip((_LEFT, _RIGHT), head, strict=True):
        for text, top in lines:
            canvas.drawCentredString(middle, top, encode(text.lower()))
    canvas.drawCentredString(_MIDDLE, 700, encode(DOC_TYPE.lower()))
    canvas.setFont("DejaVuSerif", 10)
    canvas.drawCentredString(_RIGHT, 776, encode(MOTTO[1]))
    canvas.drawCentredString(_LEFT, 750, encode(f"Số: {NUMBER}"))
    canvas.drawCentredString(_RIGHT, 750, encode(vietnamese_date(ISSUED_ON)))
    canvas.drawCentredString(_MIDDLE, 684, encode(SUBJECT))
    for number in range(1, pages + 1):
        canvas.setFont("DejaVuSerif", 10)
        canvas.drawString(62, 640, encode(BODY if number == 1 else f"Trang {number}. {BODY}"))
        canvas.showPage()
    canvas.save()
    data = path.read_bytes()
    for name, old in ((b"DejaVuSerif-Bold", capitals), (b"DejaVuSerif", font)):
        data = data.replace(
            b"+" + name, b"+" + old.encode().ljust(len(name))
        )  # as long as it was: offsets stay
    path.write_bytes(data)
    return path


def build_scan_pdf(path: Path, *, pages: int = 1) -> Path:
    """Build a PDF whose pages are pictures without any text."""
    pictures = [Image.new("L", (620, 877), 255 - 10 * index) for index in range(pages)]
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:])
    return path


def build_scanned_pdf(path: Path, *, dpi: int = 200, layer: str | None = None, **content: Any) -> Path:
    """Build what a scanner makes of a paper: each page one picture, over an invisible `layer` of text.

    `content` is what `build_admin_pdf` takes.
    """
    paper = build_admin_pdf(path.with_suffix(".paper.pdf"), **content)
    canvas = _canvas(path)
    with pypdfium2.PdfDocument(paper) as document:
        for page in document:
            _draw_scan(canvas, page.render(scale=dpi / 72).to_pil().convert("L"), layer)
    canvas.save()
    paper.unlink()
    return path


def _draw_scan(canvas: Canvas, picture: Image.Image, layer: str | None) -> None:
    if layer:
        hidden = canvas.beginText(62, 780)
        hidden.setTextRenderMode(3)
        hidden.setFont("DejaVuSerif", 10)
        for line in simpleSplit(layer, "DejaVuSerif", 10, _TEXT_WIDTH):
            hidden.textLine(line)
        canvas.drawText(hidden)
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    data.seek(0)
    canvas.drawImage(ImageReader(data), 0, 0, *A4)
    canvas.showPage()


def build_docx(
    path: Path,
    *,
    number: str | None = NUMBER,
    issued_on: date | None = ISSUED_ON,
    issuer: str = ISSUER,
    parent: str | None = PARENT,
    doc_type: str | None = DOC_TYPE,
    subject: str = SUBJECT,
    paragraphs: Sequence[str] = (BODY,),
    table: Sequence[Sequence[str]] = (),
    signatory: str | None = SIGNATORY,
) -> Path:
    """Build a Word document with the header in a table of two columns, as the field's templates have it."""
    document = Document()
    head = document.add_table(rows=1, cols=2)
    subject_line = f"V/v {subject}" if doc_type is None else None
    number_line = f"Số: {number}" if number is not None else None
    head.cell(0, 0).text = "\n".join(filter(None, (parent, issuer, number_line, subject_line)))
    right = (*MOTTO, vietnamese_date(issued_on) if issued_on else None)
    head.cell(0, 1).text = "\n".join(filter(None, right))
    for line in (doc_type, subject) if doc_type else ():
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(rows.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    if signatory:
        foot = document.add_table(rows=1, cols=2)
        foot.cell(0, 0).text = "Nơi nhận:\n- Lưu: VT."
        foot.cell(0, 1).text = f"GIÁM ĐỐC\n\n{signatory}"
    document.save(str(path))
    return path


def build_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[object]]] | None = None) -> Path:
    """Build a workbook; `sheets` maps a sheet's name to its rows."""
    workbook = Workbook(write_only=True)
    for name, rows in (sheets or {"Danh mục": [["TT", "Tên tài liệu"], [1, "Báo cáo quý III"]]}).items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    workbook.close()
    return path


def build_picture(path: Path, *, size: tuple[int, int] = (620, 877), frames: int = 1) -> Path:
    """Build a JPEG, PNG or (with several frames) TIFF picture, told by the suffix of `path`."""
    pictures = [Image.new("RGB", size, (250, 250 - 20 * index, 240)) for index in range(frames)]
    if frames == 1:
        pictures[0].save(path)
    else:
        pictures[0].save(path, save_all=True, append_images=pictures[1:])
    return path


def build_encrypted_pdf(path: Path) -> Path:
    """Build a PDF that opens with a password only."""
    return build_admin_pdf(path, password="khong-ai-biet")


def build_truncated_pdf(path: Path) -> Path:
    """Build a PDF that breaks off inside its first objects."""
    build_admin_pdf(path)
    path.write_bytes(path.read_bytes()[:700])
    return path


def build_many_pages_pdf(path: Path, *, pages: int) -> Path:
    """Build a PDF of many short pages, each saying its number."""
    canvas = _canvas(path)
    for number in range(1, pages + 1):
        canvas.setFont("DejaVuSerif", 10)
        canvas.drawString(80, 700, f"Trang số {number} của tài liệu rất dài")
        canvas.showPage()
    canvas.save()
    return path


def build_page_bomb(path: Path, *, megabytes: int = 1000) -> Path:
    """Build a small PDF whose one page unpacks to `megabytes` of drawing commands."""
    packer = zlib.compressobj(9)
    chunk = b"1 0 0 1 0 0 cm BT (bomb) Tj ET\n" * 33_000
    stream = b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()
    return _write_pdf(path, [b"<< /Length %d /Filter /FlateDecode >>" % len(stream)], stream)


def build_huge_page_pdf(path: Path) -> Path:
    """Build a PDF whose page is 200 metres wide: drawing it at full size would need terabytes."""
    return _write_pdf(path, [b"<< /Length 0 >>"], b"", box=b"[0 0 566929 566929]")


def _write_pdf(path: Path, heads: list[bytes], stream: bytes, box: bytes = b"[0 0 595 842]") -> Path:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << >> >>" % box
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    objects.append(heads[0] + b"\nstream\n" + stream + b"\nendstream")
    out, offsets = BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for index, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (index, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets))
    out.write(b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    path.write_bytes(out.getvalue())
    return path


def build_pixel_bomb(path: Path, *, side: int = 60_000) -> Path:
    """Build a small PNG that claims `side` × `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def count_pdf_pages(path: Path) -> int:
    """Count the pages of a PDF with a reader that the product's text extraction does not use."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def stamp_field(path: Path, text: str, *, page: int = 1, at: tuple[float, float] = (118, 746)) -> Path:
    """Stamp `text` on a page of the PDF as e-office systems do: as the look of a signature field."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        look = pdf.make_stream(f"BT /F 10 Tf 1 3 Td ({text}) Tj ET".encode("ascii"))
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = pikepdf.Array([0, 0, 200, 14])
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        x, y = at
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=f"stamp{page}",
                F=4,
                Rect=pikepdf.Array([x, y, x + 200, y + 14]),
                AP=pikepdf.Dictionary(N=look),
            )
        )
        pdf.pages[page - 1].obj.Annots = pikepdf.Array([field])
        fields = [*pdf.Root.AcroForm.Fields] if "/AcroForm" in pdf.Root else []
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([*fields, field]))
        pdf.save(path)
    return path
