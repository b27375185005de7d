"""Points lost: the list, and why a criterion lost its points."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.reports.table import Column
from evidence_repo.services.people.agencies import find_agency, list_agencies
from evidence_repo.services.rounds.losses import (
    LossRow,
    distinct_losses,
    find_loss,
    list_losses,
    losses_before,
    record_loss,
    total_lost,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.forms import LossForm
from evidence_repo.web.rounds.words import CAUSE_WORDS, points
from evidence_repo.web.sending import send
from workflows.rights import Right
from workflows.rounds import LossCause


def _columns() -> tuple[Column[LossRow], ...]:
    return (
        Column(
            "code",
            gettext("Code"),
            lambda row: row.criterion.label,
            14,
            order=lambda row: row.criterion.label,
        ),
        Column("title", gettext("Name of the criterion"), lambda row: row.criterion.title, 40),
        Column(
            "maximum",
            gettext("Maximum"),
            lambda row: row.given.maximum,
            10,
            order=lambda row: row.given.maximum,
        ),
        Column(
            "appraised",
            gettext("Appraised points"),
            lambda row: row.given.appraised,
            10,
            order=lambda row: row.given.appraised,
        ),
        Column("lost", gettext("Lost"), lambda row: row.lost, 10, order=lambda row: row.lost),
        Column("reason", gettext("Reason for the deduction"), lambda row: row.given.reason, 40),
        Column("cause", gettext("Cause"), _cause, 20, order=_cause),
        Column("remedy", gettext("Remedy"), lambda row: row.loss.remedy if row.loss else None, 40),
        Column("agency", gettext("Responsible agency"), _agency, 24, order=_agency),
    )


def _cause(row: LossRow) -> str | None:
    return str(CAUSE_WORDS[row.loss.cause]) if row.loss else None


def _agency(row: LossRow) -> str | None:
    return row.loss.agency.name if row.loss else None


@blueprint.get("/rounds/lost")
@needs(Right.SEE_ROUNDS)
def lost() -> ResponseReturnValue:
    """Show the points that this year lost, and those of the year before that it continues."""
    session, columns = read_session(), _columns()
    rows = list_losses(session, actor(), cycle())
    if wants_workbook():
        return send_list(gettext("Points lost"), columns, rows)
    before = distinct_losses(losses_before(session, cycle()))
    return render_template(
        "rounds/lost.html",
        rows=sorted_rows(rows, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        total=total_lost(rows),
        before=before,
        total_before=total_lost(before),
        cause_words=CAUSE_WORDS,
        points=points,
    )


def _row(session: Session, code: str) -> LossRow:
    found = find_loss(session, actor(), criterion_at(session, cycle_in(session), code))
    if found is None or not found.may_record:
        raise NotVisible
    return found


@blueprint.route("/rounds/lost/<code>", methods=["GET", "POST"])
@needs(Right.RECORD_OUTCOME)
def loss(code: str) -> ResponseReturnValue:
    """Record why a criterion lost points, what is done about it and by whom."""
    row = _row(read_session(), code)
    known = row.loss
    cause = known.cause if known else row.proposed_cause or LossCause.OTHER
    form = LossForm(
        cause=cause.value,
        remedy=known.remedy if known else None,
        agency=known.agency.code if known else row.criterion.lead_agency.code,
        seen_lock=known.lock if known else 0,
    )
    agencies = list_agencies(read_session())
    form.agency.choices = [(agency.code, agency.name) for agency in agencies]

    def change(session: Session) -> None:
        criterion = criterion_at(session, cycle_in(session), code)
        record_loss(
            session,
            actor(),
            criterion,
            cause=LossCause(form.cause.data),
            remedy=form.remedy.data or "",
            agency=find_agency(session, form.agency.data or ""),
            seen_lock=form.seen(),
            clock=container().clock,
        )

    message = gettext("Cause and remedy are saved.")
    if answer := send(form, change, message, url_for("rounds.lost")):
        return answer
    page = render_template("rounds/loss.html", row=_row(read_session(), code), form=form, points=points)
    return page, form.status
