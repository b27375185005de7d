"""Every list is sorted by links whose address holds the order, and goes out as a workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.web.site import Site

LISTS = (
    ("/criteria", "coordinator", "code"),
    ("/board", "coordinator", "agency"),
    ("/admin/people", "coordinator", "name"),
    ("/admin/agencies", "coordinator", "name"),
    ("/review", "reviewer", "code"),
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


def test_criteria_are_filtered_by_words_without_diacritics_too(site: Site) -> None:
    visitor = site.visitor("lan")
    with site.world.reading() as session:
        title = site.world.criterion(session, "1.1.3").title
    for words in (title, title.upper(), "1.1.3", "tctp 1.1.3 noi vu"):
        page = visitor.get("/criteria?words=" + words)
        assert page.tree.select("td.code a")[0].get_text() == "TCTP 1.1.3", words
    assert visitor.get("/criteria?words=khong+co+tu+nay").one(".empty")


def test_the_filter_by_state_knows_sealed_packs(site: Site) -> None:
    states = site.visitor("lan").get("/criteria").tree.select("#state option")
    assert "Đã chốt" in {state.get_text(strip=True) for state in states}
