"""The page of the calendar, its workbook, and the feed that calendar programs read."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
from icalendar import Calendar

from evidence_repo.services.people.accounts import change_roles
from tests.services.assigning import Assigning
from tests.web.site import Site
from workflows.roles import Role

NOVEMBER = "/calendar?month=2017-11"


def of_this_year(site: Site) -> int:
    """Open the cycle of the running year, whose deadlines a feed holds; return the year."""
    site.world.year = site.container.clock.today().year
    site.world.add_cycle(site.world.year)
    return site.world.year


def made(site: Site, who: str, scope: str = "agency") -> str:
    """Return the path of a new feed."""
    page = site.visitor(who).post("/calendar/feed", {"scope": scope}, status=200)
    address = str(page.one("#address")["value"])
    assert address.startswith("http://localhost/calendar/feed/")
    return address.removeprefix("http://localhost")


def entries(site: Site, path: str, *, status: int = 200) -> list[dict[str, str]]:
    """Read the feed as a calendar program does: without signing in."""
    answer = site.app.test_client().get(path)
    assert answer.status_code == status
    if status != 200:
        return []
    assert answer.content_type == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.data)
    assert all(not event.errors for event in read.walk())
    return [
        {name: str(event.get(name)) for name in ("uid", "summary", "url", "description")}
        | {"day": event.decoded("dtstart").isoformat(), "end": event.decoded("dtend").isoformat()}
        for event in read.walk("VEVENT")
    ]


def test_a_month_shows_what_is_due_and_the_days_off(site: Site) -> None:
    page = site.visitor("lan").get(f"{NOVEMBER}&scope=agency")
    cell = next(each for each in page.tree.select(".month td") if "30/11" in each.get_text())
    assert [link.get_text(" ", strip=True).split(" Thời")[0] for link in cell.select("a.due")] == [
        "TCTP 1.1.3",
        "TCTP 1.3.1",
        "TCTP 5.2.1",
    ]
    assert len(page.tree.select("#list tbody tr")) == 3
    assert len(page.tree.select(".month td.off")) == 8 + 2, "eight of November, two of the weeks around"
    september = site.visitor("lan").get("/calendar?month=2017-09")
    assert "Quốc khánh" in september.one(".month").get_text()
    assert "Không có việc nào đến hạn" in september.text


def test_one_day_of_it_is_listed(site: Site) -> None:
    visitor = site.visitor("lan")
    page = visitor.get(f"{NOVEMBER}&scope=agency&day=2017-11-30")
    assert "Đến hạn ngày 30/11/2017" in page.text
    assert len(page.tree.select("#list tbody tr")) == 3
    assert "Không có việc nào" in visitor.get(f"{NOVEMBER}&day=2017-11-29").text


def test_what_makes_no_sense_is_this_month(site: Site) -> None:
    for month in ("", "2017", "2017-13", "1850-01", "9999-12", "2017-1111111"):
        page = site.visitor("lan").get(f"/calendar?month={month}&scope=nobody&day=x")
        today = site.container.clock.today()
        assert f"Tháng {today:%m/%Y}" in page.text
        assert page.one(".month td[aria-current=date] .date").get_text(strip=True).endswith(f"{today:%d/%m}")


def test_the_list_is_a_workbook_too(site: Site) -> None:
    answer = site.visitor("lan").client.get(f"{NOVEMBER}&scope=agency&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == ["TCTP 1.1.3", "TCTP 1.3.1", "TCTP 5.2.1"]
    assert {row[0] for row in rows if isinstance(row[0], date)} == {rows[0][0]}


def test_a_calendar_program_reads_the_feed(site: Site) -> None:
    year = of_this_year(site)
    path = made(site, "lan")
    found = entries(site, path)
    assert [entry["summary"] for entry in found] == [
        f"Thời hạn của kế hoạch: TCTP {code} · Tiêu chí {code}" for code in ("1.1.3", "1.3.1", "5.2.1")
    ]
    assert {(entry["day"], entry["end"]) for entry in found} == {(f"{year}-11-30", f"{year}-12-01")}
    assert found[0]["url"] == f"http://localhost/{year}/criteria/TCTP-1.1.3"
    assert entries(site, path) == found, "the same entries keep their names"


def test_a_feed_tells_no_more_than_its_person_may_see(site: Site) -> None:
    of_this_year(site)
    Assigning(site.world).assign(last_day=site.container.clock.today() + timedelta(days=20))
    [own] = entries(site, made(site, "district", "mine"))
    assert own["summary"].startswith("Phân công: TCTP 1.1.3")
    assert not any("Phân công" in entry["summary"] for entry in entries(site, made(site, "justice")))


def test_what_people_wrote_is_one_plain_line_of_a_feed(site: Site) -> None:
    of_this_year(site)
    words = "Báo\x07 cáo\rBEGIN:VALARM \u202eđảo"
    Assigning(site.world).assign(last_day=site.container.clock.today() + timedelta(days=20), words=words)
    [own] = entries(site, made(site, "district", "mine"))
    assert own["description"].endswith("\nBáo cáo BEGIN:VALARM đảo")


def test_a_feed_ends_with_the_right_to_see_the_catalogue(site: Site) -> None:
    of_this_year(site)
    path = made(site, "observer", "province")
    assert entries(site, path)
    world = site.world
    with site.container.database.transaction() as session:
        roles = {Role.OBSERVER_MINISTRY}
        change_roles(session, world.actor("coordinator"), world.user(session, "observer"), roles, world.clock)
    site.visitor("observer").get("/calendar", status=404)
    assert entries(site, path, status=404) == []


def test_another_address_ends_the_first_and_ending_ends_it(site: Site) -> None:
    of_this_year(site)
    first = made(site, "lan")
    second = made(site, "lan")
    assert entries(site, first, status=404) == []
    assert entries(site, second)
    visitor = site.visitor("lan")
    assert "Đã có địa chỉ" in visitor.get("/calendar").text
    page = visitor.follow("/calendar/feed/end")
    assert "Đã hủy địa chỉ" in page.text
    assert entries(site, second, status=404) == []


def test_the_address_is_shown_once_and_kept_as_a_hash(site: Site) -> None:
    token = made(site, "lan").rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in site.visitor("lan").get("/calendar").text
    log = site.visitor("coordinator").get("/audit").text
    assert "Tạo địa chỉ lịch" in log
    assert token not in log
