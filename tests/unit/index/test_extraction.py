"""What the readers get out of files, through the sandbox as everybody else uses it."""

import json
from contextlib import ExitStack

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from index.encodings import LegacyEncoding
from index.extraction import Extraction, ExtractionState, Limits, NoSuchPage, Sandbox, WarningKind
from index.extraction.readers.pdfium_pages import text_of, words_with_pdfium
from index.extraction.readers.plumber_pages import PlumberPages, PlumberText
from index.media import MediaType, detect_media_type
from tests.documents import (
    BODY,
    SUBJECT,
    build_admin_pdf,
    build_docx,
    build_encrypted_pdf,
    build_many_pages_pdf,
    build_old_fonts_pdf,
    build_old_pdf,
    build_picture,
    build_scan_pdf,
    build_truncated_pdf,
    build_xlsx,
    stamp_field,
)
from tests.unit.index.old_encodings import encode


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=30)) as made:
        yield made


def test_a_pdf_is_read_page_by_page_with_its_header(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "bao-cao.pdf", pages=["Trang đầu", "Trang sau nói về cải cách"])
    seen = []
    extraction = sandbox.extract(path, MediaType.PDF, seen.append)
    assert (extraction.state, extraction.complete, extraction.total_pages) == (ExtractionState.DONE, True, 2)
    assert "Trang sau nói về cải cách" in extraction.pages[1].text
    assert tuple(seen) == extraction.pages
    header = extraction.header
    assert header.number.value == "683/BC-SNV"
    assert header.issued_on.value == "2017-11-20"
    assert header.doc_type.value == "Báo cáo"
    assert header.issuer.value == "Sở Nội vụ tỉnh An Giang"
    assert header.subject.value == "Kết quả thực hiện công tác cải cách hành chính năm 2017"
    assert (header.signatory.value, header.signatory.page) == ("Nguyễn Văn An", 2)


def test_a_field_names_the_place_it_was_read_from(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "bao-cao.pdf")
    box = sandbox.extract(path, MediaType.PDF).header.number.box
    words = [word for word in sandbox.word_boxes(path, MediaType.PDF, 1) if word.text == "683/BC-SNV"]
    assert len(words) == 1
    assert box is not None
    assert box[0] < words[0].x0 < words[0].x1 <= box[2] < 0.5
    assert 0 < words[0].y0 < words[0].y1 < 0.2


def test_a_symbol_broken_at_its_hyphen_is_one_word(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "theo 38/2020/QD-")
    canvas.drawString(72, 685, "TTg ngay 01/01/2020")
    canvas.save()
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        assert text_of(document[0]) == "theo 38/2020/QD-TTg ngay 01/01/2020"
        words = words_with_pdfium(document[0], 1).words
    assert [word.text for word in words] == ["theo", "38/2020/QD-TTg", "ngay", "01/01/2020"]


def test_text_and_words_in_one_pass_are_those_of_pdfplumber(tmp_path):
    path = build_admin_pdf(tmp_path / "a.pdf", pages=["Sở Nội vụ báo cáo kết quả năm 2017."])
    with ExitStack() as stack:
        page = PlumberPages(path, stack).page(1)
        assert page is not None
        found = PlumberText.of(page)
        assert found.text == page.extract_text()
        words, plain = found.words(page, 1).words, page.extract_words()
    assert [word.text for word in words] == [word["text"] for word in plain]
    assert [word.x0 for word in words] == [round(word["x0"] / page.width, 5) for word in plain]
    assert "kết quả năm 2017." in found.text


def test_an_official_letter_is_read_in_columns(sandbox, tmp_path):
    subject = "rà soát, đánh giá thủ tục hành chính trên địa bàn tỉnh An Giang"
    path = build_admin_pdf(tmp_path / "cv.pdf", number="448/UBND-NC", doc_type=None, subject=subject)
    header = sandbox.extract(path, MediaType.PDF).header
    assert (header.doc_type.value, header.subject.value) == ("Công văn", f"V/v {subject}")


