"""The board: how far the province is, by agency, field and criterion; and a page for the Chairman."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.packs.progress import DONE, progress_of_cycle
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.rounds.losses import distinct_losses, losses_before, total_lost
from evidence_repo.services.screens.board import progress
from evidence_repo.services.screens.dashboard import criteria_at_risk, points_ahead
from evidence_repo.services.screens.tasks import (
    BurnUp,
    Grouping,
    Task,
    all_tasks,
    burn_up,
    heat_map,
    task_groups,
    tasks_of,
)
from evidence_repo.web.board import blueprint
from evidence_repo.web.board.charts import burn_up_chart, heat_chart
from evidence_repo.web.board.columns import board_columns
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.rounds.words import points
from evidence_repo.web.words import RISK_WORDS
from workflows.assignments import OPEN_STATES
from workflows.rights import Right

_LONGEST_CODE = 60

MOST_LATE = 5
"""Agencies furthest behind that the Chairman's page names."""


def _figures() -> tuple[dict[str, Any], list[Task]]:
    session, clock = read_session(), container().clock
    today = clock.today()
    packs = progress_of_cycle(session, actor(), cycle(), today)
    assignments = list_assignments(session, actor(), cycle(), today)
    tasks = tasks_of(packs, assignments)
    found = burn_up(tasks, cycle(), packs, today)
    shown = {
        "progress": progress(packs, clock),
        "whole": all_tasks(tasks),
        "burn_up": found,
        "burn_up_chart": burn_up_chart(found) if found else None,
        "now": clock.now(),
        "packs": packs,
        "assignments": assignments,
    }
    return shown, tasks


@blueprint.get("/board")
@needs(Right.SEE_BOARD)
def show() -> ResponseReturnValue:
    """Show the figures; each opens the list behind it."""
    shown, tasks = _figures()
    columns = board_columns()
    if wants_workbook():
        return send_list(gettext("Progress of the province"), columns, shown["progress"].agencies)
    before = distinct_losses(losses_before(read_session(), cycle()))
    by = next((each for each in Grouping if each == request.args.get("by")), Grouping.AGENCY)
    return render_template(
        "board/show.html",
        agencies=sorted_rows(shown["progress"].agencies, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        by=by,
        groups=task_groups(tasks, by),
        heat=heat_chart(heat_map(tasks)) if tasks else None,
        lost_before=points(total_lost(before)) if before else None,
        **shown,
    )


@blueprint.get("/board/chairman")
@needs(Right.SEE_BOARD)
def chairman() -> ResponseReturnValue:
    """Show the province on one page for the printer."""
    session, today = read_session(), container().clock.today()
    shown, tasks = _figures()
    by_agency = task_groups(tasks, Grouping.AGENCY)
    late = sorted(
        (group for group in by_agency if group.overdue), key=lambda group: (-group.overdue, group.percent)
    )
    return render_template(
        "board/chairman.html",
        fields=task_groups(tasks, Grouping.FIELD),
        late=late[:MOST_LATE],
        late_agencies=len(late),
        days_left=_days_left(shown["burn_up"], today),
        ahead=points_ahead(session, actor(), cycle()),
        at_risk=criteria_at_risk(session, actor(), cycle(), shown["packs"], shown["assignments"], today),
        **_words(),
        **shown,
    )


@blueprint.get("/board/agencies/<agency_code>")
@needs(Right.SEE_BOARD)
def agency(agency_code: str) -> ResponseReturnValue:
    """Show one agency's part on one page: its packs, what it was asked for, what is at risk."""
    session, today = read_session(), container().clock.today()
    try:
        found = find_agency(session, agency_code[:_LONGEST_CODE])
    except BadInput as error:
        raise NotVisible from error
    shown, everything = _figures()
    packs = [row for row in shown["packs"] if row.criterion.lead_agency_id == found.id]
    asked = [row for row in shown["assignments"] if row.agency_id == found.id]
    tasks = [task for task in everything if task.agency[0] == found.code]
    pace = burn_up(tasks, cycle(), packs or shown["packs"], today)
    return render_template(
        "board/agency.html",
        agency=found,
        whole=all_tasks(tasks),
        rows=sorted(packs, key=lambda row: (row.view.state in DONE, not row.is_overdue)),
        parts=[row for row in asked if row.state in OPEN_STATES],
        burn_up=pace,
        burn_up_chart=burn_up_chart(pace) if pace else None,
        days_left=_days_left(pace, today),
        at_risk=criteria_at_risk(session, actor(), cycle(), packs, shown["assignments"], today),
        now=shown["now"],
        **_words(),
    )


def _days_left(pace: BurnUp | None, today: date) -> int | None:
    return (pace.end - today).days if pace else None


def _words() -> dict[str, Any]:
    return {"risk_words": RISK_WORDS, "points": points}
