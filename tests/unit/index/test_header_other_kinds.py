"""Heads that are no usual ones: forms, laws in a gazette, consolidated texts, annexes, standards."""

import pytest

from index.header import FieldValue, PageWords, parse_header
from tests.documents import MOTTO
from tests.unit.index.heads import HEIGHT, LEFT, MIDDLE, RIGHT, WIDTH, Head, set_line

TOP = "\n".join(MOTTO)


def set_page(*rows: tuple[tuple[str, float], ...]) -> PageWords:
    """Return a page with these rows, each of pieces of text and their middles."""
    places = ((0.05 + 0.022 * index, piece) for index, row in enumerate(rows) for piece in row)
    words = [word for top, (text, middle) in places for word in set_line(text, middle, top)]
    return PageWords(1, tuple(words), WIDTH, HEIGHT)


def decision(subject: str, title: str = "QUYẾT ĐỊNH") -> str:
    return (
        f"UBND TỈNH AN GIANG\nSỞ THỬ NGHIỆM\n{TOP}\nSố: 84/QĐ-STN\tAn Giang, ngày 05 tháng 9 năm 2017\n"
        f"{title}\n{subject}\nCăn cứ Luật Thử;\n"
    )


@pytest.mark.parametrize(
    "title", ["ĐƠN ĐỀ NGHỊ", "TỜ KHAI", "PHIẾU ĐĂNG KÝ DỰ TUYỂN", "GIẤY CAM ĐOAN", "SƠ YẾU LÝ LỊCH"]
)
def test_a_forms_title_is_no_issuer(title: str) -> None:
    assert parse_header([f"{TOP}\n\n{title}\nCông nhận sáng kiến\nKính gửi: Hội đồng."]).issuer.value is None
    page = set_page(
        ((MOTTO[0], RIGHT),), ((MOTTO[1], RIGHT),), ((title, 0.4),), (("Công nhận sáng kiến", MIDDLE),)
    )
    assert parse_header([page]).issuer.value is None


@pytest.mark.parametrize(
    "title",
    ["Q U Y Ế T   Đ Ị N H", "Q U Y Ế T Đ Ị N H", "Q\u00a0U\u00a0Y\u00a0Ế\u00a0T  Đ\u00a0Ị\u00a0N\u00a0H"],
)
def test_a_title_whose_letters_are_spaced_out_is_one(title: str) -> None:
    assert parse_header([decision("Về việc kiện toàn", title)]).doc_type.value == "Quyết định"
    page = Head(number="Số: 84/QĐ-STN", below=(title, "Về việc kiện toàn Ban Chỉ đạo")).typed()
    assert parse_header([page]).doc_type.value == "Quyết định"


def test_words_whose_letters_are_spaced_out_stay_apart() -> None:
    text = decision("Về việc kiện toàn").replace("SỞ THỬ NGHIỆM", "S Ở  T H Ử  N G H I Ệ M")
    assert parse_header([text]).issuer.value == "Sở Thử Nghiệm tỉnh An Giang"


SIGNED = (
    "Ký bởi: Cổng Thông tin điện tử Chính phủ", "Email: thongtinchinhphu@chinhphu.vn",
    "Cơ quan: VĂN PHÒNG CHÍNH PHỦ", "Thời gian ký: 12.09.2014 09:01:02 +07:00",
)  # fmt: skip


@pytest.mark.parametrize(
    "gazette", ["CÔNG BÁO/Số 845 + 846/Ngày 11-9-2014", "CÔNG BÁO\nSố 845 + 846 Ngày 11-9-2014"]
)
@pytest.mark.parametrize("columns", ["\t", "\n"])
def test_a_law_under_the_gazettes_head_is_the_national_assemblys(gazette: str, columns: str) -> None:
    text = "\n".join(
        (*SIGNED, gazette, "VĂN BẢN QUY PHẠM PHÁP LUẬT", f"QUỐC HỘI{columns}{MOTTO[0]}", MOTTO[1])
    )
    number = f"Luật số: 54/2014/QH13{columns}Hà Nội, ngày 23 tháng 6 năm 2014"
    header = parse_header([f"{text}\n{number}\nLUẬT\nHẢI QUAN\nCăn cứ Hiến pháp;\n"])
    assert (header.number.value, header.issuer.value) == ("54/2014/QH13", "Quốc hội")
    assert (header.doc_type.value, header.subject.value) == ("Luật", "HẢI QUAN")
    assert header.issued_on.value == "2014-06-23"


