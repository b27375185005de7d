"""The page of one criterion: what each person sees on it, and the one thing that is theirs to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    CriterionField,
    CrosswalkPair,
    Evidence,
    EvidencePack,
)
from evidence_repo.services.bundles import seal_bundle
from evidence_repo.services.workflow.packs import reopen_pack
from tests.web.pages import Page
from tests.web.site import Site
from workflows.crosswalk import PairOrigin, PairState
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind

ADDRESS = "/2017/criteria/TCTP-1.1.3"
_SAME = (
    *("lead_agency_id", "agency_order", "ordinal", "kind", "code", "group", "title", "requirement"),
    "coordinating_text",
)


def pieces_on(page: Page) -> list[str]:
    """Return the ids of the pieces that the page shows."""
    return [str(piece["id"]) for piece in page.tree.select("article.piece")]


def button_of(page: Page) -> str:
    """Return the words of the pack's button, nothing if there is none."""
    found = page.tree.select("#pack-action .btn")
    return found[0].get_text(" ", strip=True) if found else ""


def test_everybody_of_the_province_finds_the_page(site: Site) -> None:
    for name in ("lan", "head", "justice", "district", "reviewer", "approver", "coordinator", "observer"):
        page = site.visitor(name).get(ADDRESS)
        assert "Báo cáo 1" in page.words
    site.visitor("ministry").get(ADDRESS, status=404)
    site.visitor("lan").get("/2017/criteria/TCTP-9.9.9", status=404)


def test_drafts_are_the_agencys_and_nobody_elses(site: Site) -> None:
    piece = f"piece-{site.world.cite()}"
    for name, seen in (
        ("lan", True),
        ("head", True),
        ("coordinator", True),
        ("justice", False),
        ("district", False),
        ("reviewer", False),
        ("approver", False),
        ("observer", False),
    ):
        page = site.visitor(name).get(ADDRESS)
        assert (piece in pieces_on(page)) is seen, name
    site.world.submit()
    for name in ("reviewer", "approver", "observer"):
        assert piece in pieces_on(site.visitor(name).get(ADDRESS)), name


def test_only_the_agencies_that_bring_something_get_drop_zones(site: Site) -> None:
    for name, has_drop in (
        ("lan", True),
        ("head", True),
        ("district", True),
        ("justice", False),
        ("reviewer", False),
        ("approver", False),
        ("coordinator", False),
        ("observer", False),
    ):
        page = site.visitor(name).get(ADDRESS)
        assert bool(page.tree.select("form.drop")) is has_drop, name
    site.world.cite()
    site.world.submit()
    assert not site.visitor("lan").get(ADDRESS).tree.select("form.drop")


def test_a_coordinating_agency_sees_its_own_pieces_only(site: Site) -> None:
    lead, own = site.world.cite(), site.world.cite(who="district")
    assert pieces_on(site.visitor("district").get(ADDRESS)) == [f"piece-{own}"]
    assert pieces_on(site.visitor("lan").get(ADDRESS)) == [f"piece-{lead}", f"piece-{own}"]


def test_each_role_has_its_own_button(site: Site) -> None:
    piece = site.world.cite()
    visitor = site.visitor("head")
    head = visitor.get(ADDRESS)
    assert not head.tree.select("#pack-action button[disabled]")
    assert head.one("#pack-action form")["action"] == "/2017/packs/TCTP-1.1.3/submit"
    assert button_of(site.visitor("lan").get(ADDRESS)) == ""
    visitor.follow("/2017/packs/TCTP-1.1.3/submit", head.hidden("#pack-action form") | {"confirmed": "1"})
    assert (
        site.visitor("head").get(ADDRESS).one("#pack-action form")["action"]
        == "/2017/packs/TCTP-1.1.3/recall"
    )
    assert site.visitor("reviewer").get(ADDRESS).tree.select("#pack-action a.btn")
    assert site.visitor("approver").get(ADDRESS).tree.select("#pack-action button[disabled]")
    site.world.judge(piece)
    approver = site.visitor("approver").get(ADDRESS)
    assert approver.one("#pack-action form")["action"] == "/2017/packs/TCTP-1.1.3/approve"
    assert button_of(site.visitor("observer").get(ADDRESS)) == ""


