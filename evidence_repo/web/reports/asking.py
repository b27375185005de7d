"""Agencies are asked for a section's words, and what was accepted is put together."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from evidence_repo.errors import BadInput
from evidence_repo.services.reports.asking import agencies_to_ask, ask_section, put_together
from evidence_repo.services.reports.writing import find_report, find_section
from evidence_repo.web.assignments.forms import LONGEST_WORDS
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.numbers import numbers_in
from evidence_repo.web.reports import blueprint
from evidence_repo.web.reports.views import report_at
from evidence_repo.web.sending import send
from evidence_repo.web.words import REPORT_WORDS
from evidence_repo.words import N_
from workflows.rights import Right


class AskForm(Form):
    """Whom to ask for a section, with which words and by when."""

    words = TextAreaField(
        _l("What is asked for"),
        validators=[InputRequired(), Length(max=LONGEST_WORDS)],
        render_kw={"rows": 3},
    )
    last_day = DayField(_l("Last day"), validators=[InputRequired()])
    agencies = SelectMultipleField(
        _l("Agencies"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )


@blueprint.route("/reports/<int:report_id>/sections/<int:section_id>/ask", methods=["GET", "POST"])
@needs(Right.MANAGE_REPORTS)
def ask(report_id: int, section_id: int) -> ResponseReturnValue:
    """Show whom the plan lets be asked for the section; ask those who are ticked."""
    section = find_section(report_at(report_id), section_id)
    form = AskForm(words=f"Cung cấp nội dung báo cáo thuộc phạm vi của đơn vị: {section.title}")
    form.agencies.choices = [(each.code, each.name) for each in agencies_to_ask(read_session(), cycle())]
    onward = url_for("reports.section", report_id=report_id, section_id=section_id)

    def change(session: Session) -> None:
        report, wanted = find_report(session, actor(), cycle_in(session), report_id), form.agencies.data or []
        chosen = [each for each in agencies_to_ask(session, report.cycle) if each.code in wanted]
        if not chosen or form.last_day.data is None:
            raise BadInput(N_("Choose at least one agency."), field="agencies", code="no_agency")
        ask_section(
            session,
            actor(),
            report,
            find_section(report, section_id),
            chosen,
            asked=form.words.data or "",
            last_day=form.last_day.data,
            clock=container().clock,
        )

    if answer := send(form, change, gettext("The agencies are asked."), onward):
        return answer
    report = report_at(report_id)
    page = render_template(
        "reports/ask.html",
        form=form,
        report=report,
        section=find_section(report, section_id),
        title=REPORT_WORDS[report.kind],
    )
    return page, form.status


@blueprint.post("/reports/<int:report_id>/sections/<int:section_id>/join")
@needs(Right.MANAGE_REPORTS)
def join(report_id: int, section_id: int) -> ResponseReturnValue:
    """Append the chosen answers to the section's text."""
    with transaction() as session:
        report = find_report(session, actor(), cycle_in(session), report_id)
        chosen = numbers_in(request.form.getlist("answer")[:500])
        put_together(session, actor(), report, find_section(report, section_id), chosen)
    flash(gettext("The answers stand in the section now; edit them as one text."), "ok")
    return redirect(url_for("reports.section", report_id=report_id, section_id=section_id), 303)
