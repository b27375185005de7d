"""The year in addresses: old ones, those that name another year, and the header's switch."""

import pytest

from tests.services.world import World
from tests.web.site import Site
from workflows.cycle import CycleState


@pytest.fixture
def years(site: Site) -> Site:
    """Give a province with 2017 submitted and 2018 open; addresses without a year meant 2017."""
    site.world.set_cycle(CycleState.SUBMITTED)
    site.world.add_cycle(2018)
    with site.container.database.transaction() as session:
        site.world.cycle(session).answers_old_addresses = True
    return site


def cite_in(world: World, year: int) -> int:
    world.year = year
    return world.cite()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/criteria", "/2017/criteria"),
        ("/criteria?state=open&agency=noi-vu", "/2017/criteria?state=open&agency=noi-vu"),
        ("/criteria/TCTP-1.1.3", "/2017/criteria/TCTP-1.1.3"),
        ("/board", "/2017/board"),
        ("/bundles/1?check=1", "/2017/bundles/1?check=1"),
        ("/packs", "/2017/packs"),
        ("/review", "/2017/review"),
        ("/admin/cycle", "/admin/cycles/2017"),
    ],
)
def test_an_old_address_leads_to_the_cycle_that_was_open_then(years: Site, old: str, new: str) -> None:
    assert years.visitor("lan").get(old, status=303).response.location == new


def test_what_is_sent_to_an_old_address_is_refused_with_the_new_one(years: Site) -> None:
    page = years.visitor("head").post("/packs/TCTP-1.1.3/submit", status=409)
    assert "/2017/packs/TCTP-1.1.3/submit" in page.words


def test_without_old_addresses_one_without_a_year_leads_to_the_open_cycle(site: Site) -> None:
    site.world.set_cycle(CycleState.SUBMITTED)
    site.world.add_cycle(2018)
    assert site.visitor("lan").get("/board", status=303).response.location == "/2018/board"


def test_a_thing_with_an_id_keeps_its_own_year(years: Site) -> None:
    piece, lan = cite_in(years.world, 2018), years.visitor("lan")
    own = f"/2018/evidence/{piece}/pages"
    for year in ("/2017", ""):
        assert lan.get(f"{year}/evidence/{piece}/pages?x=1", status=303).response.location == f"{own}?x=1"
        assert own in lan.post(f"{year}/evidence/{piece}/pages", {"pages": "2"}, status=409).words
    lan.get(own)
    years.visitor("justice").get(f"/2017/evidence/{piece}/pages", status=404)
    years.visitor("justice").get(f"/evidence/{piece}/pages", status=404)


def test_the_review_of_another_year_is_led_to(years: Site) -> None:
    piece = cite_in(years.world, 2018)
    years.world.explain_product()
    years.world.submit()
    reviewer = years.visitor("reviewer")
    assert reviewer.get(f"/2017/review/{piece}", status=303).response.location == f"/2018/review/{piece}"
    assert reviewer.get(f"/review/{piece}", status=303).response.location == f"/2018/review/{piece}"
    where = reviewer.get("/2017/review/explanations/1", status=303).response.location
    assert where == "/2018/review/explanations/1"
    reviewer.post(f"/2017/review/{piece}/verdict", {"verdict": "sufficient"}, status=409)


def test_every_link_of_a_page_keeps_to_its_year(years: Site) -> None:
    cite_in(years.world, 2018)
    for path in ("/2018/criteria", "/2018/criteria/TCTP-1.1.3", "/2018/board"):
        page = years.visitor("lan").get(path)
        last_year = page.tree.select("aside .facts a")
        others = [a for a in page.tree.select("a[href*='2017'], form[action*='2017']") if a not in last_year]
        assert others == [], path


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/2017/criteria/TCTP-1.1.3?piece=4", "/2018/criteria/TCTP-1.1.3"),
        ("/2017/criteria/TC-9.9", "/2018/criteria"),
        ("/2017/criteria/TCTP-1.1.3/link?product=1", "/2018/criteria/TCTP-1.1.3"),
        ("/2017/criteria?state=open", "/2018/criteria?state=open"),
        ("/2017/board?", "/2018/board"),
        ("/2017/bundles/3", "/2018/bundles"),
        ("/2017/evidence/1/pages", "/2018/criteria"),
        ("/2017/review/1", "/2018/review"),
        ("/search?q=bao+cao", "/search?q=bao+cao"),
        ("/2017/nothing-here", "/"),
        ("//elsewhere.example", "/"),
    ],
)
def test_the_switch_stays_on_the_same_kind_of_page(years: Site, here: str, there: str) -> None:
    answer = years.visitor("lan").post("/year", {"year": "2018", "next": here})
    assert answer.response.location == there


