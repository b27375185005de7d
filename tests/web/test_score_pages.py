"""The scores sheet, the scheme and a criterion's own scores in the browser, without JavaScript."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from evidence_repo.models import Score
from tests.services.measuring import Measuring
from tests.services.rounds_world import Rounds
from tests.services.scoring import HEAD, SCHEME, Scores, field, scored
from tests.web.pages import Page
from tests.web.site import Site
from tests.web.test_statements import statements_of
from workflows.rounds import RoundKind
from workflows.scoring import ScoreKind

SHEET = "/2017/scores"
SCORE = "/2017/criteria/TCTP-1.1.3/score"


@pytest.fixture
def scores(site: Site) -> Scores:
    made = Scores(site.world)
    made.import_()
    return made


def workbook(*rows: tuple[str, ...]) -> dict[str, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return {"file": (io.BytesIO(file.getvalue()), "thang-diem.xlsx"), "group": "province"}


def figures_of(page: Page, table: int) -> dict[str, list[Decimal | None]]:
    """Return the columns of points of a table of the page, by its first cell."""
    rows = page.tree.select("main table")[table].select("tbody tr")
    return {
        row.select("td, th")[0].get_text(" ", strip=True).partition(" (")[0]: [
            number(cell.get_text(strip=True)) for cell in row.select("td.num")
        ]
        for row in rows
    }


def number(text: str) -> Decimal | None:
    return None if text == "–" else Decimal(text.replace(",", "."))


def figures_in(data: bytes, sheet: int, first: int) -> dict[str, list[Decimal | None]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet].iter_rows(values_only=True))[1:]
    return {
        str(row[0]): [None if value is None else Decimal(str(value)) for value in row[first : first + 7]]
        for row in rows
    }


class TestSheet:
    def test_every_figure_is_that_of_the_workbook_and_of_a_query(
        self, site: Site, scores: Scores, tmp_path: Path
    ) -> None:
        scores.set("1.1.3", "1.25")
        scores.set("1.3.1", "0.5")
        scores.set("2.1.1", "1.75", who="justice")
        rounds = Rounds(site.world, tmp_path)
        rounds.import_(("1.1.3", "", "1,5", "1,25", "1"), ("2.1.1", "", "2", "1,75", "1,5"))
        rounds.import_(("1.1.3", "", "1,5", "1,25", "1,2"), kind=RoundKind.FINAL)
        visitor = site.visitor("coordinator")
        page = visitor.get(SHEET)
        data = visitor.client.get(f"{SHEET}?format=xlsx").data
        lines = figures_of(page, 0)
        assert lines == figures_in(data, 0, 4)
        assert lines["TCTP 1.1.3"] == [
            *(Decimal(each) for each in ("1.5", "1.25")),
            None,
            *(Decimal(each) for each in ("1", "1.2")),
            None,
            Decimal("0.3"),
        ]
        for table, sheet in ((1, 1), (2, 2)):
            sums = figures_of(page, table)
            total = sums.pop("Tổng cộng")
            in_workbook = figures_in(data, sheet, 2)
            assert sums | {"Tổng cộng": total} == in_workbook
            with site.world.reading() as session:
                of_all = session.scalars(
                    select(func.sum(Score.points)).where(Score.kind == ScoreKind.SELF)
                ).one()
            assert total[1] == of_all == Decimal("3.5")

    def test_it_is_sorted_by_its_heads(self, site: Site, scores: Scores) -> None:
        page = site.visitor("coordinator").get(f"{SHEET}?sort=-maximum")
        assert [value for (value, *_) in figures_of(page, 0).values()][:2] == [Decimal(2), Decimal("1.5")]

    def test_the_deviation_names_its_base_and_the_forecast_says_that_it_is_one(
        self, site: Site, scores: Scores, tmp_path: Path
    ) -> None:
        scores.set("1.1.3", "1.03")
        site.world.cite("1.1.3")
        site.world.submit("1.1.3")
        scores.set("1.1.3", "1", who="reviewer", kind=ScoreKind.INTERNAL, reason="Thiếu một báo cáo")
        words = site.visitor("coordinator").get(SHEET).words
        assert "dự báo theo điểm rà soát nội bộ" in words
        assert "3% so với tổng điểm thẩm định; kế hoạch cho phép đến 3%" in words
        Rounds(site.world, tmp_path).import_(("1.1.3", "", "1,5", "", "0,9"))
        words = site.visitor("coordinator").get(SHEET).words
        assert "14,44% so với tổng điểm thẩm định" in words
        assert "Tính theo thang 100 điểm: 0,13%" in words

    def test_what_a_person_may_not_see_is_neither_shown_nor_counted(self, site: Site, scores: Scores) -> None:
        scores.set("1.1.3", "1.25")
        assert figures_of(site.visitor("justice").get(SHEET), 1)["Tổng cộng"][1] is None
        assert figures_of(site.visitor("mai").get(SHEET), 1)["Tổng cộng"][1] == Decimal("1.25")

    @pytest.mark.parametrize("count", [1, 3])
    def test_statements_do_not_grow_with_scores(self, site: Site, scores: Scores, count: int) -> None:
        for code, who in (("1.1.3", "lan"), ("1.3.1", "lan"), ("2.1.1", "justice"))[:count]:
            scores.set(code, "0.5", who=who)
        with statements_of(site) as made:
            site.visitor("coordinator").get(SHEET)
        assert len(made) <= 40


class TestScheme:
    def test_it_comes_from_a_workbook_after_a_preview(self, site: Site) -> None:
        visitor = site.visitor("coordinator")
        shown = visitor.post(f"{SHEET}/scheme/import", workbook(*SCHEME), status=200)
        assert "Mới: 8." in shown.words
        assert Scores(site.world).sheet().scheme is None
        visitor.post(f"{SHEET}/scheme/import", shown.hidden("footer form"), status=303)
        page = visitor.get(f"{SHEET}/scheme")
        assert "từ 80: 0,5 điểm" in page.words
        saved = visitor.client.get(f"{SHEET}/scheme.xlsx")
        again = {"file": (io.BytesIO(saved.data), "lai.xlsx"), "group": "province"}
        assert "Đã có: 8." in visitor.post(f"{SHEET}/scheme/import", again, status=200).words

    def test_errors_are_named_by_row_and_nothing_is_offered(self, site: Site) -> None:
        rows = (field("1", "2"), scored("1.1.3", "1", "1"), scored("9.9", "1", "1"))
        page = site.visitor("coordinator").post(f"{SHEET}/scheme/import", workbook(*rows), status=200)
        assert "Kỳ đánh giá này không có tiêu chí TCTP 9.9" in page.words
        assert not page.tree.select("footer form button.btn-primary")

    def test_the_example_is_marked_wherever_it_shows(self, site: Site) -> None:
        visitor = site.visitor("coordinator")
        example = visitor.client.get(f"{SHEET}/scheme-example.xlsx").data
        sent = {"file": (io.BytesIO(example), "mau.xlsx"), "group": "province"}
        shown = visitor.post(f"{SHEET}/scheme/import", sent, status=200)
        visitor.post(f"{SHEET}/scheme/import", shown.hidden("footer form"), status=303)
        for address in (SHEET, f"{SHEET}/scheme"):
            assert "Thang điểm minh họa" in visitor.get(address).words

    def test_base_and_exemption_are_the_coordinators(self, site: Site, scores: Scores) -> None:
        visitor = site.visitor("coordinator")
        visitor.post(f"{SHEET}/scheme/base", {"base": "maximum"}, status=303)
        visitor.post(f"{SHEET}/scheme/base", {"base": "moon"}, status=400)
        wrong = visitor.post(f"{SHEET}/scheme/exemptions", {"row": "TCTP 7.7", "reason": "x"}, status=400)
        assert "Thang điểm không có dòng TCTP 7.7" in wrong.words
        reason = {"row": "TCTP-1.3.1", "reason": "Tỉnh không có"}
        visitor.post(f"{SHEET}/scheme/exemptions", reason, status=303)
        assert "Không áp dụng: Tỉnh không có" in visitor.get(SHEET).words


class TestScoring:
    def test_a_proposal_shows_the_figure_as_the_criterion_does(self, site: Site, scores: Scores) -> None:
        measuring = Measuring(site.world, "1.3.1")
        measuring.target("percent", "=", "100")
        measuring.give("22", "31")  # 70.9677…: cut, as everywhere, so that nothing seems to be reached
        visitor = site.visitor("lan")
        assert "70,96% so với yêu cầu 100%" in visitor.get("/2017/criteria/TCTP-1.3.1/score").words
        assert "70,96%" in visitor.get("/2017/criteria/TCTP-1.3.1").words

    def test_the_agency_scores_itself_and_a_refused_form_keeps_its_words(
        self, site: Site, scores: Scores
    ) -> None:
        lan = site.visitor("lan")
        page = lan.get(SCORE)
        assert "Thang điểm quy định chấm trực tiếp" in page.words
        form = page.hidden("#self form")
        assert page.one("label[for=self-points]").get_text(strip=True) == "Điểm"
        wrong = lan.post(f"{SCORE}/self", form | {"self-points": "1,6"}, status=400)
        assert wrong.one("#self-points")["value"] == "1,6"
        lan.post(f"{SCORE}/self", form | {"self-points": "1,25"}, status=303)
        assert "1,25 / 1,5" in lan.get(SCORE).words
        lan.post(f"{SCORE}/self", form | {"self-points": "1"}, status=409)

    def test_rows_that_are_not_self_scored_are_never_asked_for(self, site: Site, scores: Scores) -> None:
        page = site.visitor("lan").get("/2017/criteria/TCTP-5.2.1/score")
        assert "Dòng này không tự chấm" in page.words
        assert not page.tree.select("main form")

    def test_the_reviewer_scores_on_the_desk_beside_the_verdict(self, site: Site, scores: Scores) -> None:
        scores.set("1.1.3", "1.25")
        piece = site.world.cite("1.1.3")
        site.world.submit("1.1.3")
        reviewer = site.visitor("reviewer")
        desk = reviewer.get(f"/2017/review/{piece}")
        assert "1,25 / 1,5" in desk.words
        form = desk.hidden("#score form") | {"internal-points": "1", "internal-reason": "Thiếu một báo cáo"}
        address = desk.one("#score form")["action"]
        answer = reviewer.post(str(address), form, status=303)
        assert f"/2017/review/{piece}" in (answer.response.location or "")
        assert "1 / 1,5" in reviewer.get(f"/2017/review/{piece}").words
