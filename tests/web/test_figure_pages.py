"""Figures in the browser: given, shown as a number and a bar, reviewed, explained, waived, proposed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.web.pages import Visitor
from tests.web.site import Site
from workflows.states import MeasurementState

CRITERION = "/2017/criteria/TCTP-1.1.3"
GIVE = f"{CRITERION}/targets/1/figures"


@pytest.fixture
def measuring(site: Site) -> Measuring:
    measuring = Measuring(site.world)
    measuring.target("percent", ">=", "80")
    return measuring


def _given(visitor: Visitor, **typed: Any) -> dict[str, Any]:
    page = visitor.get(GIVE)
    fields = {
        str(each["name"]): str(each.get("value", "")) for each in page.tree.select("main form input[name]")
    }
    fields |= {"period": "year", "as_of": "20/11/2017"}
    return fields | typed


def _submitted(site: Site, measuring: Measuring, numerator: str = "7") -> tuple[int, int]:
    piece = site.world.cite()
    figures = measuring.give(numerator, "10", pieces=(piece,))
    site.world.submit()
    return piece, figures


def test_the_lead_agency_gives_figures(site: Site, measuring: Measuring) -> None:
    piece = site.world.cite()
    lan = site.visitor("lan")
    assert "Chưa có số liệu" in lan.get(CRITERION).one("#figures").get_text()
    shown = lan.follow(GIVE, _given(lan, numerator="1.234,5", denominator="1.500", pieces=[str(piece)]))
    sheet = shown.one("#figures")
    assert "82,3%" in sheet.get_text()
    assert "1.234,5 ÷ 1.500 → 82,3%" in " ".join(sheet.get_text().split())
    assert "Đạt chỉ tiêu" in sheet.get_text()
    bar = shown.one("svg.target-bar")
    assert bar["aria-label"] == "82,3%; chỉ tiêu ≥ 80%"
    assert [rect["width"] for rect in bar.select(".filled")] == ["823"]
    again = _given(lan, numerator="700")
    assert again["seen_lock"] != "0"
    shown = lan.follow(GIVE, again | {"denominator": "1500"})
    assert "Chưa đạt chỉ tiêu" in shown.one("#figures").get_text()


def test_what_does_not_fit_is_refused_beside_its_field(site: Site, measuring: Measuring) -> None:
    lan = site.visitor("lan")
    for typed in ({"numerator": "bảy"}, {"numerator": "1", "denominator": ""}, {"numerator": "1.23,4"}):
        page = lan.post(GIVE, _given(lan, **{"denominator": "10", **typed}), status=400)
        assert page.one("input[name=numerator].is-invalid")
    stale = _given(lan, numerator="1", denominator="2")
    measuring.give("3", "4")
    lan.post(GIVE, stale, status=409)


def test_a_reviewer_confirms_on_the_desk_or_queries(site: Site, measuring: Measuring) -> None:
    piece, figures = _submitted(site, measuring, "9")
    reviewer = site.visitor("reviewer")
    desk = reviewer.get(f"/2017/review/{piece}")
    assert "90%" in desk.one("#figures").get_text()
    form = desk.one("#figures form")
    reviewer.post(str(form["action"]), desk.hidden("#figures form"))
    assert measuring.state(figures) is MeasurementState.CONFIRMED
    undo = f"/2017/figures/{figures}/undo"
    reviewer.post(undo, reviewer.get(undo).hidden("main form") | {"reason": "Nhầm"})
    query = f"/2017/figures/{figures}/query"
    reviewer.post(query, reviewer.get(query).hidden("main form"), status=400)
    reviewer.post(query, reviewer.get(query).hidden("main form") | {"reason": "Nguồn nào?"})
    assert measuring.state(figures) is MeasurementState.QUERIED
    site.world.return_()
    assert "Nguồn nào?" in site.visitor("lan").get(GIVE).words


def test_the_packs_button_leads_to_what_is_left_of_the_figures(site: Site, measuring: Measuring) -> None:
    piece, figures = _submitted(site, measuring)
    site.world.judge(piece)
    reviewer = site.visitor("reviewer")
    assert reviewer.get(CRITERION).one("#pack-action a.btn-primary")["href"] == "#figures"
    measuring.decide(figures, False, comment="Nguồn nào?")
    site.world.return_()
    reasons = site.visitor("head").get(CRITERION).one("#pack-action")
    assert "Người rà soát đề nghị làm rõ số liệu." in reasons.get_text()
    assert reasons.select("a[href='#figures']")


def test_an_unmet_target_is_explained_and_the_explanation_reviewed(site: Site, measuring: Measuring) -> None:
    site.world.cite()
    figures = measuring.give("7", "10")
    lan = site.visitor("lan")
    address = f"/2017/figures/{figures}/explain"
    assert address in str(lan.get(CRITERION).one("#figures"))
    lan.post(address, lan.get(address).hidden("main form") | {"text": "Kinh phí cấp chậm"})
    assert "Kinh phí cấp chậm" in lan.get(CRITERION).one("#figures").get_text()
    site.world.submit()
    reviewer = site.visitor("reviewer")
    link = reviewer.get(CRITERION).one("#figures a[href*='/review/explanations/']")
    desk = reviewer.get(str(link["href"]))
    assert "Giải trình về chỉ tiêu chưa đạt" in desk.one("h1").get_text()
    assert str(link["href"]) in str(reviewer.get("/2017/review").tree)
    sent = desk.hidden(".verdict-form") | {"decision": "accept"}
    reviewer.post(f"{link['href']}/verdict", sent)
    assert "Đã chấp nhận" in reviewer.get(CRITERION).one("#figures").get_text()


def test_a_reviewer_waives_and_takes_it_back(site: Site, measuring: Measuring) -> None:
    _submitted(site, measuring)
    reviewer = site.visitor("reviewer")
    for deed, reason in (("waive", "Chưa có hướng dẫn"), ("demand", "Đã có hướng dẫn")):
        address = f"{CRITERION}/targets/1/{deed}"
        assert address in str(reviewer.get(CRITERION).one("#figures"))
        shown = reviewer.follow(address, reviewer.get(address).hidden("main form") | {"reason": reason})
        assert (reason in shown.one("#figures").get_text()) == (deed == "waive")


def test_an_asked_agency_gives_its_part_and_sees_no_sum(site: Site, measuring: Measuring) -> None:
    (asked,) = Assigning(site.world).assign("1.1.3", asks_figures=True)
    measuring.give("7", "10")
    district = site.visitor("district")
    page = district.get(f"/2017/assignments/{asked}")
    link = str(page.one("#figures a.btn")["href"])
    typed = {"numerator": "1", "denominator": "2", "period": "year", "as_of": "20/11/2017"}
    shown = district.follow(link, district.get(link).hidden("main form") | typed)
    assert "1 ÷ 2" in shown.one("#figures").get_text()
    district.post(f"/2017/assignments/{asked}/deliver", shown.hidden("#deliver form"))
    assert not district.get(CRITERION).tree.select("#figures")
    sheet = site.visitor("lan").get(CRITERION).one("#figures").get_text()
    assert "UBND thành phố Châu Đốc" in sheet
    assert "Chưa xác định được" in sheet


def test_a_query_of_an_agencys_figures_stands_where_it_looks(site: Site, measuring: Measuring) -> None:
    world, assigning = site.world, Assigning(site.world)
    (asked,) = assigning.assign("1.1.3", asks_figures=True)
    theirs = measuring.give("1", "2", "district", assignment=asked)
    assigning.deliver(asked)
    assigning.accept(asked)
    piece = world.cite()
    world.submit()
    reviewer = site.visitor("reviewer")
    for address in ("/", "/2017/review"):
        waiting = reviewer.get(address).one("#figures-waiting")
        assert "1 ÷ 2" in waiting.get_text()
        assert str(waiting.select("a")[0]["href"]).endswith("TCTP-1.1.3#target-1")
    world.judge(piece)
    measuring.decide(theirs, False, comment="Nguồn nào?")
    world.return_()
    district, address = site.visitor("district"), f"/2017/assignments/{asked}"
    for page in ("/", "/2017/assignments?state=open"):
        assert "Trả lời đề nghị làm rõ số liệu" in district.get(page).words
    shown = district.get(address)
    assert "Người rà soát đề nghị làm rõ số liệu của đơn vị." in shown.words
    link = str(shown.one("#figures a.btn")["href"])
    typed = {"numerator": "1", "denominator": "3", "period": "year", "as_of": "20/11/2017", "note": "BC 12"}
    district.follow(link, district.get(link).hidden("main form") | typed)
    assert "Trả lời đề nghị làm rõ số liệu" not in district.get("/").words
    assert "Trả lời đề nghị" not in site.visitor("justice").get("/").words


def test_asking_agencies_may_ask_for_figures(site: Site, measuring: Measuring) -> None:
    lan = site.visitor("lan")
    address = f"{CRITERION}/assignments/new"
    page = lan.get(address)
    typed = page.hidden("main form") | {
        "words": "Cung cấp số liệu",
        "last_day": "23/11/2017",
        "agencies": ["chau-doc"],
        "asks_figures": "y",
    }
    lan.post(address, typed)
    assert [agency.name for agency in measuring.judged().missing] == ["UBND thành phố Châu Đốc"]


def test_a_target_of_the_plan_is_edited_in_the_one_vocabulary(site: Site, measuring: Measuring) -> None:
    coordinator = site.visitor("coordinator")
    page = coordinator.get(f"{CRITERION}/edit")
    kinds = {str(option["value"]) for option in page.tree.select("select[name='targets-0-kind'] option")}
    assert kinds == {"percent", "count", "increase", "none"}


@pytest.mark.parametrize("who", ["justice", "district", "observer", "ministry", None])
def test_nobody_else_gives_figures(site: Site, measuring: Measuring, who: str | None) -> None:
    answer = site.visitor(who).client.get(GIVE)
    assert answer.status_code in {302, 303, 404}
