"""Home: what waits for this person, most urgent first."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from evidence_repo.errors import NotVisible
from evidence_repo.services.audit.log import recent_events
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.screens.board import progress
from evidence_repo.services.screens.work import my_work
from evidence_repo.web.audit.words import action_word
from evidence_repo.web.context import actor, container, cycle, read_session
from evidence_repo.web.home import blueprint
from workflows.rights import Right, allows

SHOWN = 12
"""Rows that each table of home shows; the rest stands behind a link."""


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Show what waits for this person."""
    try:
        found = cycle()
    except NotVisible:
        return render_template("home/no_cycle.html")
    session, clock = read_session(), container().clock
    sees_progress = allows(actor().roles, Right.SEE_BOARD)
    rows = progress_of_cycle(session, actor(), found, clock.today()) if sees_progress else ()
    return render_template(
        "home/show.html",
        work=my_work(session, actor(), found, rows),
        progress=progress(rows, clock) if sees_progress else None,
        recent=recent_events(session, actor(), found),
        action_word=action_word,
        shown=SHOWN,
    )
