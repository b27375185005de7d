"""An explanation (giải trình) as a DOCX, made so that the same facts give the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.snapshot import (
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    Snapshot,
)

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_FONT = "Times New Roman"


def render_explanation(snapshot: Snapshot, criterion: CriterionFacts, explanation: ExplanationFacts) -> bytes:
    """Return the explanation's paper: what it is about, its text, legal basis, documents and outcome."""
    paper = Document()
    _set_up(paper, snapshot)
    _head(paper, snapshot, criterion)
    _labelled(paper, "Tiêu chí", f"{criterion['label']}. {criterion['title']}")
    _labelled(paper, "Nội dung giải trình", _target(criterion, explanation))
    _labelled(paper, "Lý do giải trình", words.EXPLANATION_KINDS[explanation["kind"]])
    _section(paper, "1. Nội dung")
    for line in printable(explanation["text"]).split("\n"):
        _body(paper, line)
    _section(paper, "2. Căn cứ")
    for line in printable(explanation["legal_basis"] or "Không nêu.").split("\n"):
        _body(paper, line)
    _section(paper, "3. Tài liệu kèm theo")
    for document in explanation["documents"]:
        _body(paper, f"- {_document_line(document)}")
    if not explanation["documents"]:
        _body(paper, "Không có.")
    _section(paper, "4. Kết quả rà soát")
    decided = words.moment(explanation["decided_at"])
    _body(paper, words.EXPLANATION_ACCEPTED + (f", ngày {decided.split()[0]}." if decided else "."))
    return _with_fixed_times(paper)


def _target(criterion: CriterionFacts, explanation: ExplanationFacts) -> str:
    products = {product["ordinal"]: product["text"] for product in criterion["products"]}
    product = products.get(explanation["product"] or 0)
    of_product = f"Sản phẩm {explanation['product']}: {words.one_line(product)}" if product else ""
    if explanation["evidence_id"] is None:
        return of_product
    of_piece = f"Tài liệu: {words.one_line(explanation['about'])}"
    return f"{of_piece}; {of_product}" if of_product else of_piece


def _document_line(document: DocumentFacts) -> str:
    kind, number = words.document_type(document), words.one_line(document["number"])
    named = " ".join(part for part in (kind, f"số {number}" if number else "") if part)
    issued = words.day(document["issued_on"])
    dated = f"{named} ngày {issued}" if named and issued else named
    title = words.one_line(document["title"])
    file = document["file"]["path"].rsplit("/", 1)[-1]
    return f"{dated + ': ' if dated else ''}{title} (tệp {file})"


def _set_up(paper: WordDocument, snapshot: Snapshot) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(3), Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    properties = paper.core_properties
    properties.author = properties.last_modified_by = words.one_line(snapshot["province"])[:250]
    properties.title = words.EXPLANATION
    properties.comments = ""
    properties.language = "vi-VN"
    sealed = datetime.fromisoformat(snapshot["sealed_at"]).astimezone(UTC).replace(tzinfo=None)
    properties.created = properties.modified = sealed
    properties.revision = 1


def _head(paper: WordDocument, snapshot: Snapshot, criterion: CriterionFacts) -> None:
    table = paper.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _centred(left.paragraphs[0], words.one_line(snapshot["province"]).upper())
    if criterion["agency"] != snapshot["province"]:
        _centred(left.add_paragraph(), words.one_line(criterion["agency"]).upper(), bold=True)
    _centred(right.paragraphs[0], words.MOTTO[0], bold=True)
    _centred(right.add_paragraph(), words.MOTTO[1], bold=True)
    title = paper.add_paragraph()
    title.paragraph_format.space_before = Pt(18)
    _centred(title, words.EXPLANATION.upper(), bold=True, size=16)
    _centred(paper.add_paragraph(), words.cycle_title(snapshot))


def _centred(paragraph: Paragraph, text: str, *, bold: bool = False, size: int = 12) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _labelled(paper: WordDocument, label: str, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(words.one_line(text))


def _section(paper: WordDocument, text: str) -> None:
    paper.add_paragraph().add_run(text).bold = True


def _body(paper: WordDocument, text: str) -> None:
    paragraph = paper.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.space_after = Pt(6)


def _with_fixed_times(paper: WordDocument) -> bytes:
    """Return the file with every part dated 1980: python-docx writes the present moment into the ZIP."""
    saved, packed = io.BytesIO(), io.BytesIO()
    paper.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w") as target:
        for part in source.infolist():
            fixed = ZipInfo(part.filename, _FIXED_TIME)
            fixed.compress_type, fixed.create_system = ZIP_DEFLATED, 3
            fixed.external_attr = 0o644 << 16
            target.writestr(fixed, source.read(part))
    return packed.getvalue()
