"""The register of agencies."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from evidence_repo.errors import NotVisible
from evidence_repo.models import Agency
from evidence_repo.services.people.agencies import (
    activate_agency,
    add_agency,
    deactivate_agency,
    find_agency,
    list_agencies,
    rename_agency,
)
from evidence_repo.services.people.agency_kinds import list_kinds
from evidence_repo.services.reorganising.deciding import changes_of
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.columns import agency_columns
from evidence_repo.web.agency_kinds import agency_kind_names, kind_name
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.sending import send
from evidence_repo.web.words import AGENCY_CHANGE_DEEDS, AGENCY_CHANGE_WORDS, BELONGING_WORDS
from workflows.rights import Right


class AgencyForm(Form):
    """A new agency."""

    name = StringField(_l("Agency's name"), [DataRequired()])
    kind = SelectField(_l("Kind"))
    parent = SelectField(_l("Belongs to"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list_kinds(read_session(), container().clock.today())
        self.kind.choices = [SelectChoice(kind.code, kind_name(kind)) for kind in kinds]
        above = [SelectChoice(each.code, each.name) for each in list_agencies(read_session())]
        self.parent.choices = [SelectChoice("", _l("no other agency")), *above]


class NameForm(Form):
    """Another name for an agency."""

    name = StringField(_l("Agency's name"), [DataRequired()])


def find_by_id(session: Session, agency_id: int) -> Agency:
    """Return the agency; raise `NotVisible` if there is none."""
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
        above = find_agency(session, form.parent.data) if form.parent.data else None
        add_agency(
            session,
            actor(),
            name=form.name.data or "",
            kind=form.kind.data,
            parent=above,
            day=container().clock.today(),
        )

    if answer := send(form, change, gettext("The agency is added."), url_for("admin.agency_list")):
        return answer
    agencies = list_agencies(read_session(), with_inactive=True)
    columns = agency_columns()
    if wants_workbook():
        return send_list(gettext("Agencies"), columns, agencies)
    page = render_template(
        "admin/agencies.html",
        agencies=sorted_rows(agencies, columns),
        kinds=agency_kind_names(),
        form=form,
        heads=column_heads(columns),
        export_address=export_address(),
    )
    return page, form.status


@blueprint.route("/agencies/<int:agency_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def agency(agency_id: int) -> ResponseReturnValue:
    """Show one agency; take another name for it."""
    form = NameForm(obj=find_by_id(read_session(), agency_id))

    def change(session: Session) -> None:
        rename_agency(session, actor(), find_by_id(session, agency_id), form.name.data or "")

    if answer := send(form, change, gettext("The new name is saved."), url_for("admin.agency_list")):
        return answer
    found = find_by_id(read_session(), agency_id)
    page = render_template(
        "admin/agency.html",
        agency=found,
        form=form,
        changes=changes_of(read_session(), found),
        change_words=AGENCY_CHANGE_WORDS,
        deeds=AGENCY_CHANGE_DEEDS,
        belonging_words=BELONGING_WORDS,
    )
    return page, form.status


@blueprint.post("/agencies/<int:agency_id>/deactivate")
@needs(Right.MANAGE_AGENCIES)
def deactivate(agency_id: int) -> ResponseReturnValue:
    """Set an agency aside."""
    with transaction() as session:
        deactivate_agency(session, actor(), find_by_id(session, agency_id))
    flash(gettext("The agency is inactive; its data is kept."), "ok")
    return redirect(url_for("admin.agency_list"), 303)


@blueprint.post("/agencies/<int:agency_id>/activate")
@needs(Right.MANAGE_AGENCIES)
def activate(agency_id: int) -> ResponseReturnValue:
    """Let an agency take part again."""
    with transaction() as session:
        activate_agency(session, actor(), find_by_id(session, agency_id))
    flash(gettext("The agency is active again."), "ok")
    return redirect(url_for("admin.agency_list"), 303)
