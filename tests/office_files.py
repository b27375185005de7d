"""Office files as offices have them: built, and converted by LibreOffice to the old kinds."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

_SHAPE = (
    "<w:r {ns} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    " xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def convert(path: Path, ending: str, folder: Path) -> Path:
    """Return `path` converted by LibreOffice, in `folder`."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", ending, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{ending}"


def build_rich_docx(path: Path) -> Path:
    """Build a document with edges, a text box, tracked changes, a content control and a nested table."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "ĐẦU TRANG"
    section.footer.paragraphs[0].text = "CHÂN TRANG"
    section.footer.add_paragraph("Trang 3")
    first = document.add_paragraph("Đoạn có hộp.")
    first._p.append(parse_xml(_SHAPE.format(ns=nsdecls("w"), text="TRONG HỘP")))
    body = document.element.body
    for inner in (
        "<w:p {ns}><w:ins><w:r><w:t>được thêm</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>bị xóa</w:delText></w:r></w:del></w:p>",
        "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>trong ô nhập</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    ):
        body.insert(len(body) - 1, parse_xml(inner.format(ns=nsdecls("w"))))
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "ô ngoài"
    table.cell(0, 1).add_table(rows=1, cols=2).cell(0, 1).text = "ô trong"
    document.add_paragraph("Đoạn cuối.")
    document.save(str(path))
    return path


def build_old_docx(path: Path, font: str, lines: Sequence[str]) -> Path:
    """Build a document whose lines are set in an old font by a style, and a last one in a modern font."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = font, Pt(13)
    for line in lines:
        document.add_paragraph(line)
    modern = document.add_paragraph().add_run("Sở Nội vụ tỉnh An Giang")
    modern.font.name = "Times New Roman"
    document.save(str(path))
    return path


def add_footnote(path: Path, text: str) -> Path:
    """Give the first paragraph of the document a footnote."""
    document = Document(str(path))
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>gạch</w:t></w:r></w:p></w:footnote>"
        f"<w:footnote w:id='2'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name = PackURI("/word/footnotes.xml")
    package = document.part.package
    part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    reference = parse_xml(f"<w:r {nsdecls('w')}><w:footnoteReference w:id='2'/></w:r>")
    next(iter(document.element.body.iterchildren(qn("w:p")))).append(reference)
    document.save(str(path))
    return path