def test_a_consolidated_text_begins_with_what_it_consolidates() -> None:
    preamble = "Nghị định số 16/2015/NĐ-CP ngày 14 tháng 02 năm 2015 của Chính phủ quy định"
    page = set_page(
        (("BỘ TÀI CHÍNH", LEFT), (MOTTO[0], RIGHT)),
        ((MOTTO[1], RIGHT),),
        (("Số: 12/VBHN-BTC", LEFT), ("Hà Nội, ngày 16 tháng 12 năm 2019", RIGHT)),
        (),
        (("NGHỊ ĐỊNH", MIDDLE),),
        (("Quy định về cơ chế tự chủ của đơn vị sự nghiệp công lập", MIDDLE),),
        ((preamble, MIDDLE),),
        (("cơ chế tự chủ, có hiệu lực kể từ ngày 06 tháng 4 năm 2015, được sửa đổi:", MIDDLE),),
    )
    header = parse_header([page])
    assert header.subject.value == "Quy định về cơ chế tự chủ của đơn vị sự nghiệp công lập"
    assert header.doc_type.value == "Văn bản hợp nhất"


@pytest.mark.parametrize(
    "opening", ["Phụ lục I\nDANH MỤC THỦ TỤC", "PHỤ LỤC\nDANH MỤC THỦ TỤC", "DANH MỤC THỦ TỤC"]
)
@pytest.mark.parametrize(
    "said",
    [
        "(Kèm theo Quyết định số 1234/QĐ-UBND ngày 5 tháng 9 năm 2017 của Ủy ban nhân dân tỉnh An Giang)",
        "(Ban hành kèm theo Quyết định số: 1234 /QĐ-UBND ngày 05/9/2017\n"
        "của Chủ tịch Ủy ban nhân dân tỉnh An Giang)",
    ],
)
def test_an_annex_says_whose_it_is(opening: str, said: str) -> None:
    header = parse_header([f"{opening}\n{said}\nSTT\tTên thủ tục\n"])
    assert header.doc_type.value == "Phụ lục"
    assert (header.number.value, header.issued_on.value) == ("1234/QĐ-UBND", "2017-09-05")
    assert header.issuer.value == "Ủy ban nhân dân tỉnh An Giang"
    assert header.subject.value == "DANH MỤC THỦ TỤC"
    said_of = (header.number, header.issued_on, header.issuer, header.doc_type)
    assert [field.of_parent for field in said_of] == [True, True, True, False]
    assert FieldValue.from_json(header.number.to_json()) == header.number


def test_an_annex_of_a_document_without_a_number_has_none() -> None:
    said = "(Ban hành kèm theo Quyết định số ……/QĐ-ĐHTN ngày…../12/2023 của Ban Giám đốc Đại học Thử Nghiệm)"
    header = parse_header([f"KHUNG ĐÁNH GIÁ KẾT QUẢ RÈN LUYỆN\n{said}\nTT Tiêu chí Điểm\n"])
    assert (header.doc_type.value, header.number.value, header.issued_on.value) == ("Phụ lục", None, None)
    assert header.issuer.value == "Đại học Thử Nghiệm"


def test_a_regulation_that_a_decision_puts_into_force_keeps_its_type() -> None:
    header = parse_header(
        ["QUY CHẾ\nLàm việc của cơ quan\n(Ban hành kèm theo Quyết định số 12/QĐ-SNV ngày 1/2/2017)\n"]
    )
    assert (header.doc_type.value, header.number.value) == ("Quy chế", "12/QĐ-SNV")
    assert header.subject.value == "Làm việc của cơ quan"


