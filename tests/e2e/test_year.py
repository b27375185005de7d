"""A whole year in fast motion with six lead agencies: from the plan to what next year learns of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from evidence_repo.demo.accounts import DEMO_PASSWORD
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS
from tests.documents import build_admin_pdf
from tests.e2e.axe import RULES, WIDER, violations
from tests.e2e.browser import DESKTOP, PHONE, Person
from tests.e2e.conftest import Newcomer
from tests.e2e.words import vi
from tests.e2e.year_stage import LED, OTHERS, OWN, Led, Year, running_year
from workflows.cycle import CycleAction
from workflows.scoring import ScoreKind

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

PAGE = "/2017/criteria/TCTP-1.1.3"
QUESTION = "Đề nghị bổ sung tài liệu chứng minh nhiệm vụ số 3"
REMEDY = "Ban hành báo cáo quý IV trước 25/11"
FIGURES = ("maximum", "self_points", "internal_points", "preliminary", "final", "survey", "lost")
DAY = "20/11/2017"
LOOKED_AT = (
    (OWN.uploader, f"{PAGE}/registers/plan_tasks"),
    (OWN.uploader, PAGE),
    (OWN.uploader, "/2017/rounds/questions/1"),
    (OWN.uploader, "/2017/rounds/entry/TCTP-1.1.3"),
    (OWN.uploader, "/2017/rounds/lost/TCTP-1.1.3"),
    (OWN.uploader, "/2018/criteria/TCTP-1.1.3"),
    ("quantri", "/2017/rounds"),
    ("quantri", "/2017/rounds/1"),
    ("quantri", "/2017/rounds/2/withdraw"),
    ("quantri", "/2017/rounds/report"),
    ("theodoi", "/2017/rounds/lost"),
    ("theodoi", "/2017/rounds/years"),
    ("theodoi", "/2017/scores"),
    ("pheduyet", "/2017/council/votes/1"),
)
"""Pages that need what the year has made."""


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    """Give the running product of the year."""
    with running_year(tmp_path) as running:
        yield running


@dataclass
class Play:
    """Who plays, each at a browser of their own."""

    year: Year
    newcomer: Newcomer
    folder: Path
    people: dict[str, Person] = field(default_factory=dict)

    def at(self, who: str, path: str) -> Page:
        """Return the page of this person, opened at `path`."""
        if who not in self.people:
            self.people[who] = self.newcomer(self.year.base)
            self.people[who].sign_in(f"{who}@angiang.example", DEMO_PASSWORD)
        self.people[who].open(path)
        return self.people[who].page

    def workbook(self, name: str, *rows: Sequence[Any]) -> Path:
        """Write a workbook under this name."""
        path = self.folder / name
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
        return path


def test_a_year_from_the_plan_to_what_next_year_is_told(
    year: Year, newcomer: Newcomer, tmp_path: Path
) -> None:
    play = Play(year, newcomer, tmp_path)
    _scheme(play)
    pieces = {led.code: year.prepare(led) for led in OTHERS}
    _register(play)
    _assignments(play)
    _evidence_and_figures(play)
    _self_score(play)
    _review(play, pieces)
    _approve(play)
    first = _seal(play, 1)
    _send(play)
    _preliminary(play)
    _answer(play)
    _second_review(play)
    second = _seal(play, 2)
    _compare(first, second)
    _final(play)
    _points_lost(play)
    _scores_equal_the_query(play)
    _reports_equal_the_query(play)
    _next_year(play)
    for who, path in LOOKED_AT:
        _look(play.at(who, path))
    year.machine.run("audit", "verify")
    year.machine.run("fsck")


def _look(page: Page) -> None:
    """The page is for everybody, on a desk and on a phone."""
    page.wait_for_load_state()
    found = []
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {each}" for each in (*violations(page, RULES), *page.evaluate(WIDER))]
    assert found == [], page.url


def _press(page: Page, word: str) -> None:
    page.get_by_role("button", name=vi(word), exact=True).first.click()


def _import(page: Page, file: Path) -> None:
    """Send a workbook, look at what it would change, and take it."""
    page.locator("main input[type=file]").set_input_files(file)
    _press(page, "Show what would change")
    _press(page, "Import these rows")


def _scheme(play: Play) -> None:
    """The coordinator takes the illustrative scheme and imports it."""
    page = play.at("quantri", "/2017/scores/scheme/import")
    with page.expect_download() as download:
        page.get_by_role(
            "link", name=re.compile(re.escape(vi("Illustrative scheme as a template (.xlsx)")))
        ).click()
    path = play.folder / "Thang điểm minh họa.xlsx"
    download.value.save_as(path)
    _import(page, path)
    expect(page).to_have_url(re.compile(r"/2017/scores/scheme"))
    assert {led.code for led in LED} <= set(play.year.maxima())


def _register(play: Play) -> None:
    """The uploader imports the plan's tasks, of which every one is done."""
    page = play.at(OWN.uploader, f"{PAGE}/registers/plan_tasks/import")
    rows = [("Nhiệm vụ", "Hạn hoàn thành", "Ngày hoàn thành")]
    rows += [(f"Nhiệm vụ {number}", "30/10/2017", "25/10/2017") for number in (1, 2, 3)]
    _import(page, play.workbook("Sổ theo dõi nhiệm vụ Kế hoạch 683.xlsx", *rows))
    expect(page.locator("main tbody tr").filter(has_text="Nhiệm vụ 2").first).to_be_visible()


