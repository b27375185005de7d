"""Accounts as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import User
from evidence_repo.representations.schema import Published, many, one_of, same_as, thing, words
from workflows.roles import Role


def person_json(person: User) -> dict[str, Any]:
    """Return the account."""
    return {
        "email": person.email,
        "name": person.name,
        "agency": person.agency.name,
        "roles": sorted(person.role_set),
    }


_PERSON = {
    "email": words(),
    "name": words(),
    "agency": words(description="The agency's name."),
    "roles": many(one_of(tuple(Role)), minItems=1),
}

SCHEMAS = {
    "user": Published(
        "evidence-repo users roles --json; evidence-repo users deactivate --json; "
        "evidence-repo users activate --json",
        "A person after the act.",
        thing(**_PERSON),
    ),
    "user-password": Published(
        "evidence-repo users add --json; evidence-repo users reset --json",
        "The one-time password is shown this once.",
        thing(**_PERSON, one_time_password=words()),
    ),
    "users-list": Published(
        "evidence-repo users list --json", "The accounts, by name.", many(same_as("user"))
    ),
}
