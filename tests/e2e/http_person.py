"""A person at the real web server, over plain HTTP: cookies, form tokens, uploads."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
_PACK = re.compile(r'name="pack"\s+value="(\d+)"')
_FORM = "application/x-www-form-urlencoded"
_TIMEOUT = 60


_Body = bytes | Iterator[bytes] | None


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield the body in pieces: `http.client` then sends it chunked."""
    return (body[start : start + 8000] for start in range(0, len(body), 8000))


class Answer:
    """What the server answered."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.location = response.headers.get("Location", "")
        self.cookies = response.headers.get_all("Set-Cookie") or []
        self.content = response.read()

    @property
    def text(self) -> str:
        """Return a page's HTML."""
        return self.content.decode()

    def json(self) -> Any:
        """Return the answer to a script."""
        return json.loads(self.text)


class HttpPerson:
    """One browser's cookies; a request without an answer raises `OSError` or `HTTPException`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """Return what the browser sends with each request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def is_answered(self) -> bool:
        """Tell whether the server answers."""
        try:
            return self.get("/sign-in").status < HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False

    def sign_in(self, email: str, one_time_password: str, password: str) -> None:
        """Sign in for the first time and choose a password."""
        sent = {"email": email, "password": one_time_password}
        assert self.post("/sign-in", sent, "/sign-in").status == HTTPStatus.SEE_OTHER
        chosen = self.post("/first-password", {"new": password, "again": password}, "/first-password")
        assert chosen.status == HTTPStatus.SEE_OTHER, chosen.text

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page; redirects are told, not followed."""
        return self._send("GET", path, None, headers)

    def ask(self, method: str, path: str) -> Answer:
        """Send a request without a body."""
        return self._send(method, path, None, {})

    def post(self, path: str, fields: dict[str, Any], page: str = "/account") -> Answer:
        """Send a form with the token of `page`."""
        body = urlencode({"csrf_token": self._token(page), **fields}, doseq=True).encode()
        return self._send("POST", path, body, {"Content-Type": _FORM})

    @cached_property
    def _page_token(self) -> str:
        """The token of a page that stays open."""
        return self._token("/account")

    def upload(self, code: str, name: str, content: bytes, *, is_chunked: bool = False) -> Answer:
        """Upload a file for a criterion as the page's script does, or in chunks of unknown number."""
        method, path, body, headers = self.upload_request(code, name, content)
        return self._send(method, path, _pieces(body) if is_chunked else body, headers)

    def upload_request(self, code: str, name: str, content: bytes) -> tuple[str, str, bytes, dict[str, str]]:
        """Return method, path, body and headers of an upload."""
        fields = {
            "csrf_token": self._page_token,
            "product": "1",
            "files": FileStorage(BytesIO(content), name),
        }
        boundary, body = encode_multipart(fields)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json"}
        return "POST", f"/2017/criteria/{code}/upload", body, headers

    def ticked_packs(self) -> list[str]:
        """Return the packs that the page of bundles offers to seal."""
        return _PACK.findall(self.get("/2017/bundles").text)

    def _token(self, page: str) -> str:
        found = _TOKEN.search(self.get(page).text)
        assert found is not None, f"{page} has no token: not signed in?"
        return found[1]

    def _send(self, method: str, path: str, body: _Body, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT)
        try:
            connection.request(method, path, body, {"Cookie": self.cookie, **headers})
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for line in answer.cookies:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer
