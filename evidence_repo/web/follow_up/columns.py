"""The columns of what is owed: by agency, and thing by thing."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.reports.table import Column, Link
from evidence_repo.services.follow_up.debts import AgencyDebts, Debt
from evidence_repo.web.places import public_address
from workflows.follow_up import DebtKind, DueChoice

DEBT_WORDS = {
    DebtKind.MISSING: _l("Missing"),
    DebtKind.RETURNED: _l("Returned, explanation needed"),
    DebtKind.ASSIGNMENT: _l("Assignment not delivered"),
}
DUE_WORDS = {
    DueChoice.LATE: _l("Overdue only"),
    DueChoice.SOON: _l("Overdue, returned, or due within 14 days"),
    DueChoice.ALL: _l("Everything that is not done"),
}


def debt_words(debt: Debt) -> str:
    """Return what is owed in the reader's language."""
    if debt.kind is DebtKind.MISSING and debt.number:
        return str(gettext("Product %(number)s: %(text)s", number=debt.number, text=debt.words))
    if debt.kind is DebtKind.MISSING:
        return str(gettext("The pack is not submitted"))
    if debt.kind is DebtKind.RETURNED and not debt.words:
        return str(gettext("The pack was returned"))
    if debt.more:
        return str(gettext("%(text)s and %(count)s more documents", text=debt.words, count=debt.more))
    return debt.words


def agency_columns() -> tuple[Column[AgencyDebts], ...]:
    """Return the columns of the agencies' list."""
    return (
        Column("agency", gettext("Agency"), lambda row: row.name, 34, order=lambda row: row.name),
        _count("missing", gettext("Missing"), DebtKind.MISSING),
        _count("returned", gettext("Returned"), DebtKind.RETURNED),
        _count("assignments", gettext("Assignments"), DebtKind.ASSIGNMENT),
        Column("total", gettext("In all"), lambda row: row.total, 10, order=lambda row: row.total),
        Column("late", gettext("Overdue"), lambda row: row.late, 10, order=lambda row: row.late),
        Column(
            "longest", gettext("Days overdue"), lambda row: row.longest, 12, order=lambda row: row.longest
        ),
    )


def _count(key: str, title: str, kind: DebtKind) -> Column[AgencyDebts]:
    return Column(key, title, lambda row: row.count(kind), 12, order=lambda row: row.count(kind))


def debt_columns() -> tuple[Column[Debt], ...]:
    """Return the columns of what is owed, thing by thing."""
    return (
        Column("agency", gettext("Agency"), lambda row: row.agency_name, 30),
        Column("kind", gettext("Kind"), lambda row: str(DEBT_WORDS[row.kind]), 24),
        Column("code", gettext("Code"), _code, 14),
        Column("title", gettext("Name of the criterion"), lambda row: row.title, 40),
        Column("words", gettext("What is not done"), debt_words, 60),
        Column("due", gettext("Last day"), lambda row: row.last_day, 13),
        Column("late", gettext("Days overdue"), lambda row: row.days_late, 12),
    )


def _code(row: Debt) -> Link:
    address = url_for("criteria.show", code=row.label.replace(" ", "-"))
    return Link(row.label, public_address(address))
