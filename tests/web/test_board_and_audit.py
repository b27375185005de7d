"""The board's figures lead to their lists; the log tells what this person may know."""

import csv
import io

from tests.web.site import Site


def test_every_figure_of_the_board_opens_its_list(site: Site) -> None:
    site.world.cite()
    site.world.submit()
    visitor = site.visitor("observer")
    board = visitor.get("/2017/board")
    links = {str(link["href"]) for link in board.tree.select("main a") if "xlsx" not in str(link["href"])}
    assert len(links) >= 8
    for link in links:
        visitor.get(link)
    submitted = visitor.get("/2017/criteria?state=submitted")
    assert [link.get_text(strip=True) for link in submitted.tree.select("td.code a")] == ["TCTP 1.1.3"]


def test_the_log_is_for_those_who_may_read_it(site: Site) -> None:
    for name in ("reviewer", "approver", "coordinator"):
        site.visitor(name).get("/audit")
    for name in ("lan", "head", "observer", "ministry"):
        site.visitor(name).get("/audit", status=404)
        site.visitor(name).get("/audit.csv", status=404)


def _told(site: Site, name: str) -> list[str]:
    answer = site.visitor(name).client.get("/audit.csv")
    assert answer.status_code == 200
    return [row["action"] for row in csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))]


def test_a_draft_stands_in_the_coordinators_log_only_until_it_is_submitted(site: Site) -> None:
    site.world.cite()
    assert "cite_document" in _told(site, "coordinator")
    assert "cite_document" not in _told(site, "reviewer")
    assert "cite_document" not in site.visitor("reviewer").get("/audit").text
    site.world.submit()
    assert _told(site, "reviewer") == _told(site, "coordinator")


def test_the_log_is_filtered_by_its_address(site: Site) -> None:
    first = site.world.cite()
    site.world.cite("1.3.1")
    site.world.submit()
    site.world.judge(first)
    visitor = site.visitor("coordinator")
    assert len(visitor.get("/audit").tree.select("tbody tr")) == 4
    assert len(visitor.get("/audit?criterion=1.1.3").tree.select("tbody tr")) == 3
    assert len(visitor.get("/audit?action=record_verdict").tree.select("tbody tr")) == 1
    assert len(visitor.get("/audit?who=LAN@example.vn").tree.select("tbody tr")) == 2
    visitor.get("/audit?to=2000-01-01").one(".empty")


def test_the_chain_can_be_compared_on_the_page(site: Site) -> None:
    site.world.cite()
    page = site.visitor("coordinator").get("/audit?check=1")
    assert not page.tree.select("[role=alert]")
    with site.container.database.engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()
        for (name,) in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_event SET actor_name = 'x' WHERE sequence = 1")
    assert site.visitor("coordinator").get("/audit?check=1").one("[role=alert]")


def test_home_tells_the_lead_agency_what_happened_lately(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece)
    assert "TCTP 1.1.3" in site.visitor("lan").get("/").one(".steps").get_text()
    assert not site.visitor("justice").get("/").tree.select(".steps")