def test_the_choice_is_kept_for_the_next_visit(years: Site) -> None:
    lan = years.visitor("lan")
    assert lan.get("/").one("nav a[href$='/criteria']")["href"] == "/2018/criteria"
    switch = lan.get("/2018/criteria").one(".year-menu form")
    assert [button["value"] for button in switch.select("button")] == ["2018", "2017"]
    lan.post(str(switch["action"]), {"year": "2017", "next": "/"})
    assert years.visitor("lan").get("/").one("nav a[href$='/criteria']")["href"] == "/2017/criteria"
    assert years.visitor("mai").get("/").one("nav a[href$='/criteria']")["href"] == "/2018/criteria"
    lan.post("/year", {"year": "1999", "next": "/"}, status=400)


def test_one_cycle_alone_has_no_switch(site: Site) -> None:
    assert not site.visitor("lan").get("/").tree.select(".year-menu")


def test_links_out_of_lists_over_all_years_name_the_year_of_their_thing(years: Site) -> None:
    years.world.set_cycle(CycleState.OPEN)
    version = years.world.document()
    for year in (2017, 2018):
        years.world.year = year
        years.world.cite(version=version)
    lan = years.visitor("lan")
    document = lan.get(f"/documents/{version}").one("#citations")
    assert [str(a["href"]).partition("?")[0] for a in document.select("a")] == [
        "/2017/criteria/TCTP-1.1.3",
        "/2018/criteria/TCTP-1.1.3",
    ]
    also = lan.get("/2018/criteria/TCTP-1.1.3").one("article.piece .meta a[href^='/2017/']")
    assert also.get_text() == "TCTP 1.1.3 (2017)"


def test_the_log_is_filtered_by_a_criterion_of_every_year(years: Site) -> None:
    years.world.set_cycle(CycleState.OPEN)
    for year in (2017, 2018):
        cite_in(years.world, year)
    log = years.visitor("coordinator").get("/audit?criterion=1.1.3")
    found = {a.get_text(strip=True) for a in log.tree.select("main a[href*='/criteria/']")}
    assert found == {"TCTP 1.1.3 (2017)", "TCTP 1.1.3 (2018)"}
    nothing = years.visitor("coordinator").get("/audit?criterion=9.9.9")
    assert not nothing.tree.select("main a[href*='/criteria/']")


def test_the_search_covers_every_year_and_its_criteria_name_theirs(years: Site) -> None:
    page = years.visitor("lan").get("/search?q=tieu+chi+1.1.3")
    chips = [(a["href"], a.get_text(" ", strip=True)) for a in page.tree.select("main nav a.chip")]
    assert [(href, "(2018)" in words) for href, words in chips[:2]] == [
        ("/2018/criteria/TCTP-1.1.3", True),
        ("/2017/criteria/TCTP-1.1.3", False),
    ]


def test_home_and_its_figures_gather_what_waits_in_all_years(years: Site) -> None:
    years.world.set_cycle(CycleState.OPEN)
    for year in (2017, 2018):
        cite_in(years.world, year)
        years.world.submit()
    home = years.visitor("reviewer").get("/")
    rows = home.tree.select("td.code a")
    assert [a.get_text(strip=True) for a in rows] == ["TCTP 1.1.3 (2017)", "TCTP 1.1.3 (2018)"]
    assert home.one("nav a[href='/'] .count").get_text(strip=True).startswith("2")
    queue = years.visitor("reviewer").get("/2018/review")
    assert [a["href"] for a in queue.one("#elsewhere").select("a")] == ["/2017/review"]
    own = [a.get_text(strip=True) for a in years.visitor("justice").get("/").tree.select("td.code a")]
    assert own == ["TCTP 2.1.1 (2017)", "TCTP 2.1.1 (2018)"]


def test_a_new_visit_begins_where_something_waits(years: Site) -> None:
    years.world.set_cycle(CycleState.OPEN)
    cite_in(years.world, 2017)
    years.world.submit()
    assert years.visitor("reviewer").get("/board", status=303).response.location == "/2017/board"
    first = years.visitor("reviewer").get("/search").one("nav a[href$='/review']")
    assert first["href"] == "/2017/review"
    assert years.visitor("observer").get("/").one("nav a[href$='/board']")["href"] == "/2018/board"
