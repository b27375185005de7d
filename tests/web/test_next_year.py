"""The pages of the next year: making it, its crosswalk, and last year's pieces at a criterion."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from evidence_repo.models import AssessmentCycle, Criterion, Evidence
from tests.web.site import Site
from workflows.states import EvidenceState


def make_2018(site: Site) -> None:
    coordinator = site.visitor("coordinator")
    form = coordinator.get("/2017/next-year")
    answer = coordinator.post("/2017/next-year", form.hidden("main form") | {"new_year": "2018"})
    assert "crosswalk" in answer.response.location


def test_the_next_cycle_is_made_on_a_page_and_refused_twice(site: Site) -> None:
    make_2018(site)
    with site.world.reading() as session:
        assert session.scalars(select(AssessmentCycle.year).order_by(AssessmentCycle.year)).all() == [
            2017,
            2018,
        ]
    coordinator = site.visitor("coordinator")
    again = coordinator.post("/2017/next-year", {"new_year": "2018"}, status=409)
    assert "2018" in again.one("p.note.bad").get_text()


def test_the_crosswalk_is_edited_on_one_page(site: Site) -> None:
    make_2018(site)
    coordinator = site.visitor("coordinator")
    address = "/2018/crosswalk"
    page = coordinator.get(address)
    rows = {str(field["name"]): str(field["value"]) for field in page.tree.select("input[name^='earlier-']")}
    assert sorted(rows.values()) == ["TCTP 1.1.3", "TCTP 1.3.1", "TCTP 2.1.1", "TCTP 5.2.1"]
    sent = page.hidden("main form[data-module]") | rows
    [first, second, *_] = rows
    told = coordinator.follow(address, sent | {first: "tctp-1.3.1; TCTP 2.1.1", second: ""})
    assert len(told.tree.select("main tbody .state.ok")) == 2
    assert told.one(f"input[name='{first}']")["value"] == "TCTP 1.3.1, TCTP 2.1.1"
    assert "TCTP 1.1.3" in told.one("#not-continued").get_text()
    stale = coordinator.post(address, sent | {first: "TCTP 5.2.1"}, status=409)
    assert stale.words
    wrong = coordinator.post(address, sent | {first: "TCTP 9.9.9"}, status=400)
    assert "TCTP 9.9.9" in wrong.words
    page = coordinator.get(address)
    rows = {
        str(field["name"]): str(field.get("value", ""))
        for field in page.tree.select("input[name^='earlier-']")
    }
    told = coordinator.follow(address, page.hidden("main form[data-module]") | rows | {"all": "1"})
    assert len(told.tree.select("main tbody .state.ok")) == 4


def test_a_piece_of_last_year_is_cited_again_by_one_click_with_a_word_about_its_date(site: Site) -> None:
    piece = site.world.cite(pages="2-3")
    site.world.submit()
    site.world.judge(piece)
    with site.container.database.transaction() as session:
        session.get_one(Evidence, piece).version.header_issued_on = date(2017, 3, 1)
    make_2018(site)
    lan = site.visitor("lan")
    page = lan.get("/2018/criteria/TCTP-1.1.3")
    last = page.one("#last-year")
    assert "01/03/2017" in last.get_text()
    assert "2018" in last.select(".note")[0].get_text()
    form = last.select_one("form")
    assert form is not None
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    lan.post(str(form["action"]), sent)
    with site.world.reading() as session:
        found = session.scalars(select(Evidence).order_by(Evidence.id.desc()).limit(1)).one()
        there = session.get_one(Criterion, found.criterion_id)
        assert (there.cycle.year, found.pages, found.state) == (2018, "2-3", EvidenceState.DRAFT)
        assert found.product is not None
        assert found.product.ordinal == 1
    assert not site.visitor("justice").get("/2018/criteria/TCTP-1.1.3").tree.select("#last-year li")
