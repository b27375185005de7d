"""Many pieces and packs at once: each by the same rules as alone, each with its own answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.web.bulk.carrying import MOST_AT_ONCE
from tests.services.assigning import Assigning
from tests.web.pages import Page, Visitor
from tests.web.site import Site
from workflows.assignments import AssignmentState
from workflows.evidence import EvidenceState
from workflows.packs import PackState
from workflows.roles import Role

DONE, NOT_DONE = "Đã xong", "Không thực hiện được"
PIECES, PACKS = "/2017/pieces/selected", "/2017/packs/selected"
ASSIGNMENTS = "/2017/assignments/selected"


def boxes(page: Page, name: str) -> list[str]:
    """Return what the ticked boxes of a list would send, all of them ticked."""
    return [str(box["value"]) for box in page.tree.select(f"input[type=checkbox][name={name}]")]


def results(page: Page) -> list[tuple[str, str]]:
    """Return what the result page says of each row: its name, and whether it is done."""
    rows = page.tree.select("main tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in rows]
    assert all(why for *_, why in cells), "a row without a sentence"
    return [(name, result) for name, result, _ in cells]


def done(page: Page) -> list[bool]:
    return [result == DONE for _, result in results(page)]


def states(site: Site, pieces: Iterable[int]) -> list[EvidenceState]:
    return [site.world.state(piece) for piece in pieces]


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """Give the statements that are sent to the database meanwhile."""
    statements: list[str] = []

    def note(*told: object) -> None:
        statements.append(str(told[2]))

    engine = site.container.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def confirm_page(visitor: Visitor, act: str, chosen: list[str]) -> Page:
    """Send the ticked boxes of the agency's list; return the page that asks."""
    return visitor.post(PIECES, {"act": act, "piece": chosen}, status=200)


def title_pieces(site: Site, **titles: int) -> None:
    with site.container.database.transaction() as session:
        for title, piece in titles.items():
            session.get_one(Evidence, piece).version.header_subject = title


def test_pieces_are_ticked_on_the_criterion_and_withdrawn_together(site: Site) -> None:
    pieces = [site.world.cite() for _ in range(3)]
    lan = site.visitor("lan")
    chosen = boxes(lan.get("/2017/criteria/TCTP-1.1.3"), "piece")
    asked = confirm_page(lan, "withdraw", chosen[:2])
    assert boxes(asked, "piece") == chosen[:2]
    sent = asked.hidden("main form") | {"piece": boxes(asked, "piece")}
    told = lan.post(PIECES, sent, status=200)
    assert "2" in told.one(".page-head p").get_text()
    assert states(site, pieces) == [EvidenceState.WITHDRAWN] * 2 + [EvidenceState.DRAFT]


def test_what_refuses_one_piece_stops_no_other_and_each_is_told(site: Site) -> None:
    mine, changed, gone, foreign = (
        site.world.cite(),
        site.world.cite(),
        site.world.cite(),
        site.world.cite("2.1.1", "justice"),
    )
    title_pieces(site, mine=mine, changed=changed, gone=gone, foreign=foreign)
    lan = site.visitor("lan")
    chosen = [*boxes(lan.get("/2017/pieces"), "piece"), f"{foreign}:1"]
    with site.container.database.transaction() as session:
        session.get_one(Evidence, changed).pages = "2"
        session.get_one(Evidence, gone).state = EvidenceState.WITHDRAWN
    told = results(lan.post(PIECES, {"act": "withdraw", "piece": chosen, "confirmed": "1"}, status=200))
    assert told == [  # refused ones first; what one may not see is not named
        ("TCTP 1.1.3 · changed", NOT_DONE),
        ("TCTP 1.1.3 · gone", NOT_DONE),
        ("TCTP 1.1.3 · mine", DONE),
    ]
    assert states(site, [mine, changed, foreign]) == [
        EvidenceState.WITHDRAWN,
        EvidenceState.DRAFT,
        EvidenceState.DRAFT,
    ]


