"""Administration: for the coordinator alone, and every refusal keeps what was typed."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidence_repo.catalogue.shipped import an_giang_2017_text
from evidence_repo.models import Agency, Job, JobState, User
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from index.isolation import Layer
from tests.web.site import Site
from workflows.cycle import CycleState
from workflows.roles import Role

PAGES = (
    "/admin/",
    "/admin/people",
    "/admin/people/new",
    "/admin/agencies",
    "/admin/cycles",
    "/admin/catalogue",
    "/admin/delegations",
    "/admin/holidays",
    "/admin/holidays/2026",
)


@pytest.mark.parametrize("path", [*PAGES, "/admin/health?check=1"])
def test_administration_is_there_for_the_coordinator_alone(site: Site, path: str) -> None:
    site.visitor("coordinator").get(path)
    for name in ("lan", "head", "reviewer", "approver", "observer", "ministry"):
        site.visitor(name).get(path, status=404)


def test_an_account_is_opened_with_a_password_that_is_shown_once(site: Site) -> None:
    visitor = site.visitor("coordinator")
    person = {"name": "Trần Văn Bình", "email": "Binh@Example.VN", "agency": "noi-vu", "roles": ["uploader"]}
    shown = visitor.post("/admin/people/new", person, status=200)
    password = shown.one(".one-time-password").get_text(strip=True)
    assert len(password) >= 10
    listed = visitor.get("/admin/people")
    assert "binh@example.vn" in listed.text
    assert password not in listed.text
    again = visitor.post("/admin/people/new", person, status=400)
    assert again.one("input[name=name]")["value"] == "Trần Văn Bình"
    assert password not in site.visitor("coordinator").get("/audit").text


def test_roles_change_but_never_ones_own(site: Site) -> None:
    visitor = site.visitor("coordinator")
    person = {
        "name": "mai",
        "email": "mai@example.vn",
        "agency": "noi-vu",
        "roles": ["uploader", "agency_head"],
    }
    visitor.post(f"/admin/people/{site.world.person('mai')}", person)
    assert site.world.actor("mai").roles == {Role.UPLOADER, Role.AGENCY_HEAD}
    own = {
        "name": "coordinator",
        "email": "coordinator@example.vn",
        "agency": "noi-vu",
        "roles": ["reviewer"],
    }
    refused = visitor.post(f"/admin/people/{site.world.person('coordinator')}", own, status=403)
    assert refused.one("[role=alert]")
    assert site.world.actor("coordinator").roles == {Role.COORDINATOR}


def test_a_closed_account_is_signed_out_and_can_be_opened_again(site: Site) -> None:
    lan, coordinator = site.visitor("lan"), site.visitor("coordinator")
    lan.get("/")
    coordinator.post(f"/admin/people/{site.world.person('lan')}/deactivate")
    assert lan.client.get("/").status_code == 302
    with site.world.reading() as session:
        assert session.scalars(select(User).where(User.email == "lan@example.vn")).one().active is False
    lan_id = re.search(r"/admin/people/(\d+)[^>]*>lan<", coordinator.get("/admin/people").text)
    assert lan_id
    coordinator.post(f"/admin/people/{lan_id[1]}/activate")
    coordinator.post(f"/admin/people/{lan_id[1]}/reset-password", status=200)


def test_agencies_are_registered_renamed_and_set_aside(site: Site) -> None:
    visitor = site.visitor("coordinator")
    visitor.post("/admin/agencies", {"name": "Sở Y tế", "kind": "department"})
    visitor.post("/admin/agencies", {"name": "sở y tế", "kind": "department"}, status=400)
    with site.world.reading() as session:
        agency = session.scalars(select(Agency).where(Agency.code == "so-y-te")).one()
    visitor.post(f"/admin/agencies/{agency.id}", {"name": "Sở Y tế tỉnh"})
    visitor.post(f"/admin/agencies/{agency.id}/deactivate")
    assert "Sở Y tế tỉnh" in visitor.get("/admin/agencies").words
    visitor.post(f"/admin/agencies/{agency.id}/activate")
    with site.world.reading() as session:
        own = site.world.agency(session, "noi-vu").id
    visitor.post(f"/admin/agencies/{own}/deactivate", status=409)
    visitor.get("/admin/agencies/9999", status=404)


def test_the_cycle_moves_forward_only(site: Site) -> None:
    visitor = site.visitor("coordinator")
    visitor.post("/admin/cycles/2017/submit", status=409)
    visitor.post("/admin/cycles/2017/freeze")
    with site.world.reading() as session:
        assert site.world.cycle(session).state is CycleState.FROZEN
    visitor.post("/admin/cycles/2017/freeze", status=409)
    visitor.post("/admin/cycles/2017/backwards", status=400)
    site.visitor("lan").post("/admin/cycles/2017/submit", status=404)


def test_a_plan_shows_its_changes_before_they_are_made(site: Site) -> None:
    visitor = site.visitor("coordinator")
    visitor.post("/admin/catalogue", {"year": "2018"}, status=400)
    nonsense = {"year": "2018", "plan": (io.BytesIO(b"xin chao"), "ke-hoach.txt")}
    visitor.post("/admin/catalogue", nonsense, status=400, content_type="multipart/form-data")
    text = an_giang_2017_text().encode()
    sent = {"year": "2018", "plan": (io.BytesIO(text), "ke-hoach.txt")}
    visitor.post("/admin/catalogue", sent, status=400, content_type="multipart/form-data")  # a plan of 2017
    sent = {"year": "2017", "plan": (io.BytesIO(text), "ke-hoach.txt")}
    shown = visitor.follow("/admin/catalogue", sent, content_type="multipart/form-data")
    assert shown.tree.select("[role=alert]"), "its agencies are not registered yet"


def test_health_shows_what_keeps_hostile_files_in(site: Site) -> None:
    rows = site.visitor("coordinator").get("/admin/health").tree.select("#isolation tbody tr")
    told = [row.get_text(" ", strip=True) for row in rows]
    assert len(told) == len(Layer)
    assert all("đang có hiệu lực" in each for each in told if "tệp nào ngoài" in each or "kết nối" in each)


def test_work_that_failed_for_good_is_shown_and_tried_again(site: Site) -> None:
    with site.container.database.transaction() as session:
        job = enqueue_job(
            session, JobKind.READ_DOCUMENT, {"sha256": "0" * 64}, now=site.container.clock.now()
        )
        job.state, job.attempt, job.last_error = JobState.FAILED, 5, "the store did not answer"
        session.flush()
        job_id = job.id
    visitor = site.visitor("coordinator")
    assert "the store did not answer" in visitor.get("/admin/health").words
    visitor.post(f"/admin/jobs/{job_id}/retry")
    with site.world.reading() as session:
        assert session.get_one(Job, job_id).state is JobState.QUEUED
    visitor.post(f"/admin/jobs/{job_id}/retry", status=409)
    visitor.post("/admin/jobs/9999/retry", status=404)


class TestAgenciesThatChange:
    def page(self, site: Site, code: str, kind: str) -> str:
        with site.world.reading() as session:
            return f"/admin/agencies/{site.world.agency(session, code).id}/change/{kind}"

    def day(self, site: Site, days: int = 0) -> str:
        return (site.container.clock.today() + timedelta(days=days)).isoformat()

    def test_a_merger_shows_what_moves_and_is_done_when_confirmed(self, site: Site) -> None:
        site.world.cite("2.1.1", who="justice")
        visitor, page = site.visitor("coordinator"), self.page(site, "tu-phap", "merge")
        asked = {"on": self.day(site), "successors": "noi-vu", "basis": "12/QĐ-UBND"}
        shown = visitor.post(page, asked, status=200)
        for words in ("Người dùng: 2", "Tiêu chí chủ trì: 1", "TCTP 2.1.1", "Văn bản: 1", "12/QĐ-UBND"):
            assert words in shown.words
        with site.world.reading() as session:
            assert site.world.criterion(session, "2.1.1").lead_agency.code == "tu-phap"
        visitor.post(page, {**asked, "confirmed": "yes"})
        with site.world.reading() as session:
            assert site.world.criterion(session, "2.1.1").lead_agency.code == "noi-vu"
        assert "đã thực hiện" in visitor.get(page.partition("/change")[0]).words
        refused = visitor.post(page, {**asked, "confirmed": "yes"}, status=409)
        assert "đã kết thúc hoạt động" in refused.words

    def test_a_split_asks_for_each_criterion_and_person(self, site: Site) -> None:
        visitor, page = site.visitor("coordinator"), self.page(site, "noi-vu", "split")
        asked = {"on": self.day(site), "successors": ["tinh", "tu-phap"]}
        shown = visitor.post(page, asked, status=200)
        keys = {each["name"] for each in shown.tree.select("select")}
        with site.world.reading() as session:
            criterion = site.world.criterion(session, "1.3.1").id
        assert f"criterion:{criterion}" in keys
        chosen = {f"criterion:{criterion}": "tu-phap", f"person:{site.world.person('mai')}": "tu-phap"}
        wrong = visitor.post(page, {**asked, "confirmed": "yes", f"criterion:{criterion}": "x"}, status=400)
        assert "Chọn một trong các đơn vị kế thừa." in wrong.words
        visitor.post(page, {**asked, "confirmed": "yes", **chosen})
        with site.world.reading() as session:
            leads = [site.world.criterion(session, code).lead_agency.code for code in ("1.1.3", "1.3.1")]
            assert leads == ["tinh", "tu-phap"]

    def test_a_day_to_come_waits_and_can_be_cancelled(self, site: Site) -> None:
        visitor, page = site.visitor("coordinator"), self.page(site, "tu-phap", "rename")
        asked = {"on": self.day(site, 40), "new_name": "Sở Pháp chế", "confirmed": "yes"}
        visitor.post(page, {**asked, "new_name": ""}, status=400)
        visitor.post(page, asked)
        own = page.partition("/change")[0]
        shown = visitor.get(own)
        assert "chờ thực hiện" in shown.words
        [cancel] = [each["action"] for each in shown.tree.select("form") if "cancel" in each["action"]]
        visitor.post(cancel)
        assert "đã hủy" in visitor.get(own).words

    def test_there_are_only_these_kinds(self, site: Site) -> None:
        visitor = site.visitor("coordinator")
        visitor.get(self.page(site, "tu-phap", "sell"), status=404)
        visitor.post(self.page(site, "tu-phap", "end"), {"on": self.day(site)}, status=409)


def test_the_cycle_goes_one_step_back_with_a_reason(site: Site) -> None:
    visitor = site.visitor("coordinator")
    assert "không thể chuyển kỳ đánh giá lùi lại" in visitor.get("/admin/cycles/2017/reopen").words
    site.world.set_cycle(CycleState.FROZEN)
    link = visitor.get("/admin/cycles/2017").one("#steps a")
    assert link["href"] == "/admin/cycles/2017/reopen"
    visitor.post("/admin/cycles/2017/reopen", status=400)
    page = visitor.follow("/admin/cycles/2017/reopen", {"reason": "Bộ gia hạn"})
    assert "Đã chuyển kỳ đánh giá lùi một bước" in page.words
    assert "Bộ gia hạn" in visitor.get("/audit").words
    visitor.post("/admin/cycles/2017/reopen", {"reason": "Lần nữa"}, status=409)


def test_what_is_known_of_a_cycle_is_edited_on_its_page(site: Site) -> None:
    visitor, address = site.visitor("coordinator"), "/admin/cycles/2017"
    form = visitor.get(address).hidden("#facts form")
    typed = {"plan_number": "416/KH-UBND", "plan_issued_on": "14/07/2017", "tolerance_percent": "2,5"}
    visitor.follow(address, form | typed)
    shown = visitor.get(address)
    assert shown.one("#plan_issued_on")["value"] == "14/07/2017"
    assert shown.one("#tolerance_percent")["value"] == "2,5"
    assert "3.00 → 2.50" in visitor.get("/audit").words
    late = visitor.post(address, form | typed | {"plan_number": "9/KH"}, status=409)
    assert late.one("#plan_number")["value"] == "9/KH"
    for wrong in ("101", "ba", "1e5", "NaN"):
        visitor.post(address, late.hidden("#facts form") | typed | {"tolerance_percent": wrong}, status=400)
    visitor.follow(address, late.hidden("#facts form") | typed | {"plan_number": "9/KH"})
    site.world.set_cycle(CycleState.CLOSED)
    closed = visitor.get(address)
    assert not closed.tree.select("#facts form")
    assert "9/KH" in closed.words


def test_kinds_of_agencies_are_edited_on_pages(site: Site) -> None:
    visitor = site.visitor("coordinator")
    page = visitor.get("/admin/agencies/kinds")
    assert {"Xã, thị trấn", "Phường", "Đặc khu"} <= {link.get_text() for link in page.tree.select("td a")}
    kind = {"code": "branch", "name_vi": "Chi cục", "name_en": "Branch", "above0": "department"}
    kind |= {"plan_word": "", "above1": "", "above2": ""}
    assert "Chi cục" in visitor.follow("/admin/agencies/kinds", kind).words
    refused = visitor.post("/admin/agencies/kinds", kind, status=400)
    assert "Đã có loại cơ quan này" in refused.text
    address = "/admin/agencies/kinds/branch"
    seen = str(visitor.get(address).one("input[name=seen]")["value"])
    sent = {**kind, "seen": seen, "name_vi": "Chi cục thuộc sở", "plan_word": "branch"}
    assert "Chi cục thuộc sở" in visitor.follow(address, sent | {"until": "01/07/2025"}).words
    visitor.post(address, sent, status=409)
    visitor.get("/admin/agencies/kinds/bureau", status=404)
    assert "Sửa loại cơ quan" in visitor.get("/audit").words
