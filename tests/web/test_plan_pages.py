"""The plan on its pages: read, shown with places, corrected, applied; and the criterion's own edit page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from evidence_repo.jobs.handlers import HANDLERS
from evidence_repo.models import AuditEvent, Job
from evidence_repo.services.outbox.kinds import JobKind
from tests.documents import build_admin_pdf
from tests.plan_files import build_plan_docx
from tests.web.pages import Page, Visitor
from tests.web.site import Site

ROW = "TCTP 1.1.3 - Mức độ hoàn thành | Kế hoạch | Ban hành 100% | Sở, ban, ngành | Trước ngày 01/12/2017 |"
PLAN = f"""Số: 12/KH-UBND | An Giang, ngày 02 tháng 3 năm 2017 |
TT | Tên Tiêu chí/TCTP | Kết quả (sản phẩm) | Yêu cầu | Cơ quan phối hợp | Thời gian hoàn thành |
I | SỞ NỘI VỤ | ||||
1. | {ROW}
2. | TCTP 1.2.1 - Báo cáo | Báo cáo | Gửi đúng hạn | Sở, ban, ngành | Tháng 12 |
"""


@pytest.fixture
def coordinator(site: Site) -> Visitor:
    return site.visitor("coordinator")


def _send(visitor: Visitor, data: bytes, name: str, year: int = 2017) -> Page:
    sent = {"year": str(year), "plan": (io.BytesIO(data), name)}
    return visitor.follow("/admin/catalogue", sent, content_type="multipart/form-data")


def test_a_row_is_corrected_before_the_plan_is_applied_all_at_once(site: Site, coordinator: Visitor) -> None:
    shown = _send(coordinator, PLAN.encode(), "ke-hoach.txt")
    row = shown.one("#row-3").get_text(" ", strip=True)
    assert "Dòng 5" in row
    assert "không phải là một thời hạn" in row
    assert not shown.tree.select("#changes"), "nothing is applied while a row is not understood"
    cell = shown.one("#row-3 a")["href"]
    page = coordinator.get(str(cell))
    fields = {str(field["name"]): field.get_text().strip("\r\n") for field in page.tree.select("textarea")}
    assert fields["cell5"] == "Tháng 12"
    fields |= {"cell0": "2.", "cell5": "Trước ngày 01/12/2017"}
    corrected = coordinator.follow(str(cell), fields)
    assert "TCTP 1.2.1" in corrected.one("#changes").get_text()
    form = corrected.hidden("#changes form")
    action = str(corrected.one("#changes form")["action"])
    answer = coordinator.post(action, form | {"reason": "Kế hoạch mới"})
    assert answer.response.location.startswith("/2017/criteria")
    with site.world.reading() as session:
        codes = {event.action for event in session.scalars(select(AuditEvent))}
        assert "import_plan" in codes
        assert site.world.criterion(session, "1.2.1").title == "Báo cáo"


def test_what_changed_since_it_was_shown_is_shown_again(coordinator: Visitor) -> None:
    shown = _send(coordinator, PLAN.replace("Tháng 12", "Trước ngày 01/12/2017").encode(), "ke-hoach.txt")
    action = str(shown.one("#changes form")["action"])
    page = coordinator.post(action, {"seen": "0" * 64}, status=409)
    assert page.tree.select("[role=alert]")


def test_rows_are_added_and_left_out(coordinator: Visitor) -> None:
    shown = _send(coordinator, PLAN.encode(), "ke-hoach.txt")
    left = coordinator.follow(str(shown.one("#row-3 a")["href"]), {"do": "remove"})
    assert not left.tree.select("#row-3")
    cells = dict(zip((f"cell{n}" for n in range(6)), ("1.", *ROW.rstrip(" |").split(" | ")), strict=True))
    more = coordinator.follow(str(left.one("#row-2 a")["href"]), {**cells, "do": "add"})
    assert more.tree.select("#row-3")


def test_a_word_file_is_read_in_the_sandbox_and_shown_with_its_rows(
    coordinator: Visitor, tmp_path: Path
) -> None:
    shown = _send(coordinator, build_plan_docx(tmp_path / "plan.docx").read_bytes(), "KH 416.docx")
    assert len(shown.tree.select("tr[id^=row-]")) == 73
    assert "416/KH-UBND" in shown.words


def test_pages_are_read_by_a_worker_and_then_shown(site: Site, coordinator: Visitor, tmp_path: Path) -> None:
    sent = build_admin_pdf(tmp_path / "ke-hoach.pdf").read_bytes()
    waiting = _send(coordinator, sent, "ke-hoach.pdf")
    assert waiting.one("#under-way")
    address = str(waiting.one("#under-way a")["href"])
    assert _work(site) == 1
    refused = coordinator.get(address, status=400)
    told = refused.one(".invalid-feedback").get_text()
    assert "Không tìm thấy bảng tiêu chí" in told
    assert "tải tệp mẫu XLSX" in told, "a table without borders is not guessed at"
    again = _send(coordinator, sent, "ke-hoach.pdf")
    assert again.one("#under-way"), "a plan that is sent again is read again"


def _work(site: Site) -> int:
    """Do what waits of the reading of plans; return how much it was."""
    with site.container.database.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == JobKind.READ_PLAN)).all()
    for job in jobs:
        HANDLERS[JobKind.READ_PLAN](site.container, job.payload)
    return len(jobs)


@pytest.mark.parametrize("name", ["ke-hoach.docx", "ke-hoach.xlsx", "ke-hoach.doc"])
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(coordinator: Visitor, name: str) -> None:
    sent = {"year": "2017", "plan": (io.BytesIO(b"PK\x03\x04 not at all"), name)}
    page = coordinator.post("/admin/catalogue", sent, status=400, content_type="multipart/form-data")
    assert page.tree.select(".invalid-feedback")


def test_a_draft_that_nobody_made_is_not_there(coordinator: Visitor) -> None:
    for key in ("0" * 64, "x" * 64, "abc"):
        coordinator.get(f"/admin/catalogue/drafts/{key}", status=404)


def test_the_template_is_filled_with_what_stands(coordinator: Visitor) -> None:
    answer = coordinator.client.get("/admin/catalogue/template?year=2017")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def _typed(page: Page) -> dict[str, str]:
    """Return what the edit form would send as it is shown."""
    form = page.one("main form[action$='/edit']")
    fields = {
        str(each["name"]): str(each.get("value", "")) for each in form.select("input:not([type=checkbox])")
    }
    fields |= {str(each["name"]): each.get_text().strip("\r\n") for each in form.select("textarea")}
    for each in form.select("select"):
        chosen = each.select_one("option[selected]") or each.select_one("option")
        assert chosen is not None
        fields[str(each["name"])] = str(chosen["value"])
    return fields


def test_a_criterion_is_edited_on_its_page(site: Site, coordinator: Visitor) -> None:
    page = coordinator.get("/2017/criteria/TCTP-1.1.3/edit")
    fields = _typed(page) | {
        "title": "Mức độ hoàn thành kế hoạch",
        "coordinating_text": "Sở, ban, ngành",
        "targets-0-measure": "Tỷ lệ hoàn thành",
        "targets-0-value": "80",
        "targets-0-operator": ">=",
        "deadlines-0-due_on": "15/12/2017",
    }
    shown = coordinator.follow("/2017/criteria/TCTP-1.1.3/edit", fields)
    assert "Mức độ hoàn thành kế hoạch" in shown.one("h1").get_text()
    assert "14/12/2017" in shown.words
    assert "Mức độ hoàn thành kế hoạch" in coordinator.get("/audit?action=change_criterion").words


def test_an_edit_that_is_refused_keeps_what_was_typed(site: Site, coordinator: Visitor) -> None:
    site.world.cite("1.1.3")
    fields = _typed(coordinator.get("/2017/criteria/TCTP-1.1.3/edit"))
    fields |= {"title": "Khác", "coordinating_text": "Sở, ban, ngành"}
    page = coordinator.post("/2017/criteria/TCTP-1.1.3/edit", fields, status=409)
    assert page.one("textarea[name=title]").get_text().strip() == "Khác"
    coordinator.post("/2017/criteria/TCTP-1.1.3/edit", fields | {"reason": "Công văn 12"})


def test_a_criterion_is_added_and_taken_out(coordinator: Visitor) -> None:
    fields = {
        "name": "TC 1.9",
        "title": "Tiêu chí thêm",
        "lead": "noi-vu",
        "requirement": "100%",
        "coordinating_text": "Sở, ban, ngành",
        "products-0-text": "Báo cáo",
        "products-0-supplied_by": "agency",
        "products-0-medium": "file",
        "deadlines-0-due_on": "01/12/2017",
    }
    coordinator.get("/2017/criteria/new")
    shown = coordinator.follow("/2017/criteria/new", fields)
    assert "TC 1.9" in shown.one("h1").get_text()
    coordinator.post("/2017/criteria/new", fields, status=400)
    coordinator.post("/2017/criteria/TC-1.9/drop", {})
    coordinator.get("/2017/criteria/TC-1.9", status=404)
