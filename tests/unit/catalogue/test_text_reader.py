"""The text reader over plans that people damaged, wrapped or surrounded, and what it refuses."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_repo.catalogue.plan import CatalogueCriterion, CatalogueError, CataloguePlan
from evidence_repo.catalogue.shipped import an_giang_2017, an_giang_2017_text
from evidence_repo.catalogue.text_reader import read_plan_text

HEAD = """Số: 12/KH-UBND | Hà Tiên, ngày 02 tháng 3 năm 2018 |
TT | Tên Tiêu chí/TCTP | Kết quả (sản phẩm) | Yêu cầu | Cơ quan phối hợp | Thời gian hoàn thành |
I | SỞ NỘI VỤ | ||||
"""
ROW = "1. | TCTP 1.1.1 - Kế hoạch | Kế hoạch | Ban hành kế hoạch | Sở, ban, ngành | Trước ngày 01/12/2018 |\n"


def _row(**cells: str) -> str:
    given_cells = {
        "number": "1.",
        "name": "TCTP 1.1.1 - Kế hoạch",
        "product": "Kế hoạch",
        "requirement": "Ban hành kế hoạch",
        "coordinating": "Sở, ban, ngành",
        "deadline": "Trước ngày 01/12/2018",
    } | cells
    return " | ".join(given_cells.values()) + " |\n"


def _only(**cells: str) -> CatalogueCriterion:
    (row,) = read_plan_text(HEAD + _row(**cells)).criteria
    return row


def _codes(plan: CataloguePlan) -> list[str]:
    return [row.code for row in plan.criteria]


def test_what_a_web_page_adds_around_the_plan_is_no_part_of_it() -> None:
    page = (
        "Vui lòng ĐĂNG NHẬP để tiếp tục.\n"
        + an_giang_2017_text()
        + "- 1Kế hoạch 87/KH-UBND năm 2016 về thực hiện nhiệm vụ cải cách hành chính\n"
        + "- Số hiệu: 416/KH-UBND\n- Tình trạng hiệu lực: Kiểm tra\n"
    )
    assert read_plan_text(page) == an_giang_2017()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_decomposed_letters_a_byte_order_mark_and_line_ends_change_nothing(end: str) -> None:
    text = "\ufeff" + unicodedata.normalize("NFD", an_giang_2017_text()).replace("\n", end)
    assert read_plan_text(text) == an_giang_2017()


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 72), st.integers(0, 200)), max_size=40))
def test_rows_may_be_broken_anywhere_behind_their_number(breaks: list[tuple[int, int]]) -> None:
    head, heading, table = an_giang_2017_text().partition("Thời gian hoàn thành |\n")
    rows = [line.split(" ") for line in table.splitlines()]
    for row, word in breaks:
        at = 2 + word % (len(rows[row]) - 2)
        rows[row][at] = "\n" + rows[row][at].lstrip("\n")
    assert read_plan_text(head + heading + "\n".join(" ".join(row) for row in rows)) == an_giang_2017()


def test_blank_lines_and_a_repeated_heading_are_passed_over() -> None:
    heading = HEAD.splitlines()[1] + "\n"
    second = _row(number="2.", name="TCTP 1.1.2 - Báo cáo")
    assert _codes(read_plan_text(HEAD + ROW + "\n" + heading + second)) == ["1.1.1", "1.1.2"]


def test_rows_without_closing_bars_are_read() -> None:
    text = (
        "\n".join(line.removesuffix(" |") for line in (HEAD + ROW).splitlines()) + "\nNơi nhận: Sở Nội vụ\n"
    )
    assert _codes(read_plan_text(text)) == ["1.1.1"]


def test_rows_begin_anew_with_every_agency() -> None:
    text = HEAD + ROW + "II | SỞ Y TẾ | ||||\n" + _row(name="TC 1.2 - Khác")
    plan = read_plan_text(text)
    assert [(row.agency, row.agency_code, row.ordinal) for row in plan.criteria] == [
        ("Sở Nội vụ", "so-noi-vu", 1),
        ("Sở Y tế", "so-y-te", 1),
    ]


def test_an_impact_code_under_another_agency_is_a_process_criterion() -> None:
    assert (_only(name="TC 1.2 - Khác").group, _only(name="TC 1.2 - Khác").field) == ("process", "1")
    assert (_only(name="TC 8.3 - Hài lòng").group, _only(name="TC 8.3 - Hài lòng").field) == ("impact", "TD")


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("Báo cáo kinh tế - xã hội.", ["Báo cáo kinh tế - xã hội"]),
        ("Báo cáo - Kế hoạch", ["Báo cáo - Kế hoạch"]),
        ("- Báo cáo kinh tế - xã hội; - Đề án", ["Báo cáo kinh tế - xã hội", "Đề án"]),
        ("– Báo cáo. – Ảnh", ["Báo cáo", "Ảnh"]),
        ("-báo cáo; - đề án kinh tế - xã hội.", ["báo cáo", "đề án kinh tế - xã hội"]),
    ],
)
def test_products_are_parted_at_list_marks_only(cell: str, texts: list[str]) -> None:
    assert [product.text for product in _only(product=cell).products] == texts


@pytest.mark.parametrize(
    ("text", "supplied_by"),
    [
        ("Báo cáo gửi Bộ Tư pháp", "agency"),
        ("Kết quả theo dõi, kiểm tra của Văn phòng Chính phủ", "ministry"),
        ("Báo cáo của tỉnh và kết quả theo dõi, kiểm tra của các bộ", "agency_and_ministry"),
        ("Báo cáo kết quả theo dõi, kiểm tra của tỉnh", "agency"),
    ],
)
def test_who_supplies_a_product(text: str, supplied_by: str) -> None:
    assert _only(product=text).products[0].supplied_by == supplied_by


@pytest.mark.parametrize(
    ("cell", "coordinating"),
    [
        ("Sở, ban ngành", ("department",)),
        ("UBND các huyện, thị xã, thành phố", ("district",)),
        ("UBND xã, phường, thị trấn", ("commune",)),
        ("Thanh tra tỉnh", ("Thanh tra tỉnh",)),
        ("SỞ Y TẾ; Sở TT&TT", ("Sở Y tế", "Sở Thông tin và Truyền thông")),
        ("Sở Tư pháp và sở, ban, ngành", ("department", "Sở Tư pháp")),
    ],
)
def test_coordinating_agencies(cell: str, coordinating: tuple[str, ...]) -> None:
    assert _only(coordinating=cell).coordinating == coordinating


def test_a_deadline_of_a_year_lasts_until_new_year_s_day() -> None:
    (deadline,) = _only(deadline="Trong năm 2018").deadlines
    assert (deadline.due_on, deadline.is_derived, deadline.label) == (date(2019, 1, 1), True, "")


@pytest.mark.parametrize(
    ("requirement", "codes"),
    [
        ("Báo cáo trước ngày 01/12/2018.", []),
        ("Báo cáo trước ngày 02/12/2018.", ["date_after_deadline"]),
        ("Thay thế văn bản ngày 31/11/2016.", ["impossible_date"]),
        ("Theo Nghị định số 108/2015/NĐ- CP về tinh giản biên chế.", ["known_wrong_number"]),
        ("Theo Nghị định số 108/2015/NĐ-CP về thuế.", []),
        ("Theo Kế hoạch số 7/KH-UBND ngày 05/01/2018.", []),
        ("Theo Kế hoạch số 7/KH-UBND ngày 05/12/2017.", ["plan_of_previous_year"]),
        ("Xử lý các việc (bất cập, vướng mắc…).", []),
        ("Tổ chức hội nghị, tọa đàm…", ["open_ended_list"]),
    ],
)
def test_warnings_follow_rules_not_rows(requirement: str, codes: list[str]) -> None:
    assert [found.code for found in _only(requirement=requirement).warnings] == codes


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + _row(name="TCTP Kế hoạch"), 4, "is not a criterion"),
        (HEAD + _row(name="TCTP 9.1.1 - Kế hoạch"), 4, "belongs to no field"),
        (HEAD + _row(number="2."), 4, "Row 2 comes where 1 is expected"),
        (HEAD + _row(product=""), 4, "The product"),
        (HEAD + _row(product="- ;"), 4, "The product"),
        (HEAD + _row(requirement=""), 4, "requirement"),
        (HEAD + _row(coordinating=""), 4, "coordinating"),
        (HEAD + _row(deadline=""), 4, "deadline"),
        (HEAD + _row(deadline="Tháng 12"), 4, "is not one deadline"),
        (HEAD + _row(deadline="Trước ngày 01/12/20188"), 4, "is not one deadline"),
        (HEAD + _row(deadline="Trước ngày 31/11/2018"), 4, "does not exist"),
        (HEAD + _row(deadline="Trước ngày 01/11/2018 và trước ngày 01/12/2018"), 4, "is not one deadline"),
        (HEAD + _row(deadline="- Trước ngày 01/11/2018. - Trước ngày 01/12/2018"), 4, "same name"),
        (HEAD + _row(deadline="Báo cáo " * 30 + "trước ngày 01/12/2018"), 4, "too long"),
        (HEAD + ROW + _row(number="2."), 5, "twice"),
        (HEAD + "1. | TCTP 1.1.1 - Kế hoạch | Kế hoạch | Ban hành |\n" + ROW, 4, "4 cells"),
        (HEAD + ROW.replace(" | Trước", " | thừa | Trước"), 4, "7 cells"),
        (HEAD + ROW + "III | SỞ Y TẾ | ||||\n", 5, "III comes where II is expected"),
        (HEAD + ROW + "II | SỞ Y TẾ | ||||\n", 5, "has no criteria"),
        (HEAD + "II | SỞ Y TẾ | ||||\n" + ROW, 3, "has no criteria"),
        (HEAD.replace("I | SỞ NỘI VỤ | ||||\n", "") + ROW, 3, "before any lead agency"),
        (
            HEAD + ROW + "Ghi chú\n" + _row(number="2.", name="TCTP 1.1.2 - B"),
            6,
            "follows the table's end in row 5",
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_plan_text(text)
    assert refused.value.line == line
    assert words in str(refused.value)
    assert f"Line {line}:" in str(refused.value)


@pytest.mark.parametrize("text", ["", "Kế hoạch", HEAD.splitlines()[1]])
def test_a_text_without_criteria_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError, match="No table of criteria"):
        read_plan_text(text)


def test_year_and_province_come_from_the_heading_or_are_told() -> None:
    bare = HEAD.split("\n", 1)[1] + ROW
    with pytest.raises(CatalogueError, match="neither its year nor its province"):
        read_plan_text(bare)
    plan = read_plan_text(bare, year=2019, province="Hà Tiên")
    assert (plan.number, plan.issued_on, plan.year, plan.province) == (None, None, 2019, "Hà Tiên")
    plan = read_plan_text(HEAD + ROW, year=2018, province="UBND tỉnh Hà Tiên")
    assert (plan.number, plan.issued_on) == ("12/KH-UBND", date(2018, 3, 2))
    assert (plan.year, plan.province) == (2018, "Hà Tiên")


@pytest.mark.parametrize(("year", "province"), [(2017, None), (None, "An Giang")])
def test_a_plan_of_another_year_or_province_is_refused(year: int | None, province: str | None) -> None:
    with pytest.raises(CatalogueError, match="The plan is of"):
        read_plan_text(HEAD + ROW, year=year, province=province)


def test_a_date_of_issue_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CatalogueError, match="date of issue"):
        read_plan_text(HEAD.replace("ngày 02 tháng 3", "ngày 31 tháng 2") + ROW)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_our_own_words(text: str) -> None:
    for given_text in (text, HEAD + text, HEAD + ROW + text, HEAD + _row(requirement=text.replace("|", " "))):
        try:
            plan = read_plan_text(given_text)
        except CatalogueError:
            continue
        assert plan.criteria


@pytest.mark.parametrize(
    ("requirement", "targets"),
    [
        ("Đạt từ 100% trở lên.", [("=", 100, "percent", False)]),
        ("Phấn đấu đạt 62,5% số xã trở lên.", [(">=", Decimal("62.5"), "percent", True)]),
        ("Đạt từ 30% trở lên. Phấn đấu hoàn thành sớm.", [(">=", 30, "percent", False)]),
        ("Giảm 20% chi phí; tổ chức 04 lớp.", []),
    ],
)
def test_targets_of_other_plans(
    requirement: str, targets: list[tuple[str, Decimal | int, str, bool]]
) -> None:
    found = _only(requirement=requirement).targets
    assert [(target.operator, target.value, target.kind, target.is_soft) for target in found] == targets
