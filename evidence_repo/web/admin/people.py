"""Accounts: who signs in, of which agency, with which roles."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from evidence_repo.errors import EvidenceError
from evidence_repo.models import AccountRequest, User
from evidence_repo.services.people.account_requests import edit_account, renew_password
from evidence_repo.services.people.account_requests import open_account as open_or_ask
from evidence_repo.services.people.accounts import (
    activate_person,
    deactivate_person,
    find_person,
    list_people,
)
from evidence_repo.services.people.agencies import find_agency, list_agencies
from evidence_repo.services.people.delegations import delegations_of
from evidence_repo.services.people.sessions import end_session, open_sessions
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.columns import people_columns
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.sending import send
from evidence_repo.web.visits import lifetime
from evidence_repo.web.words import ROLE_WORDS
from workflows.rights import Right
from workflows.roles import Role


class PersonForm(Form):
    """An account: name, address, agency, roles."""

    name = StringField(_l("Full name"), [DataRequired()])
    email = EmailField(_l("E-mail"), [DataRequired()])
    agency = SelectField(_l("Agency"))
    roles = SelectMultipleField(
        _l("Roles"),
        choices=[SelectChoice(role.value, ROLE_WORDS[role]) for role in Role],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = list_agencies(read_session(), with_inactive=True)
        self.agency.choices = [SelectChoice(agency.code, agency.name) for agency in agencies]

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(Role(value) for value in self.roles.data or ())


@blueprint.get("/people")
@needs(Right.MANAGE_PEOPLE)
def person_list() -> ResponseReturnValue:
    """Show every account."""
    columns, people = people_columns(), list_people(read_session(), actor())
    if wants_workbook():
        return send_list(gettext("People and roles"), columns, people)
    return render_template(
        "admin/people.html",
        people=sorted_rows(people, columns),
        heads=column_heads(columns),
        export_address=export_address(),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """Create an account; its one-time password is shown once."""
    form = PersonForm()
    if form.is_sent():
        try:
            with transaction() as session:
                opened = open_or_ask(
                    session,
                    actor(),
                    email=form.email.data or "",
                    name=form.name.data or "",
                    agency=find_agency(session, form.agency.data),
                    roles=form.chosen_roles,
                    clock=container().clock,
                    by_mail=mails(),
                )
        except EvidenceError as error:
            form.refuse(error)
        else:
            if isinstance(opened, AccountRequest):
                return _asked()
            return password_page(opened.user, opened.one_time_password)
    return render_template("admin/person.html", form=form, person=None), form.status


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """Show an account; take changes of it."""
    found = find_person(read_session(), actor(), person_id)
    roles = sorted(role.value for role in found.role_set)
    form = PersonForm(
        data={"name": found.name, "email": found.email, "agency": found.agency.code, "roles": roles}
    )

    asked: list[AccountRequest] = []

    def change(session: Session) -> None:
        asked[:] = edit_account(
            session,
            actor(),
            find_person(session, actor(), person_id),
            name=form.name.data or "",
            email=form.email.data or "",
            agency=find_agency(session, form.agency.data),
            roles=form.chosen_roles,
            clock=container().clock,
        )

    if answer := send(form, change, gettext("The account is saved."), url_for("admin.person_list")):
        return _asked() if asked else answer
    found = find_person(read_session(), actor(), person_id)
    places = open_sessions(read_session(), actor(), person_id, lifetime(), container().clock.real_now())
    page = render_template(
        "admin/person.html",
        form=form,
        person=found,
        sessions=places,
        delegations=delegations_of(read_session(), person_id, container().clock.today()),
    )
    return page, form.status


@blueprint.post("/people/<int:person_id>/sessions/<int:session_id>/end")
@needs(Right.MANAGE_PEOPLE)
def end_session_of_person(person_id: int, session_id: int) -> ResponseReturnValue:
    """End a person's session."""
    with transaction() as session:
        find_person(session, actor(), person_id)
        end_session(session, actor(), session_id, container().clock.real_now())
    flash(gettext("That browser is signed out."), "ok")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/reset-password")
@needs(Right.MANAGE_PEOPLE)
def reset(person_id: int) -> ResponseReturnValue:
    """Give the person a new one-time password, shown once."""
    with transaction() as session:
        found = find_person(session, actor(), person_id)
        password = renew_password(session, actor(), found, container().clock, by_mail=mails())
    return _asked() if isinstance(password, AccountRequest) else password_page(found, password)


def mails() -> bool:
    """Return whether one-time passwords go to their people by mail."""
    return container().settings.mail_url is not None


def _asked() -> ResponseReturnValue:
    """Lead to the list where it waits for a second person."""
    flash(gettext("This waits until another coordinator or an approver confirms it."), "ok")
    return redirect(url_for("account_requests.list_waiting"), 303)


def password_page(account: User, password: str | None) -> ResponseReturnValue:
    """Show a one-time password; it stands in this answer only and cannot be called up again."""
    if password is None:
        flash(gettext("The one-time password goes to %(email)s by mail.", email=account.email), "ok")
        return redirect(url_for("home.show"), 303)
    return render_template("admin/one_time_password.html", person=account, password=password)


@blueprint.post("/people/<int:person_id>/deactivate")
@needs(Right.MANAGE_PEOPLE)
def close_account(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    with transaction() as session:
        deactivate_person(session, actor(), find_person(session, actor(), person_id), clock=container().clock)
    flash(gettext("The account is closed; what the person did stays."), "ok")
    return redirect(url_for("admin.person_list"), 303)


@blueprint.post("/people/<int:person_id>/activate")
@needs(Right.MANAGE_PEOPLE)
def open_account(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction() as session:
        activate_person(session, actor(), find_person(session, actor(), person_id), clock=container().clock)
    flash(gettext("The account is open again."), "ok")
    return redirect(url_for("admin.person_list"), 303)
