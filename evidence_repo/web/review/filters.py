"""The queue's filter as it stands in addresses, and the addresses of its items."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.screens.review_queue import QueueItem
from evidence_repo.services.screens.waiting import QueueFilters, QueueKey, QueuePlace
from evidence_repo.web.context import container
from evidence_repo.web.numbers import asked_number

AGES = (3, 7, 14)
"""Days of waiting that can be asked for."""

_NAMES = ("field", "agency", "age")
_NO_AGENCY = -1


def kept() -> dict[str, Any]:
    """Return what of the filter the address carries, to be carried on."""
    return {name: request.args[name] for name in _NAMES if request.args.get(name)}


def age_choices() -> list[tuple[int, str]]:
    """Return the times of waiting that the filter offers."""
    return [(days, ngettext("%(num)d day or longer", "%(num)d days or longer", days)) for days in AGES]


def filters_in(session: Session) -> QueueFilters:
    """Return the filter that the address names; an agency that there is not leaves nothing over."""
    age = asked_number("age")
    since = container().clock.now() - timedelta(days=age) if age and 0 < age <= 3650 else None
    return QueueFilters(request.args.get("field") or None, _agency_id(session), since)


def _agency_id(session: Session) -> int | None:
    code = request.args.get("agency")
    if not code:
        return None
    try:
        return find_agency(session, code).id
    except BadInput:
        return _NO_AGENCY


def address_of(item: QueueItem | QueueKey) -> str:
    """Return the desk of an item, the filter kept."""
    kept_on = kept()
    if item.evidence_id is not None:
        return url_for("review.desk", evidence_id=item.evidence_id, **kept_on)
    return url_for("review.explanation", explanation_id=item.explanation_id, **kept_on)


def address_after(place: QueuePlace) -> str:
    """Return where a reviewer goes on after a verdict: the next item, else the queue."""
    return address_of(place.following) if place.following else url_for("review.queue", **kept())
