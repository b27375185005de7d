"""Absence and delegation on the pages: named by oneself, seen and recorded where it concerns people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.pages import Page
from tests.web.site import Site

ABSENCE = "/account/absence"


def day(site: Site, days: int) -> str:
    return f"{site.container.clock.today() + timedelta(days):%d/%m/%Y}"


def named(site: Site, who: str, **changed: str) -> dict[str, str]:
    """Return what is typed to name this deputy from today on."""
    given = {
        "deputy": f"{who}@example.vn",
        "first_day": day(site, 0),
        "last_day": day(site, 3),
        "reason": "đi công tác",
    }
    return given | changed


def words(page: Page) -> str:
    return page.one("main").get_text(" ", strip=True)


def test_a_head_names_a_deputy_who_submits_on_their_behalf(site: Site) -> None:
    head, lan, coordinator = site.visitor("head"), site.visitor("lan"), site.visitor("coordinator")
    site.world.cite(who="mai")
    choices = [str(each["value"]) for each in head.get(ABSENCE).tree.select("select[name=deputy] option")]
    assert choices == ["", "lan@example.vn", "mai@example.vn"]
    head.post(ABSENCE, named(site, "lan"))
    assert "Đang có hiệu lực" in words(head.get(ABSENCE))
    assert f"nhận ủy quyền của head đến hết ngày {day(site, 3)}" in words(lan.get("/"))
    assert "nhận ủy quyền" not in words(site.visitor("mai").get("/"))
    assert "head vắng mặt, ủy quyền cho lan" in words(
        coordinator.get(f"/admin/people/{site.world.person('lan')}")
    )
    lan.post("/2017/packs/TCTP-1.1.3/submit")
    assert "lan (thay mặt head)" in words(site.visitor("mai").get("/2017/criteria/TCTP-1.1.3"))
    log = words(coordinator.get("/audit"))
    assert "lan@example.vn thay mặt head@example.vn" in log
    assert "Người được ủy quyền lan@example.vn" in log


def test_a_deputy_reviewer_is_told_and_their_verdict_says_for_whom(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.visitor("reviewer").post(ABSENCE, named(site, "approver"))
    approver = site.visitor("approver")
    desk = approver.get(f"/2017/review/{piece}")
    assert "nhận ủy quyền của reviewer" in desk.text
    approver.post(f"/2017/review/{piece}/verdict", desk.hidden(".verdict-form") | {"verdict": "sufficient"})
    assert "approver (thay mặt reviewer)" in approver.get(f"/2017/review/{piece}").text
    assert "approver (thay mặt reviewer)" in site.visitor("council").get("/2017/packs").text


def test_a_delegation_is_ended_by_its_principal_and_by_the_coordinator(site: Site) -> None:
    head, coordinator = site.visitor("head"), site.visitor("coordinator")
    for visitor, path in ((head, ABSENCE), (coordinator, "/admin/delegations")):
        head.post(ABSENCE, named(site, "lan"))
        [action] = re.findall(rf'action="({path}/\d+/end)"', visitor.get(path).text)
        assert not re.findall(r'action="/account/absence/\d+/end"', site.visitor("lan").get(ABSENCE).text)
        site.visitor("lan").post(action, status=404)
        visitor.post(action)
        assert "nhận ủy quyền" not in words(site.visitor("lan").get("/"))
    assert "Hết hiệu lực" not in words(coordinator.get("/admin/delegations"))
    assert words(coordinator.get("/admin/delegations?all=1")).count("Hết hiệu lực") == 2


def test_what_is_wrong_stands_beside_its_field_and_keeps_what_was_typed(site: Site) -> None:
    head = site.visitor("head")
    for wrong, told in (
        ({"first_day": day(site, -1)}, "những ngày đã qua"),
        ({"last_day": day(site, -1)}, "trước ngày bắt đầu"),
        ({"last_day": day(site, 400)}, "tối đa 366 ngày"),
        ({"deputy": "justice@example.vn"}, "không thể nhận ủy quyền"),
        ({"deputy": "nobody@example.vn"}, "nobody@example.vn"),
    ):
        page = head.post(ABSENCE, named(site, "lan", **wrong), status=400)
        assert told in page.one(".invalid-feedback").get_text(), wrong
        assert page.one("textarea[name=reason]").get_text(strip=True) == "đi công tác"
    head.post(ABSENCE, named(site, "lan"))
    again = head.post(ABSENCE, named(site, "mai"), status=400)
    assert "đã ủy quyền cho người khác" in again.text


@pytest.mark.parametrize("who", ["lan", "coordinator", "observer", "ministry"])
def test_who_holds_no_office_is_told_so(site: Site, who: str) -> None:
    visitor = site.visitor(who)
    assert not visitor.get(ABSENCE).tree.select("select[name=deputy]")
    visitor.post(ABSENCE, named(site, "mai"), status=403)