def test_a_button_that_cannot_be_pressed_says_why_and_where_it_is_mended(site: Site) -> None:
    empty = site.visitor("head").get(ADDRESS)
    assert empty.one("#pack-action button")["aria-describedby"] == "why"
    assert empty.one("#why a")["href"] == "#product-1"
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    returned = site.visitor("head").get(ADDRESS)
    assert returned.tree.select("#pack-action button[disabled]")
    link = returned.one("#why a")
    assert link["href"] == f"#piece-{piece}"
    assert returned.tree.select(str(link["href"]))


def test_the_reviewers_words_stand_at_the_piece_and_the_explanation_under_them(site: Site) -> None:
    piece = site.world.cite(pages="2-3")
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION, comment="Chưa nêu lý do 7 nhiệm vụ")
    site.world.return_()
    shown = site.visitor("lan").get(ADDRESS).one(f"#piece-{piece}")
    assert "Chưa nêu lý do 7 nhiệm vụ" in shown.get_text()
    assert "2–3" in shown.get_text()
    assert shown.select(f'a[href="/2017/evidence/{piece}/explain"]')
    site.world.explain(piece, text="Bảy nhiệm vụ chuyển sang năm 2018")
    shown = site.visitor("lan").get(ADDRESS).one(f"#piece-{piece}")
    assert "Bảy nhiệm vụ chuyển sang năm 2018" in shown.get_text()


def test_the_way_of_the_pack_is_told_with_the_reason_for_reopening(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece)
    site.world.approve()
    with site.world.database.transaction() as session:
        pack = site.world.pack(session, "1.1.3")
        reopen_pack(session, site.world.actor("approver"), pack, "Thiếu phụ lục", clock=site.world.clock)
    for name in ("lan", "observer", "reviewer"):
        steps = site.visitor(name).get(ADDRESS).tree.select("#steps li")
        told = [step.get_text(" ", strip=True) for step in steps]
        assert len(told) >= 6, told
        assert any("Thiếu phụ lục" in step for step in told), name


def test_the_way_of_the_pack_tells_its_sealing_also_when_it_is_open_again(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece)
    site.world.approve()
    with site.world.database.transaction() as session:
        packs = [site.world.pack(session, "1.1.3")]
        cycle, approver = site.world.cycle(session), site.world.actor("approver")
        seal_bundle(session, approver, cycle, packs, site.world.clock)
    sealed = "Đã chốt vào bộ hồ sơ số 01"
    [now] = site.visitor("observer").get(ADDRESS).tree.select("#steps [aria-current]")
    assert sealed in now.get_text()
    assert now.select("a[href^='/2017/bundles/1']")
    assert not site.visitor("lan").get(ADDRESS).one("#steps").select("a")  # she sees no bundles
    with site.world.database.transaction() as session:
        pack = site.world.pack(session, "1.1.3")
        reopen_pack(session, site.world.actor("approver"), pack, "Thiếu phụ lục", clock=site.world.clock)
    told = site.visitor("lan").get(ADDRESS).one("#steps").get_text(" ", strip=True)
    assert told.index(sealed) < told.index("Mở lại hồ sơ")


def test_last_years_criterion_is_one_step_away(site: Site) -> None:
    world = site.world
    kept = world.cite()
    world.submit()
    world.judge(kept)
    with world.database.transaction() as session:
        world.cycle(session).state = CycleState.CLOSED
        this_year = _next_cycle(session, world.criterion(session, "1.1.3"))
    address = ADDRESS.replace("2017", str(this_year))
    last = site.visitor("lan").get(address).one("#last-year")
    assert "Năm trước" in last.get_text()
    assert "1/1 tài liệu đạt" in last.get_text()
    assert ADDRESS in [link["href"] for link in last.select("a")]
    assert "tài liệu đạt" not in site.visitor("justice").get(address).one("#last-year").get_text()
    assert "Năm trước" not in site.visitor("lan").get(ADDRESS).words


def _next_cycle(session: Session, before: Criterion) -> int:
    """Begin the next year with one criterion as it was; return the year."""
    cycle = AssessmentCycle(
        year=before.cycle.year + 1, province_id=before.cycle.province_id, created_at=before.cycle.created_at
    )
    session.add(cycle)
    session.flush()
    field = CriterionField(cycle_id=cycle.id, code="1", name="Lĩnh vực 1", ordinal=1)
    session.add(field)
    session.flush()
    again = Criterion(
        **{name: getattr(before, name) for name in _SAME},
        cycle_id=cycle.id,
        field_id=field.id,
    )
    session.add(again)
    session.flush()
    session.add(EvidencePack(criterion_id=again.id, state_since=cycle.created_at))
    pair = CrosswalkPair(criterion=again, earlier=before, origin=PairOrigin.CODE, state=PairState.PROPOSED)
    pair.likeness, pair.decided_at = 100, cycle.created_at
    session.add(pair)
    return cycle.year


