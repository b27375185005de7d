"""Delegations as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from evidence_repo.models import Delegation
from evidence_repo.representations.schema import (
    DAY,
    ID,
    Published,
    many,
    one_of,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.people.delegations import DelegationState, state_on
from workflows.delegations import OFFICES


def delegation_json(delegation: Delegation, today: date) -> dict[str, Any]:
    """Return the delegation, and whether it holds today."""
    return {
        "id": delegation.id,
        "principal": delegation.principal.email,
        "deputy": delegation.deputy.email,
        "roles": list(delegation.offices),
        "from": delegation.first_day.isoformat(),
        "to": delegation.last_day.isoformat(),
        "reason": delegation.reason,
        "state": state_on(delegation, today).value,
    }


_MEMBERS = {
    "id": ID,
    "principal": text("@", description="Who is away."),
    "deputy": text("@", description="Who stands in."),
    "roles": many(one_of(sorted(OFFICES)), description="What was delegated."),
    "from": DAY,
    "to": DAY | {"description": "The last day, included."},
    "reason": words(),
    "state": one_of(tuple(DelegationState)),
}

SCHEMAS = {
    "delegation": Published(
        "evidence-repo delegations add --json; evidence-repo delegations end --json",
        "One person stands in for another on some days.",
        thing(**_MEMBERS),
    ),
    "delegations": Published(
        "evidence-repo delegations list --json",
        "Those that the person sees, the newest first.",
        many(same_as("delegation")),
    ),
}