def _assignments(play: Play) -> None:
    """The plan's thirty agencies are asked; a district answers from its phone, and the answer is accepted."""
    page = play.at(OWN.uploader, PAGE)
    page.locator("#assignments header a.btn").click()
    expect(page.locator("input[name=agencies]:checked")).to_have_count(30)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".asked li")).to_have_count(30)
    page = play.at("chuyenvien.cp", "/")
    page.get_by_role("link", name=re.compile(vi("Deliver a document or an answer"))).first.click()
    page.locator("#answer").fill("Năm 2017 không phát sinh tại đơn vị.")
    page.locator("#deliver button[type=submit]").click()
    expect(page.locator(".page-head .state")).to_contain_text(vi("Delivered, awaiting acceptance"))
    page = play.at(OWN.uploader, f"{PAGE}?assigned=delivered")
    page.locator(".asked a", has_text="Châu Phú").click()
    page.locator(".page-head form button").click()
    expect(page.locator(".page-head .state")).to_contain_text(vi("Accepted"))


def _evidence_and_figures(play: Play) -> None:
    """A report with a Vietnamese name, the figures that the register proposes, and the head's signature."""
    page = play.at(OWN.uploader, PAGE)
    report = build_admin_pdf(
        play.folder / "Báo cáo kết quả thực hiện Kế hoạch CCHC năm 2017.pdf",
        number="683/BC-SNV",
        subject="Kết quả thực hiện Kế hoạch cải cách hành chính năm 2017",
        pages=("Tình hình chung.", "Đã hoàn thành 3 trên 3 nhiệm vụ."),
    )
    with page.expect_file_chooser() as chooser:
        page.locator("#product-1 [data-choose]").click()
    chooser.value.set_files(report)
    expect(page.locator("#pieces-1")).to_contain_text("683/BC-SNV")
    page = play.at(OWN.uploader, f"{PAGE}/targets/1/figures")
    expect(page.locator("main")).to_contain_text("3 ÷ 3")
    page.locator("[name=numerator]").fill("3")
    page.locator("[name=denominator]").fill("3")
    page.locator("[name=as_of]").fill(DAY)
    page.locator("[name=pieces]").check()
    _press(page, "Save")
    expect(page.locator("#target-1 .target-number")).to_have_text("100%")


def _self_score(play: Play) -> None:
    """The lead agency takes the proposal of the scheme; the others give their points."""
    page = play.at(OWN.uploader, f"{PAGE}/score")
    maxima = play.year.maxima()
    expect(page.locator("#self [name=self-points]")).to_have_value(_shown(maxima[OWN.code]))
    page.locator("#self button[type=submit]").click()
    expect(page.locator("#self b").first).to_have_text(_shown(maxima[OWN.code]))
    _submit(play)
    asked = {line.label for line in play.year.sheet().lines if line.is_self_scored}
    for led in OTHERS:
        if led.code in asked:
            play.year.score(led, led.uploader, ScoreKind.SELF, maxima[led.code])


