"""Who signed: under whatever title, with a list of recipients or without."""

import pytest

from index.header import PageWords, parse_header
from index.header.people import person_name
from index.header.signatories import has_signature_block
from tests.unit.index.heads import HEIGHT, WIDTH, Head, set_line

HEAD = (
    "UBND TỈNH AN GIANG\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ THỬ NGHIỆM\tĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 97/TB-STN\tAn Giang, ngày 12 tháng 9 năm 2017\nTHÔNG BÁO\nVề việc tiếp nhận hồ sơ\n"
)
BODY = "Kết quả gửi về nơi nhận: bộ phận một cửa của Sở.\nĐề nghị các đơn vị thực hiện nghiêm túc./.\n"


def signed_page(*lines: str, recipients: bool = False) -> PageWords:
    """Return a page with these lines at the bottom right."""
    one, other = BODY.splitlines()
    words = [*Head().typed().words, *set_line(one, 0.5, 0.5), *set_line(other, 0.5, 0.53)]
    if recipients:
        words += set_line("Nơi nhận:", 0.2, 0.6) + set_line("- Lưu: VT.", 0.2, 0.66)
    for index, line in enumerate(lines):
        words += set_line(line, 0.72, 0.6 + 0.03 * index)
    return PageWords(1, tuple(words), WIDTH, HEIGHT)


@pytest.mark.parametrize("recipients", [True, False])
@pytest.mark.parametrize(
    "title",
    [
        ("GIÁM ĐỐC",), ("TRƯỞNG ĐOÀN KIỂM TRA",), ("VỤ TRƯỞNG",), ("TỔ TRƯỞNG",), ("CHỦ TỌA",),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("Q. VỤ TRƯỞNG",),
        ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"), ("QUYỀN GIÁM ĐỐC",), ("TL. BỘ TRƯỞNG", "(Đã ký)"),
        ("CHÁNH ÁN",), ("TRƯỞNG CÔNG AN XÃ",), ("TM. ĐOÀN THANH TRA", "TRƯỞNG ĐOÀN"), ("GIAM DOC",),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Trần Văn Mẫu", "TRẦN VĂN MẪU", "ThS. Trần Văn Mẫu", "Đại tá Trần Văn Mẫu"])
def test_a_name_under_a_title_is_the_signatorys(title: tuple[str, ...], name: str, recipients: bool) -> None:
    assert parse_header([signed_page(*title, name, recipients=recipients)]).signatory.value == "Trần Văn Mẫu"
    left = "Nơi nhận:\n- Lưu: VT.\n" if recipients else ""
    text = HEAD + BODY + left + "\n".join((*title, "", name))
    assert parse_header([text]).signatory.value == "Trần Văn Mẫu"


def test_who_issues_a_decision_is_named_above_but_signs_below() -> None:
    page = (
        HEAD
        + "GIÁM ĐỐC SỞ THỬ NGHIỆM\nCăn cứ Luật Thử;\nNguyễn Thị Lan\n"
        + BODY
        + "GIÁM ĐỐC\n\nTrần Văn Mẫu"
    )
    assert parse_header([page]).signatory.value == "Trần Văn Mẫu"
    assert parse_header([HEAD + "GIÁM ĐỐC SỞ THỬ NGHIỆM\nCăn cứ Luật Thử;"]).signatory.value is None


def test_who_signs_an_example_in_the_body_is_nobody() -> None:
    body = "Ví dụ:\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNguyễn Văn A\nThông tư này có hiệu lực./.\tBỘ TRƯỞNG\n"
    assert parse_header([HEAD + body + "\n[ (Đã ký)\n\nTrần Văn Mẫu"]).signatory.value == "Trần Văn Mẫu"


def test_the_chair_signs_minutes_not_the_secretary() -> None:
    page = HEAD + BODY + "THƯ KÝ\nLê Thị Ghi\nCHỦ TỌA\nTrần Văn Mẫu\n"
    assert parse_header([page]).signatory.value == "Trần Văn Mẫu"
    assert (
        parse_header([HEAD + BODY + "THƯ KÝ\tCHỦ TỌA\nLê Thị Ghi\tTrần Văn Mẫu"]).signatory.value
        == "Trần Văn Mẫu"
    )


def test_recipients_in_the_body_are_no_signature() -> None:
    assert not has_signature_block(BODY)
    assert not has_signature_block("Văn thư chuyển đến nơi nhận\ntrong ngày.")
    assert has_signature_block("Nơi nhận: GIÁM ĐỐC\n- Như trên;\n")
    pages = [HEAD + BODY, "Trang giữa, nơi nhận hồ sơ là bộ phận một cửa.", "CHỦ TỊCH\n\nTrần Văn Mẫu"]
    signatory = parse_header(pages).signatory
    assert (signatory.value, signatory.page) == ("Trần Văn Mẫu", 3)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("PGS.TS. Nguyễn Văn An", "Nguyễn Văn An"),
        ("H'Hen Niê Kđăm", "H'Hen Niê Kđăm"),
        ("LÊ THỊ HỒNG GẤM", "Lê Thị Hồng Gấm"),
        ("SỞ NỘI VỤ", None),
        ("Căn cứ Luật Thử", None),
        ("Trần", None),
    ],
)
def test_a_name_is_told_from_other_lines(line: str, name: str | None) -> None:
    assert person_name(line) == name
