"""Claims, ready comments, one verdict for several pieces, and the council in the browser."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from sqlalchemy import select, update

from evidence_repo.models import CannedComment, Evidence, Review, ReviewClaim
from tests.web.site import Site
from tests.web.test_bulk import boxes, done
from workflows.claims import LASTS
from workflows.evidence import EvidenceState
from workflows.packs import PackState
from workflows.roles import Role


def submitted(site: Site, count: int = 1, code: str = "1.1.3") -> list[int]:
    pieces = [site.world.cite(code) for _ in range(count)]
    site.world.submit(code)
    return pieces


def test_a_piece_is_taken_in_hand_seen_by_others_and_taken_over_later(site: Site) -> None:
    [piece] = submitted(site)
    reviewer, second = site.visitor("reviewer"), site.visitor("second")
    desk = f"/2017/review/{piece}"
    assert "Nhận rà soát" in reviewer.get(desk).words
    assert "Anh/chị đang nhận rà soát đến" in reviewer.follow(f"{desk}/claim").words
    assert "reviewer đang rà soát đến" in second.get("/2017/review").words
    assert "reviewer đang nhận rà soát đến" in second.get(desk).words
    refused = second.post(f"{desk}/claim", status=409)
    assert "reviewer đang rà soát mục này đến" in refused.words
    with site.container.database.transaction() as session:
        session.execute(update(ReviewClaim).values(active_at=site.container.clock.now() - LASTS))
    assert "Anh/chị đang nhận rà soát đến" in second.follow(f"{desk}/claim").words
    reviewer.post(f"{desk}/release", status=409)
    second.post(f"{desk}/release")
    form = reviewer.get(desk).hidden(".verdict-form")
    reviewer.post(f"{desk}/verdict", form | {"verdict": "sufficient"})
    assert site.world.state(piece) is EvidenceState.SUFFICIENT


def test_the_queue_shows_age_and_urgency_and_exports_who_is_at_it(site: Site) -> None:
    [piece] = submitted(site)
    with site.container.database.transaction() as session:
        row = session.get_one(Evidence, piece)
        pack = site.world.pack(session, "1.1.3")
        pack.state_since = row.state_since = site.container.clock.now() - 16 * LASTS * 48
    page = site.visitor("reviewer").get("/2017/review")
    assert page.one("td .state.bad").get_text(strip=True) == "16 ngày"
    answer = site.visitor("reviewer").client.get("/2017/review?format=xlsx")
    assert answer.status_code == 200


def test_a_ready_comment_is_chosen_without_a_script_and_words_are_added(site: Site) -> None:
    [piece] = submitted(site)
    coordinator, reviewer = site.visitor("coordinator"), site.visitor("reviewer")
    sent = {"reason": "unsigned", "text": "Văn bản chưa được ký."}
    assert "Văn bản chưa được ký." in coordinator.follow("/admin/comments", sent).words
    coordinator.post("/admin/comments", sent, status=400)
    with site.world.reading() as session:
        ready = session.scalars(select(CannedComment)).one().id
    desk = reviewer.get(f"/2017/review/{piece}")
    option = desk.one("#canned optgroup option")
    assert (option["value"], option.get_text(strip=True)) == (str(ready), "Văn bản chưa được ký.")
    form = desk.hidden(".verdict-form") | {"verdict": "needs_explanation", "reason": "unsigned"}
    reviewer.post(f"/2017/review/{piece}/verdict", form | {"canned": str(ready), "comment": "Trang 3."})
    with site.world.reading() as session:
        assert session.scalars(select(Review.comment)).one() == "Văn bản chưa được ký.\nTrang 3."
    page = coordinator.get(f"/admin/comments/{ready}")
    coordinator.post(f"/admin/comments/{ready}", page.hidden("main form[data-module]") | {"text": "Chưa ký."})
    assert "Chưa ký." in coordinator.get("/admin/comments").words
    assert "Chưa ký." not in coordinator.follow(f"/admin/comments/{ready}/remove").words
    coordinator.get(f"/admin/comments/{ready}", status=404)


def test_several_pieces_of_one_criterion_get_one_verdict_each_with_its_answer(site: Site) -> None:
    pieces = submitted(site, 3)
    [other] = submitted(site, 1, "1.3.1")
    reviewer = site.visitor("reviewer")
    ticked = boxes(reviewer.get("/2017/review"), "piece")
    assert [int(each.partition(":")[0]) for each in ticked] == [*pieces, other]
    several = reviewer.post("/2017/review/selected", {"act": "judge", "piece": ticked}, status=400)
    assert "nhiều tiêu chí" in several.words
    chosen = {"act": "judge", "piece": ticked[:3]}
    ask = reviewer.post("/2017/review/selected", chosen, status=200)
    assert boxes(ask, "piece") == ticked[:3]
    confirmed = chosen | {"confirmed": "1", "verdict": "needs_explanation"}
    reviewer.post("/2017/review/selected", confirmed, status=400)
    site.world.judge(pieces[1], who="second")
    answer = reviewer.post("/2017/review/selected", confirmed | {"reason": "unsigned"}, status=200)
    assert done(answer) == [False, True, True]
    states = [site.world.state(piece) for piece in (*pieces, other)]
    needs, passed = EvidenceState.NEEDS_EXPLANATION, EvidenceState.SUFFICIENT
    assert states == [needs, passed, needs, EvidenceState.SUBMITTED]


def council(site: Site) -> None:
    """Switch the council on with two members, through its page."""
    for name in ("observer", "mai"):
        site.world.give(name, roles={Role.COUNCIL_MEMBER})
    coordinator = site.visitor("coordinator")
    page = coordinator.get("/2017/council/setup")
    members = boxes(page, "members")
    assert len(members) == 2
    sent = {"is_on": "y", "quorum": "2/3", "majority": "1/2", "base": "members", "members": members}
    lock = page.hidden("main form")
    for wrong in ({"quorum": "1e9"}, {"quorum": "0/1"}, {"majority": "1/0"}, {"majority": "1/3"}):
        coordinator.post("/2017/council/setup", lock | sent | wrong, status=400)
    assert "hội đồng đã biểu quyết tán thành" in coordinator.follow("/2017/council/setup", lock | sent).words


def test_the_council_votes_and_the_minutes_say_what_it_decided(site: Site) -> None:
    [piece] = submitted(site)
    site.world.judge(piece)
    council(site)
    approver = site.visitor("approver")
    packs = approver.get("/2017/packs")
    assert "Hội đồng chưa biểu quyết bộ hồ sơ này." in packs.words
    assert "Hội đồng chưa biểu quyết" in approver.get("/2017/criteria/TCTP-1.1.3").words
    page = approver.get("/2017/council")
    [pack] = boxes(page, "pack")
    approver.post("/2017/council/votes", {"title": "Phiên họp 1"}, status=400)
    vote = approver.follow("/2017/council/votes", {"title": "Phiên họp 1", "pack": pack})
    assert "0/2 thành viên đã biểu quyết" in vote.words
    member = site.visitor("observer")
    field = str(member.get("/2017/council/votes/1").tree.select("input[type=radio]")[0]["name"])
    member.post("/2017/council/votes/1/voices", status=400)
    member.post("/2017/council/votes/1/voices", {field: "perhaps"}, status=400)
    member.post("/2017/council/votes/1/voices", {field: "for", field.replace("voice", "words"): "Đủ căn cứ"})
    site.visitor("mai").post("/2017/council/votes/1/voices", {field: "for"})
    assert "Đủ căn cứ" not in approver.get("/2017/council/votes/1").words
    approver.get("/2017/council/votes/1/minutes.docx", status=409)
    closed = approver.follow("/2017/council/votes/1/close")
    assert "Thông qua" in closed.words
    assert "observer: Tán thành – Đủ căn cứ" in closed.words
    answer = approver.client.get("/2017/council/votes/1/minutes.docx")
    again = approver.client.get("/2017/council/votes/1/minutes.docx")
    assert answer.data == again.data
    paper = Document(BytesIO(answer.data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {"TCTP 1.1.3. Tiêu chí 1.1.3", "Thông qua", "Đủ căn cứ", "mai", "observer"} <= set(cells)
    assert any("BIÊN BẢN" in paragraph.text for paragraph in paper.paragraphs)
    approver.post("/2017/packs/TCTP-1.1.3/approve")
    assert site.world.pack_state() is PackState.APPROVED


def test_without_a_council_its_page_says_so_and_nobody_opens_a_vote(site: Site) -> None:
    [piece] = submitted(site)
    site.world.judge(piece)
    approver = site.visitor("approver")
    page = approver.get("/2017/council")
    assert "không có hội đồng" in page.words
    assert not page.tree.select("#ask")
    with site.world.reading() as session:
        pack = site.world.pack(session, "1.1.3")
        ticked = f"{pack.id}:{pack.lock}"
    approver.post("/2017/council/votes", {"title": "Phiên họp", "pack": ticked}, status=409)
