"""A register's pages: rows typed, pasted, imported and exported without JavaScript, by whom."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from tests.services.registering import FINDING, TASK, Registering
from tests.web.pages import Page
from tests.web.site import Site
from workflows.cycle import CycleState
from workflows.registers import RegisterKind

TASKS = "/2017/criteria/TCTP-1.1.3/registers/plan_tasks"
UNITS = "/2017/criteria/TCTP-1.1.3/registers/units"


@pytest.fixture
def tasks(site: Site) -> Registering:
    return Registering(site.world)


def cells_of(page: Page) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.tree.select("main section[aria-label] tbody tr")
    ]


def sent(rows: list[list[Any]]) -> dict[str, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return {"file": (io.BytesIO(file.getvalue()), "so.xlsx")}


def rows_in(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


class TestTyping:
    def test_a_row_is_added_and_the_next_can_be_typed(self, site: Site, tasks: Registering) -> None:
        lan = site.visitor("lan")
        answer = lan.post(f"{TASKS}/rows", TASK, status=303)
        assert (answer.response.location or "").endswith("?new=1#row-form")
        page = lan.get(TASKS)
        [row] = cells_of(page)
        assert row[:4] == ["1", "Ban hành kế hoạch", "", "30/06/2017"]
        assert "Hoàn thành đúng hạn" in row[5]
        assert "1/1 = 100%" in page.words

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
        self, site: Site, tasks: Registering
    ) -> None:
        page = site.visitor("lan").post(f"{TASKS}/rows", {**TASK, "done_on": "01/12/2099"}, status=400)
        assert "Ngày này chưa đến." in page.words
        assert page.one("input[name=task]")["value"] == TASK["task"]
        assert tasks.rows() == {}

    def test_the_second_of_two_editors_sees_what_is_there(self, site: Site, tasks: Registering) -> None:
        tasks.add()
        lan, row = site.visitor("lan"), f"{TASKS}/rows/1"
        seen = lan.get(f"{TASKS}?edit=1").one("#row-form input[name=seen_lock]")["value"]
        tasks.change(1, {**TASK, "product": "Quyết định"}, "mai")
        mine = {**TASK, "product": "Báo cáo", "seen_lock": str(seen)}
        page = lan.post(row, mine, status=409)
        assert "Sản phẩm : Quyết định" in page.words or "Sản phẩm: Quyết định" in page.words
        again = page.one("#row-form input[name=seen_lock]")["value"]
        lan.post(row, {**mine, "seen_lock": str(again)}, status=303)
        assert tasks.rows()[1]["product"] == "Báo cáo"

    def test_a_row_is_removed(self, site: Site, tasks: Registering) -> None:
        tasks.add()
        site.visitor("lan").post(f"{TASKS}/rows/1/remove", {"seen_lock": "1"}, status=303)
        assert tasks.rows() == {}

    def test_rows_are_found_filtered_and_sorted_by_the_address(self, site: Site, tasks: Registering) -> None:
        tasks.add()
        tasks.add({"task": "Tuyên truyền", "due_on": "01/03/2017"})
        lan = site.visitor("lan")
        assert [row[1] for row in cells_of(lan.get(f"{TASKS}?sort=due_on"))] == [
            "Tuyên truyền",
            "Ban hành kế hoạch",
        ]
        assert [row[1] for row in cells_of(lan.get(f"{TASKS}?words=tuyen"))] == ["Tuyên truyền"]
        assert [row[1] for row in cells_of(lan.get(f"{TASKS}?standing=done"))] == ["Ban hành kế hoạch"]

    def test_a_frozen_cycle_asks_why_so_late(self, site: Site, tasks: Registering) -> None:
        site.world.set_cycle(CycleState.FROZEN)
        lan = site.visitor("lan")
        page = lan.post(f"{TASKS}/rows", TASK, status=400)
        assert page.tree.select_one("textarea[name=late_reason].is-invalid") is not None
        lan.post(f"{TASKS}/rows", {**TASK, "late_reason": "Chờ văn bản"}, status=303)
        assert "Chờ văn bản" in lan.get(TASKS).words

    def test_open_findings_show_their_age(self, site: Site) -> None:
        findings = Registering(site.world, RegisterKind.FINDINGS)
        findings.add(FINDING)
        page = site.visitor("lan").get(TASKS.replace("plan_tasks", "findings"))
        assert re.search(r"Chưa xử lý đã \d+ ngày", page.words)
        assert "trên 90 ngày: 1" in page.words

    def test_the_four_forms_show_which_are_proved(self, site: Site) -> None:
        activities = Registering(site.world, RegisterKind.ACTIVITIES)
        activities.choose(RegisterKind.ACTIVITIES, forms=("Tập huấn", "Trang tin", "Đài", "Tọa đàm"))
        activities.add({"form": "1", "held_on": "02/05/2017", "title": "Lớp 1", "participants": "40"})
        activities.cite(1, site.world.document())
        page = site.visitor("lan").get(TASKS.replace("plan_tasks", "activities"))
        told = [
            row.get_text(" ", strip=True) for row in page.tree.select("main section:not([aria-label]) tr")
        ]
        assert told[1:] == [
            "1. Tập huấn 1 Đã chứng minh",
            "2. Trang tin 0 Chưa chứng minh",
            "3. Đài 0 Chưa chứng minh",
            "4. Tọa đàm 0 Chưa chứng minh",
        ]


class TestSheets:
    def test_the_template_comes_back_filled_in(self, site: Site, tasks: Registering) -> None:
        lan = site.visitor("lan")
        [head, *_] = rows_in(lan.client.get(f"{TASKS}/template.xlsx").get_data())
        assert head == ["Nhiệm vụ", "Sản phẩm", "Hạn hoàn thành", "Ngày hoàn thành", "Văn bản, tài liệu"]
        rows = [head, ["Ban hành", None, "30/06/2017", None, "12/KH"], ["Tuyên truyền", None, "1/12/2017"]]
        shown = lan.post(f"{TASKS}/import", sent(rows), content_type="multipart/form-data", status=200)
        assert "Mới: 2." in shown.words
        assert tasks.rows() == {}
        lan.post(f"{TASKS}/import", confirmation(shown), status=303)
        assert [cells["task"] for cells in tasks.rows().values()] == ["Ban hành", "Tuyên truyền"]

    def test_an_export_is_imported_again_and_changes_its_rows(self, site: Site, tasks: Registering) -> None:
        tasks.add()
        lan = site.visitor("lan")
        rows = rows_in(lan.client.get(f"{TASKS}?format=xlsx").get_data())
        assert rows[1][0] == "1-1"
        rows[1][2] = "Quyết định"
        shown = lan.post(f"{TASKS}/import", sent(rows), content_type="multipart/form-data", status=200)
        assert "Sửa: 1." in shown.words
        lan.post(f"{TASKS}/import", confirmation(shown), status=303)
        assert tasks.rows()[1]["product"] == "Quyết định"

    def test_each_wrong_cell_is_named_by_row_and_cell(self, site: Site, tasks: Registering) -> None:
        head = ["Nhiệm vụ", "Hạn hoàn thành"]
        rows = [head, ["Đúng", "30/06/2017"], ["=1+1", "30/06/2017"], ["Sai", "31/06/2017"], [None, "x"]]
        page = site.visitor("lan").post(
            f"{TASKS}/import", sent(rows), content_type="multipart/form-data", status=200
        )
        told = [row.get_text(" ", strip=True) for row in page.tree.select("main tbody tr")]
        assert [line.split(")")[0] + ")" for line in told] == ["3 (A3)", "4 (B4)", "5 (B5)"]
        assert page.tree.select("footer input[name=kept]") == []

    def test_rows_are_pasted_without_javascript(self, site: Site, tasks: Registering) -> None:
        lan = site.visitor("lan")
        pasted = "Ban hành\t\t30/06/2017\nTuyên truyền\t\t1/12/2017\t\t12/KH"
        shown = lan.post(f"{TASKS}/import", {"pasted": pasted}, status=200)
        assert "Mới: 2." in shown.words
        lan.post(f"{TASKS}/import", confirmation(shown), status=303)
        assert len(tasks.rows()) == 2


def confirmation(shown: Page) -> dict[str, str]:
    """Return what the button that confirms a preview sends."""
    return shown.hidden("footer form")


class TestUnits:
    def test_they_come_from_the_list_of_agencies(self, site: Site) -> None:
        units = Registering(site.world, RegisterKind.UNITS)
        lan = site.visitor("lan")
        lan.post(f"{UNITS}/units", {"kinds": ["department", "district"], "day": "01/06/2017"}, status=303)
        page = lan.get(UNITS)
        assert [row[1] for row in cells_of(page)] == [
            "Sở Nội vụ",
            "Sở Tư pháp",
            "UBND thành phố Châu Đốc",
        ]
        assert "01/06/2017" in page.words
        assert len(units.rows()) == 3
        refused = lan.post(f"{UNITS}/units", {"kinds": [], "day": "01/06/2017"}, status=400)
        assert "không có cơ quan" in refused.words
        lan.post(f"{UNITS}/description", {"listed_on": "02/06/2017", "seen": "2017-06-01/"}, status=303)
        lan.post(f"{UNITS}/description", {"listed_on": "03/06/2017", "seen": "2017-06-01/"}, status=409)


class TestDocuments:
    def test_a_row_is_proved_by_a_document_of_the_agency(self, site: Site, tasks: Registering) -> None:
        number, version = tasks.add(), site.world.document()
        lan, here = site.visitor("lan"), f"{TASKS}/rows/1/documents"
        assert "Chưa có tài liệu" in lan.get(here).words
        lan.post(here, {"version": str(version)}, status=303)
        page = lan.get(here)
        [without] = page.tree.select("input[name=without]")
        assert number == 1
        lan.post(here, {"without": str(without["value"])}, status=303)
        assert lan.get(here).tree.select("input[name=without]") == []


class TestChoosing:
    def test_the_coordinator_chooses_which_a_criterion_has(self, site: Site) -> None:
        coordinator, lan = site.visitor("coordinator"), site.visitor("lan")
        lan.get(TASKS, status=404)
        page = "/2017/criteria/TCTP-1.1.3/registers"
        coordinator.get(page)
        coordinator.post(page, {"kinds": ["plan_tasks", "activities"], "forms": "A\nB"}, status=303)
        assert "Sổ theo dõi hoạt động" in lan.get("/2017/criteria/TCTP-1.1.3").words
        lan.get(TASKS)
        assert "2 trong 2 sổ" in coordinator.get("/2017/registers").words
        coordinator.post(page, {"kinds": [], "forms": ""}, status=303)
        lan.get(TASKS, status=404)

    def test_a_district_keeps_its_own_and_sees_no_other(self, site: Site, tasks: Registering) -> None:
        tasks.add()
        district = site.visitor("district")
        assert cells_of(district.get(TASKS)) == []
        district.get(f"{TASKS}?agency=noi-vu", status=404)
        district.post(f"{TASKS}/rows", {**TASK, "task": "Của Châu Đốc"}, status=303)
        lead = site.visitor("lan")
        assert [row[1] for row in cells_of(lead.get(f"{TASKS}?agency=chau-doc"))] == ["Của Châu Đốc"]
        assert "2/2 = 100%" in lead.get(TASKS).words
        site.visitor("justice").get(TASKS, status=404)
        site.visitor("ministry").get(TASKS, status=404)
