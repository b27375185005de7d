"""Absence and delegation: whom one has named for some days, and for whom one stands in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from evidence_repo.services.people.delegations import (
    end_delegation,
    find_delegation,
    find_deputy,
    list_delegations,
    name_deputy,
    possible_deputies,
    state_on,
)
from evidence_repo.web.account import blueprint
from evidence_repo.web.context import actor, container, person, read_session, transaction
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.sending import send
from workflows.delegations import offices_of


class AbsenceForm(Form):
    """A deputy for some days."""

    deputy = SelectField(_l("Deputy"), [DataRequired()], validate_choice=False)
    first_day = DayField(_l("From"), validators=[DataRequired()])
    last_day = DayField(_l("Until the end of"), validators=[DataRequired()])
    reason = TextAreaField(_l("Reason"), [DataRequired()], render_kw={"rows": 2, "maxlength": 1000})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = possible_deputies(read_session(), actor())
        chosen = [SelectChoice(each.email, f"{each.name} · {each.agency.name}") for each in fitting]
        self.deputy.choices = [SelectChoice("", gettext("Choose a person")), *chosen]


@blueprint.route("/account/absence", methods=["GET", "POST"])
def absence() -> ResponseReturnValue:
    """Show one's delegations; name a deputy."""
    form = AbsenceForm()

    def change(session: Session) -> None:
        assert form.first_day.data is not None  # both are required
        assert form.last_day.data is not None
        name_deputy(
            session,
            actor(),
            find_deputy(session, form.deputy.data or ""),
            first_day=form.first_day.data,
            last_day=form.last_day.data,
            reason=form.reason.data or "",
            clock=container().clock,
        )

    if answer := send(form, change, gettext("The deputy is named."), url_for("account.absence")):
        return answer
    today, who = container().clock.today(), person()
    assert who is not None  # only who is signed in comes here
    page = render_template(
        "account/absence.html",
        form=form,
        delegations=[
            (each, state_on(each, today))
            for each in list_delegations(read_session(), actor(), today, with_past=True)
            if who.id in (each.principal_id, each.deputy_id)
        ],
        has_office=bool(offices_of(who.role_set)),
        has_deputies=len(form.deputy.choices) > 1,
    )
    return page, form.status


@blueprint.post("/account/absence/<int:delegation_id>/end")
def end_own_delegation(delegation_id: int) -> ResponseReturnValue:
    """End one of one's own delegations."""
    with transaction() as session:
        end_delegation(session, actor(), find_delegation(session, actor(), delegation_id), container().clock)
    flash(gettext("The delegation is ended."), "ok")
    return redirect(url_for("account.absence"), 303)
