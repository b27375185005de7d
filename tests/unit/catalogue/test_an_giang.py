"""Every cell of An Giang's 67 rows, as the reader reads them and as they are shipped."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple
from datetime import date

import pytest

from evidence_repo.catalogue.detectors import with_warnings
from evidence_repo.catalogue.plan import CatalogueCriterion, CataloguePlan
from evidence_repo.catalogue.shipped import an_giang_2017, an_giang_2017_text
from evidence_repo.catalogue.text_reader import read_plan_text
from evidence_repo.catalogue.warning_texts import WARNING_TEXTS
from tests.unit.catalogue.expected_rows import ROWS, TARGETS, WARNINGS, Row
from tests.unit.catalogue.expected_texts import TEXTS

PLAN = read_plan_text(an_giang_2017_text())


@pytest.fixture(params=["read", "shipped"])
def plan(request: pytest.FixtureRequest) -> CataloguePlan:
    return PLAN if request.param == "read" else an_giang_2017()


def _found(label: str) -> CatalogueCriterion:
    return next(row for row in PLAN.criteria if row.label == label)


def test_what_is_shipped_is_what_the_reader_reads() -> None:
    assert an_giang_2017() == PLAN


def test_the_plan_is_named(plan: CataloguePlan) -> None:
    assert (plan.number, plan.issued_on) == ("416/KH-UBND", date(2017, 7, 14))
    assert (plan.province, plan.year) == ("An Giang", 2017)
    assert plan.title == (
        "Kế hoạch Thực hiện các nhiệm vụ của các cơ quan, đơn vị trong việc nâng cao "
        "Chỉ số Cải cách hành chính tỉnh An Giang năm 2017"
    )
    assert [field.code for field in plan.fields] == ["1", "2", "3", "4", "5", "6", "7", "8", "TD"]


def test_the_rows_stand_in_the_plan_s_order(plan: CataloguePlan) -> None:
    assert [row.label for row in plan.criteria] == [f"{row.kind} {row.code}" for row in ROWS]


@pytest.mark.parametrize("expected", ROWS, ids=lambda row: f"{row.agency_order}.{row.ordinal}")
def test_every_cell_is_read(expected: Row) -> None:
    row = _found(f"{expected.kind} {expected.code}")
    assert (row.agency_order, row.agency, row.ordinal) == (
        expected.agency_order,
        expected.agency,
        expected.ordinal,
    )
    assert (row.group, row.field) == (expected.group, expected.field)
    assert (row.title, row.requirement) == TEXTS[row.label]
    assert (row.coordinating_text, row.coordinating) == expected.coordinating
    assert [astuple(product) for product in row.products] == [
        (ordinal, *astuple(product)) for ordinal, product in enumerate(expected.products, 1)
    ]
    assert [astuple(deadline) for deadline in row.deadlines] == [astuple(due) for due in expected.deadlines]
    targets = [(t.operator, t.value, t.kind, t.is_soft) for t in row.targets]
    assert targets == list(TARGETS.get(row.label, ()))
    assert [found.code for found in row.warnings] == list(WARNINGS.get(row.label, ()))


def test_the_totals_are_those_of_the_plan(plan: CataloguePlan) -> None:
    products = [product for row in plan.criteria for product in row.products]
    assert (len(products), sum(product.is_optional for product in products)) == (103, 7)
    assert Counter(product.supplied_by for product in products) == {
        "agency": 73,
        "agency_and_ministry": 28,
        "ministry": 2,
    }
    assert Counter(row.kind for row in plan.criteria) == {"TCTP": 59, "TC": 8}
    assert Counter(row.agency_order for row in plan.criteria) == {
        "I": 26,
        "II": 24,
        "III": 5,
        "IV": 7,
        "V": 3,
        "VI": 2,
    }
    assert sum(any(target.value == 100 for target in row.targets) for row in plan.criteria) == 38


def test_agency_codes_are_slugs(plan: CataloguePlan) -> None:
    assert {row.agency_code for row in plan.criteria} == {
        "so-noi-vu",
        "so-tu-phap",
        "so-tai-chinh",
        "so-thong-tin-va-truyen-thong",
        "so-khoa-hoc-va-cong-nghe",
        "so-ke-hoach-va-dau-tu",
    }


def test_a_target_says_what_it_measures_and_where_it_stands() -> None:
    for row in PLAN.criteria:
        for target in row.targets:
            assert target.measure
            assert target.source_text in row.requirement
    assert _found("TC 1.1").targets[0].measure == "Tổng vốn thu hút đầu tư của năm đánh giá"
    assert _found("TCTP 3.2.2").targets[0].measure == "TTHC được cập nhật kịp thời trong năm"


def _told(label: str, code: str) -> tuple[str, str]:
    found = next(found for found in _found(label).warnings if found.code == code)
    return found.text_vi, found.text_en


@pytest.mark.parametrize(
    ("label", "code", "named"),
    [
        ("TCTP 5.7.1", "date_after_deadline", ("31/01/2018", "01/12/2017")),
        ("TCTP 2.3.1", "date_after_deadline", ("15/01/2018", "01/12/2017")),
        ("TCTP 2.4.1", "date_after_deadline", ("15/01/2018", "01/12/2017")),
        ("TC 5.6", "known_wrong_number", ("108/2015/NĐ-CP", "108/2014/NĐ-CP")),
        ("TCTP 7.2.3", "impossible_date", ("28/12/20122",)),
        ("TCTP 7.2.3", "derived_deadline", ("01/01/2018", "Quyết định ban hành trong năm 2017")),
        ("TCTP 2.2.1", "plan_of_previous_year", ("694/KH-UBND", "26/12/2016")),
        ("TCTP 3.1.1", "plan_of_previous_year", ("697/KH-UBND", "23/12/2016")),
        ("TCTP 3.1.1", "numbers_out_of_order", ("697/KH-UBND", "694/KH-UBND", "TCTP 2.2.1")),
        ("TCTP 1.4.2", "open_ended_list", ("Tọa đàm…",)),
        ("TC 1.1", "prefix_is_not_parent", ("TC 1.1", "TCTP 1.1.3")),
        ("TC 1.2", "prefix_is_not_parent", ("TC 1.2", "TCTP 1.2.1")),
        ("TC 8.3", "prefix_is_not_parent", ("TCTP 8.3.1, TCTP 8.3.2, TCTP 8.3.3",)),
        ("TCTP 1.3.1", "similar_title", ("TCTP 4.2.1",)),
        ("TCTP 4.2.1", "similar_title", ("TCTP 1.3.1",)),
        ("TCTP 1.2.1", "several_deadlines", ("15/09/2017", "01/12/2017")),
        ("TCTP 3.1.2", "deadline_with_full_stop", ("Trước ngày 01/12/2017.",)),
    ],
)
def test_a_warning_names_what_it_found_in_both_languages(
    label: str, code: str, named: tuple[str, ...]
) -> None:
    for text in _told(label, code):
        for words in named:
            assert words in text


def test_every_kind_of_warning_occurs_and_no_place_is_left_open() -> None:
    found = [warning for row in PLAN.criteria for warning in row.warnings]
    assert {warning.code for warning in found} == set(WARNING_TEXTS)
    assert not [warning for warning in found if "{" in warning.text_vi + warning.text_en]


def test_finding_the_warnings_again_changes_nothing() -> None:
    assert with_warnings(PLAN) == PLAN
