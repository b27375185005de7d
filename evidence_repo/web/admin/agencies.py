"""The register of agencies."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from evidence_repo.errors import NotVisible
from evidence_repo.models import Agency, AgencyKind
from evidence_repo.services.people.agencies import (
    activate_agency,
    add_agency,
    deactivate_agency,
    list_agencies,
    rename_agency,
)
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.columns import agency_columns
from evidence_repo.web.context import actor, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.sending import send
from evidence_repo.web.words import AGENCY_KIND_WORDS
from workflows.rights import Right


class AgencyForm(Form):
    """A new agency."""

    name = StringField(_l("Agency's name"), [DataRequired()])
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(kind.value, AGENCY_KIND_WORDS[kind]) for kind in AgencyKind]
    )


class NameForm(Form):
    """Another name for an agency."""

    name = StringField(_l("Agency's name"), [DataRequired()])


def _agency(session: Session, agency_id: int) -> Agency:
    found = session.get(Agency, agency_id)
    if found is None:
        raise NotVisible
    return found


@blueprint.route("/agencies", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def agency_list() -> ResponseReturnValue:
    """Show the agencies; take a new one."""
    form = AgencyForm()

    def change(session: Session) -> None:
        add_agency(session, actor(), name=form.name.data or "", kind=AgencyKind(form.kind.data))

    if answer := send(form, change, gettext("The agency is added."), url_for("admin.agency_list")):
        return answer
    agencies = list_agencies(read_session(), with_inactive=True)
    columns = agency_columns()
    if wants_workbook():
        return send_list(gettext("Agencies"), columns, agencies)
    page = render_template(
        "admin/agencies.html",
        agencies=sorted_rows(agencies, columns),
        form=form,
        heads=column_heads(columns),
        export_address=export_address(),
    )
    return page, form.status


@blueprint.route("/agencies/<int:agency_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def agency(agency_id: int) -> ResponseReturnValue:
    """Show one agency; take another name for it."""
    form = NameForm(obj=_agency(read_session(), agency_id))

    def change(session: Session) -> None:
        rename_agency(session, actor(), _agency(session, agency_id), form.name.data or "")

    if answer := send(form, change, gettext("The new name is saved."), url_for("admin.agency_list")):
        return answer
    found = _agency(read_session(), agency_id)
    return render_template("admin/agency.html", agency=found, form=form), form.status


@blueprint.post("/agencies/<int:agency_id>/deactivate")
@needs(Right.MANAGE_AGENCIES)
def deactivate(agency_id: int) -> ResponseReturnValue:
    """Set an agency aside."""
    with transaction() as session:
        deactivate_agency(session, actor(), _agency(session, agency_id))
    flash(gettext("The agency is inactive; its data is kept."), "ok")
    return redirect(url_for("admin.agency_list"), 303)


@blueprint.post("/agencies/<int:agency_id>/activate")
@needs(Right.MANAGE_AGENCIES)
def activate(agency_id: int) -> ResponseReturnValue:
    """Let an agency take part again."""
    with transaction() as session:
        activate_agency(session, actor(), _agency(session, agency_id))
    flash(gettext("The agency is active again."), "ok")
    return redirect(url_for("admin.agency_list"), 303)