def test_pieces_without_a_product_have_a_sheet_of_their_own(site: Site) -> None:
    piece = site.world.cite(product=None)
    page = site.visitor("lan").get(ADDRESS)
    assert page.one("#product-0").select(f"#piece-{piece}")
    assert not page.one("#product-1").select(f"#piece-{piece}")


@contextmanager
def statements_of(site: Site) -> Iterator[list[str]]:
    """Give the statements that the database gets in this block."""
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    engine = site.container.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_page_costs_few_queries_however_much_is_on_it(site: Site) -> None:
    visitor = site.visitor("lan")
    counts = []
    for _ in range(2):
        site.world.cite()
        site.world.cite(who="district")
        visitor.get(ADDRESS)
        with statements_of(site) as statements:
            visitor.get(ADDRESS)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 60, counts


def test_a_crowded_criterion_shows_its_pieces_50_at_a_time(site: Site) -> None:
    pieces = [site.world.cite() for _ in range(53)]
    visitor = site.visitor("lan")
    first = visitor.get(ADDRESS)
    assert pieces_on(first) == [f"piece-{piece}" for piece in pieces[:50]]
    assert first.one("#product-state-1").get_text(strip=True).endswith("0 / 53 đạt")
    assert pieces_on(visitor.get(str(first.one("a[rel=next]")["href"]))) == [
        f"piece-{piece}" for piece in pieces[50:]
    ]
    assert f"piece-{pieces[51]}" in pieces_on(visitor.get(f"{ADDRESS}?piece={pieces[51]}"))
    led = visitor.get(f"/2017/evidence/{pieces[52]}", status=303).response.location
    assert f"piece-{pieces[52]}" in pieces_on(visitor.get(led))
    site.world.submit()
    assert len(site.visitor("approver").get(ADDRESS).tree.select("#why a[href*=piece]")) == 20
    for piece in (pieces[0], pieces[52]):
        site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    links = [link["href"] for link in site.visitor("head").get(ADDRESS).tree.select("#why a")]
    assert links == [f"#piece-{pieces[0]}", f"{ADDRESS}?piece={pieces[52]}#piece-{pieces[52]}"]


def test_pieces_are_found_by_words_and_by_state(site: Site) -> None:
    pieces = [site.world.cite() for _ in range(51)]
    with site.container.database.transaction() as session:
        evidence = session.get_one(Evidence, pieces[50])
        evidence.version.header_number, evidence.version.header_subject = "83/KH-UBND", "Kế hoạch cải cách"
    visitor = site.visitor("lan")
    for query in ("words=83/kh", "words=ke+hoach+CAI", "words=83&state=draft"):
        assert pieces_on(visitor.get(f"{ADDRESS}?{query}")) == [f"piece-{pieces[50]}"]
    assert pieces_on(visitor.get(f"{ADDRESS}?words=83&state=submitted")) == []
    assert len(pieces_on(visitor.get(f"{ADDRESS}?words=&state=nonsense&page=0"))) == 50


def test_one_page_and_several_are_named_in_english(site: Site) -> None:
    site.world.cite(pages="3")
    site.world.cite(pages="2-3, 5")
    lan = site.visitor("lan")
    lan.follow("/language", {"language": "en"})
    words = lan.get(ADDRESS).words
    assert "page 3" in words
    assert "pages 2–3, 5" in words


def test_a_returned_pack_says_that_its_answer_is_overdue(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    today = site.container.clock.today()
    for days, late in ((1, "quá hạn 1 ngày"), (0, "")):
        with site.container.database.transaction() as session:
            site.world.pack(session, "1.1.3").answer_last_day = today - timedelta(days=days)
        [note] = [
            each for each in site.visitor("lan").get(ADDRESS).tree.select(".note") if "Hạn giải" in each.text
        ]
        assert ("bad" in note["class"]) == bool(late)
        assert note.get_text(" ", strip=True).lower().endswith(late or f"{today:%d/%m/%Y}.")