def _submit(play: Play, word: str = "Submit the pack") -> None:
    page = play.at(OWN.head, PAGE)
    page.locator("#pack-action").get_by_role("button", name=vi(word), exact=True).click()
    all_the_same = page.get_by_role("button", name=vi("Submit all the same"))
    done = page.get_by_text(vi("The pack is submitted."))
    expect(all_the_same.or_(done).first).to_be_visible()
    if all_the_same.count():
        all_the_same.click()
    expect(done.first).to_be_visible()


def _review(play: Play, pieces: dict[str, list[int]]) -> None:
    """The reviewer finds the piece and the figures in the queue; the approver approves."""
    for led in OTHERS:
        play.year.review(led, pieces[led.code])
    page = play.at("rasoat2", "/2017/review")
    expect(page.locator("#figures-waiting li")).to_have_count(1)
    _look(page)
    page.locator("#figures-waiting a").first.click()
    expect(page).to_have_url(re.compile("#target-1"))
    _look(page)
    _press(page, "Confirm the figures")
    expect(page.locator("#target-1 .figure-row .state").first).to_contain_text(vi("Confirmed"))
    page = play.at("rasoat2", "/2017/review")
    expect(page.locator("#figures-waiting")).to_have_count(0)
    play.year.draw_second_reviews()
    _judge_first(play)
    _judge_again(play)


def _judge_again(play: Play) -> None:
    """Who was drawn finds the piece in the queue, and judges it blind."""
    page = play.at("rasoat", "/2017/review")
    expect(page.locator("#seconds li")).to_have_count(1)
    _look(page)
    page.locator("#seconds a").first.click()
    _look(page)
    play.people["rasoat"].press("1", "Control+Enter")
    expect(page.locator("#seconds")).to_have_count(0)


