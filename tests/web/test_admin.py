"""Administration: for the coordinator alone, and every refusal keeps what was typed."""

import io
import re

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
    "/admin/cycle",
    "/admin/catalogue",
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
    visitor.post("/admin/cycle/submit", status=409)
    visitor.post("/admin/cycle/freeze")
    with site.world.reading() as session:
        assert site.world.cycle(session).state is CycleState.FROZEN
    visitor.post("/admin/cycle/freeze", status=409)
    visitor.post("/admin/cycle/backwards", status=400)
    site.visitor("lan").post("/admin/cycle/submit", status=404)


def test_a_plan_shows_its_changes_before_they_are_made(site: Site) -> None:
    visitor = site.visitor("coordinator")
    visitor.post("/admin/catalogue", {"year": "2018"}, status=400)
    nonsense = {"year": "2018", "plan": (io.BytesIO(b"xin chao"), "ke-hoach.txt")}
    visitor.post("/admin/catalogue", nonsense, status=400, content_type="multipart/form-data")
    text = an_giang_2017_text().encode()
    sent = {"year": "2018", "plan": (io.BytesIO(text), "ke-hoach.txt")}
    refused = visitor.post("/admin/catalogue", sent, status=400, content_type="multipart/form-data")
    assert refused.tree.select(".invalid-feedback, [role=alert]"), "its agencies are not registered yet"


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