def test_fields_of_several_documents_are_confirmed_on_one_page(site: Site) -> None:
    first = site.world.document()
    pieces = [
        site.world.cite(version=first),
        site.world.cite("1.3.1", version=first),
        site.world.cite(),
    ]
    lan = site.visitor("lan")
    asked = confirm_page(lan, "confirm", boxes(lan.get("/2017/pieces"), "piece"))
    assert len(asked.tree.select("fieldset")) == 2  # one of two pieces that cite the same version
    sent = asked.hidden("main form") | {"piece": boxes(asked, "piece")}
    numbers = [str(field["name"]) for field in asked.tree.select("input[name$='-number']")]
    days = [str(field["name"]) for field in asked.tree.select("input[name$='-issued_on']")]
    sent |= dict(zip(numbers, ("1/BC-SNV", "2/BC-SNV"), strict=True)) | {days[0]: "1/2/2017", days[1]: "ngày"}
    assert done(lan.post(PIECES, sent, status=200)) == [False, True]
    with site.world.reading() as session:
        found = session.scalars(select(DocumentVersion).order_by(DocumentVersion.id)).all()
        assert [version.header_number for version in found] == ["1/BC-SNV", None]
        assert [bool(version.header_confirmed_at) for version in found] == [True, False]
    assert len(pieces) == 3


def test_long_subjects_of_many_documents_are_confirmed_at_once(site: Site) -> None:
    for _ in range(40):
        site.world.cite()
    lan = site.visitor("lan")
    asked = confirm_page(lan, "confirm", boxes(lan.get("/2017/pieces"), "piece"))
    subjects = [str(field["name"]) for field in asked.tree.select("main form [name$='-subject']")]
    numbers = [str(field["name"]) for field in asked.tree.select("main form [name$='-number']")]
    assert len(subjects) == 40
    sent = asked.hidden("main form") | {"piece": boxes(asked, "piece")} | dict.fromkeys(numbers, "1/BC-SNV")
    sent |= dict.fromkeys(subjects, "ề ế ộ " * 70)  # nine bytes a letter with two marks: some 90 kB
    assert done(lan.post(PIECES, sent, status=200)) == [True] * 40


def test_pages_are_named_piece_by_piece_and_what_is_left_as_it_was_is_not_touched(site: Site) -> None:
    pieces = [site.world.cite(pages="1"), site.world.cite(), site.world.cite()]
    lan = site.visitor("lan")
    asked = confirm_page(lan, "pages", boxes(lan.get("/2017/pieces"), "piece"))
    sent = asked.hidden("main form") | {"piece": boxes(asked, "piece")}
    sent |= {f"pages-{pieces[0]}": "1", f"pages-{pieces[1]}": "2-3", f"pages-{pieces[2]}": "99"}
    assert done(lan.post(PIECES, sent, status=200)) == [False, True]
    with site.world.reading() as session:
        found = [session.get_one(Evidence, piece) for piece in pieces]
        assert [(piece.pages, piece.lock) for piece in found] == [("1", 1), ("2-3", 2), (None, 1)]


@pytest.mark.parametrize("act", ["move", "cite"])
def test_several_pieces_are_moved_or_cited_for_another_product(site: Site, act: str) -> None:
    pieces = [site.world.cite(), site.world.cite()]
    lan = site.visitor("lan")
    asked = confirm_page(lan, act, boxes(lan.get("/2017/pieces"), "piece"))
    [place] = [
        str(choice["value"])
        for choice in asked.tree.select("option")
        if choice.get_text(strip=True).startswith("TCTP 1.3.1 · 2.")
    ]
    sent = asked.hidden("main form") | {"piece": boxes(asked, "piece"), "place": place}
    assert done(lan.post(PIECES, sent, status=200)) == [True, True]
    with site.world.reading() as session:
        found = session.scalars(select(Evidence).order_by(Evidence.id)).all()
        there = [piece for piece in found if piece.criterion.code == "1.3.1"]
        assert [piece.product and piece.product.ordinal for piece in there] == [2, 2]
        assert len(found) == (2 if act == "move" else 4)
    assert len(pieces) == 2


def test_nothing_or_too_much_chosen_is_said_in_a_sentence(site: Site) -> None:
    site.world.cite()
    lan = site.visitor("lan")
    assert "Chưa chọn" in lan.post(PIECES, {"act": "withdraw"}, status=400).words
    many = [f"{number}:1" for number in range(1, MOST_AT_ONCE + 2)]
    page = lan.post(PIECES, {"act": "withdraw", "piece": many, "confirmed": "1"}, status=400)
    assert str(MOST_AT_ONCE) in page.words
    assert states(site, [1]) == [EvidenceState.DRAFT]
    lan.post(PIECES, {"act": "delete", "piece": "1:1"}, status=400)


