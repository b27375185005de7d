"""The year in addresses: the part of a route that has it, and what `url_for` adds by itself."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.routing import BaseConverter

from evidence_repo.errors import Refused
from evidence_repo.models import Criterion
from evidence_repo.web.context import year_of
from evidence_repo.words import N_

UNDER_YEAR = "/<year:year>"
"""What the addresses of a cycle's things begin with: the `url_prefix` of their blueprints."""


class WrongYear(Refused):
    """The request's address names another year than its thing's, or none; `address` is the right one.

    A page leads there by itself; of anything that was sent, this is the refusal.
    """

    def __init__(self, address: str) -> None:
        super().__init__(
            N_("This address names another year than its page, or none. Nothing was changed."),
            code="wrong_year",
            advice=N_("The page is at %(address)s: open it there and send what you typed once more."),
            address=address,
        )
        self.address = address


class _YearConverter(BaseConverter):
    """The part of an address that is a year: four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """Return the year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the year as addresses write it."""
        return f"{value:04d}"


def has_year(endpoint: str) -> bool:
    """Return whether the page's address names a year."""
    return current_app.url_map.is_endpoint_expecting(endpoint, "year")


def with_query(address: str) -> str:
    """Return the address with the query of this request."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{address}?{query}" if query else address


def check_year(criterion: Criterion) -> None:
    """Raise `WrongYear` where the address names another year than that of the criterion."""
    year = year_of(criterion)
    if year != g.year:
        named = {**(request.view_args or {}), "year": year}
        raise WrongYear(with_query(url_for(request.endpoint or "", **named)))


def _take_year(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.year = values.pop("year", None) if values else None


def _add_year(endpoint: str, values: dict[str, Any]) -> None:
    """Keep to the page's year; on a page without one a link to a year's page has to name it."""
    year = g.get("year")
    if year is not None and values.get("year") is None and has_year(endpoint):
        values["year"] = year


def set_up_addresses(app: Flask) -> None:
    """Have `<year:year>` in routes; views find the year's cycle in `context.cycle`."""
    app.url_map.converters["year"] = _YearConverter
    app.url_value_preprocessor(_take_year)
    app.url_defaults(_add_year)