def _judge_first(play: Play) -> None:
    play.people["rasoat2"].press("j")
    page = play.people["rasoat2"].page
    expect(page).to_have_url(re.compile(r"/2017/review/\d+"))
    play.people["rasoat2"].press("1")
    page.locator("#comment").press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/review(\?.*)?(#.*)?$"))


def _approve(play: Play) -> None:
    page = play.at("pheduyet", "/2017/packs")
    _press(page, "Approve the pack")
    expect(page.get_by_text(vi("The pack is approved.")).first).to_be_visible()


def _seal(play: Play, number: int) -> Path:
    """The approver seals the six packs as a partial bundle and downloads it."""
    page = play.at("pheduyet", "/2017/bundles")
    boxes = page.locator("#partial input[type=checkbox]")
    for box in boxes.all():
        box.check()
    _press(page, "Seal the packs that are ticked")
    expect(page).to_have_url(re.compile(rf"/2017/bundles/{number}"))
    link = page.get_by_role("link", name=re.compile(vi("Download the ZIP")))
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    bag = play.folder / download.value.suggested_filename
    download.value.save_as(bag)
    play.year.machine.run("bundle", "verify", bag)
    return bag


def _send(play: Play) -> None:
    play.year.move_cycle(CycleAction.FREEZE, CycleAction.SUBMIT)


def _round(play: Play, name: str, given: dict[str, tuple[str, str, str, str]]) -> Path:
    """Write what the Ministry gives: appraised points, reason, question, last day by code."""
    maxima = play.year.maxima()
    rows: list[Sequence[Any]] = [[column.titles[0] for column in ROUND_COLUMNS]]
    for led in LED:
        most = maxima[led.code]
        points, reason, question, last_day = given.get(led.code, (str(most), "", "", ""))
        own = [float(most), float(most), float(points), None]
        rows.append([led.code, f"Tiêu chí {led.code}", *own, reason, question, last_day])
    return play.workbook(name, *rows)


def _import_round(play: Play, file: Path, kind: str) -> Page:
    page = play.at("quantri", "/2017/rounds/import")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("[name=received_on]").fill("15/01/2018")
    _import(page, file)
    expect(page).to_have_url(re.compile(r"/2017/rounds/\d+$"))
    return page


def _half(play: Play, led: Led = OWN) -> Decimal:
    return (play.year.maxima()[led.code] / 2).quantize(Decimal("0.01"))


def _preliminary(play: Play) -> None:
    """The preliminary result has a question; the approver accepts it, and the pack is opened again."""
    given = {OWN.code: (str(_half(play)), "Chưa có tài liệu kiểm chứng", QUESTION, "20/12/2017")}
    file = _round(play, "Kết quả thẩm định sơ bộ năm 2017.xlsx", given)
    page = _import_round(play, file, "preliminary")
    row = page.locator("main tbody tr").filter(has_text=OWN.code)
    expect(row).to_contain_text(_shown(_half(play)))
    page = play.at("pheduyet", "/")
    page.locator("#questions").get_by_role("link", name=re.compile(QUESTION)).click()
    _press(page, "Accept the question")
    expect(page.locator(".note, .alert, [role=status]").first).to_be_visible()
    page = play.at("pheduyet", PAGE)
    expect(page.locator("main")).to_contain_text(QUESTION)


def _answer(play: Play) -> None:
    """The agency finds the question on its home, and answers it in words with a document."""
    page = play.at(OWN.uploader, "/")
    page.locator("#questions").get_by_role("link", name=re.compile(QUESTION)).click()
    proof = build_admin_pdf(
        play.folder / "Giải trình nhiệm vụ số 3.pdf", number="15/BC-SNV", subject="Kết quả nhiệm vụ số 3"
    )
    form = page.locator("#answer form")
    form.locator("[name=text]").fill("Nhiệm vụ số 3 hoàn thành ngày 25/10/2017, có báo cáo kèm theo.")
    form.locator("[name=documents]").set_input_files(proof)
    _press(page, "Save the answer")
    expect(page.get_by_text(vi("The answer is saved; it is submitted with the pack.")).first).to_be_visible()
    _submit(play)


def _second_review(play: Play) -> None:
    """The reviewer accepts the answer, the approver approves again."""
    page = play.at("rasoat2", "/2017/review")
    page.locator("main a[href*='/review/explanations/']").first.click()
    expect(page.locator("main")).to_contain_text("Nhiệm vụ số 3 hoàn thành")
    play.people["rasoat2"].press("1", "Control+Enter")
    expect(page).to_have_url(re.compile(r"/review(\?.*)?(#.*)?$"))
    _vote(play)
    _approve(play)
    page = play.at("rasoat2", "/2017/rounds/questions")
    row = page.locator("main tbody tr").filter(has_text=QUESTION)
    expect(row).to_contain_text("Đã được chấp nhận")


def _vote(play: Play) -> None:
    """The council that the coordinator has switched on is asked; its member finds the vote on their home."""
    play.year.switch_council_on("hoidong")
    page = play.at("pheduyet", "/2017/council")
    page.locator("#ask input[type=checkbox]").first.check()
    page.locator("#title").fill("Phiên họp thẩm định lần 2")
    _look(page)
    _press(page, "Open the vote")
    page = play.at("hoidong", "/")
    page.locator("#votes-waiting a").click()
    page.locator("input[type=radio][value=for]").check()
    _look(page)
    _press(page, "Save my vote")
    page = play.at("hoidong", "/")
    expect(page.locator("#votes-waiting")).to_have_count(0)
    page = play.at("pheduyet", "/2017/council/votes/1")
    _press(page, "Close the vote and count")
    _look(page)


def _compare(first: Path, second: Path) -> None:
    """The second bundle holds the answer; the scores sheet stands in both."""
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        names, later = set(one.namelist()), set(two.namelist())
        assert not any("Giai-trinh" in name for name in names)
        assert any("Giai-trinh" in name for name in later)
        listed = next(name for name in later if name.endswith("00_Danh-muc-TLKC.csv"))
        assert QUESTION in two.read(listed).decode("utf-8-sig")


def _final(play: Play) -> None:
    """In the end the Ministry gives most of it back, and takes something from another agency."""
    whole, own = play.year.maxima(), _half(play)
    given = {
        OWN.code: (str(own + Decimal("0.05")), "Nhiệm vụ số 3 hoàn thành chậm", "", ""),
        LED[3].code: (str(whole[LED[3].code] - Decimal("0.1")), "Chưa đạt 100%", "", ""),
    }
    play.year.move_cycle(CycleAction.APPRAISE)
    _import_round(play, _round(play, "Kết quả thẩm định chính thức năm 2017.xlsx", given), "final")


def _points_lost(play: Play) -> None:
    """The lead agency records cause and remedy at what it lost; the page adds it up."""
    page = play.at(OWN.uploader, "/2017/rounds/lost")
    lost = {line.label: line.lost for line in play.year.sheet().lines if line.lost}
    assert set(lost) == {OWN.code, LED[3].code}
    for code, points in lost.items():
        assert points is not None
        expect(page.locator("main tbody tr").filter(has_text=code).locator("b").first).to_have_text(
            _shown(points, 2)
        )
    page.locator("main tbody tr").filter(has_text=OWN.code).get_by_role(
        "link", name=re.compile(vi("Record cause and remedy"))
    ).click()
    page.locator("[name=cause]").select_option("late")
    page.locator("[name=remedy]").fill(REMEDY)
    _press(page, "Save")
    expect(page.locator("main tbody tr").filter(has_text=OWN.code)).to_contain_text(REMEDY)


def _scores_equal_the_query(play: Play) -> None:
    """What the sheet shows, and what its workbook holds, is what the query gives."""
    sheet = play.year.sheet()
    page = play.at("theodoi", "/2017/scores")
    known = {line.label: line for line in sheet.lines}
    assert known[OWN.code].preliminary == _half(play)
    with page.expect_download() as download:
        page.get_by_role("link", name=vi("Export to Excel")).click()
    path = play.folder / "scores.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    cells = {row[0]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    for led in LED:
        line = known[led.code]
        row = (
            page.locator("main section table")
            .first.locator("tbody tr")
            .filter(has_text=re.compile(rf"^\s*{led.code}\b"))
        )
        told = row.first.locator("td.num").all_inner_texts()
        seen = [getattr(line, key) for key in FIGURES]
        hidden = {"self_points", "internal_points"}  # an observer of the province sees no own scores
        for key, value, shown, cell in zip(FIGURES, seen, told, cells[led.code][4:11], strict=True):
            if key in hidden and shown.strip() == "–":
                continue
            assert shown.strip() == (_shown(value, 2) if value is not None else "–"), (led.code, key)
            assert (None if cell in (None, "") else Decimal(str(cell))) == value, (led.code, key)


def _reports_equal_the_query(play: Play) -> None:
    """The report's points, the points over the years and the deviation are those of the sheet."""
    sheet = play.year.sheet()
    page = play.at("theodoi", "/2017/rounds/years")
    total = sum((line.final for line in sheet.lines if line.final is not None), Decimal(0))
    expect(page.locator("main")).to_contain_text(_shown(total, 2))
    measured = sheet.measured()
    assert measured is not None
    assert measured.deviation.shown is not None
    page = play.at("quantri", "/2017/scores")
    expect(page.locator("#deviation .state")).to_contain_text(_shown(measured.deviation.shown))
    page = play.at("quantri", "/2017/rounds/report")
    for led in LED:
        line = next(line for line in sheet.lines if line.label == led.code)
        row = page.locator("main tbody tr").filter(has_text=led.code).first
        assert line.final is not None
        expect(row).to_contain_text(_shown(line.final, 2))


def _shown(points: Decimal, places: int = 0) -> str:
    """Return points as the Vietnamese pages show them."""
    text = f"{points:.2f}" if places else f"{points.normalize():f}"
    return text.replace(".", ",")


def _next_year(play: Play) -> None:
    """The coordinator makes next year's cycle; its criterion and its agency's home tell of the loss."""
    page = play.at("quantri", "/2017/next-year")
    _press(page, "Make the cycle")
    expect(page).to_have_url(re.compile("/2018/crosswalk"))
    _press(page, "Confirm everything as it stands here")
    page = play.at(OWN.uploader, "/2018/criteria/TCTP-1.1.3")
    expect(page.locator("main")).to_contain_text(REMEDY)
    page = play.at(OWN.uploader, "/2018/criteria")
    page = play.at(OWN.uploader, "/")
    expect(page.locator("#lost-before")).to_contain_text(REMEDY)
