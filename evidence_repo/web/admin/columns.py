"""The columns of the lists of people, of delegations, of agencies and of holidays."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from evidence_repo.models import Agency, CalendarDay, Delegation, User
from evidence_repo.reports.table import Column
from evidence_repo.services.people.delegations import state_on
from evidence_repo.web.agency_kinds import agency_kind_names
from evidence_repo.web.formats import weekday
from evidence_repo.web.words import DAY_KIND_WORDS, ROLE_WORDS, state_word
from index.text import vietnamese_order


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
    kinds = agency_kind_names()
    order = tuple(kinds)
    return (
        Column(
            "name", gettext("Agency's name"), lambda a: a.name, 40, order=lambda a: vietnamese_order(a.name)
        ),
        Column(
            "kind",
            gettext("Kind"),
            lambda a: kinds[a.kind],
            26,
            order=lambda a: order.index(a.kind),
        ),
        Column("code", gettext("Code"), lambda a: a.code, 24, order=lambda a: a.code),
        Column("parent", gettext("Belongs to"), lambda a: a.parent.name if a.parent else "", 40),
        Column(
            "state",
            gettext("State"),
            lambda a: str(gettext("active") if a.is_active else gettext("inactive")),
            18,
            order=lambda a: not a.is_active,
        ),
    )


def holiday_columns() -> tuple[Column[CalendarDay], ...]:
    """Return the columns of a year's days off and worked days."""
    return (
        Column("day", gettext("Day"), lambda row: row.day, 14, order=lambda row: row.day),
        Column("weekday", gettext("Day of the week"), lambda row: weekday(row.day), 16),
        Column(
            "kind",
            gettext("Kind"),
            lambda row: str(DAY_KIND_WORDS[row.kind]),
            26,
            order=lambda row: row.kind.value,
        ),
        Column("name", gettext("Name of the day"), lambda row: row.name, 50),
        Column(
            "announced",
            gettext("Announced"),
            lambda row: str(gettext("not announced yet") if row.is_provisional else gettext("announced")),
            20,
            order=lambda row: row.is_provisional,
        ),
    )


def delegation_columns(today: date) -> tuple[Column[Delegation], ...]:
    """Return the columns of the list of who stands in for whom."""
    return (
        Column(
            "principal",
            gettext("Principal"),
            lambda row: row.principal.name,
            28,
            order=lambda row: vietnamese_order(row.principal.name),
        ),
        Column("agency", gettext("Agency"), lambda row: row.principal.agency.name, 30),
        Column(
            "deputy",
            gettext("Deputy"),
            lambda row: row.deputy.name,
            28,
            order=lambda row: vietnamese_order(row.deputy.name),
        ),
        Column(
            "roles",
            gettext("Delegated roles"),
            lambda row: ", ".join(str(ROLE_WORDS[office]) for office in row.offices),
            28,
        ),
        Column("from", gettext("From"), lambda row: row.first_day, 14, order=lambda row: row.first_day),
        Column(
            "until", gettext("Until the end of"), lambda row: row.last_day, 14, order=lambda row: row.last_day
        ),
        Column("reason", gettext("Reason"), lambda row: row.reason, 40),
        Column("state", gettext("State"), lambda row: str(state_word(state_on(row, today)).word), 16),
    )
