"""Long lists a page at a time; `?page=` of the address says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

from evidence_repo.web.numbers import asked_number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """What of a list stands on one page, from 1 to `last`."""

    rows: Sequence[T]
    number: int
    last: int


def asked_page() -> int:
    """Return the page that the address names, 1 where it names none."""
    return max(1, asked_number("page") or 1)


def page_number(count: int, size: int) -> tuple[int, int]:
    """Return the page that the address names of `count` rows, and the last one; behind it comes the last."""
    last = max(1, -(-count // size))
    return min(asked_page(), last), last


def page_of(rows: Sequence[T], size: int) -> ListPage[T]:
    """Return the page of these rows that the address names; behind the last one comes the last one."""
    number, last = page_number(len(rows), size)
    return ListPage(rows[(number - 1) * size : number * size], number, last)


def _carried_on() -> dict[str, str]:
    """Return what stands in the address, less the names that `url_for` keeps for itself."""
    return {name: value for name, value in request.args.items() if not name.startswith("_")}


def page_address(page: int) -> str:
    """Return this address with another page, everything else kept."""
    assert request.endpoint is not None  # only pages that are there have a list
    named: dict[str, Any] = {**(request.view_args or {}), **_carried_on(), "page": page}
    return url_for(request.endpoint, **named)
