"""The board: how far the province is, by agency, field and criterion; and a page for the Chairman."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.rounds.losses import distinct_losses, losses_before, total_lost
from evidence_repo.services.screens.board import progress
from evidence_repo.services.screens.tasks import (
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
from workflows.rights import Right

MOST_OVERDUE = 8
"""Agencies with the most overdue tasks that the Chairman's page names."""


def _figures() -> tuple[dict[str, Any], list[Task]]:
    session, clock = read_session(), container().clock
    today = clock.today()
    packs = progress_of_cycle(session, actor(), cycle(), today)
    tasks = tasks_of(packs, list_assignments(session, actor(), cycle(), today))
    found = burn_up(tasks, cycle(), packs, today)
    shown = {
        "progress": progress(packs, clock),
        "whole": all_tasks(tasks),
        "burn_up": found,
        "burn_up_chart": burn_up_chart(found) if found else None,
        "now": clock.now(),
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
    shown, tasks = _figures()
    by_agency = task_groups(tasks, Grouping.AGENCY)
    late = sorted((group for group in by_agency if group.overdue), key=lambda group: -group.overdue)
    return render_template(
        "board/chairman.html",
        fields=task_groups(tasks, Grouping.FIELD),
        late=late[:MOST_OVERDUE],
        late_agencies=len(late),
        **shown,
    )
