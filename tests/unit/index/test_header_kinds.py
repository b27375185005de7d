"""Heads of every sort: whose title it is, who issues together, what stands around it."""

from dataclasses import replace

import pytest

from index.header import SURE, WordBox, parse_header
from tests.unit.index.heads import Head, SeenLine

PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
UNION = ("ĐOÀN TNCS HỒ CHÍ MINH",)
SUBJECT = "Về việc thực hiện công tác cải cách hành chính năm 2017"


@pytest.mark.parametrize(
    ("below", "doc_type", "subject"),
    [
        (
            ("QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH", "V/v thành lập Ban chỉ đạo"),
            "Quyết định",
            "V/v thành lập Ban chỉ đạo",
        ),
        (("CHỈ THỊ CỦA GIÁM ĐỐC SỞ NỘI VỤ", SUBJECT), "Chỉ thị", SUBJECT),
        (("QUYẾT ĐỊNH CỦA CHỦ TỊCH ỦY BAN NHÂN DÂN", "TỈNH AN GIANG", SUBJECT), "Quyết định", SUBJECT),
        (("KẾ HOẠCH PHỐI HỢP", "Tổ chức Hội thi tìm hiểu"), "Kế hoạch", "Tổ chức Hội thi tìm hiểu"),
        (("KẾT LUẬN THANH TRA", SUBJECT), "Kết luận thanh tra", SUBJECT),
        (("BIÊN BẢN LÀM VIỆC", SUBJECT), "Biên bản", SUBJECT),
        (("PHIẾU TRÌNH", SUBJECT), "Phiếu trình", SUBJECT),
        (
            ("BÁO CÁO", "KẾT QUẢ THEO DÕI TÌNH HÌNH THI HÀNH PHÁP LUẬT", "TRONG LĨNH VỰC AN TOÀN THỰC PHẨM"),
            "Báo cáo",
            "KẾT QUẢ THEO DÕI TÌNH HÌNH THI HÀNH PHÁP LUẬT TRONG LĨNH VỰC AN TOÀN THỰC PHẨM",
        ),
        (
            (
                "NGHỊ QUYẾT",
                "QUY ĐỊNH TIÊU CHUẨN CÁC ĐƠN VỊ THUỘC",
                "SỞ Y TẾ, PHÒNG Y TẾ THUỘC",
                "HUYỆN, THỊ XÃ",
            ),
            "Nghị quyết",
            "QUY ĐỊNH TIÊU CHUẨN CÁC ĐƠN VỊ THUỘC SỞ Y TẾ, PHÒNG Y TẾ THUỘC HUYỆN, THỊ XÃ",
        ),
        (("QUYẾT ĐỊNH", SUBJECT, "HỘI ĐỒNG NHÂN DÂN TỈNH", "KHÓA IX, KỲ HỌP THỨ 5"), "Quyết định", SUBJECT),
        (
            ("NGHỊ QUYẾT", "BAN HÀNH QUY CHẾ", "HỘI ĐỒNG NHÂN DÂN", "TỈNH AN GIANG"),
            "Nghị quyết",
            "BAN HÀNH QUY CHẾ",
        ),
        (("GIẤY GIỚI THIỆU", "Sở Nội vụ trân trọng giới thiệu:"), "Giấy giới thiệu", None),
        (("GIẤY ỦY QUYỀN", "Căn cứ Quyết định số 12/QĐ-CT ngày 05/01/2022;"), "Giấy ủy quyền", None),
    ],
)
def test_a_title_names_the_type_and_the_subject_stands_under_it(below, doc_type, subject):
    header = parse_header([Head(number="Số: 12 /UBND", below=below).typed()])
    assert (header.doc_type.value, header.subject.value) == (doc_type, subject)


