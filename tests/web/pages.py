"""A client that checks every page it fetches."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence_repo.web.icons import ICONS

_STATE_CHANGING = {"post"}


class Page:
    """A fetched page: its answer, and its content as a tree."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.tree = BeautifulSoup(self.text, "html.parser")

    @property
    def words(self) -> str:
        """Return the words of the main part, blanks folded."""
        main = self.tree.find("main") or self.tree
        return " ".join(main.get_text(" ").split())

    def one(self, selector: str) -> Tag:
        """Return the only element that fits."""
        found = self.tree.select(selector)
        assert len(found) == 1, f"{len(found)} elements fit {selector}"
        return found[0]

    def hidden(self, form_selector: str) -> dict[str, str]:
        """Return what the hidden fields of a form would send."""
        form = self.one(form_selector)
        fields = form.select("input[type=hidden]")
        return {str(field["name"]): str(field.get("value", "")) for field in fields}


class Visitor:
    """A browser without JavaScript, signed in as one person; every page is checked when it is fetched."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app = app
        self.client = client

    def get(self, path: str, *, status: int = 200, **kwargs: Any) -> Page:
        """Fetch a page that must answer with `status`."""
        return self._checked(self.client.get(path, **kwargs), status)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 303, **kwargs: Any
    ) -> Page:
        """Send a form with a right token; the answer must have `status`."""
        sent = {"csrf_token": self.token()} | (data or {})
        return self._checked(self.client.post(path, data=sent, **kwargs), status)

    def follow(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Page:
        """Send a form and fetch the page that it leads to."""
        answer = self.post(path, data, **kwargs)
        return self.get(answer.response.location)

    def token(self) -> str:
        """Return a token for forms, taken from a page as a browser would."""
        page = BeautifulSoup(self.client.get("/account").get_data(as_text=True), "html.parser")
        found = page.select_one("meta[name=csrf-token]")
        assert found is not None, "the visitor is not signed in"
        return str(found["content"])

    def _checked(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        told = f"{response.request.path}: {page.status}, not {status}: {page.words[:400]}"
        assert page.status == status, told
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
        if response.mimetype == "text/html" and status not in {301, 302, 303}:
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """Hold a page to what every page keeps: valid HTML, one h1, no doubled ids, nothing inline."""
    html5lib.HTMLParser(strict=True).parse(page.text)
    tree = page.tree
    [heading] = tree.find_all("h1")
    title = " ".join(tree.title.get_text().split()) if tree.title else ""
    words = " ".join(heading.get_text(" ").split())
    assert title.startswith(words), f"the title “{title}” does not start with the heading “{words}”"
    ids = Counter(str(element["id"]) for element in tree.select("[id]"))
    assert not [name for name, count in ids.items() if count > 1], "doubled ids"
    assert not tree.select("[style]"), "inline style"
    assert not tree.select("script:not([src])"), "inline script"
    names = {name for element in tree.find_all(True) for name in element.attrs}
    assert not [name for name in names if name.startswith("on")], "inline handler"
    _check_forms(tree, ids)
    _check_icons(tree)
    for picture in tree.select("img"):
        assert picture.has_attr("alt"), f"a picture without alt: {picture}"
    for link in tree.select("a"):
        assert link.get("href"), f"a link that leads nowhere: {link}"
        assert link.get_text(strip=True) or link.get("aria-label"), f"a link without words: {link}"


def _check_forms(tree: BeautifulSoup, ids: Counter[str]) -> None:
    for form in tree.select("form"):
        assert form.get("action"), f"a form without action: {form}"
        if str(form.get("method", "get")).lower() in _STATE_CHANGING:
            assert form.select_one("input[name=csrf_token]"), f"a form without token: {form.get('action')}"
    for label in tree.select("label[for]"):
        assert str(label["for"]) in ids, f"a label of nothing: {label}"
    for field in tree.select("input:not([type=hidden]), select, textarea"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        assert named or tree.select_one(f'label[for="{field.get("id")}"]'), f"a field without label: {field}"


def _check_icons(tree: BeautifulSoup) -> None:
    for use in tree.select("svg use"):
        address = str(use.get("href", ""))
        if "/icons.svg" in address:
            name = re.sub(r".*#", "", address)
            assert name in ICONS, f"no icon is called {name}"
