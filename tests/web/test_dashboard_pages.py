"""The Chairman's page, an agency's page, and what needs the coordinator at home."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from evidence_repo.models import Assignment, JobState
from evidence_repo.services.follow_up.letters import make_letters
from evidence_repo.services.notices.preferences import setting_in
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.people.account_requests import renew_password
from tests.services.assigning import Assigning
from tests.web.site import Site
from workflows.follow_up import DueChoice


def test_the_chairman_sees_days_points_agencies_and_risks_without_a_click(site: Site) -> None:
    page = site.visitor("observer").get("/2017/board/chairman")
    rows = [" ".join(row.get_text(" ").split()) for row in page.tree.select("#risks tbody tr")]
    assert rows
    assert all("Sở" in row for row in rows)
    assert len(rows) <= 5
    assert page.tree.select(".tile .num")
    assert page.tree.select("details table")  # the figures behind the picture


def test_an_agency_has_a_page_of_its_own(site: Site) -> None:
    Assigning(site.world).assign()
    site.world.cite()
    page = site.visitor("lan").get("/2017/board/agencies/noi-vu")
    assert {"TCTP 1.1.3", "TCTP 1.3.1", "TCTP 5.2.1"} <= {
        " ".join(cell.get_text(" ").split()) for cell in page.tree.select("td.code")
    }
    page = site.visitor("district").get("/2017/board/agencies/chau-doc")
    assert "0 / 1" in page.words
    assert site.visitor("lan").client.get("/2017/board/agencies/khong-co").status_code == 404


def test_the_coordinators_home_says_what_needs_them_and_where(site: Site) -> None:
    world, clock = site.world, site.container.clock
    assert not site.visitor("lan").get("/").tree.select("#oversight")
    Assigning(world).assign()
    with site.container.database.transaction() as session:
        coordinator, cycle = world.actor("coordinator"), world.cycle(session)
        job = enqueue_job(session, JobKind.SWEEP, {}, now=clock.now())
        job.state = JobState.FAILED
        setting = setting_in(session, world.person("lan"))
        setting.refused_address, setting.refused_at = world.user(session, "lan").email, clock.now()
        renew_password(session, coordinator, world.user(session, "reviewer"), clock)
        make_letters(session, coordinator, cycle, DueChoice.ALL, clock=clock)
        session.execute(update(Assignment).values(last_day=date(2017, 1, 2)))
    page = site.visitor("coordinator").get("/")
    rows = [" ".join(row.get_text(" ").split()) for row in page.tree.select("#oversight li")]
    assert "1 tài khoản chờ người thứ hai xác nhận" in rows
    assert "1 tác vụ nền bị lỗi" in rows
    assert "Máy chủ thư từ chối 1 địa chỉ" in rows
    assert "1 phân công quá hạn Kỳ 2017" in rows
    assert any("công văn đôn đốc chờ phát hành Kỳ 2017" in row for row in rows)
    assert any("bộ hồ sơ quá hạn Kỳ 2017" in row for row in rows)  # 2017 is long over by the real clock
    for link in page.tree.select("#oversight a"):
        assert site.visitor("coordinator").client.get(str(link["href"])).status_code == 200, link
