"""The columns of the list of assignments."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from evidence_repo.reports.table import Column, Link
from evidence_repo.services.assignments.listing import AssignmentRow
from evidence_repo.web.places import public_address
from evidence_repo.web.words import state_word
from workflows.assignments import AssignmentState

_STATES = tuple(AssignmentState)


def assignment_columns() -> tuple[Column[AssignmentRow], ...]:
    """Return the columns, with what each is sorted by."""
    return (
        Column("code", gettext("Code"), _code, 14, order=lambda row: row.label),
        Column(
            "agency",
            gettext("Asked agency"),
            lambda row: row.agency_name,
            30,
            order=lambda row: row.agency_name,
        ),
        Column("words", gettext("What is asked for"), lambda row: row.words, 60),
        Column(
            "lead",
            gettext("Lead agency"),
            lambda row: row.lead_name,
            26,
            order=lambda row: row.lead_name,
        ),
        Column(
            "person", gettext("Person"), lambda row: row.person_name, 22, order=lambda row: row.person_name
        ),
        Column("due", gettext("Last day"), lambda row: row.last_day, 13, order=lambda row: row.last_day),
        Column(
            "state",
            gettext("State"),
            lambda row: str(state_word(row.state).word),
            26,
            order=lambda row: _STATES.index(row.state),
        ),
    )


def _code(row: AssignmentRow) -> Link:
    return Link(row.label, public_address(url_for("assignments.show", assignment_id=row.id)))
