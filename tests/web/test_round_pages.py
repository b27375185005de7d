"""The pages of the Ministry's rounds, with real workbooks: import, questions, losses, entries, years."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from evidence_repo.models import AppraisalRound, CrosswalkPair, RoundQuestion
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS
from tests.services.world import NOW
from tests.web.pages import Page
from tests.web.site import Site
from workflows.crosswalk import PairOrigin, PairState

HEAD = tuple(column.titles[0] for column in ROUND_COLUMNS)
ASKED = ("1.1.3", "Kế hoạch CCHC", 1, 1, 0.5, None, "Gửi chậm", "Bổ sung báo cáo quý IV", "15/12/2030")
FACTS = {"kind": "preliminary", "received_on": "20/11/2017", "document_number": "12/BNV-CCHC", "rank": "12"}


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(site: Site, *rows: Sequence[Any], status: int = 200) -> Page:
    sent = FACTS | {"file": (io.BytesIO(workbook(*rows)), "kết quả.xlsx")}
    visitor = site.visitor("coordinator")
    return visitor.post("/2017/rounds/import", sent, status=status, content_type="multipart/form-data")


def import_round(site: Site, *rows: Sequence[Any]) -> None:
    shown = send(site, *rows)
    hidden = {each["name"]: each["value"] for each in shown.tree.select("footer input[type=hidden]")}
    site.visitor("coordinator").post("/2017/rounds/import", FACTS | hidden, status=303)


def question_id(site: Site) -> int:
    with site.world.reading() as session:
        return session.scalars(select(RoundQuestion.id)).one()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("9.9.9", "", 1, 1, 1), "9.9.9"),
        (("2.1.1", "", 1, 1, 1.5), "1,50 điểm không nằm trong khoảng từ 0 đến điểm tối đa 1,00"),
        (("1.1.3", "", 1, 1, 1), "TCTP 1.1.3 đã có ở dòng 2"),
        (("2.1.1", "", "=1+1", 1, 1), "Một ô là công thức"),
        (("2.1.1", "", 1, 1, "một"), "Đây không phải là số điểm"),
    ],
)
def test_a_workbook_with_a_wrong_row_is_refused_by_row_and_nothing_is_taken(
    site: Site, row: tuple[Any, ...], sentence: str
) -> None:
    shown = send(site, ASKED, row)
    assert sentence in shown.words
    assert shown.tree.select("footer input[name=kept]") == []
    with site.world.reading() as session:
        assert session.scalars(select(AppraisalRound)).all() == []


def test_a_round_comes_in_with_its_file_and_the_template_fits(site: Site) -> None:
    import_round(site, ASKED, ("2.1.1", "", 2, 2, 2))
    coordinator = site.visitor("coordinator")
    page = coordinator.get("/2017/rounds")
    assert "Kết quả sơ bộ lần 1" in page.words
    assert "kết quả.xlsx" in page.words
    file = coordinator.client.get("/2017/rounds/1/file")
    book = openpyxl.load_workbook(io.BytesIO(file.get_data()))
    assert book.active is not None
    assert book.active["A2"].value == "1.1.3"
    template = openpyxl.load_workbook(
        io.BytesIO(coordinator.client.get("/2017/rounds/template.xlsx").get_data())
    )
    assert template.active is not None
    assert tuple(cell.value for cell in template.active[1]) == HEAD
    shown = site.visitor("lan").get("/2017/rounds/1")
    assert "0,50" in shown.words
    assert "Gửi chậm" in shown.words


def test_a_question_goes_its_way_on_the_pages(site: Site) -> None:
    import_round(site, ASKED)
    number = question_id(site)
    address = f"/2017/rounds/questions/{number}"
    approver, lan = site.visitor("approver"), site.visitor("lan")
    assert "Bổ sung báo cáo quý IV" in approver.get("/").words
    assert "Bổ sung báo cáo quý IV" not in lan.get("/").words
    approver.post(f"{address}/accept", {"seen_lock": "1"}, status=303)
    assert "Bổ sung báo cáo quý IV" in lan.get("/").words
    piece = site.world.cite()
    assert "bao-cao.pdf" in lan.get(address).words
    lan.post(f"{address}/pieces", {"piece": str(piece)}, status=303)
    lan.post(address, {"text": "Đã bổ sung", "kind": "partial"}, status=303)
    site.world.submit()
    reviewer = site.visitor("reviewer")
    assert "Bổ sung báo cáo quý IV" in reviewer.get("/2017/review").words
    desk = reviewer.get("/2017/review/explanations/1")
    assert "Trả lời yêu cầu giải trình của Bộ" in desk.words
    reviewer.post("/2017/review/explanations/1/verdict", {"decision": "accept"}, status=303)
    assert "Đã được chấp nhận" in lan.get("/2017/rounds/questions").words
    assert "Đã được chấp nhận" in lan.get("/2017/criteria/TCTP-1.1.3").words


def test_next_year_reads_what_was_lost_at_the_criterion_on_home_and_on_the_board(site: Site) -> None:
    import_round(site, ASKED)
    lan = site.visitor("lan")
    form = lan.get("/2017/rounds/lost/TCTP-1.1.3")
    assert "Gửi chậm" in form.words
    sent = {"cause": "late", "remedy": "Gửi trước 5 ngày", "agency": "noi-vu", "seen_lock": "0"}
    lan.post("/2017/rounds/lost/TCTP-1.1.3", sent, status=303)
    assert "Gửi trước 5 ngày" in lan.get("/2017/rounds/lost").words
    site.world.add_cycle(2018)
    with site.container.database.transaction() as session:
        before = site.world.criterion(session, "1.1.3").id
        site.world.year = 2018
        pair = CrosswalkPair(
            criterion_id=site.world.criterion(session, "1.1.3").id,
            earlier_id=before,
            origin=PairOrigin.PERSON,
            state=PairState.CONFIRMED,
            likeness=0,
            decided_at=NOW,
        )
        session.add(pair)
    lan.post("/year", {"year": "2018"}, status=303)
    for address in ("/", "/2018/criteria/TCTP-1.1.3", "/2018/rounds/lost"):
        assert "Gửi trước 5 ngày" in lan.get(address).words, address
    board = site.visitor("observer").get("/2018/board")
    assert "0,50 điểm bị mất năm trước" in " ".join(board.words.split())
    years = lan.get("/2018/rounds/years")
    assert "12" in years.words
    assert years.tree.select("svg.chart polyline")


def test_what_is_entered_into_the_software_is_remembered_and_the_report_keeps_its_words(site: Site) -> None:
    import_round(site, ASKED)
    coordinator = site.visitor("coordinator")
    sheet = coordinator.get("/2017/rounds/entry/TCTP-1.1.3")
    [seen] = [each["value"] for each in sheet.tree.select("input[name=seen]")]
    coordinator.post("/2017/rounds/entry/TCTP-1.1.3", {"seen": seen, "receipt": "BN-77"}, status=303)
    assert "BN-77" in coordinator.get("/2017/rounds/entry").words
    coordinator.post("/2017/rounds/entry/TCTP-1.1.3", {"seen": "0" * 64}, status=409)
    coordinator.post("/2017/rounds/report/proposal/field-1", {"text": "Đề nghị tập huấn"}, status=303)
    assert "Đề nghị tập huấn" in coordinator.get("/2017/rounds/report").words
