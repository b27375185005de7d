"""The documents that a text names: every form of number, sloppy spacing, and what only looks like one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.citations import Citation, find_citations, number_key
from index.extraction import ExtractedPage


def found(*texts: str, own: str | None = None) -> tuple[Citation, ...]:
    pages = [ExtractedPage(number, text) for number, text in enumerate(texts, start=1)]
    return find_citations(pages, own)


def numbers(text: str, own: str | None = None) -> list[str]:
    return [citation.number for citation in found(text, own=own)]


@pytest.mark.parametrize(
    ("text", "number", "doc_type"),
    [
        ("Căn cứ Nghị định số 34/2016/NĐ-CP ngày 14 tháng 5 năm 2016", "34/2016/NĐ-CP", "Nghị định"),
        ("Quyết định số 225/QĐ-TTg của Thủ tướng", "225/QĐ-TTg", "Quyết định"),
        ("Nghị quyết 39-NQ/TW của Bộ Chính trị", "39-NQ/TW", "Nghị quyết"),
        ("Công văn số 448/UBND-NC", "448/UBND-NC", "Công văn"),
        (
            "Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13 quy định",
            "80/2015/QH13",
            "Luật",
        ),
        ("Nghị quyết số 95/2015/QH13", "95/2015/QH13", "Nghị quyết"),
        ("Quyết định số 21/2017/QĐ-UBND", "21/2017/QĐ-UBND", "Quyết định"),
        ("Nghị quyết số 30c/NQ-CP", "30c/NQ-CP", "Nghị quyết"),
        ("Thông tư liên tịch số 01/2015/TTLT-VPCP-BNV", "01/2015/TTLT-VPCP-BNV", "Thông tư liên tịch"),
        ("theo Văn bản số 6696/VPCP-CN", "6696/VPCP-CN", None),
        ("Pháp lệnh Cảnh sát môi trường số 10/2014/UBTVQH13", "10/2014/UBTVQH13", "Pháp lệnh"),
        ("Decree No. 136/2005/ND-CP of November 8, 2005", "136/2005/ND-CP", "Nghị định"),
        ("Kết luận thanh tra số 269/KL-TTCP", "269/KL-TTCP", "Kết luận"),
    ],
)
def test_every_form_of_number_is_found_with_its_type(text: str, number: str, doc_type: str | None) -> None:
    (citation,) = found(text)
    assert (citation.number, citation.doc_type) == (number, doc_type)


@pytest.mark.parametrize(
    "text",
    [
        "theo Mẫu số 01/QĐ-QLDA ban hành kèm theo",
        "Biểu mẫu số 03/ĐGTĐ-PC",
        "Form No. 07/TP-TTTM",
        "Quy chuẩn QCVN 98:2025/BNNMT",
        "báo cáo số 06/KHCN/N của Phụ lục I",
        "giá 1.000đ/m2, tốc độ 50 km/h, 24/7, ngày 14/7/2017",
        "Thông tư số …/2025/TT-BTC và Thông tư số    /2025/TT-BTC",
        "Nghị định số 181/202 5/NĐ-CP",
        "tỷ lệ 3/4 số xã, TCTP 1.1.3, điểm a khoản 2",
        "Lưu: VT, NC; các Sở, ban, ngành",
        "Số:       /BC-SNV",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers(text) == []


def test_a_loose_dash_ends_a_number_that_is_complete_but_not_one_that_is_not() -> None:
    assert numbers("Quyết định số 225/QĐ-TTg - KẾ HOẠCH") == ["225/QĐ-TTg"]
    assert numbers("Nghị định số 34/2016/NĐ- CP của Chính phủ") == ["34/2016/NĐ-CP"]
    assert numbers("Thông tư liên tịch số 01/2015/TTLT-BNV - BTC") == ["01/2015/TTLT-BNV-BTC"]


def test_a_hyphen_at_the_end_of_a_line_as_pdfium_gives_it() -> None:
    assert numbers("Nghị định số 148/2025/NĐ\ufffe\r\nCP ngày 12/6/2025") == ["148/2025/NĐ-CP"]


def test_the_documents_own_number_is_no_citation() -> None:
    text = "SỞ NỘI VỤ\nSố: 683/BC-SNV\nCăn cứ Kế hoạch số 416/KH-UBND; kèm theo Báo cáo số 683/BC-SNV"
    assert numbers(text) == ["416/KH-UBND"]
    assert numbers("kèm theo Báo cáo số 683/ BC-SNV", own="683/BC-SNV") == []
    assert numbers("Số 683/BC-SNV là số của báo cáo năm trước", own=None) == []
    assert numbers("Căn cứ Báo cáo số 683/BC-SNV") == ["683/BC-SNV"]


def test_one_document_is_told_once_with_all_its_pages() -> None:
    named = "Nghị định số 34/2016/NĐ-CP"
    (citation,) = found(f"{named} và {named}", "không có gì", f"theo {named} ngày 14/5/2016")
    assert (citation.times, citation.pages, citation.issued_on) == (3, (1, 3), date(2016, 5, 14))
    assert citation.place.page == 1
    assert citation.place.written == "34/2016/NĐ-CP"
    assert citation.place.before.endswith("Nghị định số ")


def test_the_same_number_of_two_days_is_two_documents() -> None:
    text = "Báo cáo số 12/BC-SNV ngày 05 tháng 01 năm 2016 và Báo cáo số 12/BC-SNV ngày 3-2-2017"
    assert [citation.issued_on for citation in found(text)] == [date(2016, 1, 5), date(2017, 2, 3)]


def test_a_day_that_does_not_exist_is_none() -> None:
    assert found("Báo cáo số 12/BC-SNV ngày 31/2/2017")[0].issued_on is None


_BLANK = st.sampled_from(["", " ", "\n", "\xa0"])
_NUMBERS = st.builds(
    lambda number, year, letters: (number, year, letters),
    st.integers(1, 99_999),
    st.one_of(st.none(), st.integers(1950, 2030)),
    st.sampled_from(["NĐ-CP", "QĐ-TTg", "KH-UBND", "TT-BNV", "NQ-HĐND", "BC-SNV", "CTr-UBND"]),
)


@given(_NUMBERS, st.lists(_BLANK, min_size=4, max_size=4), st.sampled_from(["-", "–", "‑"]), st.booleans())
def test_sloppy_spacing_changes_nothing(
    parts: tuple[int, int | None, str], blanks: list[str], dash: str, is_padded: bool
) -> None:
    number, year, letters = parts
    head = f"0{number}" if is_padded else f"{number}"
    middle = f"{year}{blanks[1]}/{blanks[2]}" if year else ""
    code, body = letters.split("-")
    loose = f" {dash} " if body.isupper() and blanks[3] else dash
    written = f"{head}{blanks[0]}/{blanks[0]}{middle}{code}{loose}{body}"
    tidy = f"{number}/{year}/{letters}" if year else f"{number}/{letters}"
    assert [citation.key for citation in found(f"Căn cứ văn bản số {written} của")] == [number_key(tidy)]


@given(st.lists(st.text(), max_size=4), st.one_of(st.none(), st.text()))
def test_any_text_is_read_and_kept_as_json(texts: list[str], own: str | None) -> None:
    for citation in found(*texts, own=own):
        assert Citation.from_json(citation.to_json()) == citation
        assert citation.key != number_key(own or "")
        assert number_key(citation.number) is not None


def test_a_number_is_compared_whatever_its_case_and_zeros() -> None:
    assert number_key("05/2017/nđ-cp") == number_key("5 /2017/NĐ-CP") == "5/2017/nd-cp"
    assert number_key("khong-so") is None
    assert number_key("14/7/2017") is None