@pytest.mark.parametrize(
    ("lines", "number", "issuer"),
    [
        (
            ("BỘ NỘI VỤ -", "BỘ TÀI CHÍNH - BỘ KẾ HOẠCH", "VÀ ĐẦU TƯ"),
            "Số: 05/2013/TTLT-BNV-BTC-BKHĐT",
            "Bộ Nội vụ - Bộ Tài chính - Bộ Kế hoạch và Đầu tư",
        ),
        (("UBND TỈNH AN GIANG", "VĂN PHÒNG"), "Số: 3/VPUBND-TH", "Văn phòng UBND tỉnh An Giang"),
        (
            ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM", "TỈNH AN GIANG", "BAN THƯỜNG TRỰC"),
            "Số: 210/MTTQ-BTT",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh An Giang",
        ),
        (("HUYỆN CHÂU THÀNH", "ỦY BAN NHÂN DÂN XÃ CẦN ĐĂNG"), "Số: 2/TB-UBND", "Ủy ban nhân dân xã Cần Đăng"),
        (
            ("UBND TỈNH ĐỒNG THÁP", "SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH"),
            "Số: 9/SVHTTDL-VP",
            "Sở Văn hóa, Thể thao và Du lịch tỉnh Đồng Tháp",
        ),
        (("BỘ CÔNG AN", "CÔNG AN TỈNH AN GIANG"), "Số: 9/KH-CAT-PV01", "Công an tỉnh An Giang"),
    ],
)  # fmt: skip
def test_the_issuer_is_the_body_that_speaks_with_those_that_speak_with_it(lines, number, issuer):
    read = parse_header([Head(issuer=lines, number=number).typed()]).issuer
    assert read.value == issuer
    assert read.confidence >= SURE


def test_two_bodies_that_issue_together_are_both_named_with_the_place_that_the_day_tells():
    head = Head(issuer=("SỞ NỘI VỤ", "LIÊN ĐOÀN LAO ĐỘNG TỈNH"), number="Số: 7/KHPH-SNV-LĐLĐ")
    read = parse_header([head.typed()]).issuer
    assert read.value == "Sở Nội vụ - Liên đoàn Lao động tỉnh An Giang"
    assert read.confidence < SURE


@pytest.mark.parametrize(
    ("lines", "motto", "number", "issuer"),
    [
        (("TỈNH ỦY AN GIANG", "BAN TỔ CHỨC", "*"), PARTY, "512-CV/BTCTU", "Ban Tổ chức Tỉnh ủy An Giang"),
        (("TỈNH ỦY AN GIANG", "ỦY BAN KIỂM TRA"), PARTY, "33-TB/UBKTTU", "Ủy ban Kiểm tra Tỉnh ủy An Giang"),
        (("BAN CHẤP HÀNH TRUNG ƯƠNG", "*"), PARTY, "45-QĐ/TW", "Ban Chấp hành Trung ương"),
        (("HUYỆN ỦY THOẠI SƠN", "*"), PARTY, "89-CTr/HU", "Huyện ủy Thoại Sơn"),
        (("TỈNH ĐOÀN AN GIANG", "***"), UNION, "48-HD/TĐTN-BTC", "Tỉnh đoàn An Giang"),
    ],
)  # fmt: skip
def test_the_partys_and_the_youth_unions_heads(lines, motto, number, issuer):
    for page in (
        Head(issuer=lines, motto=motto, number=f"Số {number}").typed(),
        Head(issuer=lines, motto=motto, number=f"Số {number}").recognised(f"So {number}"),
    ):
        header = parse_header([page])
        assert (header.number.value, header.issuer.value) == (number, issuer)
        assert header.issued_on.value == "2017-07-14"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Số: 12 /QĐ.UB", "12/QĐ.UB"),
        ("Số 845 QĐ/UB", "845 QĐ/UB"),
        ("416/KH-UBND", "416/KH-UBND"),
        ("Số: 33a/BC-SNgV", "33a/BC-SNgV"),
        ("Số: 1147/1998/QĐ-UB-TC", "1147/1998/QĐ-UB-TC"),
        ("Luật số: 77/2015/QH13", "77/2015/QH13"),
        ("12/2017", None),
    ],
)
def test_old_and_odd_numbers(written, number):
    assert parse_header([Head(number=written).typed()]).number.value == number


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("An giang, Ngày 15 Tháng 12 Năm 2016", "2016-12-15"),
        ("An Giang ngày 20 tháng 11 năm 2017.", "2017-11-20"),
        ("Tân Châu,ngày 5 tháng 1năm 2017", "2017-01-05"),
        ("An Giang, ngày 5/9/2017", "2017-09-05"),
        ("An Giang, ngày 31.06.2017", None),
    ],
)
def test_places_and_days_as_people_write_them(written, day):
    assert parse_header([Head(day=written).typed()]).issued_on.value == day


