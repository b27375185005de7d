"""Every list is sorted by links whose address holds the order, and goes out as a workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.web.site import Site

LISTS = (
    ("/2017/criteria", "coordinator", "code"),
    ("/2017/board", "coordinator", "agency"),
    ("/admin/people", "coordinator", "name"),
    ("/admin/agencies", "coordinator", "name"),
    ("/admin/holidays/2026", "coordinator", "day"),
    ("/2017/review", "reviewer", "code"),
)


def first_column(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(("path", "who", "key"), LISTS)
def test_a_list_is_sorted_both_ways_and_sent_so(site: Site, path: str, who: str, key: str) -> None:
    for code in ("1.3.1", "1.1.3"):
        site.world.cite(code)
        site.world.submit(code)
    visitor = site.visitor(who)
    links = {str(link["href"]) for link in visitor.get(path).tree.select("th a.sort")}
    [link] = [each for each in links if f"sort={key}" in each]
    up = visitor.get(link)
    assert up.one("th[aria-sort=ascending] a")["href"].endswith(f"sort=-{key}")  # type: ignore[union-attr]
    assert visitor.get(f"{path}?sort=-{key}").one("th[aria-sort=descending]")
    assert visitor.get(path).tree.select('a[href$="format=xlsx"]'), "no way to the workbook"
    rows = [
        first_column(visitor.client.get(f"{path}?sort={sign}{key}&format=xlsx").data) for sign in ("", "-")
    ]
    assert len(rows[0]) > 1
    assert rows[0] == rows[1][::-1]


def test_packs_to_approve_are_sorted_and_sent(site: Site) -> None:
    for code in ("1.3.1", "1.1.3"):
        site.world.cite(code)
        site.world.submit(code)
    visitor = site.visitor("approver")
    [link] = {
        str(a["href"]) for a in visitor.get("/2017/packs").tree.select("a.sort") if "sort=code" in str(a)
    }
    down = visitor.get(link).one("a.sort[aria-current]")["href"]
    assert [a.get_text() for a in visitor.get(str(down)).tree.select("section.sheet h2 a")] == [
        "TCTP 1.3.1",
        "TCTP 1.1.3",
    ]
    rows = first_column(visitor.client.get("/2017/packs?sort=-code&format=xlsx").data)
    assert rows == ["TCTP 1.3.1", "TCTP 1.1.3"]


def test_the_log_is_sent_as_a_workbook_as_it_is_filtered(site: Site) -> None:
    site.world.cite()
    visitor = site.visitor("coordinator")
    address = visitor.get("/audit?action=cite_document").one('a[href$="format=xlsx"]')["href"]
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.client.get(str(address)).data)).active
    assert sheet is not None
    [row] = sheet.iter_rows(min_row=2, values_only=True)
    assert (row[2], row[5]) == ("lan@example.vn", "TCTP 1.1.3")
    assert "cite_document" not in row


@pytest.mark.parametrize(
    ("path", "who"), [("/2017/criteria", "lan"), ("/2017/review", "reviewer"), ("/2017/bundles", "reviewer")]
)
def test_another_filter_keeps_the_order(site: Site, path: str, who: str) -> None:
    kept = site.visitor(who).get(f"{path}?sort=-level").one("form.filters input[name=sort]")
    assert kept["value"] == "-level"


def test_findings_that_block_come_first_or_last(site: Site) -> None:
    site.world.cite()
    site.world.submit()
    visitor = site.visitor("reviewer")

    def levels(sort: str) -> list[str]:
        page = visitor.get(f"/2017/bundles?all=1&sort={sort}")
        return [cell.get_text(strip=True) for cell in page.tree.select("#check tbody td:first-child")]

    up, down = levels("level"), levels("-level")
    assert len(set(up)) == 2
    assert up == sorted(up, key=up.index)
    assert down == up[::-1]


@pytest.mark.parametrize("sort", ["finding", "-finding", "level", ""])
def test_findings_stand_on_the_page_as_in_the_workbook(site: Site, sort: str) -> None:
    for number in range(60):
        site.world.cite("1.1.3" if number % 2 else "1.3.1")
    visitor = site.visitor("coordinator")
    data = visitor.client.get(f"/2017/bundles?sort={sort}&format=xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [str(row[3]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    on_pages = []
    for number in range(1, len(rows) // 50 + 2):
        page = visitor.get(f"/2017/bundles?sort={sort}&page={number}")
        on_pages += [cell.get_text() for cell in page.tree.select("#check tbody td:nth-child(2)")]
    assert len(rows) > 60
    assert on_pages == rows


def test_criteria_are_filtered_by_words_without_diacritics_too(site: Site) -> None:
    visitor = site.visitor("lan")
    with site.world.reading() as session:
        title = site.world.criterion(session, "1.1.3").title
    for words in (title, title.upper(), "1.1.3", "tctp 1.1.3 noi vu"):
        page = visitor.get("/2017/criteria?words=" + words)
        assert page.tree.select("td.code a")[0].get_text() == "TCTP 1.1.3", words
    assert visitor.get("/2017/criteria?words=khong+co+tu+nay").one(".empty")


def test_the_filter_by_state_knows_sealed_packs(site: Site) -> None:
    states = site.visitor("lan").get("/2017/criteria").tree.select("#state option")
    assert "Đã chốt" in {state.get_text(strip=True) for state in states}
