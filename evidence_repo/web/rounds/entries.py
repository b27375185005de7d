"""The entry sheets for the Ministry's software: what to type and upload, and what has been."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.rounds.entries import EntrySheet, entry_sheet, entry_sheets, record_entry
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.forms import EntryForm
from evidence_repo.web.rounds.words import points
from evidence_repo.web.sending import send
from workflows.cycle import CycleState
from workflows.rights import Right, allows


@blueprint.get("/rounds/entry")
@needs(Right.SEE_QUESTIONS)
def entry_list() -> ResponseReturnValue:
    """Show which criteria are entered, and which have changed since."""
    sheets = entry_sheets(read_session(), actor(), cycle())
    return render_template("rounds/entries.html", sheets=sheets, points=points)


@blueprint.route("/rounds/entry/<code>", methods=["GET", "POST"])
@needs(Right.SEE_QUESTIONS)
def entry(code: str) -> ResponseReturnValue:
    """Show one criterion's sheet, to read and to print; remember that it was entered."""
    sheet = _sheet(read_session(), code)
    form = EntryForm(seen=sheet.contents_sha256)

    def change(session: Session) -> None:
        criterion = criterion_at(session, cycle_in(session), code)
        clock = container().clock
        record_entry(session, actor(), criterion, form.receipt.data, seen=form.seen.data or None, clock=clock)

    message = gettext("It is noted that you entered it.")
    if answer := send(form, change, message, url_for("rounds.entry", code=code)):
        return answer
    sheet = _sheet(read_session(), code)
    relation = relation_to_criterion(actor(), sheet.criterion)
    is_open = cycle().state is not CycleState.CLOSED
    page = render_template(
        "rounds/entry.html",
        sheet=sheet,
        form=form,
        may_record=is_open and allows(actor().roles, Right.RECORD_OUTCOME, relation),
        points=points,
    )
    return page, form.status


def _sheet(session: Session, code: str) -> EntrySheet:
    return entry_sheet(session, actor(), criterion_at(session, cycle_in(session), code))
