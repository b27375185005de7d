"""A real Chromium, and people who sit before it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.live.processes import unavailable

DESKTOP, LAPTOP, TABLET, PHONE = (1280, 800), (853, 800), (768, 1024), (390, 844)
PATIENCE_MS = 15_000
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def chromium_program(playwrights_own: str) -> str:
    """Return a Chromium that runs: the one on PATH, else Playwright's own.

    Ubuntu's package of that name is a script which asks for a snap, so that being there is not enough.
    """
    on_path = filter(None, map(shutil.which, _PROGRAMS))
    found = next(filter(_runs, on_path), playwrights_own if Path(playwrights_own).exists() else None)
    if found is None:
        unavailable("no Chromium that runs: neither on PATH nor by `.venv/bin/playwright install chromium`")
    return found


def _runs(program: str) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run a Chromium without a window until the block ends."""
    with sync_playwright() as playwright:
        program = chromium_program(playwright.chromium.executable_path)
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield browser
        browser.close()


class Person:
    """One person before a browser of their own: nothing is shared with the others' but the server.

    `complaints` collects what no page may do: errors and CSP violations in the console, script exceptions,
    requests to anybody but our own server, and answers that say the server failed.
    """

    def __init__(self, browser: Browser, base: str, *, size: tuple[int, int] = DESKTOP, **more: Any) -> None:
        self.base = base
        self.complaints: list[str] = []
        width, height = size
        self.context: BrowserContext = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            **more,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        self.context.on("request", self._watch)
        self.context.on("response", lambda answer: self._hear(answer.status, answer.url))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url} console {message.type}: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", f"blob:{self.base}/")):
            self.complaints.append(f"asked somebody else: {request.url}")

    def _hear(self, status: int, address: str) -> None:
        if status >= 500:
            self.complaints.append(f"{status} {address}")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page that everybody meets."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Thư điện tử").fill(email)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        expect(self.page.locator("a.brand")).to_be_visible()
        expect(self.page).not_to_have_url(re.compile("/sign-in"))

    def sign_in_to_demo(self, email: str) -> None:
        """Press the demonstration's button of this account, on the page of signing in that is open."""
        self.page.locator(f"form:has(input[value='{email}']) button").click()
        expect(self.page.locator("a.brand")).to_be_visible()

    def choose_first_password(self, password: str) -> None:
        """Put one's own password in the place of the one-time password, as the first sign-in asks."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Đặt mật khẩu của bạn")
        self.page.get_by_label("Mật khẩu mới", exact=True).fill(password)
        self.page.get_by_label(re.compile("Nhập lại")).fill(password)
        self.page.get_by_role("button", name="Lưu").click()
        expect(self.page.get_by_text("Đã lưu mật khẩu mới.")).to_be_visible()

    def open(self, path: str) -> None:
        """Go to a page of ours; it must be there."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def press(self, *keys: str) -> None:
        """Press keys as somebody does who sees the page whole: its scripts have run, their modules too."""
        self.page.wait_for_load_state()
        self.page.wait_for_selector("html[data-bound]", state="attached")
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, words: str) -> None:
        """Wait until the page shows these words."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def shot(self, path: str, *, whole: bool = False) -> None:
        """Keep a picture of the page, for people."""
        self.page.screenshot(path=path, full_page=whole)

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()
