"""A round from a workbook: a template, a preview row by row, and then all or nothing."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.reports.table import Column
from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.documents.uploads import SpooledFile, keep_blob, spool_folder, spool_upload
from evidence_repo.services.people.sheets import SheetRow, read_rows
from evidence_repo.services.reading.sheets import LARGEST_SHEET
from evidence_repo.services.rounds.importing import RoundFacts, check_imports, import_round
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS, ReadRow, read_round, report_of
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.kept_sheets import forget_sheet, keep_sheet, kept_cells, problem_words
from evidence_repo.web.numbers import number_in
from evidence_repo.web.rounds import blueprint
from evidence_repo.web.rounds.forms import RoundForm
from evidence_repo.web.rounds.words import points
from evidence_repo.web.workbooks import send_workbook
from evidence_repo.words import N_
from workflows.rights import Right
from workflows.rounds import RoundKind


@blueprint.get("/rounds/template.xlsx")
@needs(Right.IMPORT_ROUND)
def template() -> Response:
    """Send the workbook to fill in with a round."""
    columns: list[Column[None]] = [
        Column(each.key, each.titles[0], lambda _: "", each.width) for each in ROUND_COLUMNS
    ]
    title = gettext("Template - result of the appraisal")
    return send_workbook(title, [Sheet(gettext("Result"), columns, [None], frozen=1)])


@blueprint.route("/rounds/import", methods=["GET", "POST"])
@needs(Right.IMPORT_ROUND)
def import_page() -> ResponseReturnValue:
    """Show what a workbook would add; take it as a whole when that is confirmed."""
    form, rows = RoundForm(), None
    if form.is_sent():
        try:
            if form.kept.data and not form.file.data:
                return _apply(form)
            form.file_name.data = (form.file.data.filename or "") if form.file.data else ""
            form.kept.data = keep_sheet(form)
            rows = _preview(form)
        except EvidenceError as error:
            form.refuse(error)
    page = render_template(
        "rounds/import.html",
        form=form,
        rows=rows,
        problems=report_of(rows).problems if rows else [],
        problem_words=problem_words,
        points=points,
    )
    return page, form.status


def _sheet_rows(form: RoundForm) -> list[SheetRow]:
    return read_rows(kept_cells(form.kept.data), ROUND_COLUMNS)


def _preview(form: RoundForm) -> list[ReadRow]:
    check_imports(actor(), cycle())
    return read_round(read_session(), cycle(), _sheet_rows(form))


def _facts(form: RoundForm) -> RoundFacts:
    if form.received_on.data is None:
        raise BadInput(N_("This field is required."), field="received_on")
    numbers = {}
    for name in ("rank", "ranked_of"):
        typed = (form[name].data or "").strip()
        numbers[name] = number_in(typed)
        if typed and numbers[name] is None:
            raise BadInput(N_("Write a whole number."), field=name)
    return RoundFacts(RoundKind(form.kind.data), form.received_on.data, form.document_number.data, **numbers)


def _apply(form: RoundForm) -> ResponseReturnValue:
    rows, facts = _sheet_rows(form), _facts(form)
    spooled = _spooled(form)
    keep_blob(container().store, spooled)
    with transaction() as session:
        made = import_round(
            session,
            actor(),
            cycle_in(session),
            facts,
            rows,
            spooled,
            store=container().store,
            clock=container().clock,
        )
        round_id = made.id
    forget_sheet(form.kept.data)
    flash(gettext("The result is imported: %(count)s rows.", count=len(rows)), "ok")
    return redirect(url_for("rounds.show", round_id=round_id), 303)


def _spooled(form: RoundForm) -> SpooledFile:
    """Return the kept workbook as a received file: its bytes become evidence of the round."""
    parts = container()
    data = BytesIO(parts.store.read_derived(form.kept.data))
    name = form.file_name.data or "ket-qua-tham-dinh.xlsx"
    return spool_upload(data, spool_folder(parts.settings), LARGEST_SHEET, name, parts.sandbox.media_type)
