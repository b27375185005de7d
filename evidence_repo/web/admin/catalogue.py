"""The catalogue: a plan is read, shown row by row with its places, corrected, and only then applied."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from evidence_repo.catalogue.assembly import PlanDraft
from evidence_repo.catalogue.readers import LARGEST_PLAN
from evidence_repo.catalogue.rows import COLUMNS
from evidence_repo.errors import BadInput, ChangedMeanwhile, EvidenceError
from evidence_repo.reports.workbook import XLSX
from evidence_repo.services.plan.arriving import ask_for_reading, keep_plan, reading_of
from evidence_repo.services.plan.catalogue import CatalogueDiff, compare_plan, import_plan
from evidence_repo.services.plan.drafts import KeptDraft, drop_draft, find_draft, keep_draft, read_draft
from evidence_repo.services.plan.template import plan_template, province_of
from evidence_repo.web.admin import blueprint
from evidence_repo.web.attachments import attachment
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.errors import message_of
from evidence_repo.web.forms import LONGEST_REASON, Form
from evidence_repo.web.numbers import asked_number
from evidence_repo.web.plan_words import HEADING_WORDS, changes_of, doubt_words, place_words
from evidence_repo.words import N_
from index.media import clean_file_name
from workflows.rights import Right

_WITH_PAGES = ".pdf"
_YEARS = NumberRange(2000, 2100)


class PlanForm(Form):
    """A plan's file and its year."""

    plan = FileField(_l("The plan's file (.docx, .pdf, .xlsx, .txt, .json)"))
    year = IntegerField(_l("Year"), [DataRequired(), _YEARS])


class ApplyForm(Form):
    """What applying a draft asks for; `seen` names the changes that were shown."""

    seen = HiddenField()
    reason = StringField(_l("Reason"), [Length(max=LONGEST_REASON)])
    compared = BooleanField(_l("I have compared the doubtful rows with the file"))


class RowForm(Form):
    """The six cells of a row."""

    cell0 = StringField(HEADING_WORDS[0])
    cell1 = TextAreaField(HEADING_WORDS[1])
    cell2 = TextAreaField(HEADING_WORDS[2])
    cell3 = TextAreaField(HEADING_WORDS[3])
    cell4 = TextAreaField(HEADING_WORDS[4])
    cell5 = TextAreaField(HEADING_WORDS[5])

    @property
    def cells(self) -> list[StringField]:
        """Return the fields in the columns' order."""
        return [self[f"cell{column}"] for column in range(COLUMNS)]


def _sent_plan(form: PlanForm) -> tuple[bytes, str]:
    sent = form.plan.data
    if not sent:
        raise BadInput(N_("Choose the plan's file."), field="plan")
    data = sent.stream.read(LARGEST_PLAN + 1)
    if len(data) > LARGEST_PLAN:
        raise BadInput(N_("A plan's file has at most 20 MB."), field="plan")
    return data, clean_file_name(sent.filename or "")


