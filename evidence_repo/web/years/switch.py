"""The header's switch of years: the same kind of page in another year, and the person's choice kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import AssessmentCycle, User
from evidence_repo.web.addresses import has_year
from evidence_repo.web.context import cycles, person, read_session, transaction
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import next_address
from evidence_repo.web.years import blueprint
from evidence_repo.words import N_

_LISTS = {
    "bundles": "bundles.list_all",
    "packs": "packs.list_to_approve",
    "review": "review.queue",
}
"""Where a page of one thing leads in another year, which lacks it; of all others, to the criteria."""


@blueprint.post("/year")
def choose() -> ResponseReturnValue:
    """Go on in another year, on the same kind of page; the choice is kept for the next visit."""
    wanted = number_in(request.form.get("year"))
    chosen = next((each for each in cycles() if each.year == wanted), None)
    if chosen is None:
        raise BadInput(N_("Choose one of the years there are."), field="year")
    who = person()
    assert who is not None  # nobody else comes this far
    with transaction() as session:
        session.get_one(User, who.id).chosen_year = chosen.year
    return redirect(_same_kind(next_address(url_for("home.show")), chosen), 303)


def _same_kind(address: str, chosen: AssessmentCycle) -> str:
    """Return the page in the chosen year: itself, the criterion of the same code, else its kind's list."""
    endpoint, named = _page_at(urlsplit(address).path)
    if endpoint is None:
        return url_for("home.show")
    if not has_year(endpoint):
        return address
    if named.keys() == {"year"}:
        query = urlsplit(address).query
        moved = url_for(endpoint, year=chosen.year)
        return f"{moved}?{query}" if query else moved
    if "code" in named and _has_criterion(chosen, named["code"]):
        return url_for("criteria.show", year=chosen.year, code=named["code"])
    return url_for(_LISTS.get(endpoint.partition(".")[0], "criteria.list_all"), year=chosen.year)


def _page_at(path: str) -> tuple[str | None, dict[str, Any]]:
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None  # within a request there is one
    try:
        endpoint, named = addresses.match(path.removeprefix(request.script_root), method="GET")
    except HTTPException:
        return None, {}
    return str(endpoint), dict(named)


def _has_criterion(chosen: AssessmentCycle, code: str) -> bool:
    try:
        criterion_at(read_session(), chosen, code)
    except NotVisible:
        return False
    return True
