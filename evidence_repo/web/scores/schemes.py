"""The scheme: shown row by row, exported, imported with a preview, and what the deviation is measured by."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Agency, SchemeRow, ScoringScheme
from evidence_repo.services.people.sheets import ImportReport, SheetRow, read_rows
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.scheme_sheet import SCHEME_COLUMNS
from evidence_repo.services.scores.schemes import (
    LONGEST_REASON,
    exempt_row,
    exemptions_of,
    find_row,
    find_scheme,
    set_deviation_base,
)
from evidence_repo.services.scores.words import (
    BASE_WORDS,
    GROUP_WORDS,
    ROW_KINDS,
    SCORER_WORDS,
    SCORING_WORDS,
)
from evidence_repo.services.scores.workbook import example_scheme, is_example, written_scheme
from evidence_repo.web.context import (
    actor,
    close_reading,
    container,
    cycle,
    cycle_in,
    needs,
    read_session,
    transaction,
)
from evidence_repo.web.forms import Form
from evidence_repo.web.kept_sheets import SheetForm, forget_sheet, keep_sheet, kept_cells, problem_words
from evidence_repo.web.rounds.words import points
from evidence_repo.web.scores import blueprint
from evidence_repo.web.workbooks import send_workbook
from evidence_repo.words import N_
from workflows.rights import Right
from workflows.scoring import DeviationBase, SchemeGroup


class SchemeForm(SheetForm):
    """A workbook with a scheme, and whose it is; `confirmed` once its rows have been shown."""

    group = SelectField(_l("Group of agencies"), validate_choice=False)
    confirmed = HiddenField()


class BaseForm(Form):
    """What the deviation is a percentage of."""

    base = SelectField(_l("Base of the deviation"), validate_choice=False)


class ExemptionForm(Form):
    """A row that does not apply to the province, and why; without a reason it does."""

    row = StringField(_l("Row"), [Length(max=60)], render_kw={"placeholder": "TCTP 1.1.3"})
    reason = TextAreaField(_l("Does not apply, since"), [Length(max=LONGEST_REASON)], render_kw={"rows": 2})


def _group() -> SchemeGroup:
    asked = request.values.get("group", SchemeGroup.PROVINCE)
    if asked not in set(SchemeGroup):
        raise NotVisible
    return SchemeGroup(asked)


def _group_choices() -> list[tuple[str, str]]:
    return [(group.value, gettext(word)) for group, word in GROUP_WORDS.items()]


def _title(group: SchemeGroup) -> str:
    whose = gettext(GROUP_WORDS[group])
    return str(gettext("Scheme of %(year)s: %(group)s", year=cycle().year, group=whose))


@blueprint.get("/scores/scheme")
@needs(Right.SEE_ROUNDS)
def scheme() -> ResponseReturnValue:
    """Show the scheme row by row."""
    return _render(_group())


def _render(
    group: SchemeGroup, base_form: BaseForm | None = None, exemption_form: ExemptionForm | None = None
) -> ResponseReturnValue:
    found = find_scheme(read_session(), cycle(), group)
    base_form = base_form or BaseForm(formdata=None, data={"base": found.deviation_base if found else ""})
    base_form.base.choices = [(base.value, gettext(word)) for base, word in BASE_WORDS.items()]
    exemption_form = exemption_form or ExemptionForm(formdata=None)
    page = render_template(
        "scores/scheme.html",
        scheme=found,
        group=group,
        groups=_group_choices(),
        title=_title(group),
        kind_words=ROW_KINDS,
        scoring_words={each: gettext(word) for each, word in SCORING_WORDS.items()},
        scorer_words={each: gettext(word) for each, word in SCORER_WORDS.items()},
        exempt=exemptions_of(read_session(), found) if found else {},
        points=points,
        is_example=found is not None and is_example(found.rows),
        base_form=base_form,
        exemption_form=exemption_form,
    )
    return page, max(base_form.status, exemption_form.status)


@blueprint.get("/scores/scheme.xlsx")
@needs(Right.SEE_ROUNDS)
def export() -> Response:
    """Send the scheme as a workbook that can be imported again."""
    found = find_scheme(read_session(), cycle(), _group())
    if found is None:
        raise NotVisible
    exempt = exemptions_of(read_session(), found)
    return send_workbook(_title(found.agency_group), [written_scheme(found, exempt).sheet()])


@blueprint.get("/scores/scheme-example.xlsx")
@needs(Right.MANAGE_CATALOGUE)
def example() -> Response:
    """Send a made-up scheme of the plan's criteria, marked as such, to be filled with the real points."""
    written = example_scheme(read_session(), cycle())
    return send_workbook(f"{written.title} {cycle().year}", [written.sheet()])


