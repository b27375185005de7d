"""Header fields beside the page: the field in focus shows where on the page it was read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evidence_repo.demo import home_affairs
from evidence_repo.demo.letters import Letter
from tests.demo.runs import Run
from tests.e2e.browser import Person
from tests.e2e.conftest import Newcomer
from tests.e2e.places import covers, place_of, printed_places
from tests.e2e.words import vi

UPLOADER = "chuyenvien.snv@angiang.example"
PRINTED = home_affairs.inspection("1254/TB-SNV", date(2017, 10, 20), "Ủy ban nhân dân huyện Châu Phú")
SCANNED = home_affairs.inspection("1261/TB-SNV", date(2017, 10, 23), "Sở Xây dựng", is_thin=True)
TALLEST = 0.05
"""A box around one line is lower than this part of the page."""

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def lan(demo: Run, newcomer: Newcomer) -> Person:
    """Give an uploader of the agency whose pack was returned, signed in."""
    person: Person = newcomer(f"http://127.0.0.1:{demo.port}")
    person.open("/sign-in")
    person.sign_in_to_demo(UPLOADER)
    return person


def open_document(person: Person, number: str) -> Page:
    """Open the document of this number, as found by searching; its modules are bound."""
    person.open(f"/search?q={number}")
    person.page.locator("article.hit").filter(has_text=number).locator("a.subject").first.click()
    expect(person.page.get_by_label(vi("Number and symbol"))).to_have_value(number)
    person.press()
    return person.page


@pytest.mark.parametrize("letter", [PRINTED, SCANNED], ids=["text", "scan"])
def test_the_field_in_focus_is_boxed_where_it_is_printed(lan: Person, letter: Letter, tmp_path: Path) -> None:
    page = open_document(lan, letter.number)
    day = letter.issued_on
    for label, words in (
        ("Number and symbol", [letter.number]),
        ("Day of issue", ["ngày", f"{day.day:02}", "tháng", str(day.month), "năm", str(day.year)]),
    ):
        page.get_by_label(vi(label)).focus()
        box = place_of(page, page.locator(".page-view rect.focused"))
        assert box[3] < TALLEST
        assert any(covers(box, right, down) for _, right, down in printed_places(letter, tmp_path, words[:2]))
    page.get_by_label(vi("Find in the document")).focus()
    expect(page.locator(".page-view rect.focused")).to_have_count(0)


def test_the_lines_of_the_field_in_focus_stand_in_the_form(lan: Person) -> None:
    page = open_document(lan, PRINTED.number)
    shown = page.locator(".field-place")
    expect(shown).to_be_hidden()
    page.get_by_label(vi("Signatory")).focus()
    expect(shown).to_be_visible()
    expect(shown.locator("figcaption")).to_have_text(re.compile(f"^{vi('Signatory')} · {vi('page')} 1$"))
    _is_in_view(page)
    page.keyboard.press("Tab")  # to the button: nothing moves under a pointer that presses it
    expect(page.get_by_role("button", name=vi("Confirm the fields"), exact=True)).to_be_focused()
    expect(shown).to_be_visible()
    page.get_by_label(vi("Number and symbol")).focus()
    expect(shown.locator("figcaption")).to_have_text(re.compile(vi("Number and symbol")))
    _is_in_view(page)


def _is_in_view(page: Page) -> None:
    """The box lies within what is drawn of the page; measured at once, as the page may scroll."""
    drawn, box = page.locator(".field-place svg").evaluate(
        "svg => [svg, svg.querySelector('rect')].map((part) => part.getBoundingClientRect().toJSON())"
    )
    assert drawn["left"] <= box["left"] < box["right"] <= drawn["right"]
    assert drawn["top"] <= box["top"] < box["bottom"] <= drawn["bottom"]
