"""Search in the browser: typed in any way, opened on the page, helped while typing."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from evidence_repo.demo import home_affairs
from tests.demo.runs import Run
from tests.e2e.browser import Person
from tests.e2e.conftest import Newcomer
from tests.e2e.places import covers, place_of, printed_places
from tests.e2e.words import vi

RECOGNITION_SECONDS = 90
REVIEWER = "rasoat@angiang.example"

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def hoa(demo: Run, newcomer: Newcomer) -> Person:
    """Give the demonstration's reviewer, signed in."""
    person: Person = newcomer(f"http://127.0.0.1:{demo.port}")
    person.open("/sign-in")
    person.sign_in_to_demo(REVIEWER)
    return person


def ask(person: Person, words: str) -> Locator:
    """Type the words into the head's box, as after pressing “/”, and return the hits."""
    person.press("/")
    person.page.keyboard.type(words)
    person.page.keyboard.press("Enter")
    expect(person.page).to_have_url(re.compile(r"/search\?"))
    return person.page.locator("article.hit")


SCANNED = home_affairs.inspection("1261/TB-SNV", date(2017, 10, 23), "Sở Xây dựng", is_thin=True)
"""The letter that the demonstration's scan is of."""


def test_with_and_without_diacritics_the_same_is_found_and_opens_on_its_page(
    hoa: Person, tmp_path: Path
) -> None:
    page = hoa.page
    typed = ask(hoa, "kế hoạch cải cách").count()
    assert typed > 0
    hits = ask(hoa, "ke hoach cai cach")
    expect(hits).to_have_count(typed)
    report = hits.filter(has_text="683/BC-UBND")
    passage = report.locator(".passages li").filter(has_text=re.compile("trang 2")).first
    expect(passage.locator("mark").first).to_have_text(re.compile("kế hoạch cải cách", re.IGNORECASE))
    passage.locator("a").click()
    expect(page.locator("#pages h2")).to_have_text(re.compile(r"Trang 2\b"))
    marks = [place_of(page, mark) for mark in page.locator(".page-view rect.found").all()]
    words = printed_places(home_affairs.year_report(), tmp_path, ["kế", "hoạch", "cải", "cách"], 2)
    assert words
    for name, right, down in words:
        assert any(covers(mark, right, down) for mark in marks), f"nothing is marked where {name} stands"


def test_a_scanned_page_is_marked_on_the_right_words(hoa: Person, tmp_path: Path) -> None:
    page = hoa.page
    hits = ask(hoa, '"so xay dung"')
    passage = (
        hits.filter(has_text="1261/TB-SNV").locator(".passages a").filter(has_text=re.compile("trang 1$"))
    )
    last = time.monotonic() + RECOGNITION_SECONDS
    while not passage.count() and time.monotonic() < last:  # the scan is recognised in the background
        page.wait_for_timeout(500)
        page.reload()
    passage.first.click()
    marks = [place_of(page, mark) for mark in page.locator(".page-view rect.found").all()]
    words = printed_places(SCANNED, tmp_path, ["Sở", "Xây", "dựng"])
    assert words
    assert len(marks) == len(words)
    for name, right, down in words:
        assert any(covers(mark, right, down) for mark in marks), f"nothing is marked where {name} stands"


def test_a_choice_narrows_and_is_taken_back(hoa: Person) -> None:
    page = hoa.page
    before = ask(hoa, "ke hoach").count()
    choice = page.locator(".facet a").first
    held = int(choice.locator(".num").inner_text())
    choice.click()
    expect(page.locator(".search-bar .chip").first).to_be_visible()
    expect(page.locator("article.hit")).to_have_count(min(held, 20))
    page.locator(".search-bar .chip").first.click()
    expect(page.locator("article.hit")).to_have_count(before)


def test_suggestions_are_chosen_by_keyboard(hoa: Person) -> None:
    page = hoa.page
    hoa.press("/")
    page.keyboard.type("683")
    box = page.get_by_role("combobox", name=vi("Search")).first
    expect(page.get_by_role("option").first).to_contain_text("683/")  # not what "6" alone had suggested
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("683/")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/documents/\d+"))
    expect(page.locator("main")).to_contain_text("683/")


def test_a_search_is_kept_and_found_again(hoa: Person) -> None:
    page = hoa.page
    ask(hoa, "thu tuc hanh chinh")
    page.get_by_text(vi("Save the search"), exact=True).click()
    page.get_by_label(vi("Name of the search")).fill("Thủ tục của tôi")
    page.get_by_role("button", name=vi("Save"), exact=True).click()
    hoa.says(vi("The search is saved."))
    hoa.open("/")
    page.locator(".find input").click()  # an empty box offers what was asked for lately, and what is kept
    expect(page.get_by_role("option", name="thu tuc hanh chinh")).to_be_visible()
    page.get_by_role("option", name="Thủ tục của tôi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("“thu tuc hanh chinh”")
    hoa.open("/search/saved")
    page.get_by_role("button", name=vi("Remove"), exact=True).click()
    hoa.says(vi("The saved search is removed."))


def test_a_slip_is_noticed(hoa: Person) -> None:
    ask(hoa, "ke haoch cai cach")
    hoa.page.get_by_role("link", name="ke hoach cai cach").click()
    expect(hoa.page.locator("article.hit").first).to_be_visible()
