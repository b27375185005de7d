"""The generated files of a bag: index as XLSX, CSV and page, explanations; official Vietnamese, no traps."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import docx
import html5lib
import openpyxl
import pytest

from evidence_repo.services.bundles.changes import SENTENCES as CHANGE_SENTENCES
from evidence_repo.services.bundles.generating import generate_files
from evidence_repo.services.bundles.naming import abbreviation_of
from evidence_repo.services.bundles.snapshot import Snapshot, content_sha256, freeze, thaw
from evidence_repo.services.bundles.words import CHANGES, COLUMNS, EXPLANATION_KINDS, VERDICTS
from tests.services.bundle_snapshots import criterion, document, explanation, piece, snapshot
from verifier.manifests import read_manifest
from workflows.explanations import ExplanationKind
from workflows.states import PASSED

HOSTILE = "=HYPERLINK(\"http://x\")<script>alert('&')</script>\x07\x00 100%"


def files(given: Snapshot) -> dict[str, bytes]:
    return {file.facts["path"]: file.content for file in generate_files(given)}


def sheet_rows(content: bytes, name: str = "Danh mục TLKC") -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


LINK = document(
    "Tin bài",
    kind="link",
    url="https://angiang.gov.vn/tin",
    seen_on="2017-10-02",
    number=None,
    type=None,
    issued_on=None,
)


@pytest.fixture
def whole() -> Snapshot:
    pieces = [piece(document()), piece(LINK, evidence_id=2, pages=None, deadline="Quý III")]
    attached = explanation(documents=[document("Công văn đôn đốc", type="Công văn", number="12/SNV")])
    return snapshot(criterion(pieces=pieces, explanations=[attached]))


def test_the_index_has_one_row_for_each_file_and_each_criterion_left_out(whole: Snapshot) -> None:
    made = files(whole)
    rows = csv_rows(made["data/00_Danh-muc-TLKC.csv"])
    assert tuple(rows[0]) == COLUMNS
    field = "LV1_Chi-dao-dieu-hanh/TCTP-1.1.3"
    assert [row[:11] for row in rows[1:3]] == [
        [
            *("1", "TCTP 1.1.3", "1. Báo cáo năm", "Báo cáo", "683/BC-UBND", "20/11/2017"),
            *("UBND tỉnh An Giang", "Báo cáo kết quả", "1-2", "Đạt yêu cầu"),
            f"{field}/01_BC_683-BC-UBND_2017-11-20_bao-cao-ket-qua.pdf",
        ],
        [
            *("2", "TCTP 1.1.3", "1. Báo cáo năm", "Liên kết", "", ""),
            *("UBND tỉnh An Giang", "Tin bài", "Toàn văn bản", "Đạt yêu cầu"),
            f"{field}/02_tin-bai.pdf",
        ],
    ]
    assert rows[2][12] == (
        "Thời hạn: Quý III; Liên kết: https://angiang.gov.vn/tin (truy cập ngày 02/10/2017)"
    )
    assert rows[3][3:10] == [
        *("Giải trình", "", "", "Sở Nội vụ", "Giải trình: Không phát sinh", "", "Chấp nhận giải trình"),
    ]
    assert (rows[4][3], rows[4][12]) == ("Công văn", "Tài liệu kèm giải trình")
    assert rows[5] == [
        *("5", "TC 8.3", "", "", "", "", "", "Mức độ hài lòng", "", "", "", "", "Chưa đưa vào hồ sơ này"),
    ]
    listed = {row[10]: row[11] for row in rows[1:5]}
    manifest = {entry.path: entry.sha256 for entry in read_manifest(made["manifest-sha256.txt"])}
    assert {f"data/{path}": sha256 for path, sha256 in listed.items()}.items() <= manifest.items()


def test_xlsx_and_csv_tell_the_same(whole: Snapshot) -> None:
    made = files(whole)
    table = sheet_rows(made["data/00_Danh-muc-TLKC.xlsx"])
    numbered = [row for row in table if isinstance(row[0], int)]
    told = [["" if cell is None else str(cell) for cell in row] for row in numbered]
    assert told == csv_rows(made["data/00_Danh-muc-TLKC.csv"])[1:]


def test_the_xlsx_looks_and_prints_like_an_official_table(whole: Snapshot) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files(whole)["data/00_Danh-muc-TLKC.xlsx"]))
    sheet = book["Danh mục TLKC"]
    assert sheet["A1"].value == "UBND TỈNH AN GIANG"
    assert sheet["G1"].value == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert sheet["A3"].value == "DANH MỤC TÀI LIỆU KIỂM CHỨNG"
    assert sheet["A5"].value == (
        "Bộ hồ sơ số 02 (Hồ sơ một phần); Theo Kế hoạch số 416/KH-UBND ngày 14/07/2017"
    )
    assert [cell.value for cell in sheet[7]] == list(COLUMNS)
    assert sheet["A8"].value == "Lĩnh vực 1. Chỉ đạo, điều hành"
    assert sheet["A9"].value == "TCTP 1.1.3. Tiêu chí (Cơ quan chủ trì: Sở Nội vụ)"
    assert sheet.freeze_panes == "C8"
    assert sheet.print_title_rows == "$7:$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.column_dimensions["H"].width > 30
    link = sheet["K10"].hyperlink.target.replace("\\", "/")  # as Excel writes relative links
    assert link == f"{sheet['K10'].value}"
    assert book["Thay đổi"]["C2"].value == "Bổ sung tài liệu: 683/BC-UBND"
    assert book["Thay đổi"]["C1"].value == "Thay đổi so với bộ hồ sơ số 01"


def test_what_people_typed_is_never_a_formula_nor_markup() -> None:
    doc = document(HOSTILE, number="+84", issuer="@SUM(A1)", type="-x", subject=HOSTILE)
    given = snapshot(
        criterion(title=HOSTILE, pieces=[piece(doc, pages="=1+1")], explanations=[explanation(text=HOSTILE)]),
        province=HOSTILE,
        changes=[{"kind": "piece_added", "criterion": "TCTP 1.1.3", "what": HOSTILE}],
    )
    made = files(given)
    book = openpyxl.load_workbook(io.BytesIO(made["data/00_Danh-muc-TLKC.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    for row in csv_rows(made["data/00_Danh-muc-TLKC.csv"]):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    page = made["data/index.html"].decode()
    assert "<script" not in page
    assert "\x07" not in page
    [paper] = [content for path, content in made.items() if path.endswith(".docx")]
    assert "<script>" in "\n".join(p.text for p in docx.Document(io.BytesIO(paper)).paragraphs)


def test_very_long_texts_do_not_break_the_table() -> None:
    given = snapshot(criterion(pieces=[piece(document("ă" * 40_000))]))
    table = sheet_rows(files(given)["data/00_Danh-muc-TLKC.xlsx"])
    assert 32_000 <= max(len(str(cell)) for row in table for cell in row) <= 32_767


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def page_of(given: Snapshot) -> tuple[_Page, str]:
    text = files(given)["data/index.html"].decode()
    html5lib.HTMLParser(strict=True).parse(text)
    page = _Page()
    page.feed(text)
    return page, text


def test_the_page_is_valid_vietnamese_and_needs_nothing_but_its_bag(whole: Snapshot) -> None:
    page, text = page_of(whole)
    assert page.tags.count("h1") == 1
    assert ("lang", "vi") in page.attributes
    assert len(page.ids) == len(set(page.ids))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "04:30" not in text.split("Chốt hồ sơ lúc")[0]
    assert "05/12/2017 03:30 (giờ Việt Nam)" in text
    paths = {f"data/{path}" for path in _relative(page)}
    assert paths - {"data/00_Danh-muc-TLKC.xlsx", "data/00_Danh-muc-TLKC.csv"} == {
        path for path in _payload(whole) if "/TCTP" in path
    }
    anchors = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    assert anchors <= set(page.ids)
    assert ("href", "https://angiang.gov.vn/tin") in page.attributes


def _relative(page: _Page) -> Iterator[str]:
    for name, value in page.attributes:
        if name == "href" and not value.startswith(("#", "http")):
            yield unquote(value.partition("#")[0])


def _payload(given: Snapshot) -> list[str]:
    return [entry.path for entry in read_manifest(files(given)["manifest-sha256.txt"])]


def test_the_page_opens_cited_pages_and_quotes_what_is_pinned() -> None:
    quotes = [{"page": 3, "text": "100% nhiệm vụ <hoàn thành>"}, {"page": 12, "text": ""}]
    pieces = [
        piece(document(), pages="1-2, 12", quotes=quotes),
        piece(document("Bảng", media_type="text/csv"), evidence_id=2, pages="Mục II", quotes=quotes[:1]),
    ]
    page, text = page_of(snapshot(criterion(pieces=pieces)))
    opened = [
        value.partition("#")[2] for name, value in page.attributes if name == "href" and "#page=" in value
    ]
    assert opened == ["page=3", "page=12", "page=1", "page=12"]
    assert text.count("“100% nhiệm vụ &lt;hoàn thành&gt;”") == 2
    assert "Mục II" in text
    plain = snapshot(criterion(pieces=[piece(document(), pages="1")]))
    assert content_sha256(plain) != content_sha256(
        snapshot(criterion(pieces=[piece(document(), quotes=quotes)]))
    )


def test_only_web_addresses_become_links() -> None:
    evil = document("Tin", kind="link", url="javascript:alert(1)")
    page, text = page_of(snapshot(criterion(pieces=[piece(evil)])))
    assert not [value for name, value in page.attributes if name == "href" and "javascript" in value]
    assert "javascript:alert(1)" in text


def test_an_explanation_is_a_paper(whole: Snapshot) -> None:
    [paper] = [content for path, content in files(whole).items() if path.endswith(".docx")]
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(paper)).paragraphs)
    for line in (
        "GIẢI TRÌNH",
        "Tiêu chí: TCTP 1.1.3. Tiêu chí",
        "Nội dung giải trình: Sản phẩm 1: Báo cáo năm",
        "Lý do giải trình: Không phát sinh",
        "Năm 2017 không phát sinh.",
        "Đã báo cáo.",
        "Luật số 63/2015",
        "- Công văn số 12/SNV ngày 20/11/2017: Công văn đôn đốc "
        "(tệp 02_12-SNV_2017-11-20_cong-van-don-doc.pdf)",
        "Chấp nhận giải trình, ngày 01/12/2017.",
    ):
        assert line in text.split("\n"), line
    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
    properties = docx.Document(io.BytesIO(paper)).core_properties
    assert properties.created is not None
    assert properties.created.date() == date(2017, 12, 4)
    assert properties.author == "UBND tỉnh An Giang"


def test_the_bag_says_when_whose_and_up_to_which_event(whole: Snapshot) -> None:
    info = files(whole)["bag-info.txt"].decode()
    assert "Bagging-Date: 2017-12-05\n" in info  # the day in Vietnam
    assert "Source-Organization: UBND tỉnh An Giang\n" in info
    assert f"Audit-Head: 7:{'b' * 64}\n" in info
    assert "Bundle-Scope: partial\n" in info
    assert re.search(r"^Payload-Oxum: \d+\.7$", info, re.MULTILINE)


def test_what_two_sealings_of_the_same_differ_in() -> None:
    def made(**given: Any) -> Snapshot:
        return snapshot(criterion(pieces=[piece(document())]), **given)

    same = content_sha256(made())
    for other in (
        {"number": 3, "name": "AnGiang_2017_PARINDEX_03"},
        {"sealed_at": "2018-01-01T00:00:00+00:00", "sealed_by": "B"},
        {"audit_head": f"8:{'c' * 64}", "changes_since": None, "changes": []},
    ):
        assert content_sha256(made(**other)) == same, other
    assert content_sha256(made(province="UBND tỉnh Kiên Giang")) != same
    assert content_sha256(made(left_out=[])) != same
    assert content_sha256(snapshot(criterion(pieces=[piece(document(number="684/BC-UBND"))]))) != same
    fields = [{"code": "1", "name": "Tên khác", "folder": "LV1_Chi-dao-dieu-hanh"}]
    assert content_sha256(made(fields=fields)) != same


def test_a_frozen_snapshot_thaws_to_itself(whole: Snapshot) -> None:
    assert thaw(freeze(whole)) == whole
    assert freeze(thaw(freeze(whole))) == freeze(whole)


@pytest.mark.parametrize(
    ("name", "abbreviation"),
    [
        ("Báo cáo", "BC"),
        ("QUYẾT ĐỊNH", "QĐ"),
        ("Kế hoạch", "KH"),
        ("BC", "BC"),
        ("Công văn", None),
        ("Bản cam kết", "CK"),
        ("", None),
        (None, None),
        ("Lịch công tác", None),
    ],
)
def test_types_have_their_abbreviation_in_the_files_name(name: str | None, abbreviation: str | None) -> None:
    assert abbreviation_of(name) == abbreviation


def test_every_word_of_the_rules_has_its_vietnamese() -> None:
    assert VERDICTS.keys() == {state.value for state in PASSED}
    assert EXPLANATION_KINDS.keys() == {kind.value for kind in ExplanationKind}
    assert CHANGES.keys() == CHANGE_SENTENCES.keys()
