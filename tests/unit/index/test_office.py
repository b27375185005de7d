"""Office files of every age give their text in the order in which a person reads it."""

import struct
import zipfile
from datetime import date

import pytest

from index.encodings import LegacyEncoding
from index.extraction import ExtractionState, Limits, Sandbox
from index.media import MediaType, detect_media_type
from tests.documents import build_docx, build_xlsx
from tests.office_files import add_footnote, build_old_docx, build_rich_docx, convert
from tests.unit.index.old_encodings import encode

LINES = ("cộng hòa xã hội chủ nghĩa việt nam", "độc lập - tự do - hạnh phúc", "hướng dẫn lưu trữ hồ sơ")
WORD_MARK = 0xA5EC
MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
ENCRYPTED_ODT = "<manifest><file-entry><encryption-data/></file-entry></manifest>"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=60)) as made:
        yield made


@pytest.fixture(scope="module")
def old_files(tmp_path_factory):
    """Files of the old kinds by their ending, all with the same contents."""
    folder = tmp_path_factory.mktemp("office")
    word = build_docx(folder / "bao-cao.docx", table=[["TT", "Tên"], ["1", "Báo cáo quý III"]])
    sheets = {"Danh mục": [["TT", "Ngày"], [1, date(2017, 11, 20)], [2.5, True]], "Trang hai": [["cuối"]]}
    book = build_xlsx(folder / "danh-muc.xlsx", sheets)
    old = build_old_docx(
        folder / "cu.docx", ".VnTime", [encode(line, LegacyEncoding.TCVN3) for line in LINES]
    )
    return {
        "doc": convert(word, "doc", folder),
        "odt": convert(word, "odt", folder),
        "xls": convert(book, "xls", folder),
        "ods": convert(book, "ods", folder),
        "old.doc": convert(old, "doc", folder),
    }


def text_of(sandbox, path, kind):
    extraction = sandbox.extract(path, kind)
    assert extraction.state is ExtractionState.DONE
    return extraction.pages[0].text


def test_a_word_document_is_read_in_the_order_of_reading(sandbox, tmp_path):
    path = add_footnote(build_rich_docx(tmp_path / "day-du.docx"), "LỜI CHÚ")
    lines = [line for line in text_of(sandbox, path, MediaType.DOCX).split("\n") if line]
    assert lines == [
        "ĐẦU TRANG", "Đoạn có hộp.", "TRONG HỘP", "LỜI CHÚ", "được thêm", "trong ô nhập", "ô ngoài\tô trong",
        "Đoạn cuối.", "CHÂN TRANG",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("font", "encoding"), [(".VnTime", LegacyEncoding.TCVN3), ("VNI-Times", LegacyEncoding.VNI)]
)
def test_fonts_of_styles_tell_the_encoding_of_a_word_document(sandbox, tmp_path, font, encoding):
    path = build_old_docx(tmp_path / "cu.docx", font, [encode(line, encoding) for line in LINES])
    (page,) = sandbox.extract(path, MediaType.DOCX).pages
    assert page.text.split("\n") == [*LINES, "Sở Nội vụ tỉnh An Giang"]
    assert encode(LINES[2], encoding) in page.raw_text


def test_a_font_of_capitals_gives_capitals(sandbox, tmp_path):
    lines = [encode(line, LegacyEncoding.TCVN3) for line in LINES]
    (page,) = sandbox.extract(build_old_docx(tmp_path / "hoa.docx", ".VnTimeH", lines), MediaType.DOCX).pages
    assert page.text.split("\n")[0] == LINES[0].upper()


def test_unicode_in_an_old_font_stays(sandbox, tmp_path):
    path = build_old_docx(tmp_path / "da-doi.docx", ".VnTime", LINES)
    (page,) = sandbox.extract(path, MediaType.DOCX).pages
    assert (page.text.split("\n")[0], page.raw_text) == (LINES[0], None)


@pytest.mark.parametrize(("ending", "kind"), [("doc", MediaType.DOC), ("odt", MediaType.ODT)])
def test_older_kinds_give_text_and_header(sandbox, old_files, ending, kind):
    extraction = sandbox.extract(old_files[ending], kind)
    header = extraction.header
    assert (header.number.value, header.issued_on.value) == ("683/BC-SNV", "2017-11-20")
    assert (header.doc_type.value, header.issuer.value) == ("Báo cáo", "Sở Nội vụ tỉnh An Giang")
    assert "TT\tTên\n1\tBáo cáo quý III" in extraction.pages[0].text