def test_a_number_stamped_into_a_field_is_read(sandbox, tmp_path):
    path = tmp_path / "dien-tu.pdf"
    build_admin_pdf(tmp_path / "plain.pdf")
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 9)
    canvas.drawString(300, 790, "CONG HOA XA HOI CHU NGHIA VIET NAM")
    canvas.acroForm.textfield(value="S\u00f4: 416/KH-UBND", x=60, y=755, width=200, height=20, fontSize=9)
    canvas.drawString(82, 600, "Noi dung")
    canvas.save()
    assert "416/KH-UBND" in sandbox.first_pages(path, MediaType.PDF).pages[0].text


def test_first_pages_stop_after_the_first_and_say_how_many_there_are(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "dai.pdf", pages=[f"Trang {number}" for number in range(1, 6)])
    first = sandbox.first_pages(path, MediaType.PDF)
    assert (len(first.pages), first.total_pages, first.state) == (1, 5, ExtractionState.READING)
    assert not first.complete
    assert first.header.number.value == "683/BC-SNV"
    only = sandbox.first_pages(build_admin_pdf(tmp_path / "ngan.pdf"), MediaType.PDF)
    assert (only.state, only.complete) == (ExtractionState.DONE, True)


def test_word_gives_paragraphs_and_tables_in_order(sandbox, tmp_path):
    path = build_docx(
        tmp_path / "ke-hoach.docx", paragraphs=["Mở đầu"], table=[["TT", "Việc"], ["1", "Rà soát"]]
    )
    extraction = sandbox.extract(path, MediaType.DOCX)
    text = extraction.pages[0].text
    assert text.index("Mở đầu") < text.index("TT\tViệc") < text.index("1\tRà soát") < text.index("Nơi nhận")
    header = extraction.header
    assert (header.number.value, header.issued_on.value) == ("683/BC-SNV", "2017-11-20")
    assert (header.doc_type.value, header.issuer.value) == ("Báo cáo", "Sở Nội vụ tỉnh An Giang")
    assert header.signatory.value == "Nguyễn Văn An"


def test_a_workbook_has_a_page_for_each_sheet(sandbox, tmp_path):
    path = build_xlsx(tmp_path / "bang.xlsx", {"Quý I": [["Số", 1.0, None]], "Quý II": [["Tổng", 2.5]]})
    extraction = sandbox.extract(path.rename(tmp_path / "0a1b2c"), MediaType.XLSX)  # blobs have no ending
    assert [page.text for page in extraction.pages] == ["Quý I\nSố\t1", "Quý II\nTổng\t2,5"]
    assert extraction.total_pages == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_plain_text_is_read_in_its_encoding(sandbox, tmp_path, encoding):
    path = tmp_path / "ghi-chu.txt"
    path.write_bytes("Đoàn thanh niên".encode(encoding))
    extraction = sandbox.extract(path, MediaType.TXT)
    assert extraction.pages[0].text == "Đoàn thanh niên"
    assert extraction.state is ExtractionState.DONE


@pytest.mark.parametrize(
    ("build", "name", "state", "pages"),
    [
        (build_scan_pdf, "quet.pdf", ExtractionState.NEEDS_OCR, 1),
        (build_encrypted_pdf, "khoa.pdf", ExtractionState.ENCRYPTED, 0),
        (build_truncated_pdf, "cut.pdf", ExtractionState.DAMAGED, 0),
        (build_picture, "chup.jpg", ExtractionState.NEEDS_OCR, 1),
    ],
)
def test_every_file_ends_in_a_state_with_a_sentence(sandbox, tmp_path, build, name, state, pages):
    path = build(tmp_path / name)
    extraction = sandbox.extract(path, detect_media_type(path))
    assert (extraction.state, len(extraction.pages)) == (state, pages)
    assert extraction.state.sentence.endswith(".")
    assert extraction.state.is_final