@blueprint.route("/scores/scheme/import", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def import_page() -> ResponseReturnValue:
    """Show what a workbook would change; make it the scheme when that is confirmed."""
    form, report, group = SchemeForm(), None, _group()
    form.group.choices = _group_choices()
    if form.is_sent():
        try:
            if not form.kept.data or form.file.data:
                form.kept.data = keep_sheet(form)
            rows = read_rows(kept_cells(form.kept.data), SCHEME_COLUMNS)
            if form.confirmed.data:
                return _apply(form, group, rows)
            report = _preview(group, rows)
        except EvidenceError as error:
            form.refuse(error)
    page = render_template(
        "scores/import.html",
        form=form,
        report=report,
        group=group,
        problem_words=problem_words,
        columns=[column.titles[0] for column in SCHEME_COLUMNS],
    )
    return page, form.status


def _preview(group: SchemeGroup, rows: list[SheetRow]) -> ImportReport:
    """Return what would become of each row: taken as ever, and rolled back."""
    close_reading()
    with container().database.rehearsal() as session:
        return import_scheme(session, actor(), cycle_in(session), group, rows, container().clock)


def _apply(form: SchemeForm, group: SchemeGroup, rows: list[SheetRow]) -> ResponseReturnValue:
    close_reading()
    with transaction() as session:
        report = import_scheme(session, actor(), cycle_in(session), group, rows, container().clock)
        report.refuse_problems()
    forget_sheet(form.kept.data or "")
    flash(gettext("%(count)s rows are imported.", count=len(rows)), "ok")
    return redirect(url_for("scores.scheme", group=group.value), 303)


@blueprint.post("/scores/scheme/base")
@needs(Right.MANAGE_CATALOGUE)
def set_base() -> ResponseReturnValue:
    """Say what the deviation is a percentage of."""
    form = BaseForm()
    if form.is_sent():
        try:
            if form.base.data not in set(DeviationBase):
                raise BadInput(N_("Not a valid choice."), field="base")
            close_reading()
            with transaction() as session:
                found = _province_scheme(session)
                set_deviation_base(session, actor(), found, DeviationBase(form.base.data), container().clock)
            flash(gettext("Saved."), "ok")
            return redirect(url_for("scores.scheme"), 303)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
    return _render(SchemeGroup.PROVINCE, base_form=form)


@blueprint.post("/scores/scheme/exemptions")
@needs(Right.MANAGE_CATALOGUE)
def exempt() -> ResponseReturnValue:
    """Say why a row does not apply to the province, or that it does."""
    form = ExemptionForm()
    if form.is_sent():
        try:
            close_reading()
            with transaction() as session:
                found = _province_scheme(session)
                row = _row(found, form.row.data or "")
                province = session.get_one(Agency, cycle_in(session).province_id)
                exempt_row(session, actor(), row, province, form.reason.data, container().clock)
            flash(gettext("Saved."), "ok")
            return redirect(url_for("scores.scheme"), 303)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
    return _render(SchemeGroup.PROVINCE, exemption_form=form)


def _province_scheme(session: Session) -> ScoringScheme:
    found = find_scheme(session, cycle_in(session))
    if found is None:
        raise NotVisible(N_("This cycle has no scheme yet."))
    return found


def _row(found: ScoringScheme, name: str) -> SchemeRow:
    try:
        return find_row(found, " ".join(name.split()))
    except NotVisible as error:
        message = N_("The scheme has no row %(name)s.")
        raise BadInput(message, field="row", code="unknown_row", name=name[:60]) from error
