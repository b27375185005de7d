"""What becomes of an agency: chosen, shown with all that moves, and only then decided."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Agency
from evidence_repo.services.people.agencies import find_agency, list_agencies
from evidence_repo.services.reorganising.deciding import (
    BASIS_LENGTH,
    Decision,
    cancel_change,
    check_decision,
    decide_change,
    find_change,
)
from evidence_repo.services.reorganising.moving import what_moves
from evidence_repo.services.reorganising.sharing import things_to_share
from evidence_repo.web.admin import blueprint
from evidence_repo.web.admin.agencies import find_by_id
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.words import AGENCY_CHANGE_DEEDS, AGENCY_CHANGE_MEANINGS, BELONGING_WORDS
from evidence_repo.words import N_
from workflows.agency_changes import AgencyChangeKind
from workflows.rights import Right

_SHOWN = 50


class ChangeForm(Form):
    """On which day an agency changes, and by which decision; how, is what each kind of change adds."""

    on = DayField(_l("From (day)"), validators=[DataRequired()])
    basis = StringField(_l("By decision (number and symbol)"), [Optional(), Length(max=BASIS_LENGTH)])
    confirmed = HiddenField()

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "successors" in self:
            others = [each for each in list_agencies(read_session()) if each.id != agency.id]
            self["successors"].choices = [SelectChoice(each.code, each.name) for each in others]

    def _value(self, name: str) -> Any:
        return self[name].data if name in self else None

    def decision(self, session: Session, kind: AgencyChangeKind) -> Decision:
        """Return what the form asks for, and what each thing's field chose."""
        assert self.on.data is not None  # the field is required
        named = self._value("successors") or []
        codes = [named] if isinstance(named, str) else named
        successors = [find_agency(session, code) for code in codes]
        by_code = {successor.code: successor.id for successor in successors}
        return Decision(
            kind=kind,
            on=self.on.data,
            successors=successors,
            new_name=self._value("new_name"),
            basis=self.basis.data,
            choices=_asked_choices(by_code),
        )


class MergeForm(ChangeForm):
    """Into which agency it is merged."""

    successors = SelectField(_l("Merged into"))


class SplitForm(ChangeForm):
    """Among which agencies it is split."""

    successors = SelectMultipleField(
        _l("Split into"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class RenameForm(ChangeForm):
    """What it is called from then on."""

    new_name = StringField(_l("New name"), [DataRequired(), Length(max=200)])


_FORMS: dict[AgencyChangeKind, type[ChangeForm]] = {
    AgencyChangeKind.MERGE: MergeForm,
    AgencyChangeKind.SPLIT: SplitForm,
    AgencyChangeKind.RENAME: RenameForm,
    AgencyChangeKind.END: ChangeForm,
}


def _asked_choices(by_code: dict[str, int]) -> dict[str, int]:
    """Return which successor was chosen for each criterion and person, as `criterion:ID` and `person:ID`."""
    asked = {key: code for key, code in request.form.items() if key.startswith(("criterion:", "person:"))}
    if not set(asked.values()) <= by_code.keys():
        raise BadInput(N_("Choose one of the successors."), field="successors", code="bad_choice")
    return {key: by_code[code] for key, code in asked.items()}


@blueprint.route("/agencies/<int:agency_id>/change/<kind>", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def change_agency(agency_id: int, kind: str) -> ResponseReturnValue:
    """Take what becomes of the agency; show what moves; decide it when that is confirmed."""
    agency = find_by_id(read_session(), agency_id)
    if kind not in set(AgencyChangeKind):
        raise NotVisible
    chosen = AgencyChangeKind(kind)
    form = _FORMS[chosen](agency, on=container().clock.today())
    if form.is_sent():
        answer = _decide if form.confirmed.data else _preview
        try:
            return answer(form, agency_id, chosen)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
    page = render_template(
        "admin/agency_change.html",
        agency=agency,
        form=form,
        kind=chosen,
        word=AGENCY_CHANGE_DEEDS[chosen],
        meaning=AGENCY_CHANGE_MEANINGS[chosen],
    )
    return page, form.status


def _preview(form: ChangeForm, agency_id: int, kind: AgencyChangeKind) -> ResponseReturnValue:
    """Show what would move; nothing is changed yet."""
    session = read_session()
    agency = find_by_id(session, agency_id)
    decision = form.decision(session, kind)
    check_decision(session, agency, decision, container().clock.today())
    return render_template(
        "admin/agency_change_preview.html",
        agency=agency,
        form=form,
        decision=decision,
        is_later=decision.on > container().clock.today(),
        heaps=[] if kind is AgencyChangeKind.END else what_moves(session, agency, _SHOWN),
        shares=things_to_share(session, agency) if len(decision.successors) > 1 else [],
        word=AGENCY_CHANGE_DEEDS[kind],
        belonging_words=BELONGING_WORDS,
    )


def _decide(form: ChangeForm, agency_id: int, kind: AgencyChangeKind) -> ResponseReturnValue:
    with transaction() as session:
        agency = find_by_id(session, agency_id)
        change = decide_change(session, actor(), agency, form.decision(session, kind), container().clock)
        is_done = change.carried_out_at is not None
    flash(
        gettext("The change is carried out.") if is_done else gettext("The change waits for its day."), "ok"
    )
    return redirect(url_for("admin.agency", agency_id=agency_id), 303)


@blueprint.post("/agencies/changes/<int:change_id>/cancel")
@needs(Right.MANAGE_AGENCIES)
def cancel_agency_change(change_id: int) -> ResponseReturnValue:
    """Take a decision back before its day."""
    with transaction() as session:
        change = find_change(session, change_id)
        agency_id = change.agency_id
        cancel_change(session, actor(), change, container().clock)
    flash(gettext("The change is cancelled."), "ok")
    return redirect(url_for("admin.agency", agency_id=agency_id), 303)
