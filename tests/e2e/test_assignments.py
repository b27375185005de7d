"""A year in the browser: its plan as PDF, the proposal, two agencies answer, the lead accepts, done."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.documents import build_admin_pdf
from tests.e2e.browser import DESKTOP, PHONE, Person
from tests.e2e.conftest import Newcomer
from tests.e2e.installation import Installation, open_account
from tests.e2e.words import vi
from tests.plan_files import build_plan_docx, build_plan_pdf

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

CRITERION = "/2018/criteria/TCTP-1.3.1"
ASKED = {
    "diem": ("Trần Thị Diễm", "ubnd-huyen-chau-phu", "uploader"),
    "yen": ("Lê Thị Yến", "so-y-te", "uploader"),
}
READING_MS = 120_000
"""A plan of twenty pages as PDF is read by the worker, cell by cell."""


def _come(installation: Installation, newcomer: Newcomer, name: str, size: tuple[int, int]) -> Person:
    account = installation.accounts.get(name) or open_account(installation.machine, name, ASKED)
    person = newcomer(installation.base, size=size)
    person.sign_in(account.email, account.password)
    person.choose_first_password(account.own_password)
    return person


def test_a_district_delivers_on_its_phone_and_the_board_says_done(
    installation: Installation, newcomer: Newcomer, tmp_path: Path
) -> None:
    son = _come(installation, newcomer, "son", DESKTOP)
    _make_cycle(son, build_plan_pdf(build_plan_docx(tmp_path / "KH.docx", 2018), tmp_path))
    lan = _come(installation, newcomer, "lan", DESKTOP)
    _ask(lan)
    diem = _come(installation, newcomer, "diem", PHONE)
    name = "Báo cáo tự kiểm tra CCHC huyện Châu Phú năm 2018.pdf"
    _deliver(diem, build_admin_pdf(tmp_path / name, number="318/BC-UBND"))
    _answer(_come(installation, newcomer, "yen", PHONE))
    _accept(lan)
    _look_at_board(lan)


def _make_cycle(son: Person, plan: Path) -> None:
    """Son sends the new year's plan as PDF, waits while it is read, and applies what it shows."""
    page = son.page
    son.open("/admin/catalogue")
    page.locator("#year").fill("2018")
    page.locator("#plan").set_input_files(plan)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#changes")).to_be_visible(timeout=READING_MS)
    compared = page.locator("#changes input[name=compared]")
    if compared.count():
        compared.check()
    page.locator("#changes button[type=submit]").click()
    son.says(vi("The plan is imported."))
    expect(page).to_have_url(re.compile("/2018/criteria$"))


def _ask(lan: Person) -> None:
    """Lan confirms the proposal once: all thirty agencies of the plan's cell are asked."""
    lan.open(CRITERION)
    page = lan.page
    page.locator("#assignments header a.btn").click()
    expect(page.locator("input[name=agencies]:checked")).to_have_count(30)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".asked li")).to_have_count(30)


def _open_own(person: Person) -> None:
    """Find one's part on the home page of a telephone, and open it; nothing needs to be pushed sideways."""
    person.open("/")
    page = person.page
    page.get_by_role("link", name=re.compile(vi("Deliver a document or an answer"))).first.click()
    expect(page.locator(".page-head .state")).to_contain_text(vi("Not delivered yet"))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _deliver(diem: Person, file: Path) -> None:
    """The district sends a file from its phone."""
    _open_own(diem)
    diem.page.locator("#files").set_input_files(file)
    diem.page.locator("#deliver button[type=submit]").click()
    state = diem.page.locator(".page-head .state")
    expect(state).to_contain_text(vi("Delivered, awaiting acceptance"))


def _answer(yen: Person) -> None:
    """The department has had nothing of the kind this year, and says so in words."""
    _open_own(yen)
    yen.page.locator("#answer").fill("Năm 2018 không phát sinh tại đơn vị.")
    yen.page.locator("#deliver button[type=submit]").click()
    yen.says("Năm 2018 không phát sinh tại đơn vị.")


def _accept(lan: Person) -> None:
    """Lan sees on the strip who has delivered, and accepts the document and the answer."""
    page = lan.page
    lan.open(f"{CRITERION}?assigned=delivered")
    expect(page.locator(".asked li")).to_have_count(2)
    for name, seen in (("Châu Phú", "318/BC-UBND"), ("Sở Y tế", "không phát sinh")):
        page.locator(".asked a", has_text=name).click()
        expect(page.locator("main")).to_contain_text(seen)
        page.locator(".page-head form button").click()
        expect(page.locator(".page-head .state")).to_contain_text(vi("Accepted"))
        lan.open(f"{CRITERION}?assigned=delivered")
    lan.open(CRITERION)
    expect(page.locator(".asked-agency.ok")).to_have_count(2)


def _look_at_board(lan: Person) -> None:
    """The board says that the district has done all of its part; for the printer it is one page."""
    page = lan.page
    lan.open("/2018/board?by=agency")
    row = page.locator("#tasks tbody tr", has_text="Châu Phú")
    expect(row).to_contain_text("1 / 1")
    expect(row).to_contain_text("100%")
    lan.open("/2018/board/chairman")
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        assert len(printed.pages) == 1
