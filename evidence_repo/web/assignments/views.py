"""The list of assignments, filtered and sorted by the address; one assignment with everything on it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.assignments.listing import AssignmentFilter, list_assignments
from evidence_repo.services.assignments.proposal import may_assign_any
from evidence_repo.web.assignments import blueprint
from evidence_repo.web.assignments.columns import assignment_columns
from evidence_repo.web.assignments.filters import (
    agency_choices,
    asked_filter,
    field_choices,
    lead_choices,
)
from evidence_repo.web.assignments.forms import DeliveryForm
from evidence_repo.web.assignments.showing import show_page
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.words import state_word
from workflows.assignments import AssignmentState
from workflows.rights import Right

PAGE_SIZE = 50


@blueprint.get("/assignments")
@needs(Right.SEE_ASSIGNMENTS)
def list_all() -> ResponseReturnValue:
    """Show the assignments that this person may see, the soonest due first."""
    session, today = read_session(), container().clock.today()
    columns = assignment_columns()
    wanted = asked_filter(session)
    chosen = list_assignments(session, actor(), cycle(), today, wanted)
    if wants_workbook():
        return send_list(gettext("Assignments"), columns, chosen)
    is_filtered = wanted != AssignmentFilter()
    everything = list_assignments(session, actor(), cycle(), today) if is_filtered else chosen
    page = page_of(sorted_rows(chosen, columns), PAGE_SIZE)
    return render_template(
        "assignments/list.html",
        everything=everything,
        chosen=chosen,
        page=page,
        page_address=page_address,
        heads=column_heads(columns),
        export_address=export_address(),
        may_ask=may_assign_any(session, actor(), cycle()),
        agencies=agency_choices(everything),
        leads=lead_choices(everything),
        field_choices=field_choices(everything),
        state_choices=[
            ("open", gettext("Everything open")),
            *((state.value, state_word(state).word) for state in AssignmentState),
        ],
    )


@blueprint.get("/assignments/<int:assignment_id>")
@needs(Right.SEE_ASSIGNMENTS)
def show(assignment_id: int) -> ResponseReturnValue:
    """Show one assignment with what this person can do with it."""
    return show_page(assignment_id, DeliveryForm(formdata=None))
