"""Screens at the sizes that people have, on paper, and in their own colours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.demo.runs import Run
from tests.e2e.browser import LAPTOP, PHONE, TABLET, Person
from tests.e2e.conftest import Newcomer
from tests.e2e.every_page import REVIEWER, UPLOADER
from tests.e2e.words import vi

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo-pages")]

SMALL_LAPTOPS = ((1280, 800), (1366, 768))
BETWEEN = (LAPTOP, TABLET, PHONE)
_DRAFT = "/2017/criteria/TCTP-1.3.1"

_OUT_OF_SIGHT = """names => names.filter((name) => {
  const { top, bottom } = document.querySelector(name).getBoundingClientRect();
  return top < 0 || bottom > innerHeight;
})"""

SignedIn = Callable[..., Person]


@pytest.fixture
def signed_in(demo: Run, newcomer: Newcomer) -> SignedIn:
    """Give a factory of people who have pressed the demonstration's button."""

    def come(email: str, **more: object) -> Person:
        person = newcomer(f"http://127.0.0.1:{demo.port}", **more)
        person.open("/sign-in")
        person.sign_in_to_demo(email)
        return person

    return come


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _open_desk(person: Person) -> None:
    person.open("/2017/review")
    person.open(person.page.locator("main a.btn-primary").first.get_attribute("href") or "")
    person.press()


def test_the_verdict_is_in_sight_on_a_small_laptop_and_stays_there(signed_in: SignedIn) -> None:
    person = signed_in(REVIEWER)
    page = person.page
    _open_desk(person)
    for size in SMALL_LAPTOPS:
        _resize(page, size)
        person.press("2")
        page.locator(".panel-scroll").evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
        seen = [".verdict [value=sufficient]", "#reason", "#comment", "#verdict button[type=submit]"]
        assert page.evaluate(_OUT_OF_SIGHT, seen) == []
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")  # no blank band below


def test_a_refused_verdict_says_why_where_the_eye_is_and_can_be_loaded_again(signed_in: SignedIn) -> None:
    person = signed_in(REVIEWER)
    _open_desk(person)
    for size in (*SMALL_LAPTOPS, *BETWEEN[:1]):
        _resize(person.page, size)
        person.press("2", "Control+Enter")
        expect(person.page).to_have_url(re.compile("/verdict"))
        expect(person.page.locator("#reason-error-1")).to_be_in_viewport()
        person.complaints.clear()  # the console names the refusal
        person.open(person.page.url.partition("#")[0])
        expect(person.page).not_to_have_url(re.compile("/verdict"))
        person.press()


def test_between_phone_and_desktop_rows_are_cards_and_the_header_searches(signed_in: SignedIn) -> None:
    person = signed_in(UPLOADER)
    page = person.page
    for path in ("/", "/2017/criteria"):
        person.open(path)
        for size in BETWEEN:
            _resize(page, size)
            expect(page.locator(".rows thead").first).to_be_hidden()
            step = page.locator(".rows td[data-label]").last.bounding_box()
            assert step is not None
            assert step["x"] + step["width"] <= size[0]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            person.press("/")
            expect(page.locator(".topbar input[name=q]")).to_be_focused()
            page.evaluate("document.activeElement.blur()")


def test_a_page_is_turned_zoomed_and_chosen_by_number_and_keys(signed_in: SignedIn) -> None:
    person = signed_in(REVIEWER)
    page = person.page
    person.open("/2017/review")
    links = page.locator("main a[href^='/2017/review/']")
    for address in [link.get_attribute("href") or "" for link in links.all()]:
        person.open(address)
        if page.locator(".strip .page-thumb").count():  # a document of one page has no thumbnails
            break
    person.press("r")
    expect(page.locator(".turn-90 .page-view")).to_be_visible()
    person.press("+")
    expect(page.locator(".zoom-100 .turn-90")).to_be_visible()
    person.press("g")
    page.locator("#page-number").fill("1")
    page.locator("#page-number").press("Enter")
    expect(page).to_have_url(re.compile("page=1"))
    expect(page.locator(".strip [aria-current]")).to_have_text("1")
    page.evaluate("document.activeElement.blur()")
    person.press("ArrowRight")
    expect(page.locator("#page-number")).to_have_value("2")


