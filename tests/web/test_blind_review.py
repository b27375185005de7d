"""Whoever judges a piece a second time finds the first verdict nowhere: every page is walked as they are."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from evidence_repo.models import Assignment, Evidence, FollowUpLetter, SecondReview
from evidence_repo.services.workflow.second_reviews import set_share
from evidence_repo.services.workflow.verdicts import record_verdict
from tests.services.assigning import Assigning
from tests.web.pages import Visitor
from tests.web.site import Site
from workflows.evidence import Reason, VerdictKind
from workflows.states import PackState

COMMENT = "nhận xét lần thứ nhất"
QUOTE = "lời trích lần thứ nhất"
REASON = "Chưa đầy đủ so với yêu cầu"
NAMES = ("reviewer", "second", "council")


class Blind:
    """A site with a piece that was judged, and explained before; who judges it again, and who judged it."""

    def __init__(self, site: Site) -> None:
        self.site, world = site, site.world
        assigning = Assigning(world)
        [number] = assigning.assign()
        self.piece = world.cite()
        self.explained = world.explain_product()
        world.submit()
        with site.container.database.transaction() as session:
            set_share(session, world.actor("coordinator"), world.cycle(session), 100, world.clock, seed="hạt")
            session.get_one(Assignment, number).evidence_id = self.piece
            record_verdict(
                session,
                world.actor("reviewer"),
                session.get_one(Evidence, self.piece),
                VerdictKind.NEEDS_EXPLANATION,
                reason=Reason.PARTIAL_COVERAGE,
                comment=COMMENT,
                anchors=[{"page": 1, "quote": QUOTE, "boxes": [[0.1, 0.2, 0.3, 0.4]]}],
                clock=world.clock,
            )
        with world.reading() as session:
            second = session.scalars(select(SecondReview)).one()
            assert second.reviewer is not None
            self.second, self.who = second.id, second.reviewer.name
        self.other = next(name for name in NAMES[1:] if name != self.who)

    def arguments(self) -> dict[str, int | str]:
        """Return what every address may ask for."""
        return {
            **{"year": 2017, "code": "TCTP-1.1.3", "topic": "criteria", "rest": "TCTP-1.1.3", "page": 1},
            **{"evidence_id": self.piece, "explanation_id": self.explained, "document_id": 1, "number": 1},
            **{"second_id": self.second, "assignment_id": 1, "saved_id": 1, "agency_id": 1, "of_year": 2017},
            **{"person_id": 1, "day_id": 1, "job_id": 1, "request_id": 1, "delegation_id": 1, "change_id": 1},
            **{
                "comment_id": 1,
                "session_id": 1,
                "link": "x",
                "key": "x",
                "kind": "merge",
                "action": "freeze",
            },
        }

    def addresses(self) -> Iterator[str]:
        """Yield the address of everything that can be fetched, and of it as a workbook and filtered."""
        adapter = self.site.app.url_map.bind("localhost")
        given = self.arguments()
        for rule in self.site.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or "static" in rule.endpoint or "icons" in rule.endpoint:
                continue
            path = adapter.build(rule.endpoint, self._wanted(rule, given))
            piece = f"{path}?piece={self.piece}&evidence={self.piece}"
            yield from (path, piece, f"{path}?format=xlsx", f"{path}?q=bao&state=needs_explanation")

    def _wanted(self, rule: Rule, given: dict[str, int | str]) -> dict[str, int | str]:
        """Return what the address asks for; a thing that the site has none of is the first of its kind."""
        return {name: self._choice(rule, name) or given.get(name, 1) for name in rule.arguments}

    def _choice(self, rule: Rule, name: str) -> str | None:
        """Return the first of the words that may stand there, None where anything may."""
        words = re.search(rf"<any\(([^,)]+)[^>]*:{name}>", rule.rule)
        return words[1] if words else None


def words_of(visitor: Visitor, address: str) -> str:
    """Return all words of an answer, those of a workbook too; nothing where the page is not theirs."""
    answer = visitor.client.get(address)
    if answer.status_code != 200:
        return ""
    if "spreadsheet" in (answer.mimetype or ""):
        book = openpyxl.load_workbook(BytesIO(answer.data))
        return " ".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)
    if answer.mimetype and not answer.mimetype.startswith(("text/", "application/json")):
        return ""
    return answer.get_data(as_text=True)


@pytest.fixture
def blind(site: Site) -> Blind:
    return Blind(site)


def test_no_page_tells_the_first_verdict_to_who_judges_again(blind: Blind) -> None:
    told = {name: [] for name in (blind.who, blind.other)}
    for name, found in told.items():
        visitor = blind.site.visitor(name)
        for address in blind.addresses():
            words = words_of(visitor, address)
            if COMMENT in words or QUOTE in words:
                found.append(address)
    assert told[blind.who] == []
    assert f"/2017/review/{blind.piece}" in told[blind.other], "the walk would have found it"
    assert any(address.startswith("/audit") for address in told[blind.other])


def test_no_list_counts_or_names_the_state_that_the_first_verdict_led_to(blind: Blind) -> None:
    visitor, other = blind.site.visitor(blind.who), blind.site.visitor(blind.other)
    for address in ("/2017/criteria/TCTP-1.1.3", f"/2017/review/{blind.piece}"):
        assert visitor.client.get(f"{address}").status_code == (404 if "review" in address else 200)
    page = visitor.get("/2017/criteria/TCTP-1.1.3")
    assert f"piece-{blind.piece}" not in page.text
    assert f"piece-{blind.piece}" in other.get("/2017/criteria/TCTP-1.1.3").text
    for address in ("/2017/criteria/TCTP-1.1.3", "/2017/review", "/", "/2017/bundles", "/2017/board"):
        found = visitor.get(address).tree.select("main .state.ask")
        assert not [each for each in found if "Cần giải trình" in each.get_text()], address
    assert "Cần giải trình" not in visitor.get("/search?q=bao").tree.select_one("main").get_text()  # type: ignore[union-attr]
    log = list(csv.reader(StringIO(visitor.client.get("/audit.csv").get_data(as_text=True))))
    assert not [row for row in log if "record_verdict" in row]
    assert visitor.get("/2017/assignments").text.count("chau-doc") == 0


def test_the_document_can_be_read_and_the_verdict_given_without_a_script(blind: Blind) -> None:
    visitor = blind.site.visitor(blind.who)
    queue = visitor.get("/2017/review")
    link = str(queue.one("#seconds a")["href"])
    desk = visitor.get(link)
    assert COMMENT not in desk.text
    assert REASON not in " ".join(each.get_text() for each in desk.tree.select("main .note, main .state"))
    visitor.get("/documents/1?version=1")
    form = desk.hidden(".verdict-form")
    visitor.post(f"{link}/verdict", form | {"verdict": "needs_explanation"}, status=400)
    both = visitor.follow(f"{link}/verdict", form | {"verdict": "sufficient", "comment": "Đủ căn cứ."})
    assert COMMENT in both.text
    assert "Đủ căn cứ." in blind.site.visitor("reviewer").get(f"/2017/review/{blind.piece}").words
    assert "Đủ căn cứ." not in blind.site.visitor("head").get("/2017/criteria/TCTP-1.1.3").words
    assert blind.site.world.pack_state() is PackState.SUBMITTED
    visitor.post(f"{link}/verdict", form | {"verdict": "sufficient"}, status=409)


def test_the_approver_is_warned_of_a_disagreement_and_all_see_the_agreement(blind: Blind) -> None:
    world = blind.site.world
    passed = world.cite("1.3.1")
    world.submit("1.3.1")
    world.judge(passed)
    with world.reading() as session:
        row = session.scalars(select(SecondReview).where(SecondReview.evidence_id == passed)).one()
        assert row.reviewer is not None
        second, who = row.id, row.reviewer.name
    visitor = blind.site.visitor(who)
    link = f"/2017/review/second/{second}"
    sent = visitor.get(link).hidden(".verdict-form") | {"verdict": "needs_explanation", "reason": "unsigned"}
    visitor.post(f"{link}/verdict", sent)
    approver = blind.site.visitor("approver")
    assert "1 kết quả rà soát lần hai khác lần một" in approver.get("/2017/packs").words
    assert "1 kết quả rà soát lần hai khác lần một" in approver.get("/2017/criteria/TCTP-1.3.1").words
    coordinator = blind.site.visitor("coordinator")
    page = coordinator.get("/2017/review/agreement")
    assert {"reviewer", who} <= set(page.one("#pairs").get_text(" ").replace("–", " ").split())
    coordinator.post("/2017/review/agreement/share", {"share": "101"}, status=400)
    assert "25% kết quả" in coordinator.follow("/2017/review/agreement/share", {"share": "25"}).words
    visitor.get("/2017/review/agreement")
    blind.site.visitor("lan").get("/2017/review/agreement", status=404)


def test_no_letter_names_the_piece_that_somebody_judges_blind(blind: Blind) -> None:
    world, coordinator = blind.site.world, blind.site.visitor("coordinator")
    world.return_()
    page = coordinator.get("/2017/follow-up?due=all")
    coordinator.post("/2017/follow-up/letters", page.hidden("#make") | {"reply_by": "30/12/2099"})
    with world.reading() as session:
        [letter] = session.scalars(select(FollowUpLetter).where(FollowUpLetter.agency.has(code="noi-vu")))
        assert "bao-cao.pdf" in [item["words"] for item in letter.items if item["kind"] == "returned"]
        address = f"/2017/follow-up/letters/{letter.id}.docx"
    for who, status in ((blind.other, 200), (blind.who, 404)):
        visitor = blind.site.visitor(who)
        assert visitor.client.get(address).status_code == status
        assert (address in visitor.get("/2017/follow-up").text) == (status == 200)
