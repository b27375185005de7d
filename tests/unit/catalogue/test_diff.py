"""What changed between two plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from evidence_repo.catalogue.diff import PartChange, compare
from evidence_repo.catalogue.shipped import an_giang_2017, an_giang_2017_text
from evidence_repo.catalogue.text_reader import read_plan_text

PLAN = an_giang_2017()


def test_a_plan_is_what_it_was() -> None:
    diff = compare(PLAN, read_plan_text(an_giang_2017_text()))
    assert diff.is_empty
    assert diff.sentences() == []


def test_added_and_removed_rows_are_named() -> None:
    shorter = replace(PLAN, criteria=PLAN.criteria[1:])
    assert compare(PLAN, shorter).removed == ("TCTP 1.1.3",)
    assert compare(shorter, PLAN).added == ("TCTP 1.1.3",)
    assert compare(PLAN, shorter).sentences() == ["- TCTP 1.1.3"]
    assert compare(shorter, PLAN).sentences() == ["+ TCTP 1.1.3"]


def test_a_changed_row_shows_its_parts_before_and_after() -> None:
    first = PLAN.criteria[0]
    later = replace(first.deadlines[0], due_on=date(2017, 12, 15))
    changed = replace(first, title="Khác", deadlines=(later,))
    diff = compare(PLAN, replace(PLAN, criteria=(changed, *PLAN.criteria[1:])))
    assert [row.criterion for row in diff.changed] == ["TCTP 1.1.3"]
    assert diff.changed[0].parts == (
        PartChange("title", "Mức độ hoàn thành Kế hoạch CCHC", "Khác"),
        PartChange("deadlines", first.deadlines, (later,)),
    )
    told = diff.sentences()
    assert told[0] == "TCTP 1.1.3: title Mức độ hoàn thành Kế hoạch CCHC → Khác"
    assert "01/12/2017" in told[1].split("→")[0]
    assert "15/12/2017" in told[1].split("→")[1]


def test_a_change_of_the_plan_itself_is_told() -> None:
    diff = compare(PLAN, replace(PLAN, number="500/KH-UBND"))
    assert diff.plan == (PartChange("number", "416/KH-UBND", "500/KH-UBND"),)
    assert diff.sentences() == ["plan: number 416/KH-UBND → 500/KH-UBND"]
    assert not diff.is_empty
