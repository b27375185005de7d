"""Addresses from when there was one cycle and they named no year: in links, bookmarks and old mails."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from evidence_repo.errors import NotVisible
from evidence_repo.services.policy.visibility import find_evidence, find_explanation
from evidence_repo.web.addresses import WrongYear, with_query
from evidence_repo.web.context import actor, cycles, read_session, shown_cycle, year_of
from evidence_repo.web.years import blueprint

_TOPICS = "/<any(board, bundles, criteria, evidence, packs, review):topic>"
_METHODS = ["GET", "POST"]


@blueprint.route(_TOPICS, methods=_METHODS)
@blueprint.route(f"{_TOPICS}/<path:rest>", methods=_METHODS)
def old_address(topic: str, rest: str = "") -> ResponseReturnValue:
    """Lead to the page in the cycle that was open then; what names a thing by its id, to the thing's year."""
    path = f"/{topic}/{rest}".rstrip("/")
    raise WrongYear(with_query(f"{request.script_root}/{_year_of_thing(path) or _year_then()}{path}"))


@blueprint.route("/admin/cycle", methods=_METHODS)
@blueprint.route("/admin/cycle/<action>", methods=_METHODS)
def old_cycle(action: str = "") -> ResponseReturnValue:
    """Lead to the page of the cycle that was open then."""
    raise WrongYear(f"{request.script_root}/admin/cycles/{_year_then()}/{action}".rstrip("/"))


def _year_then() -> int:
    """Return the year that these addresses meant; where they were never used, the one to begin with."""
    found = next((each for each in cycles() if each.answers_old_addresses), None) or shown_cycle()
    if found is None:
        raise NotVisible
    return found.year


def _year_of_thing(path: str) -> int | None:
    named = _arguments(f"/{_year_then()}{path}")
    if "evidence_id" in named:
        return year_of(find_evidence(read_session(), actor(), named["evidence_id"]).criterion)
    if "explanation_id" in named:
        return year_of(find_explanation(read_session(), actor(), named["explanation_id"]).criterion)
    return None


def _arguments(path: str) -> dict[str, Any]:
    addresses = current_app.create_url_adapter(request)
    try:
        return dict(addresses.match(path, method=request.method)[1]) if addresses else {}
    except (HTTPException, RequestRedirect):
        return {}
