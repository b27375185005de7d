"""The inbox: what is unread in the header, what it leads to, what is filtered, marked, and not there."""

from __future__ import annotations

from sqlalchemy import select

from evidence_repo.models import Notice
from tests.services.assigning import Assigning
from tests.web.pages import Page, Visitor
from tests.web.site import Site
from workflows.evidence import VerdictKind
from workflows.notices import NoticeTopic


def judged(site: Site) -> int:
    """Have a piece of Lan's judged as needing an explanation, and its pack returned."""
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    return piece


def arrive(visitor: Visitor, address: str) -> Page:
    """Open a notice; return the page that it leads to in the end."""
    return visitor.get(visitor.post(address).response.location, follow_redirects=True)


def test_the_header_counts_what_is_unread_and_the_inbox_groups_it_by_criterion(site: Site) -> None:
    judged(site)
    lan = site.visitor("lan")
    assert lan.get("/").one("a.bell .count").get_text(" ", strip=True) == "2 chưa đọc"
    page = lan.get("/notices")
    [heading] = page.tree.select("section.sheet h2")
    assert heading.get_text(" ", strip=True) == "TCTP 1.1.3 (2017) Tiêu chí 1.1.3"
    says = [each.get_text(strip=True) for each in page.tree.select(".notice-link")]
    assert says == ["Hồ sơ được trả lại để bổ sung, hoàn thiện", "Tài liệu cần giải trình"]
    assert "bao-cao.pdf" in page.words
    assert "hạn cuối: 04/12/2017" in page.words
    assert not site.visitor("justice").get("/").tree.select("a.bell .count")


def test_opening_a_notice_marks_it_read_and_leads_to_what_it_is_about(site: Site) -> None:
    piece = judged(site)
    lan = site.visitor("lan")
    with site.world.reading() as session:
        found = session.scalars(select(Notice).where(Notice.person_id == site.world.person("lan")))
        by_kind = {each.kind.value: each.id for each in found}
    page = arrive(lan, f"/notices/{by_kind['explanation_asked']}/open")
    assert page.response.request.path == "/2017/criteria/TCTP-1.1.3"
    assert page.tree.select(f"#piece-{piece}")
    assert lan.get("/").one("a.bell .count").get_text(" ", strip=True) == "1 chưa đọc"
    lan.post(f"/notices/{by_kind['pack_returned']}/read")
    assert not lan.get("/notices?unread=1").tree.select(".notice-link")
    assert len(lan.get("/notices").tree.select(".notice-link")) == 2
    site.visitor("mai").post(f"/notices/{by_kind['pack_returned']}/read", status=404)


def test_every_place_that_a_notice_leads_to_is_a_page(site: Site) -> None:
    judged(site)
    Assigning(site.world).assign("1.3.1")
    for who in ("lan", "district"):
        visitor = site.visitor(who)
        addresses = [str(form["action"]) for form in visitor.get("/notices").tree.select("li form.d-inline")]
        for address in addresses:
            if address.endswith("/open"):
                assert arrive(visitor, address).tree.select("h1")


def test_they_are_filtered_and_marked_all_at_once(site: Site) -> None:
    judged(site)
    lan = site.visitor("lan")
    for topic in NoticeTopic:
        shown = len(lan.get(f"/notices?topic={topic}").tree.select(".notice-link"))
        assert shown == {NoticeTopic.PACKS: 1, NoticeTopic.EXPLANATIONS: 1}.get(topic, 0), topic
    assert len(lan.get("/notices?year=2018").tree.select(".notice-link")) == 0
    assert len(lan.get("/notices?topic=x&year=y&page=999").tree.select(".notice-link")) == 2
    lan.post("/notices/read?topic=packs")
    assert len(lan.get("/notices?unread=1").tree.select(".notice-link")) == 1
    lan.post("/notices/read")
    assert not lan.get("/").tree.select("a.bell .count")


def test_what_came_since_the_last_look_says_so(site: Site) -> None:
    judged(site)
    lan = site.visitor("lan")
    assert "từ lần xem trước" not in lan.get("/notices").words
    assert lan.client.post("/notices/looked", data={"csrf_token": lan.token()}).status_code == 204
    Assigning(site.world).assign("1.1.3", "noi-vu", who="coordinator")
    page = lan.get("/notices")
    new = [each for each in page.tree.select("li.saved-row") if "từ lần xem trước" in each.get_text()]
    assert ["Phân công mới" in each.get_text() for each in new] == [True]
