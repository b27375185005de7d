"""Where things stand on a page, as fractions of it: as the browser shows them, and as they were printed."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
from playwright.sync_api import Locator, Page

from evidence_repo.demo.letters import Letter
from evidence_repo.demo.pdf import write_pdf

SKEW = 0.012
"""How far a scan that lies a little crooked may be off."""

Box = tuple[float, float, float, float]


def place_of(page: Page, mark: Locator) -> Box:
    """Return the place of a mark on the page's picture, its width and height."""
    page.locator(".page-view img").evaluate("picture => picture.decode()")
    found, picture = mark.bounding_box(), page.locator(".page-view img").bounding_box()
    assert found is not None
    assert picture is not None
    return (
        (found["x"] - picture["x"]) / picture["width"],
        (found["y"] - picture["y"]) / picture["height"],
        found["width"] / picture["width"],
        found["height"] / picture["height"],
    )


def printed_places(
    letter: Letter, folder: Path, phrase: list[str], number: int = 1
) -> list[tuple[str, float, float]]:
    """Return where the middle of each word of the phrase is on this page of the letter, whatever the case."""
    path = folder / "printed.pdf"
    write_pdf(letter, path)
    with pdfplumber.open(path) as document:
        page = document.pages[number - 1]
        words = page.extract_words()
    read = [word["text"].strip(".,;:").lower() for word in words]
    wanted = [word.lower() for word in phrase]
    return [
        (
            word["text"],
            (word["x0"] + word["x1"]) / 2 / float(page.width),
            (word["top"] + word["bottom"]) / 2 / float(page.height),
        )
        for start in range(len(words))
        if read[start : start + len(phrase)] == wanted
        for word in words[start : start + len(phrase)]
    ]


def covers(box: Box, right: float, down: float) -> bool:
    """Tell whether the box lies over this point of the page."""
    x, y, width, height = box
    return x - SKEW < right < x + width + SKEW and y - SKEW < down < y + height + SKEW
