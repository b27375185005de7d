"""The rounds of a year, one round with its points, its file; the points over the years."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.errors import NotVisible
from evidence_repo.models import AppraisalRound, Blob, RoundRow
from evidence_repo.reports.table import Column
from evidence_repo.services.rounds.importing import note_round_download
from evidence_repo.services.rounds.losses import list_losses, total_lost
from evidence_repo.services.rounds.questions import list_questions
from evidence_repo.services.rounds.withdrawing import withdraw_round
from evidence_repo.services.rounds.years import points_over_years
from evidence_repo.web.context import actor, container, cycle, needs, read_session, transaction
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.charts import trend_chart
from evidence_repo.web.rounds.words import points, round_name
from evidence_repo.web.sending import send
from evidence_repo.web.streams import blob_response
from index.media import MediaType
from workflows.rights import Right, allows


def rounds_of_year(session: Session) -> Sequence[AppraisalRound]:
    """Return the rounds of the page's year, the oldest first."""
    of_year = select(AppraisalRound).where(AppraisalRound.cycle_id == cycle().id)
    return session.scalars(of_year.order_by(AppraisalRound.id)).all()


def find_round(session: Session, round_id: int) -> AppraisalRound:
    """Return the round of the page's year; raise `NotVisible` if there is none."""
    rows = selectinload(AppraisalRound.rows).joinedload(RoundRow.criterion).lazyload("*")
    found = session.get(AppraisalRound, round_id, options=[rows])
    if found is None or found.cycle_id != cycle().id:
        raise NotVisible
    return found


@blueprint.get("/rounds")
@needs(Right.SEE_ROUNDS)
def list_all() -> ResponseReturnValue:
    """Show the rounds of the year and what follows from them."""
    session = read_session()
    sees_questions = allows(actor().roles, Right.SEE_QUESTIONS)
    today = container().clock.today()
    lost = list_losses(session, actor(), cycle())
    return render_template(
        "rounds/list.html",
        rounds=rounds_of_year(session),
        questions=list_questions(session, actor(), today, cycle=cycle()) if sees_questions else None,
        lost=lost,
        total_lost=total_lost(lost),
        round_name=round_name,
        points=points,
    )


def _columns() -> tuple[Column[RoundRow], ...]:
    return (
        Column("code", gettext("Code"), lambda row: row.code, 16, order=lambda row: row.ordinal),
        Column("title", gettext("Name of the criterion"), lambda row: row.title, 50),
        Column("maximum", gettext("Maximum"), lambda row: row.maximum, 10, order=lambda row: row.maximum),
        Column(
            "self_score",
            gettext("Self-score"),
            lambda row: row.self_score,
            10,
            order=lambda row: row.self_score,
        ),
        Column(
            "appraised",
            gettext("Appraised points"),
            lambda row: row.appraised,
            12,
            order=lambda row: row.appraised,
        ),
        Column("survey", gettext("Survey"), lambda row: row.survey, 12, order=lambda row: row.survey),
        Column("reason", gettext("Reason for the deduction"), lambda row: row.reason, 50),
    )


@blueprint.get("/rounds/<int:round_id>")
@needs(Right.SEE_ROUNDS)
def show(round_id: int) -> ResponseReturnValue:
    """Show what a round gives every code."""
    found, columns = find_round(read_session(), round_id), _columns()
    if wants_workbook():
        return send_list(round_name(found), columns, found.rows)
    return render_template(
        "rounds/show.html",
        round=found,
        rows=sorted_rows(found.rows, columns),
        heads=column_heads(columns),
        export_address=export_address(),
        round_name=round_name,
        points=points,
    )


@blueprint.route("/rounds/<int:round_id>/withdraw", methods=["GET", "POST"])
@needs(Right.IMPORT_ROUND)
def withdraw(round_id: int) -> ResponseReturnValue:
    """Withdraw a round that was imported by mistake, with a reason."""
    found = find_round(read_session(), round_id)
    form = ReasonForm()

    def change(session: Session) -> None:
        of_round = session.get_one(AppraisalRound, round_id)
        withdraw_round(session, actor(), of_round, form.reason.data or "", clock=container().clock)

    if answer := send(form, change, gettext("The result is withdrawn."), url_for("rounds.list_all")):
        return answer
    page = render_template("rounds/withdraw.html", form=form, round=found, round_name=round_name)
    return page, form.status


@blueprint.get("/rounds/<int:round_id>/file")
@needs(Right.SEE_AUDIT)
def file(round_id: int) -> Response:
    """Send the workbook of the round as it came; the download is noted first."""
    with transaction() as session:
        found = find_round(session, round_id)
        note_round_download(session, actor(), found)
        sha256, name = found.sha256, found.file_name
        size = session.get_one(Blob, sha256).size
    return blob_response(container().store, sha256, size, MediaType.XLSX, name)


@blueprint.get("/rounds/years")
@needs(Right.SEE_ROUNDS)
def years() -> ResponseReturnValue:
    """Show the points over the years, by field and criterion."""
    found = points_over_years(read_session())
    return render_template("rounds/years.html", found=found, chart=trend_chart(found.years), points=points)
