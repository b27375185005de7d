"""Papers have the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I: every figure is read from the file's XML."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from evidence_repo.reports.document import render_paper
from evidence_repo.reports.fitting import text_width
from evidence_repo.reports.paper import Annex, Grid, Heading, Labelled, Paper, PaperHead, Signature

LETTER = Paper(
    PaperHead(
        issuer="SỞ NỘI VỤ", parent="UBND TỈNH AN GIANG", symbol="SNV-CCHC", place="An Giang", year=2017
    ),
    kind="",
    subject="đôn đốc tài liệu kiểm chứng",
    addressees=("Sở Tư pháp", "Sở Tài chính"),
    body=(Heading("1. Nội dung"), "Đề nghị đơn vị nộp tài liệu trước ngày 01/12/2017."),
    signature=Signature("GIÁM ĐỐC", "Trần Văn Mẫu", ("KT. GIÁM ĐỐC",)),
)
REPORT = replace(
    LETTER,
    kind="BÁO CÁO",
    subject="Kết quả công tác cải cách hành chính năm 2017",
    body=(
        Labelled("Kỳ báo cáo", "năm 2017"),
        *(f"Nội dung {number} của báo cáo." for number in range(120)),
        Grid(("TT", "Nội dung"), [("1", "Một"), ("2", "Hai")], (1, 5)),
    ),
    annexes=(Annex("PHỤ LỤC I", "Danh mục tài liệu", ("Nội dung phụ lục.",)),),
)


def opened(paper: Paper) -> WordDocument:
    made = render_paper(paper, author="UBND tỉnh An Giang", created=datetime(2017, 12, 4, tzinfo=UTC))
    return docx.Document(io.BytesIO(made))


def lines(cell: _Cell) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs if paragraph.text]


def line(where: WordDocument | _Cell, text: str) -> Paragraph:
    [found] = [paragraph for paragraph in where.paragraphs if paragraph.text == text]
    return found


def looks(paragraph: Paragraph) -> tuple[float, bool, bool]:
    """Return size in points, bold, italic: the same for all of the paragraph."""
    [look] = {
        (run.font.size.pt if run.font.size else 14.0, bool(run.bold), bool(run.italic))
        for run in paragraph.runs
    }
    return look


def head(word: WordDocument) -> tuple[_Cell, _Cell]:
    left, right = word.tables[0].rows[0].cells
    return left, right


def rules(where: WordDocument | _Cell, width: Length) -> Iterator[float]:
    """Yield the length of each rule, in centimetres."""
    for paragraph in where.paragraphs:
        if paragraph._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is not None:
            form = paragraph.paragraph_format
            assert form.left_indent == form.right_indent is not None
            yield width.cm - 2 * form.left_indent.cm


def printed(text: str, size: float) -> float:
    return text_width(text, size, bold=True) / 72 * 2.54


@pytest.fixture(scope="module")
def letter() -> WordDocument:
    return opened(LETTER)


@pytest.fixture(scope="module")
def report() -> WordDocument:
    return opened(REPORT)


def test_the_page_is_a4_with_the_margins_of_the_decree(report: WordDocument) -> None:
    for section in report.sections:
        assert (section.page_width.cm, section.page_height.cm) == pytest.approx((21, 29.7), abs=0.01)  # type: ignore[union-attr]
        assert 2.0 <= round(section.top_margin.cm, 2) <= 2.5  # type: ignore[union-attr]
        assert 2.0 <= round(section.bottom_margin.cm, 2) <= 2.5  # type: ignore[union-attr]
        assert 3.0 <= round(section.left_margin.cm, 2) <= 3.5  # type: ignore[union-attr]
        assert 1.5 <= round(section.right_margin.cm, 2) <= 2.0  # type: ignore[union-attr]


def test_all_is_set_in_times_new_roman_and_black(report: WordDocument) -> None:
    fonts = report.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    xml = report.element.xml
    assert "w:rFonts" not in xml
    assert "w:color w:val" not in xml


def test_nation_and_motto_stand_at_the_right_with_a_rule_as_long_as_the_motto(letter: WordDocument) -> None:
    _, right = head(letter)
    nation, motto = right.paragraphs[:2]
    assert (nation.text, looks(nation)) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, True, False))
    assert (motto.text, looks(motto)) == ("Độc lập - Tự do - Hạnh phúc", (13, True, False))
    assert {nation.alignment, motto.alignment} == {WD_ALIGN_PARAGRAPH.CENTER}
    assert right.width is not None
    assert list(rules(right, right.width)) == pytest.approx([printed(motto.text, 13)], abs=0.02)
    assert printed(nation.text, 12) < right.width.cm  # on one line


def test_the_issuer_stands_at_the_left_under_its_parent_with_a_rule(letter: WordDocument) -> None:
    left, _ = head(letter)
    parent, issuer = line(left, "UBND TỈNH AN GIANG"), line(left, "SỞ NỘI VỤ")
    assert looks(parent) == (12, False, False)
    assert looks(issuer) == (12, True, False)
    assert left.width is not None
    [rule] = rules(left, left.width)
    assert 1 / 3 <= rule / printed("SỞ NỘI VỤ", 12) <= 1 / 2


def test_number_and_day_are_blank_until_the_clerk_has_registered_the_paper(letter: WordDocument) -> None:
    left, right = head(letter)
    number = line(left, "Số:        /SNV-CCHC")
    assert looks(number) == (13, False, False)
    assert looks(line(right, "An Giang, ngày       tháng       năm 2017")) == (13, False, True)
    registered = replace(LETTER.head, number="45", issued_on=date(2018, 2, 5))
    left, right = head(opened(replace(LETTER, head=registered)))
    assert line(left, "Số: 45/SNV-CCHC")
    assert line(right, "An Giang, ngày 05 tháng 02 năm 2018")
    assert line(
        head(opened(replace(LETTER, head=replace(registered, issued_on=date(2018, 11, 15)))))[1],
        "An Giang, ngày 15 tháng 11 năm 2018",
    )


def test_a_letter_has_its_subject_under_the_number_and_says_to_whom_it_goes(letter: WordDocument) -> None:
    left, _ = head(letter)
    assert looks(line(left, "V/v đôn đốc tài liệu kiểm chứng")) == (12, False, False)
    assert looks(line(letter, "Kính gửi: Sở Tư pháp;")) == (14, False, False)
    assert line(letter, "- Sở Tài chính")


def test_a_report_has_type_and_subject_in_the_middle_with_a_rule(report: WordDocument) -> None:
    assert looks(line(report, "BÁO CÁO")) == looks(line(report, REPORT.subject)) == (14, True, False)
    left, _ = head(report)
    assert not [text for text in lines(left) if text.startswith("V/v")]
    section = report.sections[0]
    width = Length(section.page_width - section.left_margin - section.right_margin)  # type: ignore[operator]
    [rule] = rules(report, width)
    assert 1 / 3 <= rule / printed(REPORT.subject, 14) <= 1 / 2


def test_the_body_is_justified_with_an_indented_first_line(report: WordDocument) -> None:
    body = [paragraph for paragraph in report.paragraphs if paragraph.text.startswith(("Nội dung 1", "Kỳ"))]
    assert len(body) == 32
    for paragraph in body:
        form = paragraph.paragraph_format
        assert paragraph.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        assert round(form.first_line_indent.cm, 2) in {1.0, 1.27}  # type: ignore[union-attr]
        assert form.space_after.pt >= 6  # type: ignore[union-attr]
        assert isinstance(form.line_spacing, float)
        assert 1 <= form.line_spacing <= 1.5
    assert report.styles["Normal"].font.size.pt == 14  # type: ignore[attr-defined]


def test_who_receives_and_who_signs_stand_at_the_end(letter: WordDocument) -> None:
    left, right = letter.tables[-1].rows[0].cells
    assert lines(left) == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert looks(left.paragraphs[0]) == (12, True, True)
    assert looks(left.paragraphs[1]) == (11, False, False)
    assert lines(right) == ["KT. GIÁM ĐỐC", "GIÁM ĐỐC", "Trần Văn Mẫu"]
    assert {looks(paragraph) for paragraph in right.paragraphs if paragraph.text} == {(14, True, False)}


def test_pages_are_numbered_in_the_middle_of_the_top_margin_from_the_second_on(report: WordDocument) -> None:
    for section in report.sections:
        assert section.different_first_page_header_footer
        assert not section.first_page_header.paragraphs[0].text
        number = section.header.paragraphs[0]
        assert "PAGE" in number._p.xml
        assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert looks(number) == (13, False, False)


def test_an_annex_begins_a_page_and_is_numbered_apart(report: WordDocument) -> None:
    [main, annex] = report.sections
    assert main._sectPr.find(qn("w:pgNumType")) is None
    numbering = annex._sectPr.find(qn("w:pgNumType"))
    assert numbering is not None
    assert numbering.get(qn("w:start")) == "1"
    assert looks(line(report, "PHỤ LỤC I")) == (14, True, False)


def test_a_table_repeats_its_headings_and_breaks_no_row(report: WordDocument) -> None:
    [table] = [table for table in report.tables if len(table.rows) == 3]
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Nội dung"]
    assert _has(table, 0, "w:tblHeader")
    assert not _has(table, 1, "w:tblHeader")
    assert all(_has(table, row, "w:cantSplit") for row in range(3))


def _has(table: Table, row: int, name: str) -> bool:
    properties = table.rows[row]._tr.trPr
    return properties is not None and properties.find(qn(name)) is not None


def test_what_no_file_can_hold_is_left_out_and_the_same_paper_gives_the_same_bytes() -> None:
    odd = replace(LETTER, subject="a\x00b\ud800", body=("c\x0bd",))
    assert "V/v ab" in lines(head(opened(odd))[0])
    made = [render_paper(REPORT, author="x", created=datetime(2017, 12, 4, tzinfo=UTC)) for _ in range(2)]
    assert made[0] == made[1]


def test_the_signing_block_is_not_torn_between_two_pages(letter: WordDocument) -> None:
    row = letter.tables[-1].rows[0]._tr
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