def test_a_kind_without_a_reader_is_marked_as_not_read_yet(sandbox, tmp_path):
    path = tmp_path / "cu.doc"
    path.write_bytes(b"{\\rtf1 x}")
    assert sandbox.extract(path, MediaType.DOC).state is ExtractionState.NO_TEXT_YET


def test_pages_without_text_are_named(sandbox, tmp_path):
    path = build_admin_pdf(tmp_path / "hon-hop.pdf", pages=["Có chữ", "", "Có chữ"], signatory=None)
    (warning,) = sandbox.extract(path, MediaType.PDF).warnings
    assert (warning.kind, warning.pages) == (WarningKind.PAGES_WITHOUT_TEXT, (2,))


def test_an_extraction_survives_being_stored(sandbox, tmp_path):
    extraction = sandbox.extract(build_admin_pdf(tmp_path / "a.pdf", pages=["x", "", "y"]), MediaType.PDF)
    assert Extraction.from_json(json.loads(json.dumps(extraction.to_json()))) == extraction


def test_pages_beyond_the_limit_are_left_and_said(tmp_path):
    with Sandbox(Limits(pages=3)) as sandbox:
        extraction = sandbox.extract(build_many_pages_pdf(tmp_path / "dai.pdf", pages=5), MediaType.PDF)
    assert (extraction.state, len(extraction.pages), extraction.total_pages) == (
        ExtractionState.PARTIAL,
        3,
        5,
    )
    assert [warning.kind for warning in extraction.warnings] == [WarningKind.PAGE_LIMIT]
    assert not extraction.complete


def test_text_beyond_the_limit_is_cut_and_said(tmp_path):
    path = tmp_path / "dai.txt"
    path.write_text("cải cách " * 10_000)
    with Sandbox(Limits(output_bytes=5_000)) as sandbox:
        extraction = sandbox.extract(path, MediaType.TXT)
    assert extraction.state is ExtractionState.PARTIAL
    assert 4_900 < len(extraction.pages[0].text.encode()) <= 5_000
    assert [warning.kind for warning in extraction.warnings] == [WarningKind.TEXT_LIMIT]


def test_pages_are_drawn_through_the_sandbox(sandbox, tmp_path):
    pdf, docx = build_admin_pdf(tmp_path / "a.pdf"), build_docx(tmp_path / "a.docx")
    picture = sandbox.render_page(pdf, MediaType.PDF, 1, 700)
    assert picture == sandbox.render_page(pdf, MediaType.PDF, 1, 700)
    for ask in (
        lambda: sandbox.render_page(docx, MediaType.DOCX, 1, 700),
        lambda: sandbox.word_boxes(pdf, MediaType.PDF, 9),
    ):
        with pytest.raises(NoSuchPage):
            ask()


@pytest.mark.parametrize("encoding", LegacyEncoding)
def test_text_in_an_old_encoding_is_read_in_unicode_and_the_raw_text_kept(sandbox, tmp_path, encoding):
    text = "cộng hòa xã hội chủ nghĩa việt nam\nđộc lập - tự do - hạnh phúc"
    raw = encode(text, encoding)
    for path, written in ((tmp_path / "cu.txt", "latin-1"), (tmp_path / "moi.txt", "utf-8")):
        path.write_text(raw, encoding=written)
        extraction = sandbox.extract(path, MediaType.TXT)
        (page,) = extraction.pages
        assert (page.text, page.raw_text) == (text, raw)
        assert [(each.kind, each.pages) for each in extraction.warnings] == [(WarningKind.OLD_ENCODING, (1,))]
        assert Extraction.from_json(extraction.to_json()) == extraction


def test_a_pdf_in_an_old_encoding_gives_text_words_and_header_in_unicode(sandbox, tmp_path):
    path = build_old_pdf(tmp_path / "cu.pdf", lambda line: encode(line, LegacyEncoding.TCVN3))
    extraction = sandbox.extract(path, MediaType.PDF)
    assert "Thực hiện Kế hoạch cải cách" in extraction.pages[0].text
    assert extraction.pages[0].raw_text is not None
    assert (extraction.header.number.value, extraction.header.doc_type.value) == ("683/BC-SNV", "Báo cáo")
    assert "hoạch" in [word.text for word in sandbox.word_boxes(path, MediaType.PDF, 1)]


