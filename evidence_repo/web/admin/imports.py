"""Agencies and people from a workbook: a template, a preview row by row, and then all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError
from evidence_repo.reports.table import Column
from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.people.agency_import import AGENCY_COLUMNS, import_agencies
from evidence_repo.services.people.people_import import PEOPLE_COLUMNS, import_people
from evidence_repo.services.people.sheets import ImportReport, SheetColumn, SheetRow, read_rows
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.people import mails
from evidence_repo.web.context import actor, container, needs, transaction
from evidence_repo.web.kept_sheets import SheetForm, forget_sheet, keep_sheet, kept_cells, problem_words
from evidence_repo.web.workbooks import send_workbook
from workflows.rights import Right


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is imported: its columns, its service, its words and pages."""

    title: Any
    name_word: Any
    list_word: Any
    list_endpoint: str
    endpoint: str
    template_endpoint: str
    columns: Sequence[SheetColumn]
    take: Callable[[Session, Sequence[SheetRow]], ImportReport]


def _take_agencies(session: Session, rows: Sequence[SheetRow]) -> ImportReport:
    return import_agencies(session, actor(), rows, container().clock.today())


def _take_people(session: Session, rows: Sequence[SheetRow]) -> ImportReport:
    return import_people(session, actor(), rows, container().clock, by_mail=mails())


_AGENCIES = _Kind(
    _l("Import agencies"),
    _l("Agency's name"),
    _l("Agencies"),
    "admin.agency_list",
    "admin.import_agencies_page",
    "admin.agency_template",
    AGENCY_COLUMNS,
    _take_agencies,
)
_PEOPLE = _Kind(
    _l("Import people"),
    _l("Full name"),
    _l("People and roles"),
    "admin.person_list",
    "admin.import_people_page",
    "admin.people_template",
    PEOPLE_COLUMNS,
    _take_people,
)


@blueprint.route("/agencies/import", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def import_agencies_page() -> ResponseReturnValue:
    """Show what a workbook of agencies would add; add it when that is confirmed."""
    return _import(_AGENCIES)


@blueprint.route("/people/import", methods=["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def import_people_page() -> ResponseReturnValue:
    """Show which accounts a workbook would open; open them when that is confirmed."""
    return _import(_PEOPLE)


@blueprint.get("/agencies/template.xlsx")
@needs(Right.MANAGE_AGENCIES)
def agency_template() -> Response:
    """Send the workbook to fill in with agencies."""
    return _template(_AGENCIES)


@blueprint.get("/people/template.xlsx")
@needs(Right.MANAGE_PEOPLE)
def people_template() -> Response:
    """Send the workbook to fill in with people."""
    return _template(_PEOPLE)


def _template(kind: _Kind) -> Response:
    columns: list[Column[None]] = [
        Column(each.key, each.titles[0], lambda _: "", each.width) for each in kind.columns
    ]
    title = gettext("Template - %(list)s", list=kind.list_word)
    return send_workbook(title, [Sheet(str(kind.list_word), columns, [None], frozen=1)])


def _import(kind: _Kind) -> ResponseReturnValue:
    form, report = SheetForm(), None
    if form.is_sent():
        try:
            if form.kept.data and not form.file.data:
                return _apply(kind, form.kept.data)
            form.kept.data = keep_sheet(form)
            report = _preview(kind, form.kept.data)
        except EvidenceError as error:
            form.refuse(error)
    page = render_template(
        "admin/import.html",
        form=form,
        kind=kind,
        report=report,
        problem_words=problem_words,
    )
    return page, form.status


def _rows(kind: _Kind, name: str) -> list[SheetRow]:
    return read_rows(kept_cells(name), kind.columns)


def _preview(kind: _Kind, name: str) -> ImportReport:
    """Return what would become of each row: taken as ever, and rolled back."""
    rows = _rows(kind, name)
    with container().database.rehearsal() as session:
        return kind.take(session, rows)


def _apply(kind: _Kind, name: str) -> ResponseReturnValue:
    rows = _rows(kind, name)
    with transaction() as session:
        report = kind.take(session, rows)
        report.refuse_problems()
    forget_sheet(name)
    flash(gettext("%(count)s rows are imported.", count=len(report.rows)), "ok")
    return redirect(url_for(kind.list_endpoint), 303)
