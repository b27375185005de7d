"""Rows from a workbook or a paste: a template, a preview cell by cell, and then all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.services.people.sheets import ImportReport, SheetRow, read_rows
from evidence_repo.services.registers.importing import import_rows, pasted_rows, sheet_columns
from evidence_repo.services.registers.pasting import LONGEST_PASTE, read_paste
from evidence_repo.services.registers.viewing import RegisterPage
from evidence_repo.services.registers.words import COLUMN_WORDS, KIND_WORDS
from evidence_repo.services.registers.workbook import template_sheet
from evidence_repo.web.context import actor, close_reading, container, needs, transaction
from evidence_repo.web.forms import late_reason_field
from evidence_repo.web.kept_sheets import SheetForm, forget_sheet, keep_sheet, kept_cells, problem_words
from evidence_repo.web.register_words import in_language
from evidence_repo.web.registers import blueprint
from evidence_repo.web.registers.showing import page_at, place_at
from evidence_repo.web.workbooks import send_workbook
from workflows.registers import COLUMNS, RegisterKind
from workflows.rights import Right


class ImportForm(SheetForm):
    """A workbook, or rows that were pasted; `confirmed` once they have been shown."""

    pasted = TextAreaField(
        _l("Rows pasted from Excel"),
        validators=[Length(max=LONGEST_PASTE)],
        render_kw={"rows": 6, "spellcheck": "false"},
    )
    late_reason = late_reason_field()
    confirmed = HiddenField()


@blueprint.get("/criteria/<code>/registers/<register>/template.xlsx")
@needs(Right.SEE_CATALOGUE)
def template(code: str, register: str) -> Response:
    """Send the workbook to fill in."""
    page = page_at(code, register)
    of_kind = page.shown.place.kind
    title = gettext("Template - %(list)s", list=KIND_WORDS[of_kind].vi)
    return send_workbook(title, [template_sheet(of_kind)])


@blueprint.route("/criteria/<code>/registers/<register>/import", methods=["GET", "POST"])
@needs(Right.CITE)
def import_page(code: str, register: str) -> ResponseReturnValue:
    """Show what a workbook or a paste would change; take it when that is confirmed."""
    page = page_at(code, register)
    form, report = ImportForm(), None
    if form.is_sent():
        try:
            rows = _rows(page, form)
            if form.confirmed.data:
                return _apply(code, register, form, rows)
            report = _preview(code, register, form, rows)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
    return _show(page_at(code, register), form, report)


def _show(page: RegisterPage, form: ImportForm, report: ImportReport | None) -> ResponseReturnValue:
    kind = page.shown.place.kind
    shown = render_template(
        "registers/import.html",
        page=page,
        kind=kind,
        criterion=page.shown.place.criterion,
        title=in_language(KIND_WORDS[kind]),
        form=form,
        report=report,
        name_word=in_language(COLUMN_WORDS[kind][COLUMNS[kind][0].key]),
        column_words=[in_language(words) for words in COLUMN_WORDS[kind].values()],
        problem_words=problem_words,
    )
    return shown, form.status


def _rows(page: RegisterPage, form: ImportForm) -> list[SheetRow]:
    kind: RegisterKind = page.shown.place.kind
    if (form.pasted.data or "").strip():
        return pasted_rows(kind, read_paste(form.pasted.data))
    if not form.kept.data or form.file.data:
        form.kept.data = keep_sheet(form)
    return read_rows(kept_cells(form.kept.data), sheet_columns(kind))


def _take(
    session: Session, code: str, register: str, form: ImportForm, rows: Sequence[SheetRow]
) -> ImportReport:
    place = place_at(session, code, register, writing=True)
    late, clock = form.late_reason.data, container().clock
    return import_rows(session, actor(), place, rows, late_reason=late, clock=clock)


def _preview(code: str, register: str, form: ImportForm, rows: Sequence[SheetRow]) -> ImportReport:
    """Return what would become of each row: taken as ever, and rolled back."""
    close_reading()
    with container().database.rehearsal() as session:
        return _take(session, code, register, form, rows)


def _apply(code: str, register: str, form: ImportForm, rows: Sequence[SheetRow]) -> ResponseReturnValue:
    close_reading()
    with transaction() as session:
        report = _take(session, code, register, form, rows)
        report.refuse_problems()
    if form.kept.data:
        forget_sheet(form.kept.data)
    flash(gettext("%(count)s rows are imported.", count=len(report.rows)), "ok")
    return redirect(url_for("registers.show", code=code, register=register), 303)
