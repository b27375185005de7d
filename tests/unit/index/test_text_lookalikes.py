"""Letters that only look like Vietnamese ones are read as those that people mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_repo.services.bundles.naming import abbreviation_of
from index.header import parse_header
from index.text import tokenise, vietnamese
from tests.unit.index.vietnamese import vietnamese_texts


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("83/Q\u00d0-UBND", "83/QĐ-UBND"),
        ("\u00f0iều", "điều"),
        ("D\u0336iều d\u0335iều", "Điều điều"),
        ("Q\u0110-\u0421\u0422", "QĐ-CT"),
        ("c\u00e1\u0441h", "cách"),
        ("\u039d\u0391\u039c", "NAM"),
        ("\uff11\uff12\uff0f\uff2b\uff28", "12/KH"),
        ("\U0001d400n", "An"),
        ("l\u01cenh", "lănh"),
        ("QĐ\u2011UBND", "QĐ-UBND"),
        ("120 m\u00b2, 3km\u00b2", "120 m2, 3km2"),
        ("120 \u33a1", "120 m2"),
        ("văn bản\u00b9.", "văn bản ."),
        ("CO\u2082", "CO2"),
    ],
)
def test_what_looks_alike_is_one_letter(seen: str, meant: str) -> None:
    assert vietnamese(seen) == meant
    assert vietnamese(unicodedata.normalize("NFD", seen)) == meant


@pytest.mark.parametrize("text", ["Москва", "Ελλάδα", "5 μg", "Ω", "Việt Nam – Lào", "naïve"])
def test_other_scripts_stay(text: str) -> None:
    assert vietnamese(text) == text


@given(st.text() | vietnamese_texts())
def test_twice_is_once_and_tokens_stand_where_they_are_in_the_text(text: str) -> None:
    assert vietnamese(vietnamese(text)) == vietnamese(text)
    for token in tokenise(text):
        assert 0 <= token.start < token.end <= len(text)


def test_a_document_with_the_icelandic_letter_is_read_as_one_with_the_vietnamese() -> None:
    text = (
        "UBND TỈNH AN GIANG\nSỞ THỬ NGHIỆM\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nÐộc lập - Tự do - Hạnh phúc\n"
        "Số: 83/QÐ-STN\tAn Giang, ngày 05 tháng 9 năm 2017\nQUYẾT ÐỊNH\nVề việc ban hành quy chế\n"
        "Ðiều 1. Ban hành quy chế.\nNơi nhận:\n- Như trên;\nGIÁM ÐỐC\nTrần Văn Ðức\n"
    )
    header = parse_header([text])
    assert header.doc_type.value == "Quyết định"
    assert header.number.value == "83/QĐ-STN"
    assert header.subject.value == "Về việc ban hành quy chế"
    assert header.signatory.value == "Trần Văn Đức"


def test_a_type_with_the_icelandic_letter_has_its_abbreviation() -> None:
    assert abbreviation_of("Quyết ðịnh") == "QĐ"
