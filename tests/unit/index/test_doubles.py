"""Texts that are nearly the same: bad scans are, templates filled in by two agencies are not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near_duplicates import CANDIDATE, DOUBLE, Sketch, likeness, sketch_of
from tests.unit.index.reports import misread, quarterly_report, wordy_report


def sketched(*texts: str) -> Sketch:
    sketch = sketch_of(texts)
    assert sketch is not None
    return sketch


def are_filed_together(one: Sketch, another: Sketch) -> bool:
    return bool(set(one.bands()) & set(another.bands()))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("write", [quarterly_report, wordy_report])
def test_two_bad_scans_of_one_report_are_found_and_alike(write: type[str], seed: int) -> None:
    report = write(seed, seed, 3)
    one, another = misread(report, 0.01, seed), misread(report, 0.01, seed + 100)
    assert are_filed_together(sketched(one), sketched(another))
    assert sketched(one).estimate(sketched(another)) >= CANDIDATE
    assert likeness([one], [another]) >= DOUBLE


def test_two_agencies_reports_from_one_template_are_not_alike() -> None:
    reports = [quarterly_report(seed, seed, seed % 4 + 1) for seed in range(6)]
    reports += [wordy_report(seed, seed, seed % 4 + 1) for seed in range(6)]
    assert max(likeness([one], [another]) for one, another in combinations(reports, 2)) < DOUBLE


def test_the_same_agencys_next_report_is_not_alike() -> None:
    for write in (quarterly_report, wordy_report):
        assert likeness([write(1, 0, 1)], [write(2, 0, 2)]) < DOUBLE


def test_last_years_text_with_another_number_and_day_is_alike() -> None:
    report = quarterly_report(7, 1, 3)
    renewed = report.replace("Số: ", "Số: 1").replace("năm 2017\nBÁO", "năm 2018\nBÁO")
    assert renewed != report
    assert DOUBLE <= likeness([report], [renewed]) < 1


def test_marks_case_and_page_breaks_change_nothing() -> None:
    report = quarterly_report(3, 2, 2)
    lines = report.upper().split("\n")
    pages = ["\n".join(lines[:4]), "\n".join(lines[4:])]
    assert likeness([report], pages) == 1
    assert sketched(report).estimate(sketched(*pages)) == 1


def test_a_text_of_a_few_words_has_no_sketch() -> None:
    assert sketch_of(["Giấy mời họp lúc 8 giờ ngày 12 tháng 5"]) is None
    assert sketch_of([]) is None


def test_unrelated_texts_are_not_filed_together() -> None:
    words = ["công", "tác", "kiểm", "tra", "giám", "sát", "tài", "chính", "ngân", "sách", "xây", "dựng"]
    one = " ".join(words[(index * 7) % len(words)] + str(index) for index in range(200))
    another = " ".join(words[(index * 5) % len(words)] + str(index + 1000) for index in range(200))
    assert not are_filed_together(sketched(one), sketched(another))


_WORDS = st.lists(st.sampled_from(["ủy", "ban", "nhân", "dân", "báo", "cáo", "2017", "416"]), max_size=80)


@given(_WORDS, _WORDS)
def test_likeness_has_the_laws_of_a_share(one: list[str], another: list[str]) -> None:
    first, second = " ".join(one), " ".join(another)
    value = likeness([first], [second])
    assert 0 <= value <= 1
    if one:
        assert likeness([first], [first]) == 1


@given(st.lists(st.text(), max_size=5))
def test_a_sketch_depends_on_the_text_alone(texts: list[str]) -> None:
    assert sketch_of(texts) == sketch_of(list(texts))
    padded = [*texts, quarterly_report(1, 1, 1)]
    assert len(set(sketched(*padded).bands())) == 48
    assert all(-(2**63) <= key < 2**63 for key in sketched(*padded).bands())