def test_a_document_that_encloses_another_is_no_annex() -> None:
    text = decision("Về việc ban hành Danh mục\nDANH MỤC A (Kèm theo Quyết định số 1/QĐ-X ngày 1/2/2016)")
    assert parse_header([text]).number.value == "84/QĐ-STN"


@pytest.mark.parametrize(
    ("line", "number", "kind"),
    [
        ("QCVN 32:2026/BXD", "QCVN 32:2026/BXD", "Quy chuẩn kỹ thuật"),
        ("QCVN 06 : 2022/BXD", "QCVN 06:2022/BXD", "Quy chuẩn kỹ thuật"),
        ("TCVN 9001:2015", "TCVN 9001:2015", "Tiêu chuẩn quốc gia"),
    ],
)
def test_a_standard_has_its_own_kind_of_number(line: str, number: str, kind: str) -> None:
    title = "QUY CHUẨN KỸ THUẬT QUỐC GIA\nVỀ AN TOÀN CHÁY CHO NHÀ\nNational regulation\nHÀ NỘI - 2026"
    header = parse_header([f"{MOTTO[0]}\n{line}\n{title}"])
    assert (header.number.value, header.doc_type.value) == (number, kind)
    assert (header.subject.value, header.issuer.value) == ("VỀ AN TOÀN CHÁY CHO NHÀ", None)


@pytest.mark.parametrize(
    "number", ["Số: 1 1 4 1 0 /BXD-KHCNMT", "Số : 11410 / BXD - KHCNMT", "Số:1 1410/BXD-KHCNMT"]
)
def test_blanks_between_digits_are_no_part_of_a_number(number: str) -> None:
    page = Head(
        issuer=("BỘ XÂY DỰNG",), number=number, regarding=("V/v trả lời",), below=("Kính gửi: Sở Xây dựng",)
    )
    assert parse_header([page.typed()]).number.value == "11410/BXD-KHCNMT"


def test_the_motto_is_never_a_subject() -> None:
    assert (
        parse_header([f"BÁO CÁO\n{TOP}\nKết quả cải cách hành chính\n"]).subject.value
        == "Kết quả cải cách hành chính"
    )
    assert parse_header([f"SỞ NỘI VỤ\nBÁO CÁO\n{TOP}\n"]).subject.value is None


@pytest.mark.parametrize("mark", ["*", " (*)", "[1]", "\u00b9", " **"])
def test_a_footnotes_mark_is_no_part_of_the_subject(mark: str) -> None:
    assert (
        parse_header([decision(f"Về việc kiện toàn Ban Chỉ đạo{mark}")]).subject.value
        == "Về việc kiện toàn Ban Chỉ đạo"
    )


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Luật này quy định về cán bộ, công chức; bầu cử, tuyển dụng.", "Luật"),
        ("1. Nghị định này quy định về công tác văn thư.", "Nghị định"),
        ("Thông tư này hướng dẫn thực hiện chế độ phụ cấp.", "Thông tư"),
    ],
)
def test_a_text_without_a_head_is_what_it_calls_itself(sentence: str, kind: str) -> None:
    header = parse_header([f"CHƯƠNG I\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi điều chỉnh\n{sentence}\n"])
    assert (header.doc_type.value, header.number.value) == (kind, None)
    assert header.doc_type.confidence <= 0.5


def test_a_line_of_a_subject_may_sound_like_the_bodys_beginning() -> None:
    page = Head(
        below=("KẾ HOẠCH", "Điều chỉnh lệ phí và", "Mức thu phí năm 2017", "Quả trồng năm 2017")
    ).typed()
    assert (
        parse_header([page]).subject.value == "Điều chỉnh lệ phí và Mức thu phí năm 2017 Quả trồng năm 2017"
    )