def test_what_is_printed_fits_a4(signed_in: SignedIn) -> None:
    for email, paths in (
        (UPLOADER, ("/2017/criteria", "/2017/criteria/TCTP-4.2.1", "/2017/board")),
        (REVIEWER, ("/2017/bundles",)),
    ):
        person = signed_in(email)
        for path in paths:
            person.open(path)
            with pdfplumber.open(io.BytesIO(person.page.pdf(format="A4"))) as printed:
                sheet = printed.pages[0]
                words = sheet.extract_words()
                assert words
                assert max(word["x1"] for word in words) < sheet.width - 20
                assert not any(word["text"] == vi("Search") for word in words[:10])
            person.page.emulate_media(media="print")
            if person.page.locator(".rows").count():
                expect(person.page.locator(".rows thead").first).to_be_visible()
            person.page.emulate_media(media="screen")


def test_squares_keep_their_meaning_in_a_persons_own_colours(signed_in: SignedIn) -> None:
    person = signed_in(UPLOADER, forced_colors="active")
    person.open("/2017/criteria")
    colours = {
        kind: person.page.locator(kind).first.evaluate("each => getComputedStyle(each).background")
        for kind in (".cover i.full", ".cover i.part", ".cover i:not([class*=full]):not([class*=part])")
    }
    assert len(set(colours.values())) == 3, colours


def test_a_day_is_chosen_by_keyboard(signed_in: SignedIn) -> None:
    person = signed_in(UPLOADER)
    person.open(f"{_DRAFT}/link?product=1")
    person.press()
    field = person.page.get_by_label(vi("Seen on"))
    field.fill("02/11/2017")
    person.page.get_by_role("button", name=vi("Choose a day")).press("Enter")
    dialog = person.page.get_by_role("dialog", name=vi("Choose a day"))
    expect(dialog).to_contain_text("tháng 11 năm 2017")
    person.press("ArrowDown", "PageUp", "Enter")
    expect(field).to_have_value("09/10/2017")
    expect(dialog).to_be_hidden()
    field.fill("")


def test_an_upload_is_tried_again_after_signing_in_again(signed_in: SignedIn, tmp_path: Path) -> None:
    person = signed_in(UPLOADER)
    page = person.page
    person.open(_DRAFT)
    person.press()
    program = tmp_path / "chương trình.exe"
    program.write_bytes(b"MZ" + bytes(200))
    person.context.clear_cookies()
    page.locator("#product-1 form.drop input[type=file]").set_input_files(program)
    beside = page.locator("#product-1 form.drop + .uploads")
    expect(beside).to_contain_text(vi("Your session has ended. Nothing was changed."))
    assert page.evaluate(_OUT_OF_SIGHT, ["#uploads"]) == []
    person.complaints.clear()  # the console names the refusal
    window = person.context.new_page()
    window.goto("/sign-in")
    window.locator(f"form:has(input[value='{UPLOADER}']) button").click()
    expect(window.locator("a.brand")).to_be_visible()
    with page.expect_response(lambda answer: answer.url == page.url and answer.request.method == "GET"):
        beside.get_by_role("button", name=vi("Try again")).click()
    expect(beside).to_contain_text("chương trình.exe")
    expect(beside.get_by_role("button", name=vi("Try again"))).to_be_hidden()  # a program stays refused
    person.complaints.clear()


def test_the_thumbnails_lie_above_the_page_where_there_is_no_room_beside_it(signed_in: SignedIn) -> None:
    page = signed_in(REVIEWER).page
    page.goto("/documents/1?page=2")
    for size in BETWEEN:
        _resize(page, size)
        strip, sheet = page.locator(".strip").bounding_box(), page.locator(".page-view").bounding_box()
        assert strip is not None
        assert sheet is not None
        assert strip["y"] + strip["height"] <= sheet["y"]


def test_a_name_after_at_is_completed_and_that_person_is_notified(signed_in: SignedIn) -> None:
    person = signed_in(REVIEWER)
    page = person.page
    person.open("/2017/criteria/TCTP-4.2.1")
    person.open(page.locator(".piece .comments-link").first.get_attribute("href") or "")
    person.press()  # the modules are bound
    box = page.locator("#text-shared")
    box.press_sequentially("Nhờ @nguyen thi la")
    offered = page.locator("#thread-shared [role=option]")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Nguyễn Thị Lan")
    box.press("Enter")
    expect(box).to_have_value("Nhờ @Nguyễn Thị Lan ")
    box.press_sequentially("xem giúp số liệu.")
    page.locator("#thread-shared form.comment-form button[type=submit]").click()
    expect(page.locator("#thread-shared li").last).to_contain_text(f"{vi('notified')}: Nguyễn Thị Lan")
    other = signed_in(UPLOADER)
    other.open("/notices")
    expect(other.page.locator("main")).to_contain_text("Nhờ @Nguyễn Thị Lan xem giúp số liệu.")