def test_a_word_97_file_in_an_old_encoding_loses_no_letter(sandbox, old_files):
    assert text_of(sandbox, old_files["old.doc"], MediaType.DOC).split("\n")[:3] == list(LINES)


def test_a_file_before_word_97_is_read_by_antiword(sandbox, old_files, tmp_path):
    data = bytearray(old_files["doc"].read_bytes())
    at = data.index(struct.pack("<H", WORD_MARK))
    struct.pack_into("<H", data, at + 2, 0x00C0)
    path = tmp_path / "cu.doc"
    path.write_bytes(data)
    assert "cải cách hành chính" in text_of(sandbox, path, MediaType.DOC)


def test_an_encrypted_word_97_file_says_so(sandbox, old_files, tmp_path):
    data = bytearray(old_files["doc"].read_bytes())
    at = data.index(struct.pack("<H", WORD_MARK))
    data[at + 0x0B] |= 1
    path = tmp_path / "khoa.doc"
    path.write_bytes(data)
    assert sandbox.extract(path, MediaType.DOC).state is ExtractionState.ENCRYPTED


def test_an_encrypted_open_document_says_so(sandbox, tmp_path):
    path = tmp_path / "khoa.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", MediaType.ODT.value)
        archive.writestr("META-INF/manifest.xml", ENCRYPTED_ODT)
    assert sandbox.extract(path, MediaType.ODT).state is ExtractionState.ENCRYPTED


def test_an_old_workbook_is_read_sheet_by_sheet(sandbox, old_files):
    extraction = sandbox.extract(old_files["xls"], MediaType.XLS)
    assert extraction.total_pages == 2
    assert extraction.pages[0].text == "Danh mục\nTT\tNgày\n1\t20/11/2017\n2,5\tTRUE"
    assert extraction.pages[1].text == "Trang hai\ncuối"


def test_an_open_workbook_is_read_sheet_by_sheet(sandbox, old_files):
    assert detect_media_type(old_files["ods"]) is MediaType.ODS
    extraction = sandbox.extract(old_files["ods"], MediaType.ODS)
    assert extraction.total_pages == 2
    assert extraction.pages[0].text.startswith("Danh mục\nTT\tNgày\n1\t")
    assert extraction.pages[1].text == "Trang hai\ncuối"


ENDLESS_SHEET = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="A"><table:table-header-rows><table:table-row table:number-rows-repeated="1048576">
<table:table-cell table:number-columns-repeated="16384"><text:p>một</text:p><text:p>hai</text:p>
</table:table-cell></table:table-row></table:table-header-rows></table:table></office:spreadsheet></office:body>
</office:document-content>"""


def test_a_cell_that_is_repeated_without_end_is_read_once(sandbox, tmp_path):
    path = tmp_path / "lap.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", MediaType.ODS.value)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ENDLESS_SHEET)
    assert text_of(sandbox, path, MediaType.ODS) == "A\nmột hai"


def test_a_web_page_called_doc_is_read_without_its_scripts(sandbox, tmp_path):
    path = tmp_path / "trang.doc"
    path.write_text(
        "<html><head><title>Kế hoạch</title><style>p {}</style></head><body><p>Sở Nội vụ</p><!-- thầm -->"
        "<script>alert(1)</script>báo\ncáo <b>quý</b> III<table><tr><td>a</td><td>b</td></tr></table></body>",
        encoding="utf-8",
    )
    assert text_of(sandbox, path, MediaType.DOC) == "Kế hoạch\nSở Nội vụ\nbáo cáo quý III\na\tb"


def test_a_web_page_of_nothing_is_damaged(sandbox, tmp_path):
    path = tmp_path / "trang.doc"
    path.write_bytes(b"<!---->")
    extraction = sandbox.extract(path, MediaType.DOC)
    assert extraction.state is ExtractionState.DAMAGED
    assert "reader_crashed" not in [warning.kind for warning in extraction.warnings]


@pytest.mark.parametrize("kind", [MediaType.DOC, MediaType.XLS, MediaType.ODT, MediaType.ODS, MediaType.DOCX])
@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, b"PK\x05\x06" + b"\0" * 18]
)
def test_broken_office_files_are_damaged(sandbox, tmp_path, kind, data):
    path = tmp_path / "hong"
    path.write_bytes(data)
    assert sandbox.extract(path, kind).state in (ExtractionState.DAMAGED, ExtractionState.DONE)
