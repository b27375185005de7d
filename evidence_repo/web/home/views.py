"""Home: what waits for this person in every year, most urgent first."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from evidence_repo.services.audit.log import recent_events
from evidence_repo.services.follow_up.letters import letters_to_agency
from evidence_repo.services.packs.progress import progress_at_work
from evidence_repo.services.rounds.losses import distinct_losses, losses_before
from evidence_repo.services.rounds.questions import questions_waiting
from evidence_repo.services.screens.board import progress
from evidence_repo.services.screens.work import my_assignments, my_work
from evidence_repo.web.audit.words import action_word
from evidence_repo.web.context import actor, container, read_session, shown_cycle
from evidence_repo.web.home import blueprint
from evidence_repo.web.home.oversight import oversight_rows
from evidence_repo.web.rounds.words import CAUSE_WORDS, points
from workflows.rights import Right, allows

SHOWN = 12
"""Rows that each table of home shows; the rest stands behind a link."""


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Show what waits for this person, and the figures of the year they are in."""
    shown = shown_cycle()
    if shown is None:
        return render_template("home/no_cycle.html")
    session, clock = read_session(), container().clock
    sees_progress = allows(actor().roles, Right.SEE_BOARD)
    rows = progress_at_work(session, actor(), shown, clock.today()) if sees_progress else ()
    of_year = [row for row in rows if row.criterion.cycle_id == shown.id]
    before = losses_before(session, shown) if sees_progress else {}
    own = actor().agencies if allows(actor().roles, Right.UPLOAD) else ()
    return render_template(
        "home/show.html",
        work=my_work(session, actor(), rows),
        mine=[row.view.state for row in of_year if row.criterion.lead_agency_id in own],
        assigned=my_assignments(session, actor(), clock.today()),
        progress=progress(of_year, clock) if sees_progress else None,
        oversight=oversight_rows(session, rows),
        letters=letters_to_agency(session, actor()),
        questions=questions_waiting(session, actor(), clock.today()),
        lost_before=distinct_losses(
            {
                row.criterion.id: before.get(row.criterion.id, [])
                for row in of_year
                if row.criterion.lead_agency_id in own
            }
        ),
        cause_words=CAUSE_WORDS,
        points=points,
        recent=recent_events(session, actor()),
        action_word=action_word,
        shown=SHOWN,
    )
