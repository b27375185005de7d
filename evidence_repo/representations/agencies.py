"""Agencies as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import Agency, AgencyKind
from evidence_repo.representations.schema import (
    FLAG,
    Published,
    many,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)


def agency_json(agency: Agency) -> dict[str, Any]:
    """Return the agency."""
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": agency.kind.value,
        "parent": agency.parent.code if agency.parent else None,
        "active": agency.is_active,
    }


SCHEMAS = {
    "agency": Published(
        "evidence-repo agencies add --json",
        "An agency.",
        thing(
            code=text("^[a-z0-9-]+$"),
            name=words(),
            kind=one_of(tuple(AgencyKind)),
            parent=optional(text(), description="Code of the agency that it belongs to."),
            active=FLAG,
        ),
    ),
    "agencies": Published(
        "evidence-repo agencies list --json; evidence-repo agencies load --json",
        "Agencies; those just registered for `load`.",
        many(same_as("agency")),
    ),
}
