"""The columns of the lists of people and of agencies."""

from __future__ import annotations

from flask_babel import gettext

from evidence_repo.models import Agency, AgencyKind, User
from evidence_repo.reports.table import Column
from evidence_repo.web.words import AGENCY_KIND_WORDS, ROLE_WORDS
from index.text import vietnamese_order

_KINDS = tuple(AgencyKind)


def people_columns() -> tuple[Column[User], ...]:
    """Return the columns of the list of accounts."""
    return (
        Column("name", gettext("Full name"), lambda p: p.name, 28, order=lambda p: vietnamese_order(p.name)),
        Column("email", gettext("E-mail"), lambda p: p.email, 34, order=lambda p: p.email),
        Column(
            "agency",
            gettext("Agency"),
            lambda p: p.agency.name,
            30,
            order=lambda p: vietnamese_order(p.agency.name),
        ),
        Column("roles", gettext("Roles"), _roles, 30, order=lambda p: vietnamese_order(_roles(p))),
        Column("state", gettext("State"), _account, 20, order=_account),
    )


def _roles(person: User) -> str:
    return ", ".join(str(ROLE_WORDS[role]) for role in sorted(person.role_set))


def _account(person: User) -> str:
    if not person.active:
        return str(gettext("closed"))
    chosen = gettext("open"), gettext("has not chosen a password yet")
    return str(chosen[person.must_change_password])


def agency_columns() -> tuple[Column[Agency], ...]:
    """Return the columns of the register of agencies."""
    return (
        Column(
            "name", gettext("Agency's name"), lambda a: a.name, 40, order=lambda a: vietnamese_order(a.name)
        ),
        Column(
            "kind",
            gettext("Kind"),
            lambda a: str(AGENCY_KIND_WORDS[a.kind]),
            26,
            order=lambda a: _KINDS.index(a.kind),
        ),
        Column("code", gettext("Code"), lambda a: a.code, 24, order=lambda a: a.code),
        Column(
            "state",
            gettext("State"),
            lambda a: str(gettext("active") if a.is_active else gettext("inactive")),
            18,
            order=lambda a: not a.is_active,
        ),
    )
