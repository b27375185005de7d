"""The coordinator's side: periods, new versions, sections, and finishing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.services.documents.spooling import spool_folder
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.reports.asking import answers_for
from evidence_repo.services.reports.writing import (
    find_report,
    find_section,
    finish_report,
    freeze_report,
    make_report,
    period_of,
    remove_section,
    set_period,
    write_section,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.places import sent_lock
from evidence_repo.web.reports import blueprint
from evidence_repo.web.reports.forms import PeriodForm, SectionForm, figure_choices
from evidence_repo.web.reports.views import report_at
from evidence_repo.web.sending import send
from evidence_repo.web.words import REPORT_WORDS
from workflows.reports import ReportKind
from workflows.rights import Right


def _kind(name: str) -> ReportKind:
    found = next((kind for kind in ReportKind if kind == name), None)
    if found is None:
        raise NotVisible
    return found


@blueprint.route("/reports/periods/<report_kind>", methods=["GET", "POST"])
@needs(Right.MANAGE_REPORTS)
def period(report_kind: str) -> ResponseReturnValue:
    """Show the period of a kind of report; take another one."""
    kind = _kind(report_kind)
    known = period_of(read_session(), cycle(), kind)
    form = PeriodForm(begins_on=known.begins_on, ends_on=known.ends_on, due_on=known.due_on)

    def change(session: Session) -> None:
        set_period(session, actor(), cycle_in(session), kind, form.period())

    if answer := send(form, change, gettext("The period is set."), url_for("reports.list_all")):
        return answer
    page = render_template("reports/period.html", form=form, kind=kind, title=REPORT_WORDS[kind])
    return page, form.status


@blueprint.post("/reports/new/<report_kind>")
@needs(Right.MANAGE_REPORTS)
def make(report_kind: str) -> ResponseReturnValue:
    """Begin a report, or its next version."""
    kind = _kind(report_kind)
    with transaction() as session:
        made = make_report(session, actor(), cycle_in(session), kind, container().clock).id
    flash(gettext("The draft is made."), "ok")
    return redirect(url_for("reports.show", report_id=made), 303)


@blueprint.route("/reports/<int:report_id>/sections/new", methods=["GET", "POST"])
@needs(Right.MANAGE_REPORTS)
def add_section(report_id: int) -> ResponseReturnValue:
    """Add a section to the outline."""
    report = report_at(report_id)
    return _section_page(report_id, None, SectionForm(place=str(len(report.sections) + 1)))


@blueprint.route("/reports/<int:report_id>/sections/<int:section_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_REPORTS)
def section(report_id: int, section_id: int) -> ResponseReturnValue:
    """Write a section."""
    found = find_section(report_at(report_id), section_id)
    form = SectionForm(
        seen_lock=found.lock,
        title=found.title,
        text=found.text,
        figure=found.figure.value if found.figure else "",
        place=str(found.ordinal),
    )
    return _section_page(report_id, section_id, form)


def _section_page(report_id: int, section_id: int | None, form: SectionForm) -> ResponseReturnValue:
    form.figure.choices = figure_choices(gettext("none"))

    def change(session: Session) -> None:
        report = find_report(session, actor(), cycle_in(session), report_id)
        known = find_section(report, section_id) if section_id else None
        write_section(session, actor(), report, known, form.words(), seen_lock=sent_lock())

    onward = url_for("reports.show", report_id=report_id)
    if answer := send(form, change, gettext("The section is kept."), onward):
        return answer
    report = report_at(report_id)
    known = find_section(report, section_id) if section_id else None
    page = render_template(
        "reports/section.html",
        form=form,
        report=report,
        section=known,
        answers=answers_for(read_session(), known) if known else (),
        title=REPORT_WORDS[report.kind],
    )
    return page, form.status


@blueprint.post("/reports/<int:report_id>/sections/<int:section_id>/remove")
@needs(Right.MANAGE_REPORTS)
def drop_section(report_id: int, section_id: int) -> ResponseReturnValue:
    """Take a section out of the outline."""
    with transaction() as session:
        report = find_report(session, actor(), cycle_in(session), report_id)
        remove_section(session, actor(), report, find_section(report, section_id))
    flash(gettext("The section is taken out."), "ok")
    return redirect(url_for("reports.show", report_id=report_id), 303)


@blueprint.post("/reports/<int:report_id>/finish")
@needs(Right.MANAGE_REPORTS)
def finish(report_id: int) -> ResponseReturnValue:
    """Finish the report with the figures of this moment."""
    report, parts = report_at(report_id), container()
    folder, detect = spool_folder(parts.settings), parts.sandbox.media_type
    frozen = freeze_report(read_session(), actor(), report, folder, detect, parts.clock)
    keep_blob(parts.store, frozen.paper)
    with transaction() as session:
        again = find_report(session, actor(), cycle_in(session), report_id)
        finish_report(session, actor(), again, frozen, parts.store, parts.clock)
    flash(gettext("The report is finished; its text and figures no longer change."), "ok")
    return redirect(url_for("reports.show", report_id=report_id), 303)