def test_the_list_finds_pieces_by_words_state_and_fields_that_nobody_confirmed(site: Site) -> None:
    mine, other = site.world.cite(), site.world.cite("1.3.1")
    site.world.cite("1.1.3", "district")
    site.world.cite("2.1.1", "justice")
    title_pieces(site, **{"Kế hoạch": mine, "Báo cáo": other})
    lan = site.visitor("lan")
    assert (
        len(boxes(lan.get("/2017/pieces"), "piece")) == 3
    )  # the contribution to a criterion that one leads, too
    assert [box.partition(":")[0] for box in boxes(lan.get("/2017/pieces?words=ke hoach"), "piece")] == [
        str(mine)
    ]
    assert len(boxes(lan.get("/2017/pieces?words=1.3.1"), "piece")) == 1
    assert boxes(lan.get("/2017/pieces?state=sufficient"), "piece") == []
    with site.container.database.transaction() as session:
        session.get_one(Evidence, mine).version.header_confirmed_at = site.container.clock.now()
    assert len(boxes(lan.get("/2017/pieces?fields=unconfirmed"), "piece")) == 2
    assert len(boxes(site.visitor("district").get("/2017/pieces"), "piece")) == 1


def test_saving_leads_to_the_next_document_of_the_criterion_and_then_of_the_agency(site: Site) -> None:
    pieces = [site.world.cite(), site.world.cite(), site.world.cite("1.3.1")]
    with site.container.database.transaction() as session:
        for piece in pieces:
            session.get_one(Evidence, piece).version.header_number = f"{piece}/BC-SNV"
    lan = site.visitor("lan")
    seen, address = [], f"/2017/evidence/{pieces[1]}/header"
    while address.endswith("/header"):
        seen.append(int(address.split("/")[-2]))
        form = lan.get(address)
        sent = form.hidden("main form") | {"number": "1/BC-SNV"}
        if onward := form.tree.select("button[name=onward]"):
            sent |= {"onward": str(onward[0]["value"])}
        address = str(lan.post(address, sent).response.location)
    assert seen == [pieces[1], pieces[0], pieces[2]]


def submit_all(visitor: Visitor, site: Site, **meant: str) -> list[tuple[str, str]]:
    page = visitor.get("/2017/criteria")
    chosen = boxes(page, "pack")
    asked = visitor.post(PACKS, {"act": "submit", "pack": chosen}, status=200)
    sent = asked.hidden("main form") | {"pack": boxes(asked, "pack")} | meant
    return results(visitor.post(PACKS, sent, status=200))


def test_packs_are_submitted_together_and_each_answers_its_own_question(site: Site) -> None:
    for code in ("1.1.3", "1.3.1"):
        site.world.cite(code)
    with site.container.database.transaction() as session:  # a day of issue that the checks ask about
        for piece in session.scalars(select(Evidence)):
            piece.version.header_issued_on = site.world.clock.today().replace(year=2015)
    with site.world.reading() as session:
        meant = site.world.pack(session, "1.3.1").id
    told = submit_all(site.visitor("head"), site, **{f"meant-{meant}": "1"})
    assert site.world.pack_state("1.3.1") is PackState.SUBMITTED
    assert site.world.pack_state("1.1.3") is PackState.OPEN
    assert told == [("TCTP 1.1.3 · Tiêu chí 1.1.3", NOT_DONE), ("TCTP 1.3.1 · Tiêu chí 1.3.1", DONE)]


def test_a_pack_that_is_not_theirs_or_not_ready_is_refused_for_itself_alone(site: Site) -> None:
    site.world.cite()
    site.world.cite("2.1.1", "justice")
    with site.world.reading() as session:
        ids = [site.world.pack(session, code).id for code in ("1.1.3", "2.1.1", "5.2.1")]
    sent = {"act": "submit", "pack": [str(each) for each in ids], "confirmed": "1"}
    sent |= {f"meant-{each}": "1" for each in ids}
    assert done(site.visitor("head").post(PACKS, sent, status=200)) == [False, False, True]
    assert site.world.pack_state("1.1.3") is PackState.SUBMITTED
    assert site.world.pack_state("2.1.1") is PackState.OPEN


def test_four_eyes_hold_for_every_pack_that_is_approved_with_others(site: Site) -> None:
    for code, reviewer in (("1.1.3", "reviewer"), ("1.3.1", "council"), ("5.2.1", "reviewer")):
        piece = site.world.cite(code)
        site.world.submit(code)
        site.world.judge(piece, who=reviewer)
    council = site.visitor("council")
    chosen = boxes(council.get("/2017/packs"), "pack")
    assert len(chosen) == 2
    asked = council.post(PACKS, {"act": "approve", "pack": chosen}, status=200)
    with site.world.reading() as session:
        own = site.world.pack(session, "1.3.1").id
    sent = asked.hidden("main form") | {"pack": [*boxes(asked, "pack"), str(own)]}
    assert done(council.post(PACKS, sent, status=200)) == [False, True, True]
    assert site.world.pack_state("1.3.1") is PackState.SUBMITTED
    assert site.world.pack_state("5.2.1") is PackState.APPROVED


