"""The catalogue: a plan is read, its changes are shown, and only then applied."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField
from wtforms.validators import DataRequired, NumberRange

from evidence_repo.catalogue.plan import CataloguePlan
from evidence_repo.catalogue.readers import read_plan_file
from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.services.plan.catalogue import CatalogueDiff, compare_plan, import_plan
from evidence_repo.web.admin import blueprint
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.words import N_
from index.media import clean_file_name
from storage import BlobMissing
from workflows.rights import Right

_LARGEST_PLAN = 20 * 1024 * 1024


class PlanForm(Form):
    """A plan's file and year; after it was read, the form carries the name under which it is kept."""

    plan = FileField(_l("The plan's file (.docx, .xlsx, .txt, .json)"))
    kept = HiddenField()
    year = IntegerField(_l("Year"), [DataRequired(), NumberRange(2000, 2100)])


def _keep(form: PlanForm) -> str:
    """Keep the sent file until its changes are applied; return the name under which it is kept."""
    sent = form.plan.data
    if not sent:
        raise BadInput(N_("Choose the plan's file."), field="plan")
    data = sent.stream.read(_LARGEST_PLAN + 1)
    if len(data) > _LARGEST_PLAN:
        raise BadInput(N_("A plan's file has at most 20 MB."), field="plan")
    ending = Path(clean_file_name(sent.filename or "")).suffix.lower()
    name = f"plans/{hashlib.sha256(data).hexdigest()}{ending}"
    container().store.write_derived(name, data)
    return name


def _read(name: str, year: int, called: str | None = None) -> CataloguePlan:
    try:
        data = container().store.read_derived(name) if name.startswith("plans/") else b""
    except BlobMissing as error:
        raise BadInput(N_("Send the plan's file once more."), field="plan") from error
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        return read_plan_file(path, year=year, called=called)


@blueprint.route("/catalogue", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def import_catalogue() -> ResponseReturnValue:
    """Take a plan's file and show what it would change."""
    form = PlanForm()
    diff: CatalogueDiff | None = None
    if form.is_sent():
        try:
            form.kept.data = _keep(form)
            year = int(form.year.data or 0)
            called = clean_file_name(form.plan.data.filename or "")
            diff = compare_plan(read_session(), _read(form.kept.data, year, called), year)
        except EvidenceError as error:
            form.refuse(error)
    return render_template("admin/catalogue.html", form=form, diff=diff), form.status


@blueprint.post("/catalogue/apply")
@needs(Right.MANAGE_CATALOGUE)
def apply_catalogue() -> ResponseReturnValue:
    """Apply the plan whose changes were shown."""
    form = PlanForm()
    if form.is_sent():
        try:
            name, year = str(form.kept.data), int(form.year.data or 0)
            plan = _read(name, year)
            with transaction() as session:
                import_plan(session, actor(), plan, container().clock, year=year, province=plan.province)
        except EvidenceError as error:
            form.refuse(error)
        else:
            with suppress(BlobMissing):
                container().store.delete_derived(name)
            flash(gettext("The plan is imported."), "ok")
            return redirect(url_for("criteria.list_all", year=year), 303)
    return render_template("admin/catalogue.html", form=form, diff=None), form.status
