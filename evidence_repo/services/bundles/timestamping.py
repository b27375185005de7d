"""Ask a time-stamping authority over HTTP (RFC 3161, 3.4); every answer has a length and an end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

_SECONDS = 15.0
_LARGEST_ANSWER = 64 * 1024
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class HttpTimestamper(TimeStamper):
    """A time-stamping authority at one address, asked directly: it redirects nobody."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send the request and return the answer; raise OSError or ValueError."""
        request = Request(self._url, req.dump(), _HEADERS)  # noqa: S310  # the settings allow HTTP only
        try:
            with build_opener(_NoRedirects).open(request, timeout=_SECONDS) as answer:
                return tsp.TimeStampResp.load(b"".join(_pieces(answer)), strict=True)
        except HTTPException as error:
            raise OSError(repr(error)) from error


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _pieces(answer: HTTPResponse) -> Iterator[bytes]:
    end, length = time.monotonic() + _SECONDS, 0
    while piece := answer.read1(8192):
        length += len(piece)
        if length > _LARGEST_ANSWER:
            raise ValueError("the answer is too long")
        if time.monotonic() > end:
            raise TimeoutError("the answer takes too long")
        yield piece