def test_fonts_of_capitals_show_small_letters_as_capitals_on_every_page(sandbox, tmp_path):
    path = build_old_fonts_pdf(tmp_path / "cu.pdf", lambda line: encode(line, LegacyEncoding.TCVN3))
    extraction = sandbox.extract(path, MediaType.PDF)
    first, second = extraction.pages
    assert "SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc" in first.text
    assert "Trang 2. Thực hiện Kế hoạch cải cách" in second.text
    assert first.raw_text is not None
    assert "së néi vô" in first.raw_text
    header = extraction.header
    assert (header.number.value, header.doc_type.value) == ("683/BC-SNV", "Báo cáo")
    assert (header.issuer.value, header.subject.value) == ("Sở Nội vụ tỉnh An Giang", SUBJECT)
    assert [(each.kind, each.pages) for each in extraction.warnings] == [(WarningKind.OLD_ENCODING, (1, 2))]
    assert "SỞ" in [word.text for word in sandbox.word_boxes(path, MediaType.PDF, 1)]


def test_vni_is_told_by_the_name_of_its_font(sandbox, tmp_path):
    path = build_old_fonts_pdf(
        tmp_path / "vni.pdf",
        lambda line: encode(line, LegacyEncoding.VNI),
        font="VNI-Times",
        capitals="VNI-Times",
    )
    assert "Thực hiện Kế hoạch cải cách" in sandbox.extract(path, MediaType.PDF).pages[1].text


def test_unicode_in_a_font_with_an_old_name_stays_what_it_is(sandbox, tmp_path):
    path = build_old_fonts_pdf(tmp_path / "latin.pdf", lambda _line: "Résumé à côté: déjà vu, naïveté, été")
    page = sandbox.extract(path, MediaType.PDF).pages[0]
    assert "déjà vu" in page.text
    assert page.raw_text is None


def test_the_letter_that_windows_fonts_have_for_a_hyphen_is_kept(sandbox, tmp_path):
    path = build_old_pdf(tmp_path / "cu.pdf", lambda line: encode(line, LegacyEncoding.TCVN3))
    assert "báo cáo kết quả như sau." in sandbox.extract(path, MediaType.PDF).pages[0].text
    path = build_old_pdf(tmp_path / "moi.pdf", lambda _line: "Self\u00adservice")
    assert "Self-service" in sandbox.extract(path, MediaType.PDF).pages[0].text
    assert "Self-service" in [word.text for word in sandbox.word_boxes(path, MediaType.PDF, 1)]


def test_what_signature_fields_show_is_text_of_every_page_at_its_place(sandbox, tmp_path):
    pages = ["\n".join([BODY] * 12), "Trang hai chưa ký.\nDòng dưới.", "Trang ba ở cuối."]
    path = build_admin_pdf(tmp_path / "ky.pdf", number="            /BC-SNV", pages=pages)
    stamp_field(path, "683", at=(138, 750))
    stamp_field(path, "Da ky so 20/11/2017", page=2, at=(300, 777))
    extraction = sandbox.extract(path, MediaType.PDF)
    first, second, third = extraction.pages
    assert extraction.header.number.value == "683/BC-SNV"
    assert "683/BC-SNV" in first.text.replace(" ", "")
    assert second.text.split("\n")[0] == "Trang hai chưa ký. Da ky so 20/11/2017"
    assert "Dòng dưới." in second.text
    assert (second.reader, third.reader) == ("pdfplumber", "pdfium")
    stamped = next(word for word in sandbox.word_boxes(path, MediaType.PDF, 2) if word.text == "20/11/2017")
    assert stamped.x0 > 0.5
    assert stamped.y1 < 0.1
