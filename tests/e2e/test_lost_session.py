"""A session that ends while somebody types: nothing is stored, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.demo.runs import Run
from tests.e2e.browser import Person
from tests.e2e.conftest import Newcomer
from tests.e2e.words import vi

UPLOADER, REVIEWER = "chuyenvien.snv@angiang.example", "rasoat2@angiang.example"
TYPED = "Đơn vị đã bổ sung phụ lục ngày 25/11."

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def lose_session(person: Person) -> None:
    """Forget the session, as a browser does when its time is over."""
    person.context.clear_cookies()


def sign_in_again(person: Person, email: str) -> None:
    """Follow what the page says to somebody who is signed out; the browser's console names the refusal."""
    expect(person.page.get_by_role("heading", level=1)).to_have_text(vi("You are signed out"))
    person.page.get_by_role("link", name=vi("Sign in again")).click()
    person.sign_in_to_demo(email)
    assert [complaint for complaint in person.complaints if " 401 " not in complaint] == []
    person.complaints.clear()


def test_an_explanation_is_put_back_after_signing_in_again(demo: Run, newcomer: Newcomer) -> None:
    lan = newcomer(f"http://127.0.0.1:{demo.port}")
    lan.open("/sign-in")
    lan.sign_in_to_demo(UPLOADER)
    lan.open("/2017/criteria/TCTP-4.2.1")
    lan.page.get_by_role("link", name=vi("Explain"), exact=True).first.click()
    lan.press()
    lan.page.locator("textarea[name=text]").fill(TYPED)
    lose_session(lan)
    lan.page.keyboard.press("Control+Enter")
    sign_in_again(lan, UPLOADER)
    expect(lan.page.locator("textarea[name=text]")).to_have_value(TYPED)
    lan.page.locator("textarea[name=text]").fill("")  # the demonstration is shared: no draft stays


def test_a_verdicts_words_are_put_back_and_are_nobody_elses(demo: Run, newcomer: Newcomer) -> None:
    base = f"http://127.0.0.1:{demo.port}"
    tai = newcomer(base)
    tai.open("/sign-in")
    tai.sign_in_to_demo(REVIEWER)
    tai.open("/2017/review")
    tai.press("j")
    tai.page.wait_for_url("**/review/*")
    tai.press("2")
    tai.page.locator("#reason").select_option("partial_coverage")
    tai.page.locator("#comment").fill(TYPED)
    lose_session(tai)
    tai.page.keyboard.press("Control+Enter")
    sign_in_again(tai, REVIEWER)
    expect(tai.page.locator("#comment")).to_have_value(TYPED)
    desk = tai.page.url
    tai.page.on("dialog", lambda dialog: dialog.accept())
    lose_session(tai)
    tai.page.goto(desk)
    tai.sign_in_to_demo("rasoat@angiang.example")  # somebody else at the same computer
    tai.page.goto(desk)
    tai.press()
    expect(tai.page.locator("#comment")).to_have_value("")
