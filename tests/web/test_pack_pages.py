"""Whole packs in the browser: the buttons, who may press them, and two people at once."""

import pytest

from tests.web.site import Site
from workflows.packs import PackState


def _lock(site: Site, code: str = "1.1.3") -> int:
    with site.world.reading() as session:
        return site.world.pack(session, code).lock


def test_a_pack_goes_its_way_by_buttons(site: Site) -> None:
    piece = site.world.cite()
    head, approver = site.visitor("head"), site.visitor("approver")
    answer = head.post("/packs/TCTP-1.1.3/submit", {"seen_lock": _lock(site)})
    assert answer.response.location == "/criteria/TCTP-1.1.3"
    head.post("/packs/TCTP-1.1.3/recall")
    assert site.world.pack_state() is PackState.OPEN
    head.post("/packs/TCTP-1.1.3/submit")
    site.world.judge(piece)
    approver.post("/packs/TCTP-1.1.3/approve", {"next": "/packs"})
    assert site.world.pack_state() is PackState.APPROVED
    approver.post("/packs/TCTP-1.1.3/reopen", {"reason": "Bổ sung phụ lục"})
    assert site.world.pack_state() is PackState.OPEN


def test_the_next_page_is_one_of_ours(site: Site) -> None:
    for wanted in ("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"):
        site.world.cite()
        answer = site.visitor("head").post("/packs/TCTP-1.1.3/submit", {"next": wanted})
        assert answer.response.location == "/criteria/TCTP-1.1.3"
        site.world.recall()


@pytest.mark.parametrize(
    ("who", "status"), [("lan", 403), ("justice-head", 403), ("reviewer", 403), ("ministry", 404)]
)
def test_only_the_head_of_the_lead_agency_submits(site: Site, who: str, status: int) -> None:
    site.world.cite()
    site.visitor(who).post("/packs/TCTP-1.1.3/submit", status=status)
    assert site.world.pack_state() is PackState.OPEN


def test_what_changed_meanwhile_is_not_submitted_unseen(site: Site) -> None:
    site.world.cite()
    seen = _lock(site)
    site.world.cite()
    site.visitor("head").post("/packs/TCTP-1.1.3/submit", {"seen_lock": seen}, status=409)
    assert site.world.pack_state() is PackState.OPEN


def test_a_pack_that_is_not_ready_says_why(site: Site) -> None:
    assert site.visitor("head").post("/packs/TCTP-1.1.3/submit", status=409).words


def test_a_refused_reopening_keeps_the_reason(site: Site) -> None:
    site.world.cite()
    page = site.visitor("approver").post(
        "/packs/TCTP-1.1.3/reopen", {"reason": "Thiếu phụ lục 2"}, status=409
    )
    assert page.one("textarea[name=reason]").get_text().strip() == "Thiếu phụ lục 2"
    assert site.visitor("approver").post("/packs/TCTP-1.1.3/reopen", {"reason": ""}, status=400).words
    site.visitor("reviewer").get("/packs/TCTP-1.1.3/reopen", status=404)
