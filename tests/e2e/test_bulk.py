"""Many pieces at once in Chromium: fields in a row, pages by their pictures, ticked and withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.documents import build_admin_pdf
from tests.e2e.browser import DESKTOP, PHONE, Person
from tests.e2e.conftest import Newcomer
from tests.e2e.installation import Installation
from tests.e2e.words import vi

CODE = "TCTP 1.1.3"
PAGES = 4

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("bulk")]


def _added(installation: Installation, folder: Path, email: str) -> list[int]:
    """Add three documents of four pages each, and have them read; return their pieces."""
    files = [
        build_admin_pdf(folder / f"{number}.pdf", number=f"{number}/BC-SNV", pages=("Nội dung",) * PAGES)
        for number in (11, 12, 13)
    ]
    rows = installation.machine.read(
        *("documents-add", "documents", "add", *files, "--criterion", CODE, "--product", 1, "--as", email)
    )
    installation.machine.work()
    return [row["evidence_id"] for row in rows]


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_many_pieces_are_worked_on_at_once(
    installation: Installation, newcomer: Newcomer, tmp_path: Path
) -> None:
    account = installation.accounts["lan"]
    pieces = _added(installation, tmp_path, account.email)
    lan = newcomer(installation.base, size=DESKTOP)
    lan.sign_in(account.email, account.password)
    lan.choose_first_password(account.own_password)
    _confirm_one_after_the_other(lan, pieces)
    _choose_pages(lan, pieces[0])
    lan.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    _choose_pages(lan, pieces[1])
    _withdraw_two(lan)


def _confirm_one_after_the_other(lan: Person, pieces: list[int]) -> None:
    """Three documents are three clicks: each saved one leads to the next, the last one back."""
    lan.open(f"/2017/evidence/{pieces[0]}/header")
    onward = lan.page.get_by_role("button", name=vi("Save and go to the next document"))
    for number in ("11/BC-SNV", "12/BC-SNV"):
        expect(lan.page.get_by_label(vi("Number and symbol"))).to_have_value(number)
        onward.click()
    expect(lan.page.get_by_label(vi("Number and symbol"))).to_have_value("13/BC-SNV")
    expect(onward).to_have_count(0)
    lan.page.get_by_role("button", name=vi("Confirm the fields"), exact=True).click()
    lan.says(vi("The document's fields are saved."))
    expect(lan.page.get_by_role("heading", level=1)).to_contain_text(CODE)


def _choose_pages(lan: Person, piece: int) -> None:
    """A click takes a page, Shift a range, keys do the same; what is typed shows in the pictures."""
    lan.open(f"/2017/evidence/{piece}/pages")
    lan.press()
    page, field = lan.page, lan.page.get_by_label(vi("Pages to cite"), exact=True).first
    thumbs = page.locator(".page-choices [data-page]")
    expect(thumbs).to_have_count(PAGES)
    thumbs.nth(0).click()
    thumbs.nth(2).click(modifiers=["Shift"])
    expect(field).to_have_value("1-3")
    lan.press("ArrowLeft", "Space")
    expect(field).to_have_value("1, 3")
    lan.press("End", "Shift+Space")
    expect(field).to_have_value("1-4")
    field.fill("2, 4")
    expect(page.locator(".page-choices [aria-pressed=true]")).to_have_count(2)
    assert _fits(page)
    page.get_by_role("button", name=vi("Save"), exact=True).click()
    lan.says(vi("The pages are saved."))


def _withdraw_two(lan: Person) -> None:
    """What is ticked stays so on another page of the list; the result says what became of each."""
    page = lan.page
    for words in ("11/BC-SNV", "12/BC-SNV"):
        lan.open(f"/2017/pieces?words={words}")
        lan.press()
        page.locator("main .choose input").first.check()
    expect(page.locator(".selection-bar [data-count]")).to_contain_text("2")
    assert _fits(page)
    page.locator(".selection-bar").get_by_role("button", name=vi("Withdraw"), exact=True).click()
    expect(page.locator("main form input[name=piece]:checked")).to_have_count(2)
    assert _fits(page)
    page.locator("main form").get_by_role("button", name=vi("Withdraw"), exact=True).click()
    expect(page.locator("main tbody .state.ok")).to_have_count(2)
    assert _fits(page)
    lan.open("/2017/pieces")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator(".selection-bar [data-count]")).not_to_contain_text("2")