def test_a_submitted_pack_that_is_ticked_again_is_refused(site: Site) -> None:
    site.world.give("head", roles={Role.AGENCY_HEAD})
    site.world.cite()
    head = site.visitor("head")
    page = head.get("/2017/criteria")
    chosen = boxes(page, "pack")
    sent = {"act": "submit", "pack": chosen, "confirmed": "1"} | {
        f"meant-{box.partition(':')[0]}": "1" for box in chosen
    }
    head.post(PACKS, sent, status=200)
    assert done(head.post(PACKS, sent, status=200)) == [False]
    assert site.world.pack_state() is PackState.SUBMITTED


def test_the_pages_ask_the_database_no_more_for_more_pieces_and_packs(site: Site) -> None:
    lan, head = site.visitor("lan"), site.visitor("head")
    counts: list[list[int]] = []
    for code in ("1.1.3", "1.3.1", "5.2.1"):
        for _ in range(3):
            site.world.cite(code)
        pieces, packs = boxes(lan.get("/2017/pieces"), "piece"), boxes(head.get("/2017/criteria"), "pack")
        of_pages = []
        for ask in (
            lambda: lan.client.get("/2017/pieces?words=bao"),
            lambda: lan.client.get("/2017/evidence/1/header"),
            *(
                lambda act=act, sent=pieces: confirm_page(lan, act, sent)
                for act in ("confirm", "pages", "withdraw")
            ),
            lambda sent=packs: head.post(PACKS, {"act": "submit", "pack": sent}, status=200),
        ):
            with counted(site) as statements:
                ask()
            of_pages.append(len(statements))
        counts.append(of_pages)
    *steady, submitting = zip(*counts, strict=True)
    assert all(later <= second for _, second, later in steady), counts
    # A ticked pack is checked by itself: a fixed number of statements each, and at most 200 packs are ticked.
    assert submitting[2] - submitting[1] == submitting[1] - submitting[0] <= 6, counts


def test_assignments_are_accepted_and_returned_together(site: Site) -> None:
    assigning = Assigning(site.world)
    [first] = assigning.assign("1.1.3")
    [second] = assigning.assign("1.3.1")
    [third] = assigning.assign("1.3.1", product=1)
    for number in (first, second):
        assigning.deliver(number, answer="Không phát sinh")
    lan = site.visitor("lan")
    chosen = boxes(lan.get("/2017/assignments"), "assignment")
    assert len(chosen) == 3
    asked = lan.post(ASSIGNMENTS, {"act": "return", "assignment": chosen}, status=200)
    sent = asked.hidden("main form") | {"assignment": boxes(asked, "assignment")}
    assert done(lan.post(ASSIGNMENTS, sent, status=200)) == [False, False, False]  # no reason
    told = lan.post(ASSIGNMENTS, sent | {"reason": "Thiếu số liệu"}, status=200)
    assert done(told) == [False, True, True]  # nothing was delivered for the third
    assert [assigning.state(each) for each in (first, second, third)] == [
        AssignmentState.RETURNED,
        AssignmentState.RETURNED,
        AssignmentState.ASSIGNED,
    ]
    assigning.deliver(first, answer="Không phát sinh")
    stale = {"act": "accept", "assignment": chosen, "confirmed": "1"}
    assert done(lan.post(ASSIGNMENTS, stale, status=200)) == [False, False, False]
    fresh = stale | {"assignment": [str(first), str(second)]}
    assert done(lan.post(ASSIGNMENTS, fresh, status=200)) == [False, True]
    assert assigning.state(first) is AssignmentState.ACCEPTED


def test_who_only_sees_assignments_has_nothing_to_tick(site: Site) -> None:
    assigning = Assigning(site.world)
    [number] = assigning.assign("1.1.3")
    assert boxes(site.visitor("district").get("/2017/assignments"), "assignment") == []
    assert boxes(site.visitor("coordinator").get("/2017/assignments"), "assignment") == [f"{number}:1"]
    sent = {"act": "cancel", "assignment": str(number), "confirmed": "1", "reason": "Nhầm"}
    assert done(site.visitor("district").post(ASSIGNMENTS, sent, status=200)) == [False]
    site.visitor("justice").post(ASSIGNMENTS, sent, status=404)
    assert assigning.state(number) is AssignmentState.ASSIGNED
