"""Every page for people of each role: WCAG 2.2 AA as axe checks it, keyboard, phone, size of targets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from evidence_repo.app import create_app
from evidence_repo.settings import Settings
from tests.demo.runs import Run
from tests.e2e.axe import RULES, TARGETS, WIDER, violations
from tests.e2e.browser import DESKTOP, LAPTOP, PHONE, TABLET, Person
from tests.e2e.conftest import Newcomer
from tests.e2e.every_page import ELSEWHERE, NO_PAGES, OBSERVER, PAGES, REVIEWER, UPLOADER, Visit
from tests.e2e.words import vi

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo-pages")]

_WATCH = """() => {
  const shows = (each) => {
    const style = getComputedStyle(each);
    const isLined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return isLined || style.boxShadow !== "none";
  };
  window.reached = new Set();
  window.unseen = new Set();
  document.addEventListener("focusin", ({ target }) => {
    window.reached.add(target);
    if (target.tagName !== "IFRAME" && ![target, target.closest("label")].some((each) => each && shows(each)))
      window.unseen.add(target);
  });
}"""

_MISSED = """() => {
  const called = (each) => each.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const isMeant = (each) => !each.disabled && !["hidden", "radio"].includes(each.type) && each.tabIndex >= 0;
  const missed = [...document.querySelectorAll(wanted)].filter((each) =>
    isMeant(each) && !window.reached.has(each) && each.checkVisibility({ visibilityProperty: true }));
  return { missed: missed.map(called), unseen: [...window.unseen].map(called) };
}"""


def _demo_app(demo: Run) -> Flask:
    return create_app(Settings.from_env({"EVIDENCE_VAR": str(demo.var)}))


def test_the_table_lists_every_page(demo: Run) -> None:
    app = _demo_app(demo)
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    app.extensions["container"].close()
    visited = {visit.endpoint for visits in PAGES.values() for visit in visits}
    assert there - visited - set(NO_PAGES) - set(ELSEWHERE) == set(), "name these in tests/e2e/every_page.py"
    assert (visited | set(NO_PAGES) | set(ELSEWHERE)) - there == set(), "these are no routes"


SignedIn = Callable[..., Person]
"""Give somebody who has signed in: `(email, size=…)`."""


@pytest.fixture
def signed_in(demo: Run, newcomer: Newcomer) -> SignedIn:
    """Give a factory of people who have pressed the demonstration's button."""

    def come(email: str, **more: Any) -> Person:
        person = newcomer(f"http://127.0.0.1:{demo.port}", **more)
        person.open("/sign-in")
        person.sign_in_to_demo(email)
        return person

    return come


def _go(person: Person, visit: Visit) -> None:
    person.open(visit.path)
    if visit.link:
        found = person.page.locator(visit.link).first
        number = (found.get_attribute("id") or "").rpartition("-")[2]
        person.open(visit.address.format(number) if visit.address else found.get_attribute("href") or "")
    person.page.wait_for_load_state()


def _walk(page: Page) -> dict[str, list[str]]:
    """Hold Tab past all there is, and a little more; return what no walk has reached so far."""
    stops = page.locator("a[href], button, input, select, textarea, summary, [tabindex='0']").count()
    for _ in range(stops + 5):
        page.keyboard.down("Tab")  # repeats, as of a key that is held
    page.keyboard.up("Tab")
    return cast("dict[str, list[str]]", page.evaluate(_MISSED))


def _by_keyboard(page: Page) -> list[str]:
    """Press Tab through the whole page; return what was never reached, and what does not show its focus."""
    page.evaluate(_WATCH)
    page.evaluate("document.activeElement.blur()")
    found = _walk(page)
    if found["missed"]:  # the first walk may begin anywhere, or meet a script that draws a form anew
        found = _walk(page)
    return [f"no way by Tab: {each}" for each in found["missed"]] + [
        f"no visible focus: {each}" for each in found["unseen"]
    ]


@pytest.mark.parametrize("email", PAGES)
def test_everybody_can_use_their_pages(email: str, signed_in: SignedIn) -> None:
    person = signed_in(email)
    found: dict[str, list[str]] = {}
    for visit in PAGES[email]:
        person.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        _go(person, visit)
        found[str(visit)] = _by_keyboard(person.page)
        for size, rules in ((DESKTOP, RULES), (LAPTOP, TARGETS), (TABLET, TARGETS), (PHONE, RULES)):
            person.page.set_viewport_size({"width": size[0], "height": size[1]})
            found[str(visit)] += [
                *(f"at {size[0]} px {each}" for each in violations(person.page, rules)),
                *(f"wider than {size[0]} px: {each}" for each in person.page.evaluate(WIDER)),
            ]
    assert {visit: faults for visit, faults in found.items() if faults} == {}


def test_the_sign_in_page_is_for_everybody(demo: Run, newcomer: Newcomer) -> None:
    for size in (DESKTOP, PHONE):
        person = newcomer(f"http://127.0.0.1:{demo.port}", size=size)
        person.open("/sign-in")
        found = [*violations(person.page, RULES), *person.page.evaluate(WIDER), *_by_keyboard(person.page)]
        assert found == []


def test_the_first_stop_leads_past_the_navigation(signed_in: SignedIn) -> None:
    person = signed_in(UPLOADER)
    person.press("Tab")
    expect(person.page.locator(".skip")).to_be_focused()
    person.press("Enter")
    expect(person.page.locator("#main")).to_be_focused()


def test_escape_folds_the_menu_and_gives_the_focus_back(signed_in: SignedIn) -> None:
    person = signed_in(UPLOADER)
    summary = person.page.locator(".who-menu:not(.year-menu) > summary")
    summary.focus()
    person.press("Enter", "Tab")
    expect(person.page.locator(".who-menu:not(.year-menu) .menu")).to_be_visible()
    person.press("Escape")
    expect(person.page.locator(".who-menu:not(.year-menu) .menu")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_question_mark_lists_the_keys_of_the_page(signed_in: SignedIn) -> None:
    person = signed_in(REVIEWER)
    _go(person, Visit("review.desk", "/2017/review", "main a.btn-primary"))
    person.page.locator(".panel h1").click()  # the desk begins in no field
    person.press("?")
    dialog = person.page.get_by_role("dialog", name=vi("Keys of this page"))
    expect(dialog).to_be_visible()
    told = re.sub(r"\s+", " ", dialog.inner_text())
    for key, meaning in (
        ("/", "Search"),
        ("J", "Next item"),
        ("1", "Sufficient"),
        ("2", "Needs explanation"),
    ):
        assert f"{key} {vi(meaning)}" in told
    assert violations(person.page, RULES) == []
    person.press("1")  # behind the list no key does anything
    expect(person.page.locator("input[value=sufficient]")).not_to_be_checked()
    person.press("Escape")
    expect(dialog).to_be_hidden()
    person.press("1")
    expect(person.page.locator("input[value=sufficient]")).to_be_checked()


def test_the_list_of_keys_has_a_button_too(signed_in: SignedIn) -> None:
    person = signed_in(OBSERVER)
    person.page.locator(".who-menu:not(.year-menu) > summary").click()
    person.page.get_by_role("button", name=vi("Keys of this page")).click()
    dialog = person.page.get_by_role("dialog", name=vi("Keys of this page"))
    dialog.get_by_role("button", name=vi("Close")).click()
    expect(dialog).to_be_hidden()
