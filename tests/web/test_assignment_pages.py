"""The pages of assignments: proposal, list, one assignment, strip at the criterion, home and board."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from evidence_repo.models import Agency, Assignment, Criterion, Evidence
from tests.documents import build_admin_pdf
from tests.services.assigning import LAST_DAY, WORDS, Assigning
from tests.web.pages import Page
from tests.web.site import Site
from tests.web.test_criterion_page import statements_of
from workflows.assignments import AssignmentState
from workflows.evidence import VerdictKind

S = AssignmentState
YEAR = "/2017"
PROPOSAL = f"{YEAR}/criteria/TCTP-1.1.3/assignments/new"
ADDRESS = f"{YEAR}/criteria/TCTP-1.1.3"


@pytest.fixture
def assigning(site: Site) -> Assigning:
    return Assigning(site.world)


def _add_districts(site: Site, count: int, first: int = 1) -> list[str]:
    """Let the plan name more districts for TCTP 1.1.3, numbered from `first`."""
    numbers = range(first, first + count)
    with site.container.database.transaction() as session:
        criterion = session.scalars(select(Criterion).where(Criterion.code == "1.1.3")).one()
        districts = [Agency(code=f"huyen-{n}", name=f"UBND huyện {n}", kind="district") for n in numbers]
        criterion.coordinating.extend(districts)
    return [f"huyen-{n}" for n in numbers]


def test_one_confirmation_asks_all_that_are_not_struck_out(site: Site, assigning: Assigning) -> None:
    codes = _add_districts(site, 4)
    lan = site.visitor("lan")
    page = lan.get(PROPOSAL)
    ticked = [str(box["value"]) for box in page.tree.select("input[name=agencies][checked]")]
    assert set(ticked) == {"chau-doc", *codes}
    wanted = [code for code in ticked if code != "huyen-2"]
    sent = {"words": "Số liệu năm 2017", "last_day": "23/11/2017", "agencies": wanted}
    told = lan.follow(PROPOSAL, sent)
    assert "4 cơ quan" in told.text
    lan.post(PROPOSAL, sent)
    with site.world.reading() as session:
        asked = session.scalars(select(Agency.code).join(Assignment, Assignment.agency_id == Agency.id)).all()
    assert sorted(asked) == sorted(wanted)
    again = lan.get(PROPOSAL)
    disabled = {str(box["value"]) for box in again.tree.select("input[name=agencies][disabled]")}
    assert disabled == set(wanted)


WHOLE_YEAR = f"{YEAR}/assignments/new"


def _ticked(page: Page) -> dict[str, list[str]]:
    """Return what the proposal over the year sends as it is shown."""
    return {
        name: [str(box["value"]) for box in page.tree.select(f"input[name={name}][checked]")]
        for name in ("criterion", "agency", "ask")
    }


def _asked_pairs(site: Site) -> list[str]:
    with site.world.reading() as session:
        asked = session.execute(select(Assignment.criterion_id, Assignment.agency_id)).all()
    return sorted(f"{criterion}-{agency}" for criterion, agency in asked)


def test_the_whole_year_is_asked_with_one_confirmation(site: Site, assigning: Assigning) -> None:
    _add_districts(site, 3)
    lan = site.visitor("lan")
    assert lan.get(f"{YEAR}/assignments").one(f"a[href='{WHOLE_YEAR}']")
    page = lan.get(WHOLE_YEAR)
    sent = _ticked(page)
    struck = str(page.tree.find("label", string="UBND huyện 2")["for"]).removeprefix("agency-")
    sent["agency"].remove(struck)
    alone = next(pair for pair in sent["ask"] if not pair.endswith(f"-{struck}"))
    sent["ask"].remove(alone)
    wanted = sorted(pair for pair in sent["ask"] if not pair.endswith(f"-{struck}"))
    refused = lan.post(WHOLE_YEAR, sent | {"criterion": []}, status=400)
    assert not refused.tree.select("input[name=criterion][checked]")
    assert f"{len(wanted)} phân công" in lan.follow(WHOLE_YEAR, sent | {"last_day": "20/11/2017"}).words
    assert _asked_pairs(site) == wanted
    assert "không giao hai lần" in lan.follow(WHOLE_YEAR, sent).words
    assert _asked_pairs(site) == wanted
    assert {alone, f"{alone.split('-')[0]}-{struck}"} <= set(_ticked(lan.get(WHOLE_YEAR))["ask"])


def test_a_years_worth_of_ticks_is_taken(site: Site, assigning: Assigning) -> None:
    lan = site.visitor("lan")
    sent = _ticked(lan.get(WHOLE_YEAR))
    wanted = sorted(sent["ask"])
    others = [f"{criterion}-{agency}" for criterion in range(1000, 1067) for agency in range(1000, 1140)]
    lan.post(WHOLE_YEAR, sent | {"ask": [*others, *wanted]})
    assert _asked_pairs(site) == wanted


def test_asking_for_the_year_sends_no_statement_more_for_more_agencies(
    site: Site, assigning: Assigning
) -> None:
    lan, counted = site.visitor("lan"), []
    for first in (1, 51):
        _add_districts(site, 50 if first > 1 else 2, first)
        sent = _ticked(lan.get(WHOLE_YEAR))
        with statements_of(site) as statements:
            lan.post(WHOLE_YEAR, sent)
        counted.append(len(statements))
    assert len(_asked_pairs(site)) > 50
    assert counted[1] <= counted[0]


def test_a_confirmation_without_agencies_or_day_keeps_what_was_typed(
    site: Site, assigning: Assigning
) -> None:
    lan = site.visitor("lan")
    refused = lan.post(PROPOSAL, {"words": "Số liệu riêng", "last_day": "23/11/2017"}, status=400)
    assert "Số liệu riêng" in refused.text
    assert refused.tree.select("[role=alert]")
    lan.post(PROPOSAL, {"words": "x", "last_day": "31/31/2017", "agencies": "chau-doc"}, status=400)


def test_the_asked_agency_sees_its_part_and_nobody_elses_pieces(site: Site, assigning: Assigning) -> None:
    [number] = assigning.assign()
    own = site.world.cite()
    district = site.visitor("district")
    home = district.get("/")
    assert f"{YEAR}/assignments/{number}" in home.text
    page = district.get(f"{YEAR}/assignments/{number}")
    assert "Báo cáo 1" in page.words
    criterion = district.get(ADDRESS)
    assert criterion.one("#assignments")
    assert not criterion.tree.select(f"#piece-{own}")


def test_a_district_delivers_a_file_and_the_lead_agency_accepts_it(
    site: Site, assigning: Assigning, tmp_path: Path
) -> None:
    [number] = assigning.assign(product=1)
    path = build_admin_pdf(tmp_path / "bao-cao.pdf", number="12/BC-UBND")
    district = site.visitor("district")
    page = district.get(f"{YEAR}/assignments/{number}")
    sent = page.hidden("#deliver form") | {"files": (io.BytesIO(path.read_bytes()), "bao-cao.pdf")}
    district.post(f"{YEAR}/assignments/{number}/deliver", sent, content_type="multipart/form-data")
    assert assigning.state(number) is S.DELIVERED
    with site.world.reading() as session:
        piece = session.scalars(select(Evidence)).one()
        assert (piece.agency.code, piece.product.ordinal if piece.product else None) == ("chau-doc", 1)
        assert piece.is_contribution_waiting
    lan = site.visitor("lan")
    shown = lan.get(f"{YEAR}/assignments/{number}")
    assert shown.tree.select('a[href*="/documents/"]')
    lan.post(f"{YEAR}/assignments/{number}/accept", {"seen_lock": assigning.lock(number)})
    assert assigning.state(number) is S.ACCEPTED


def test_a_file_for_the_criterion_as_a_whole_stands_under_the_product_that_it_proves(
    site: Site, assigning: Assigning, tmp_path: Path
) -> None:
    files = [build_admin_pdf(tmp_path / f"{n}.pdf", number=f"{n}/BC-UBND").read_bytes() for n in (1, 2)]
    district = site.visitor("district")
    for code, product, content in (("1.1.3", None, files[0]), ("1.3.1", "2", files[1])):
        [number] = assigning.assign(code)
        page = district.get(f"{YEAR}/assignments/{number}")
        assert bool(page.tree.select("#product")) == (product is not None)
        chosen = {"product": product} if product else {}
        sent = page.hidden("#deliver form") | chosen | {"files": (io.BytesIO(content), "bao-cao.pdf")}
        district.post(f"{YEAR}/assignments/{number}/deliver", sent, content_type="multipart/form-data")
    with site.world.reading() as session:
        pieces = session.scalars(select(Evidence).order_by(Evidence.id)).all()
        assert [piece.product.ordinal for piece in pieces if piece.product] == [1, 2]


def test_a_refused_delivery_keeps_what_was_typed(site: Site, assigning: Assigning) -> None:
    [number] = assigning.assign()
    district = site.visitor("district")
    refused = district.post(f"{YEAR}/assignments/{number}/deliver", {"answer": " "}, status=400)
    assert refused.tree.select(".invalid-feedback, [role=alert]")
    assigning.deliver(number, answer="Không phát sinh")
    late = district.post(
        f"{YEAR}/assignments/{number}/deliver", {"answer": "Có 2 đợt", "seen_lock": 1}, status=409
    )
    assert late.status == 409


def test_returning_needs_a_reason_that_the_agency_reads(site: Site, assigning: Assigning) -> None:
    [number] = assigning.assign()
    assigning.deliver(number, answer="Không phát sinh")
    lan = site.visitor("lan")
    lan.post(f"{YEAR}/assignments/{number}/return", {"reason": ""}, status=400)
    lan.post(f"{YEAR}/assignments/{number}/return", {"reason": "Thiếu số liệu quý III"})
    assert "Thiếu số liệu quý III" in site.visitor("district").get(f"{YEAR}/assignments/{number}").words


def test_the_asked_agency_sees_what_was_changed(site: Site, assigning: Assigning) -> None:
    [number] = assigning.assign()
    address = f"{YEAR}/assignments/{number}"
    lan, district = site.visitor("lan"), site.visitor("district")
    form = lan.get(f"{address}/change")
    sent = form.hidden("main form") | {"words": "Số liệu quý III", "last_day": "28/11/2017"}
    lan.post(f"{address}/change", sent | {"words": " "}, status=400)
    lan.follow(f"{address}/change", sent)
    lan.post(f"{address}/change", sent | {"words": "Khác"}, status=409)
    page = district.get(address)
    assert "Số liệu quý III" in page.words
    before = page.one("#changes").get_text(" ", strip=True)
    assert WORDS in before
    assert "23/11/2017" in before
    assert "Đã điều chỉnh lúc" in district.get("/").words
    assert not page.tree.select("a[href$='/change']")
    logged = site.visitor("coordinator").get("/audit?action=change_assignment").words
    assert "23/11/2017 → 28/11/2017" in logged


def test_a_questioned_piece_is_explained_or_replaced_from_the_assignment(
    site: Site, assigning: Assigning
) -> None:
    world, [number] = site.world, assigning.assign()
    piece = world.cite(who="district")
    assigning.deliver(number, piece=piece)
    assigning.accept(number)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    district, address = site.visitor("district"), f"{YEAR}/assignments/{number}"
    answers = [f"{YEAR}/evidence/{piece}/{act}" for act in ("explain", "replace")]
    shown = district.get(address)
    assert not [each for each in answers if shown.tree.select(f"main a[href='{each}']")]
    world.return_()
    shown = district.get(address)
    for each in answers:
        assert shown.tree.select(f"main a[href='{each}']")
        district.get(each)
    district.post(answers[1], {"pages": "2"})
    assert assigning.state(number) is S.DELIVERED


def test_the_strip_shows_who_has_delivered_and_is_filtered(site: Site, assigning: Assigning) -> None:
    codes = _add_districts(site, 3)
    numbers = assigning.assign("1.1.3", "chau-doc", *codes)
    assigning.deliver(numbers[0], answer="Không phát sinh")
    lan = site.visitor("lan")
    assert len(lan.get(ADDRESS).tree.select(".asked li")) == 4
    assert len(lan.get(f"{ADDRESS}?assigned=delivered").tree.select(".asked li")) == 1


def test_the_list_is_filtered_sorted_and_exported(site: Site, assigning: Assigning) -> None:
    codes = _add_districts(site, 3)
    numbers = assigning.assign("1.1.3", "chau-doc", *codes)
    assigning.assign("1.3.1", who="coordinator")
    assigning.deliver(numbers[0], answer="Không phát sinh")
    assigning.cancel(numbers[2])
    observer = site.visitor("observer")

    def listed(query: str) -> list[str]:
        page = observer.get(f"{YEAR}/assignments?{query}")
        return [cell.get_text(" ", strip=True) for cell in page.tree.select("tbody td:nth-of-type(2)")]

    assert len(listed("")) == 4
    assert len(listed("state=cancelled")) == 1
    assert listed("state=delivered") == ["UBND thành phố Châu Đốc"]
    assert listed("agency=huyen-3") == ["UBND huyện 3"]
    assert len(listed("criterion=TCTP-1.3.1")) == 1
    assert len(listed("words=chau doc")) == 2
    assert len(listed("due=late")) == 3
    assert listed("criterion=TCTP-1.1.3&sort=-agency")[0] == "UBND thành phố Châu Đốc"
    book = observer.client.get(f"{YEAR}/assignments?state=open&format=xlsx")
    rows = list(load_workbook(io.BytesIO(book.get_data())).active.iter_rows(values_only=True))
    assert len(rows) == 5
    assert rows[1][5].date() == LAST_DAY
    observer.get(f"{YEAR}/assignments?criterion=TCTP-9.9.9", status=404)


def test_the_board_counts_packs_and_assignments_and_each_figure_opens_its_list(
    site: Site, assigning: Assigning
) -> None:
    [number] = assigning.assign()
    assigning.deliver(number, answer="Không phát sinh")
    assigning.accept(number)
    assigning.assign("1.3.1")
    observer = site.visitor("observer")
    for by in ("agency", "field", "criterion"):
        page = observer.get(f"{YEAR}/board?by={by}")
        for link in {
            str(a["href"]) for a in page.tree.select("#tasks a, .tiles a") if "#" not in str(a["href"])
        }:
            observer.get(link)
    assert "1 / 2" in page.words
    assert len(page.tree.select("svg.heat g")) == 4  # Châu Đốc in field 1, the lead agencies in 1, 5 and 2
    printed = observer.get(f"{YEAR}/board/chairman")
    assert "17%" in printed.words  # 1 of 4 packs and 2 assignments


def test_what_pages_ask_of_the_database_does_not_grow_with_the_rows(site: Site, assigning: Assigning) -> None:
    codes = _add_districts(site, 30)
    numbers = assigning.assign("1.1.3", "chau-doc", *codes[:3])
    visitors = {"lan": site.visitor("lan"), "district": site.visitor("district")}
    pages = [("lan", ADDRESS), ("lan", f"{YEAR}/assignments"), ("lan", f"{YEAR}/assignments/{numbers[0]}")]
    pages += [("lan", f"{YEAR}/board"), ("lan", "/"), ("district", "/"), ("lan", f"{YEAR}/board/chairman")]

    def counted() -> dict[tuple[str, str], int]:
        found = {}
        for who, address in pages:
            visitors[who].get(address)
            with statements_of(site) as statements:
                visitors[who].get(address)
            found[who, address] = len(statements)
        return found

    assigning.deliver(numbers[0], answer="Không phát sinh")
    few = counted()
    assigning.assign("1.1.3", *codes[3:])
    assigning.assign("1.3.1")
    assert counted() == few
