"""Take README's pictures of the running product: a fresh demonstration, Chromium, one person a picture.

Usage: python scripts/pictures.py FOLDER
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_READY = "is running: "
_START_SECONDS = 300

PICTURES = {
    "home": ("chuyenvien.snv@angiang.example", "/"),
    "criterion": ("chuyenvien.snv@angiang.example", "/2017/criteria/TCTP-4.2.1"),
    "review": ("rasoat@angiang.example", "/2017/review"),
    "board": ("theodoi@angiang.example", "/2017/board"),
}
"""Name of the picture: who looks, at which page."""


@contextmanager
def running_demonstration() -> Iterator[str]:
    """Give the address of a fresh demonstration."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        log = Path(folder) / "run.log"
        settings = {"EVIDENCE_VAR": f"{folder}/var", "EVIDENCE_PORT": str(port)}
        program = Path(sys.executable).with_name("evidence-repo")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [program, "run"], env={**os.environ, **settings}, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            _wait_until_ready(process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + _START_SECONDS
    while _READY not in (told := log.read_text(encoding="utf-8")):
        if process.poll() is not None or time.monotonic() > last:
            sys.exit(f"The demonstration did not start:\n{told}")
        time.sleep(0.2)


def take(browser: Browser, address: str, email: str, path: str, picture: Path) -> None:
    """Sign in with the demonstration's button and take the picture."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.locator(f"form:has(input[value='{email}']) button").click()
    page.goto(address + path)
    page.screenshot(path=picture)
    context.close()


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with running_demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (email, path) in PICTURES.items():
            take(browser, address, email, path, folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
