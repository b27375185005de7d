"""The viewer of a document's pages, and the way from a reviewer's pin to the place on the page."""

import json

import pytest
from sqlalchemy import select

from evidence_repo.models import DocumentVersion
from tests.web.site import Site

PIN = {"page": 2, "quote": "đã hoàn thành 41/48", "boxes": [[0.1, 0.2, 0.3, 0.4]]}


def _submitted(site: Site, pages: int = 5) -> tuple[int, str]:
    """Submit a piece of a document of so many pages; return its id and the document's address."""
    piece = site.world.cite(pages="2-3")
    site.world.submit()
    with site.container.database.transaction() as session:
        version = session.scalars(select(DocumentVersion)).one()
        version.page_count = pages
        return piece, f"/documents/{version.document_id}"


def _pin(site: Site, piece: int, **typed: str) -> None:
    reviewer = site.visitor("reviewer")
    sent = reviewer.get(f"/2017/review/{piece}").hidden(".verdict-form")
    sent |= {"verdict": "needs_explanation", "reason": "missing_content", **typed}
    reviewer.post(f"/2017/review/{piece}/verdict", sent)


def test_a_document_of_500_pages_shows_the_thumbnails_around_the_page(site: Site) -> None:
    piece, document = _submitted(site, pages=500)
    for address in (f"{document}?page=250", f"/2017/review/{piece}?page=250"):
        page = site.visitor("reviewer").get(address)
        numbers = [int(each.get_text()) for each in page.tree.select(".strip .page-thumb span")]
        assert {1, 500, *range(238, 263)} <= set(numbers)
        assert len(numbers) <= 30
        assert all(image["loading"] == "lazy" for image in page.tree.select(".strip img"))
        assert page.one("#page-number")["value"] == "250"


def test_every_view_of_a_page_is_a_link_and_keeps_the_others(site: Site) -> None:
    piece, document = _submitted(site)
    for address in (document, f"/2017/review/{piece}"):
        page = site.visitor("reviewer").get(f"{address}?page=2&zoom=100&turn=90")
        assert page.tree.select(".zoom-100 .turn-90 .page-view")
        assert page.one(".page-tools [data-key=ArrowLeft]")["rel"] == ["prev"]
        following = str(page.one(".page-tools [data-key=ArrowRight]")["href"])
        assert {"page=3", "zoom=100", "turn=90"} <= set(following.partition("?")[2].split("&"))
        assert "turn=180" in str(page.one("[data-key=r]")["href"])
        assert "zoom=200" in str(page.one("[data-key='+']")["href"])
        carried = {str(each["name"]): each["value"] for each in page.tree.select(".page-box [type=hidden]")}
        assert carried["zoom"] == "100"


@pytest.mark.parametrize("query", ["page=0", "page=99999999999999", "zoom=-1", "turn=45", "turn=x", "view=x"])
def test_what_makes_no_sense_shows_a_page_all_the_same(site: Site, query: str) -> None:
    _piece, document = _submitted(site)
    assert site.visitor("reviewer").get(f"{document}?{query}").tree.select(".page-view img")


def test_a_pin_leads_the_agency_to_the_place_on_the_page(site: Site) -> None:
    piece, document = _submitted(site)
    _pin(site, piece, anchors=json.dumps([PIN]))
    uploader = site.visitor("lan")
    link = str(uploader.get("/2017/criteria/TCTP-1.1.3").one(f"#piece-{piece} .note a")["href"])
    page = uploader.get(link)
    assert page.one(".page-view rect.pinned")["x"] == "0.10000"
    assert "đã hoàn thành 41/48" in page.one(".pin-words").get_text()
    assert not uploader.get(f"{document}?page=3&piece={piece}").tree.select("rect.pinned")


def test_a_pin_is_shown_with_its_piece_and_to_whoever_sees_that(site: Site) -> None:
    piece, document = _submitted(site)
    _pin(site, piece, anchors=json.dumps([PIN]))
    for address in (f"{document}?page=2", f"{document}?page=2&piece={piece + 1}"):
        assert not site.visitor("lan").get(address).tree.select("rect.pinned, .pin-words")
    site.visitor("justice").get(f"{document}?page=2&piece={piece}", status=404)
