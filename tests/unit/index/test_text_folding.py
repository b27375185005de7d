"""One way of writing and folding Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import fold, normalise, vietnamese
from tests.unit.index.vietnamese import vietnamese_texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("Uỷ ban", "Ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("khoẻ", "khỏe"),
        ("tòan", "toàn"),
        ("qúy", "quý"),
        ("gìa", "già"),
        ("đừơng", "đường"),
        ("tíên", "tiến"),
        ("khúyu", "khuýu"),
        ("NGỪƠI", "NGƯỜI"),
    ],
)
def test_the_tone_mark_has_one_place(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    "right",
    ["hòa", "thúy", "Ủy", "quý", "già", "giếng", "hoàn", "huỳnh", "khuỷu", "người", "gì", "gìn", "thuở"],
)
def test_the_traditional_spelling_stays(right: str) -> None:
    assert normalise(right) == right


@pytest.mark.parametrize(
    "word", ["quý", "thúy", "mía", "múa", "cúi", "của", "lụa", "naïve", "Köln", "résumé"]
)
def test_other_words_are_left_alone(word: str) -> None:
    assert normalise(word) == word


def test_words_that_differ_in_more_than_the_place_of_the_tone_stay_apart() -> None:
    assert len({normalise(word) for word in ("hòa", "hóa", "hoa", "họa", "hõa", "hỏa")}) == 6


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Quyết định CÔNG BỐ", "quyet dinh cong bo"),
        ("Đường đi ĐẾN", "duong di den"),
        ("ưỡn ượt ỡ ẵ ậ ễ ộ ự ỵ", "uon uot o a a e o u y"),
        ("683/KH-UBND", "683/kh-ubnd"),
    ],
)
def test_folding_takes_case_diacritics_and_the_bar_of_d(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text() | vietnamese_texts())
def test_normalising_and_folding_twice_is_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert fold(fold(text)) == fold(text)


@given(st.text() | vietnamese_texts())
def test_the_normal_form_of_the_input_does_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert normalise(decomposed) == normalise(text)
    assert fold(decomposed) == fold(text)


@given(st.text() | vietnamese_texts())
def test_normalising_keeps_the_length_and_does_not_change_what_is_folded(text: str) -> None:
    assert len(normalise(text)) == len(vietnamese(text))
    assert fold(normalise(text)) == fold(text)
