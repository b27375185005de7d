"""The pages of a year's days off and worked days."""

import re

from sqlalchemy import select

from evidence_repo.models import CalendarDay
from tests.web.site import Site

YEAR = "/admin/holidays/2028"


def rows(text: str) -> list[str]:
    return re.findall(r"/admin/holidays/days/(\d+)", text)


def test_a_year_is_listed_with_its_working_days(site: Site) -> None:
    page = site.visitor("coordinator").get("/admin/holidays/2026")
    assert "249 ngày làm việc" in page.text
    assert "Nghỉ hoán đổi, làm bù ngày 22/8/2026" in page.text
    assert "Thứ Bảy" in page.text
    assert not page.tree.select(".note")
    assert (
        "chưa được công bố" in site.visitor("coordinator").get("/admin/holidays/2027").one("main .note").text
    )


def test_a_day_is_listed_corrected_and_removed(site: Site) -> None:
    visitor = site.visitor("coordinator")
    assert "chưa có ngày nào" in visitor.get(YEAR).one(".note").text
    day = {"day": "26/01/2028", "kind": "off", "name": "Tết Nguyên đán", "is_provisional": "y"}
    visitor.post(YEAR, day)
    [row] = rows(visitor.get(YEAR).text)
    kept = visitor.post(YEAR, day | {"name": "Mồng 1 Tết"}, status=400)
    assert "đã có trong danh sách" in kept.text
    assert kept.one("input[name=name]")["value"] == "Mồng 1 Tết"
    visitor.post(f"/admin/holidays/days/{row}", day | {"is_provisional": ""})
    wrong = visitor.post(f"/admin/holidays/days/{row}", day | {"kind": "worked"}, status=400)
    assert "thứ Bảy hoặc Chủ nhật" in wrong.text
    log = visitor.get("/audit").text
    assert "26/01/2028" in log
    assert "Chưa công bố chính thức" in log
    visitor.post(f"/admin/holidays/days/{row}/remove")
    with site.world.reading() as session:
        assert session.scalar(select(CalendarDay).where(CalendarDay.id == int(row))) is None
    visitor.get(f"/admin/holidays/days/{row}", status=404)


def test_years_that_cannot_be_listed_are_not_there(site: Site) -> None:
    visitor = site.visitor("coordinator")
    for year in ("1999", "2101", "99999999"):
        visitor.get(f"/admin/holidays/{year}", status=404)
    visitor.get("/admin/holidays/2000")
    visitor.get("/admin/holidays/2100")
