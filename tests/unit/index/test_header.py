"""The header parser: what documents carry is read back, what is doubtful stays empty, nothing raises."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.header import Header, PageWords, WordBox, parse_header
from index.header.names import official_name
from index.header.symbols import close_up
from index.header.types import BEFORE_2020, FROM_2020, LEGAL, type_of_symbol, type_of_title
from tests.documents import MOTTO, vietnamese_date

MOTTO_LINE, SECOND_LINE = MOTTO


def head(
    number: str = "416/KH-UBND",
    day: str = "An Giang, ngày 14 tháng 7 năm 2017",
    left: tuple[str, str] = ("ỦY BAN NHÂN DÂN", "TỈNH AN GIANG"),
    rest: str = "KẾ HOẠCH\nNâng cao Chỉ số cải cách hành chính năm 2017\nCăn cứ Luật Tổ chức chính quyền;",
) -> str:
    """Return a first page as pdfplumber gives it: the columns of the head merged line by line."""
    return f"{left[0]} {MOTTO_LINE}\n{left[1]} {SECOND_LINE}\nSố: {number} {day}\n{rest}"


def values(header: Header) -> dict[str, str | None]:
    """Return the bare values."""
    return {name: field["value"] for name, field in header.to_json().items()}


def test_a_plan_is_read_from_merged_lines():
    assert values(parse_header([head()])) == {
        "doc_type": "Kế hoạch",
        "number": "416/KH-UBND",
        "issued_on": "2017-07-14",
        "issuer": "Ủy ban nhân dân tỉnh An Giang",
        "subject": "Nâng cao Chỉ số cải cách hành chính năm 2017",
        "signatory": None,
    }


@pytest.mark.parametrize(
    ("written", "number", "doc_type"),
    [
        ("416/KH-UBND", "416/KH-UBND", "Kế hoạch"),
        ("416 /KH- UBND", "416/KH-UBND", "Kế hoạch"),
        ("34/2016/NĐ- CP", "34/2016/NĐ-CP", "Nghị định"),
        ("21/2017/QĐ-UBND", "21/2017/QĐ-UBND", "Quyết định"),
        ("39-NQ/TW", "39-NQ/TW", "Nghị quyết"),
        ("05/TTr-SNV", "05/TTr-SNV", "Tờ trình"),
        ("1 1 4 1 0 /TB-BXD", "11410/TB-BXD", "Thông báo"),
        ("3 0 7 0 . /KH-UBND", "3070/KH-UBND", "Kế hoạch"),
        ("2004/KH-SYT-CĐN", "2004/KH-SYT-CĐN", "Kế hoạch"),
    ],
)
def test_numbers_in_every_form(written, number, doc_type):
    header = parse_header([head(number=written, rest="Căn cứ Luật;")])
    assert header.number.value == number
    assert header.doc_type.value == doc_type
    assert header.number.confidence > 0.9


@pytest.mark.parametrize("written", ["/BC-SNV", "       /BC-SNV", "....../BC-SNV", "……/BC-SNV", "000/BC-SNV"])
def test_a_blank_number_stays_empty_but_names_the_type(written):
    header = parse_header([head(number=written, rest="Căn cứ Luật;")])
    assert header.number.value is None
    assert header.doc_type.value == "Báo cáo"


def test_an_official_letter_has_its_subject_under_the_number():
    rest = "V/v rà soát thủ tục hành chính\ntrên địa bàn tỉnh\nKính gửi: Sở Nội vụ\nThực hiện Kế hoạch số 416"
    header = parse_header([head(number="448/UBND-NC", rest=rest)])
    assert header.number.value == "448/UBND-NC"
    assert header.doc_type.value == "Công văn"
    assert header.subject.value == "V/v rà soát thủ tục hành chính trên địa bàn tỉnh"


@pytest.mark.parametrize(
    "day",
    [
        "An Giang, ngày 46 tháng 7 năm 2017",
        "An Giang, ngày 31 tháng 6 năm 2017",
        "An Giang, ngày 14 tháng 14 năm 2017",
        "An Giang, ngày 14 tháng 7 năm 0017",
        "An Giang, ngày    tháng    năm 2017",
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_dropped(day):
    assert parse_header([head(day=day)]).issued_on.value is None


def test_numbers_and_dates_of_cited_documents_are_not_taken():
    page = "Thông báo xét tuyển\nCăn cứ Công văn số 3838/X02-P2 ngày 21 tháng 8 năm 2025\nvề việc xét tuyển"
    header = parse_header([page])
    assert (header.number.value, header.issued_on.value, header.subject.value) == (None, None, None)


@pytest.mark.parametrize(
    ("left", "issuer"),
    [
        (("ỦY BAN NHÂN DÂN", "TỈNH AN GIANG"), "Ủy ban nhân dân tỉnh An Giang"),
        (("UBND TỈNH AN GIANG", "SỞ NỘI VỤ"), "Sở Nội vụ tỉnh An Giang"),
        (("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "ĐẠI HỌC BÁCH KHOA HÀ NỘI"), "Đại học Bách khoa Hà Nội"),
        (("UBND HUYỆN CHÂU PHÚ", "PHÒNG NỘI VỤ"), "Phòng Nội vụ huyện Châu Phú"),
        (("BỘ XÂY DỰNG", ""), "Bộ Xây dựng"),
        (("ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH"), "Ủy ban nhân dân tỉnh Hà Tĩnh"),
    ],
)
def test_the_issuer_is_the_lower_body(left, issuer):
    assert parse_header([head(left=left)]).issuer.value == issuer


def test_the_signatory_stands_under_the_title_beside_the_recipients():
    end = "Nơi nhận:\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNguyễn Thanh Bình"
    signatory = parse_header([head(), "Trang giữa", end]).signatory
    assert (signatory.value, signatory.page) == ("Nguyễn Thanh Bình", 3)


def test_ambiguous_abbreviations_name_no_type():
    assert type_of_symbol("12/TC-NS") is None
    assert type_of_symbol("12/GT-SNV") is None
    assert type_of_symbol("12/2017/TT-BNV") == "Thông tư"


def test_both_tables_are_whole():
    assert (len(FROM_2020), len(BEFORE_2020)) == (27, 30)
    assert list(FROM_2020)[:17] == list(BEFORE_2020)[:17]
    assert LEGAL["TTLT"] == "Thông tư liên tịch"
    assert all(type_of_title(name.upper()) == name for name in (*FROM_2020.values(), *LEGAL.values()))


ORGANISATIONS = st.sampled_from(["UBND", "SNV", "STTTT", "SKHĐT", "VPUBND", "BNV"])
PLACES = st.sampled_from(["An Giang", "Long Xuyên", "Thành phố Hồ Chí Minh", "Châu Đốc"])
CODES = st.sampled_from(sorted(set(FROM_2020) - {"TC", "PC"}))
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))


@given(st.integers(1, 99999), CODES, ORGANISATIONS, DAYS, PLACES)
def test_a_written_header_is_read_back(number, code, organisation, day, place):
    symbol = f"{number}/{code}-{organisation}"
    header = parse_header(
        [head(number=symbol, day=vietnamese_date(day, place), rest=FROM_2020[code].upper())]
    )
    assert header.number.value == symbol
    assert header.issued_on.value == day.isoformat()
    assert header.doc_type.value == FROM_2020[code]


MARKS = [
    "Số:",
    "CỘNG",
    "HÒA",
    "XÃ",
    "ngày",
    "3",
    "tháng",
    "năm",
    "2017",
    "/QĐ-",
    "V/v",
    "Nơi",
    "nhận:",
    "KT.",
]
WORDS = st.builds(
    WordBox, st.one_of(st.text(max_size=12), st.sampled_from(MARKS)), *(st.floats(-1, 2) for _ in range(4))
)


@given(st.lists(st.text(max_size=300), max_size=3))
def test_no_text_makes_it_raise(pages):
    assert isinstance(parse_header(pages), Header)


@given(st.lists(WORDS, max_size=40))
def test_no_words_make_it_raise(words):
    header = parse_header([PageWords(1, tuple(words), 595, 842)])
    assert Header.from_json(header.to_json()) == header


@given(st.text(alphabet=["1", "2", " ", "/", "-", "Q", "Đ", ".", "…"], max_size=40))
@example("1.. ./")
@example("/ / 1")
def test_closing_up_twice_changes_nothing(text):
    assert close_up(close_up(text)) == close_up(text)


def test_official_names_keep_their_words():
    assert official_name("SỞ THÔNG TIN VÀ TRUYỀN THÔNG") == "Sở Thông tin và Truyền thông"
    assert official_name("TẬP ĐOÀN BƯU CHÍNH VIỄN THÔNG VIỆT NAM") == "Tập đoàn Bưu chính Viễn thông Việt Nam"
