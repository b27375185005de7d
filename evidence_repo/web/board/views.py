"""The board: how far the province and each lead agency are."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.screens.board import progress
from evidence_repo.web.board import blueprint
from evidence_repo.web.board.columns import board_columns
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from workflows.rights import Right


@blueprint.get("/board")
@needs(Right.SEE_BOARD)
def show() -> ResponseReturnValue:
    """Show the figures; each opens the list behind it."""
    clock = container().clock
    figures = progress(progress_of_cycle(read_session(), actor(), cycle(), clock.today()), clock)
    columns = board_columns()
    if wants_workbook():
        return send_list(gettext("Progress of the province"), columns, figures.agencies)
    return render_template(
        "board/show.html",
        progress=figures,
        agencies=sorted_rows(figures.agencies, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        now=clock.now(),
    )