def test_a_day_that_goes_on_in_the_next_line_is_read():
    motto = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Thành phố Hồ Chí Minh, ngày 29 tháng 8", "năm 2016")
    for page in (Head(motto=motto, day="").typed(), Head(motto=motto, day="").recognised()):
        assert parse_header([page]).issued_on.value == "2016-08-29"


def test_the_gazettes_day_is_not_the_documents():
    motto = ("CÔNG BÁO/Số 15/Ngày 20-7-2017", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert parse_header([Head(motto=motto).typed()]).issued_on.value == "2017-07-14"


def test_what_is_about_other_documents_in_the_body_is_no_subject():
    body = (
        "Thực hiện Công văn số 3838/BNV-CCHC ngày 21 tháng 8 năm 2017 của Bộ Nội vụ",
        "về việc tự chấm điểm",
    )
    head = Head(number="Số: 2093/SXD-QLN", below=("Kính gửi: Ủy ban nhân dân tỉnh.",), body=body)
    header = parse_header([head.typed()])
    assert (header.doc_type.value, header.subject.value) == ("Công văn", None)


def test_an_annex_has_the_issuer_of_its_head_and_the_number_of_the_document_that_it_belongs_to():
    below = ("PHỤ LỤC", "TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ", "(Kèm theo Quyết định số 12/QĐ-UBND ngày 14/7/2017)")
    header = parse_header([Head(number="", day="", below=below).typed()])
    assert header.issuer.value == "Ủy ban nhân dân tỉnh An Giang"
    assert (header.number.value, header.issued_on.value) == ("12/QĐ-UBND", "2017-07-14")
    assert (header.number.of_parent, header.issued_on.of_parent, header.issuer.of_parent) == (
        True,
        True,
        False,
    )
    assert header.doc_type.value == "Phụ lục"


WORD_TEXT = """UBND TỈNH AN GIANG
SỞ NỘI VỤ
Số: 915/SNV-TCBC
Về việc hướng dẫn thực hiện Nghị định
số 108/2014/NĐ-CP ngày 20/11/2014
của Chính phủ về chính sách
Phó Chủ tịch UBND tỉnh
_______
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Giang, ngày 18 tháng 8 năm 2017

Kính gửi:
- Thủ trưởng các sở, ban, ngành tỉnh;
Các cơ quan, đơn vị tiếp tục triển khai nhiệm vụ được giao, bảo đảm đúng tiến độ, chất lượng."""


def test_a_left_column_that_is_read_before_the_motto_is_whole():
    header = parse_header([WORD_TEXT])
    assert (header.number.value, header.doc_type.value) == ("915/SNV-TCBC", "Công văn")
    assert header.issued_on.value == "2017-08-18"
    assert header.issuer.value == "Sở Nội vụ tỉnh An Giang"
    assert header.subject.value == (
        "Về việc hướng dẫn thực hiện Nghị định số 108/2014/NĐ-CP ngày 20/11/2014 của Chính phủ về chính sách "
        "Phó Chủ tịch UBND tỉnh"
    )


def test_capitals_under_the_day_belong_to_no_bodys_name():
    text = "ỦY BAN NHÂN DÂN\nTỈNH AN GIANG\nCHỦ TỊCH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    text += "An Giang, ngày 13 tháng 10 năm 2017\nTHƯ CHÚC MỪNG\nNhân Ngày Doanh nhân Việt Nam"
    assert parse_header([text]).issuer.value == "Ủy ban nhân dân tỉnh An Giang"


@pytest.mark.parametrize(
    ("first", "second", "confidence"),
    [
        ("Số: ......... /BC-UBND", "So: 1 /BC-UBND", 0.08),  # the second reader guesses
        ("Số:.1.;..2 /BC-UBND", "So:....BC-UBND", 0.69),  # the first sees digits in dots
        ("Số: /BC-UBND", "So: 7 /BC-UBND", 0.02),
    ],
)
def test_dots_and_blanks_of_a_draft_make_no_number_and_no_day(first, second, confidence):
    head = Head(number=first, day="Cà Mau, ngày ...... tháng ...... năm 2018", below=("BÁO CÁO",))
    seen = (second, "Cà Mau, ngày 1 háng 9 năm 2018") if confidence < 0.1 else (second,)
    header = parse_header([head.recognised(*seen, confidence=confidence)])
    assert (header.number.value, header.issued_on.value) == (None, None)
    assert header.doc_type.value == "Báo cáo"


def test_dust_and_a_blurred_mark_do_not_hide_the_subject_of_a_letter():
    head = Head(
        number="Số: 02/SYT-GAVI",
        regarding=("-W/\\- bàn giao tài sản", "kết thúc Dự án"),
        below=("Kính gửi: Các Trung tâm y tế.",),
    )
    page = head.recognised("S: 02/SYT-GAVI")
    left, right = min(word.x0 for word in page.words), 0.45
    marks = [word for word in page.words if word.text.startswith("-W")]
    seen = SeenLine("V/v· bàn giao tài sn", (left, marks[0].y0 - 0.002, right, marks[0].y1 + 0.002))
    dust = WordBox("-", 0.4, marks[0].y0 + 0.0125, 0.402, marks[0].y0 + 0.0145)
    page = replace(page, words=(*page.words, dust), confidences=(*page.confidences, 0.3))
    header = parse_header([replace(page, second_lines=(*page.second_lines, seen))])
    assert header.subject.value == "V/v bàn giao tài sản kết thúc Dự án"
    assert header.doc_type.value == "Công văn"


def test_a_youth_unions_body_is_not_taken_for_another_of_its_province():
    head = Head(issuer=("BCH ĐOÀN TỈNH AN GIANG", "***"), motto=UNION, number="Số: 210-CV/TĐTN-VP", below=())
    assert parse_header([head.recognised("So: 210-CV/TDTN-VP")]).issuer.value == "BCH Đoàn tỉnh An Giang"


def test_a_day_in_the_body_is_not_the_second_readers_day_of_the_head():
    cited = "Căn c Lut T chc chính quyn đa phưong ngày 19 tháng 6 năm 2015;"
    page = Head(day="Hà Nội, ngày tháng năm 2017").recognised("S: 416/KH-UBND")
    seen = SeenLine(cited, (0.18, 0.3, 0.84, 0.32))
    header = parse_header([replace(page, second_lines=(*page.second_lines, seen))])
    assert header.issued_on.value is None


def test_the_body_that_names_itself_under_the_day_is_not_named_twice():
    text = "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    text += "Luật số: 67/2006/QH11\tHà Nội, ngày 29 tháng 6 năm 2006\n"
    text += "QUỐC HỘI NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nKhóa XI, kỳ họp thứ 9\n"
    text += "LUẬT\nCÔNG NGHỆ THÔNG TIN"
    header = parse_header([text])
    assert (header.issuer.value, header.number.value) == ("Quốc hội", "67/2006/QH11")
    assert (header.doc_type.value, header.subject.value) == ("Luật", "CÔNG NGHỆ THÔNG TIN")


def test_an_annex_alone_is_an_annex_whatever_it_rules():
    text = "Phụ lục VI\nHỆ THỐNG QUẢN LÝ\n(Kèm theo Nghị định số 30/2020/NĐ-CP)\nQUY ĐỊNH ĐỐI VỚI HỆ THỐNG"
    header = parse_header([text])
    assert (header.doc_type.value, header.number.value) == ("Phụ lục", "30/2020/NĐ-CP")
    assert header.issued_on.value is None