@blueprint.route("/catalogue", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def import_catalogue() -> ResponseReturnValue:
    """Take a plan's file and read it; its rows and what they would change are shown next."""
    form = PlanForm()
    if form.is_sent():
        try:
            data, called = _sent_plan(form)
            return redirect(_taken(data, called, int(form.year.data or 0)), 303)
        except EvidenceError as error:
            form.refuse(error)
    return render_template("admin/catalogue.html", form=form), form.status


def _taken(data: bytes, called: str, year: int) -> str:
    """Read the plan, or have a worker read its pages; return where it is shown."""
    store = container().store
    if not called.lower().endswith(_WITH_PAGES):
        draft = read_draft(container().sandbox, data, called=called, year=year)
        return url_for("admin.plan_draft", key=keep_draft(store, draft))
    key = keep_plan(store, data, year)
    with transaction() as session:
        ask_for_reading(session, key, called=called, year=year, clock=container().clock)
    return url_for("admin.plan_reading", key=key)


@blueprint.get("/catalogue/reading/<key>")
@needs(Right.MANAGE_CATALOGUE)
def plan_reading(key: str) -> ResponseReturnValue:
    """Show that a worker reads the plan; then what it read, or why it could not."""
    reading = reading_of(container().store, key)
    if reading.draft is not None:
        return redirect(url_for("admin.plan_draft", key=reading.draft), 303)
    if reading.fault is None:
        return render_template("admin/plan_reading.html", key=key)
    form = PlanForm()
    form.refuse(reading.fault)
    return render_template("admin/catalogue.html", form=form), form.status


@blueprint.get("/catalogue/template")
@needs(Right.MANAGE_CATALOGUE)
def catalogue_template() -> ResponseReturnValue:
    """Send the workbook to be filled in, with the rows that this year's cycle has."""
    year = asked_number("year") or container().clock.today().year
    answer = Response(plan_template(read_session(), year, container().clock), mimetype=XLSX)
    answer.headers["Content-Disposition"] = attachment(gettext("Plan %(year)d", year=year) + ".xlsx")
    return answer


@blueprint.get("/catalogue/drafts/<key>")
@needs(Right.MANAGE_CATALOGUE)
def plan_draft(key: str) -> ResponseReturnValue:
    """Show a plan's rows as they were read, and what they would change."""
    return _show(key, ApplyForm())


def _show(key: str, form: ApplyForm) -> ResponseReturnValue:
    kept = find_draft(container().store, key)
    draft: PlanDraft | None = None
    diff: CatalogueDiff | None = None
    faults: list[str] = []
    try:
        draft = kept.draft
        diff = _diff(kept)
    except EvidenceError as error:
        faults = [] if draft is not None and draft.faults else [message_of(error)]
    form.seen.data = _digest(diff)
    page = render_template(
        "admin/plan_draft.html",
        **{"key": key, "kept": kept, "draft": draft, "diff": diff, "form": form, "faults": faults},
        changes=changes_of(diff) if diff else (),
        headings=HEADING_WORDS,
        place_words=place_words,
        doubt_words=doubt_words,
        fault_words=lambda fault: message_of(fault.fault),
    )
    return page, form.status


def _diff(kept: KeptDraft) -> CatalogueDiff:
    session = read_session()
    return compare_plan(session, kept.plan(_province()), kept.year)


def _province() -> str | None:
    province = province_of(read_session())
    return province.name if province else None


def _digest(diff: CatalogueDiff | None) -> str:
    told = repr(diff) if diff is not None else ""
    return hashlib.sha256(told.encode()).hexdigest()


@blueprint.route("/catalogue/drafts/<key>/rows/<int:number>", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def plan_row(key: str, number: int) -> ResponseReturnValue:
    """Correct the cells of one row."""
    store = container().store
    kept = find_draft(store, key)
    row = kept.row(number)
    form = RowForm(data={f"cell{column}": cell for column, cell in enumerate(row.cells[:COLUMNS])})
    if form.is_sent():
        corrected = _corrected(kept, number, [str(field.data or "") for field in form.cells])
        return _onward(keep_draft(store, corrected), number)
    page = render_template(
        "admin/plan_row.html", key=key, kept=kept, number=number, form=form, place=place_words(row.place)
    )
    return page, form.status


def _corrected(kept: KeptDraft, number: int, cells: Sequence[str]) -> KeptDraft:
    match request.form.get("do"):
        case "remove":
            return kept.without(number)
        case "add":
            return kept.corrected(number, cells).with_row_after(number)
    return kept.corrected(number, cells)


def _onward(key: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("admin.plan_draft", key=key, _anchor=f"row-{number}"), 303)


@blueprint.post("/catalogue/drafts/<key>/apply")
@needs(Right.MANAGE_CATALOGUE)
def apply_plan(key: str) -> ResponseReturnValue:
    """Apply the draft whose changes were shown, all of it or nothing."""
    form = ApplyForm()
    kept = find_draft(container().store, key)
    if form.is_sent():
        try:
            _apply(kept, form)
        except EvidenceError as error:
            form.refuse(error)
        else:
            drop_draft(container().store, key)
            flash(gettext("The plan is imported."), "ok")
            return redirect(url_for("criteria.list_all", year=kept.year), 303)
    return _show(key, form)


def _apply(kept: KeptDraft, form: ApplyForm) -> None:
    province = _province()
    plan = kept.plan(province)
    if kept.draft.doubtful and not form.compared.data:
        raise BadInput(N_("Compare the doubtful rows with the file first."), field="compared")
    with transaction() as session:
        if _digest(compare_plan(session, plan, kept.year)) != form.seen.data:
            raise ChangedMeanwhile
        reason = (form.reason.data or "").strip()
        import_plan(
            *(session, actor(), plan, container().clock),
            year=kept.year,
            province=plan.province,
            reason=reason or None,
        )
