"""Reviewing in the browser: the queue, the desk, verdicts kept and undone, two reviewers at once."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from evidence_repo.models import Evidence, Explanation, Review
from tests.web.pages import Visitor
from tests.web.site import Site
from workflows.evidence import EvidenceState, VerdictKind
from workflows.explanations import ExplanationKind, ExplanationState
from workflows.packs import PackState
from workflows.roles import Role


def _submitted(site: Site, count: int = 1) -> list[int]:
    pieces = [site.world.cite(pages="2-3") for _ in range(count)]
    site.world.submit()
    return pieces


def _send(visitor: Visitor, piece: int, status: int = 303, **typed: Any) -> Any:
    desk = visitor.get(f"/2017/review/{piece}")
    sent = desk.hidden(".verdict-form") | typed
    return visitor.post(f"/2017/review/{piece}/verdict", sent, status=status)


def _reviews(site: Site) -> list[Review]:
    with site.world.reading() as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


def test_a_reviewer_works_through_the_queue(site: Site) -> None:
    first, second = _submitted(site, 2)
    reviewer = site.visitor("reviewer")
    queue = reviewer.get("/2017/review")
    assert queue.one("a.btn-primary")["href"] == f"/2017/review/{first}"
    assert "Tài liệu 1/2 chờ rà soát" in reviewer.get(f"/2017/review/{first}").words
    answer = _send(reviewer, first, verdict="sufficient")
    assert answer.response.location == f"/2017/review/{second}"
    assert site.world.state(first) is EvidenceState.SUFFICIENT
    answer = _send(reviewer, second, verdict="needs_explanation", reason="partial_coverage", comment="Thiếu")
    assert answer.response.location == "/2017/review"
    queue = reviewer.get("/2017/review")
    form = queue.one("#to-return form")
    reviewer.post(str(form["action"]), queue.hidden("#to-return form"))
    assert site.world.pack_state() is PackState.RETURNED


def test_the_desk_opens_at_the_first_cited_page(site: Site) -> None:
    [piece] = _submitted(site)
    desk = site.visitor("reviewer").get(f"/2017/review/{piece}")
    assert desk.one(".strip a[aria-current]")["aria-label"]
    assert "/pages/2?" in str(desk.one(".page-view img")["src"])
    assert len(desk.tree.select(".strip a.cited")) == 2
    other = site.visitor("reviewer").get(f"/2017/review/{piece}?page=99&zoom=7&view=x")
    assert "/pages/5?" in str(other.one(".page-view img")["src"])
    assert site.visitor("reviewer").get(f"/2017/review/{piece}?view=text").tree.select(".sheetview")


def test_pins_and_typed_pins_are_kept_with_the_verdict(site: Site) -> None:
    [piece] = _submitted(site)
    pin = {"page": 2, "quote": "đã hoàn thành 41/48", "boxes": [[0.1, 0.2, 0.3, 0.4]]}
    _send(
        site.visitor("reviewer"),
        piece,
        verdict="needs_explanation",
        reason="missing_content",
        anchors=json.dumps([pin]),
        pin_page="3",
        pin_quote="nhiệm vụ",
    )
    [review] = _reviews(site)
    assert review.anchors == [pin, {"page": 3, "quote": "nhiệm vụ", "boxes": []}]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"verdict": "needs_explanation"}, "#reason-error-1"),
        ({"verdict": "needs_explanation", "reason": "other", "comment": ""}, "#comment-error-1"),
        ({"verdict": "needs_explanation", "reason": "nonsense"}, "#reason-error-1"),
        ({"verdict": "nonsense"}, ".invalid-feedback"),
        ({}, ".invalid-feedback"),
        ({"verdict": "sufficient", "pin_quote": "lời"}, "#pin_page-error-1"),
        ({"verdict": "sufficient", "pin_page": "9"}, ".invalid-feedback"),
        ({"verdict": "sufficient", "anchors": "[1,"}, ".invalid-feedback"),
        ({"verdict": "sufficient", "anchors": '[{"page": "x"}]'}, ".invalid-feedback"),
    ],
)
def test_a_refused_verdict_says_where_and_keeps_the_words(
    site: Site, typed: dict[str, str], field: str
) -> None:
    [piece] = _submitted(site)
    page = _send(site.visitor("reviewer"), piece, status=400, **({"comment": "Lời đã gõ"} | typed))
    assert page.one(field).get_text(strip=True)
    assert page.one("#comment").get_text().strip() == typed.get("comment", "Lời đã gõ")
    assert not _reviews(site)


def test_of_two_reviewers_the_second_is_told_and_keeps_the_words(site: Site) -> None:
    [piece] = _submitted(site)
    second = site.visitor("second")
    desk = second.get(f"/2017/review/{piece}")
    site.world.judge(piece)
    sent = desk.hidden(".verdict-form") | {"verdict": "sufficient", "comment": "Rất đầy đủ"}
    page = second.post(f"/2017/review/{piece}/verdict", sent, status=409)
    assert page.one("#comment").get_text().strip() == "Rất đầy đủ"
    assert page.one(".verdict-form button.btn-primary").has_attr("disabled")
    assert len(_reviews(site)) == 1


def test_one_takes_ones_own_verdict_back_with_a_reason(site: Site) -> None:
    [piece] = _submitted(site)
    site.world.judge(piece)
    reviewer = site.visitor("reviewer")
    link = reviewer.get(f"/2017/review/{piece}").one("#verdict a")
    form = reviewer.get(str(link["href"])).hidden("main form")
    reviewer.post(str(link["href"]), form | {"reason": ""}, status=400)
    answer = reviewer.post(str(link["href"]), form | {"reason": "Đọc nhầm trang"})
    assert answer.response.location == f"/2017/review/{piece}"
    assert site.world.state(piece) is EvidenceState.SUBMITTED
    assert "Đọc nhầm trang" in reviewer.get(f"/2017/review/{piece}").words
    refused = site.visitor("second").post(f"/2017/review/{piece}/undo", {"reason": "Tôi muốn"}, status=409)
    assert refused.one("textarea").get_text().strip() == "Tôi muốn"


def test_who_had_a_part_sees_why_it_is_not_theirs(site: Site) -> None:
    site.world.give("lan", roles={_role("uploader"), _role("reviewer")})
    [piece] = _submitted(site)
    lan = site.visitor("lan")
    others = lan.get("/2017/review").one("#others")
    assert "reviewer" in others.get_text()
    assert "second" in others.get_text()
    desk = lan.get(f"/2017/review/{piece}")
    assert not desk.tree.select(".verdict-form")
    lan.post(f"/2017/review/{piece}/verdict", {"verdict": "sufficient"}, status=403)
    for name in ("reviewer", "second", "council"):
        site.world.give(name, roles={_role("uploader")})
    assert lan.get("/2017/review").one("#others .t-bad")


def _role(name: str) -> Any:
    return Role(name)


def test_an_explained_piece_can_be_accepted(site: Site) -> None:
    [piece] = _submitted(site)
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    site.world.explain(piece, text="Bảy nhiệm vụ chuyển sang 2018")
    site.world.submit()
    desk = site.visitor("reviewer").get(f"/2017/review/{piece}")
    assert "Bảy nhiệm vụ chuyển sang 2018" in desk.words
    assert len(desk.tree.select(".verdict input[type=radio]")) == 3
    _send(site.visitor("reviewer"), piece, verdict="accepted_with_explanation", reason="partial_coverage")
    assert site.world.state(piece) is EvidenceState.ACCEPTED_WITH_EXPLANATION


def test_a_products_explanation_is_judged_and_taken_back(site: Site) -> None:
    found = site.world.explain_product(kind=ExplanationKind.MISSING)
    site.world.submit()
    reviewer, path = site.visitor("reviewer"), f"/2017/review/explanations/{found}"
    assert reviewer.get("/2017/review").one("a.btn-primary")["href"] == path
    page = reviewer.get(path)
    reviewer.post(f"{path}/verdict", page.hidden(".verdict-form"), status=400)
    sent = page.hidden(".verdict-form") | {"decision": "reject", "comment": "Chưa rõ lý do"}
    reviewer.post(f"{path}/verdict", sent)
    assert _round(site, found).state is ExplanationState.REJECTED
    again = site.visitor("second").post(
        f"{path}/verdict", {"decision": "accept", "comment": "Chưa rõ lý do"}, status=409
    )
    assert "Chưa rõ lý do" in again.one("#comment").get_text()
    reviewer.post(f"{path}/undo", {"reason": "Xem lại"})
    assert _round(site, found).state is ExplanationState.SUBMITTED


def _round(site: Site, explanation_id: int) -> Explanation:
    with site.world.reading() as session:
        return session.get_one(Explanation, explanation_id)


def test_a_reviewer_corrects_the_fields(site: Site) -> None:
    [piece] = _submitted(site)
    reviewer = site.visitor("reviewer")
    form = reviewer.get(f"/2017/review/{piece}").hidden(".panel details form")
    typed = {
        "number": "683/BC-UBND",
        "type": "",
        "issued_on": "20/11/2017",
        "issuer": "",
        "subject": "Báo cáo",
    }
    reviewer.post(f"/2017/review/{piece}/header", form | typed)
    with site.world.reading() as session:
        assert session.get_one(Evidence, piece).version.header_number == "683/BC-UBND"
    page = reviewer.post(
        f"/2017/review/{piece}/header", form | typed | {"issued_on": "32/13/2017"}, status=400
    )
    assert page.one("#issued_on")["value"] == "32/13/2017"


def test_the_approver_asks_again_and_the_reviewer_reads_it(site: Site) -> None:
    [piece] = _submitted(site)
    site.world.judge(piece)
    approver = site.visitor("approver")
    form = approver.get(f"/2017/review/{piece}/ask-again").hidden("main form")
    approver.post(f"/2017/review/{piece}/ask-again", form | {"reason": "Có đúng là bản cuối không?"})
    assert site.world.state(piece) is EvidenceState.SUBMITTED
    assert "Có đúng là bản cuối không?" in site.visitor("second").get(f"/2017/review/{piece}").words
    assert "Có đúng là bản cuối không?" in site.visitor("second").get("/2017/criteria/TCTP-1.1.3").words


@pytest.mark.parametrize("who", ["lan", "head", "approver", "coordinator", "observer", "ministry"])
def test_the_desk_is_the_reviewers_alone(site: Site, who: str) -> None:
    [piece] = _submitted(site)
    visitor = site.visitor(who)
    for path in ("/2017/review", f"/2017/review/{piece}"):
        visitor.get(path, status=404)
    visitor.post(f"/2017/review/{piece}/verdict", {"verdict": "sufficient"}, status=404)


def test_a_draft_has_no_desk(site: Site) -> None:
    piece = site.world.cite()
    site.visitor("reviewer").get(f"/2017/review/{piece}", status=404)
    site.visitor("reviewer").get("/2017/review/explanations/77", status=404)


def test_the_queue_is_filtered_by_its_address(site: Site) -> None:
    _submitted(site)
    other = site.world.cite("2.1.1", "justice")
    site.world.submit("2.1.1", "justice-head")
    reviewer = site.visitor("reviewer")
    filtered = reviewer.get("/2017/review?agency=tu-phap")
    assert filtered.one("a.btn-primary")["href"] == f"/2017/review/{other}?agency=tu-phap"
    assert "Tài liệu 1/1 chờ rà soát" in reviewer.get(f"/2017/review/{other}?agency=tu-phap").words
    assert reviewer.get("/2017/review?field=1").words != filtered.words
    for nothing in ("?agency=khong-co", "?age=14", "?field=9"):
        assert reviewer.get(f"/2017/review{nothing}").one(".empty")
    reviewer.get("/2017/review?age=x&agency=&field=")
