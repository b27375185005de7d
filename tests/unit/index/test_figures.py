"""Figures near the words of a target: found with page and place, numbers of papers and years left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.figures import LONGEST_PAGE, find_figures, vietnamese_number

MEASURE = "Tỷ lệ cơ quan chuyên môn cấp tỉnh được kiểm tra trong năm"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("1.234", "1234"),
        ("1.234.567,25", "1234567.25"),
        ("85,7", "85.7"),
        ("1.23", None),
        ("1234.567", "1234567"),
        (".5", None),
        ("12,", None),
        ("12a", None),
        ("-3", None),
        ("²", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_numbers_as_vietnamese_writes_them(text: str, number: str | None) -> None:
    assert vietnamese_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "figure", "whole", "is_percent"),
    [
        ("Đã kiểm tra 12/19 cơ quan chuyên môn cấp tỉnh.", "12", "19", False),
        ("Có 12 cơ quan chuyên môn cấp tỉnh trên tổng số 19 được kiểm tra", "12", "19", False),
        ("Tỷ lệ cơ quan chuyên môn được kiểm tra đạt 63,2%.", "63.2", None, True),
        ("Tỷ lệ cơ quan chuyên môn được kiểm tra: 63,2 %", "63.2", None, True),
        ("Co quan chuyen mon duoc kiem tra: (1.200)", "1200", None, False),
    ],
)
def test_a_figure_near_the_words_is_found(
    text: str, figure: str, whole: str | None, is_percent: bool
) -> None:
    found = find_figures([(4, text)], MEASURE)[0]
    assert (found.page, found.figure, found.is_percent) == (4, Decimal(figure), is_percent)
    assert found.whole == (None if whole is None else Decimal(whole))
    assert found.quote


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 683/KH-UBND về kiểm tra cơ quan chuyên môn",
        "Ngày 14/12/2017 kiểm tra cơ quan chuyên môn",
        "năm 2017 kiểm tra cơ quan chuyên môn cấp tỉnh",
        "1. Kiểm tra cơ quan chuyên môn cấp tỉnh",
        "Mua 12 máy tính",
        "Cơ quan chuyên môn được kiểm tra\n1 Sở Y tế\n2 Sở Nội vụ",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_figures([(1, text)], MEASURE) == ()


def test_the_nearest_words_come_first_and_nothing_twice() -> None:
    near = "kiểm tra 7 cơ quan chuyên môn cấp tỉnh"
    far = "kiểm tra chuyên đề tại 5 cơ quan"
    found = find_figures([(1, far), (2, near), (3, near)], MEASURE)
    assert [(each.page, int(each.figure)) for each in found] == [(2, 7), (1, 5)]


@given(st.lists(st.text(max_size=300), max_size=5), st.text(max_size=80))
def test_any_text_gives_bounded_proposals_or_none(pages: list[str], measure: str) -> None:
    found = find_figures(enumerate(pages, 1), measure)
    assert len(found) <= 6
    assert all(each.figure >= 0 and each.figure < 10**15 for each in found)


def test_a_page_without_end_is_cut() -> None:
    filler = "kiểm tra cơ quan chuyên môn 1 2 3 " * (LONGEST_PAGE // 8)
    assert len(find_figures([(1, filler)], MEASURE)) <= 6
