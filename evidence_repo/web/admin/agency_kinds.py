"""The kinds of agencies: what they are called, from when until when there are any, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from evidence_repo.errors import NotVisible
from evidence_repo.models import AgencyKind
from evidence_repo.services.people.agency_kind_changes import (
    LONGEST_CODE,
    LONGEST_NAME,
    KindFacts,
    add_kind,
    change_kind,
)
from evidence_repo.services.people.agency_kinds import list_kinds
from evidence_repo.web.admin import blueprint
from evidence_repo.web.agency_kinds import agency_kind_names, kind_name
from evidence_repo.web.context import actor, needs, read_session
from evidence_repo.web.days import DayField
from evidence_repo.web.forms import Form
from evidence_repo.web.sending import send
from workflows.agency_kinds import Place
from workflows.rights import Right

_PLACES = range(3)


class KindForm(Form):
    """A kind of agencies; `seen` is the kind as it was shown."""

    seen = HiddenField()
    name_vi = StringField(_l("Name in Vietnamese"), [DataRequired(), Length(max=LONGEST_NAME)])
    name_en = StringField(_l("Name in English"), [DataRequired(), Length(max=LONGEST_NAME)])
    plan_word = SelectField(_l("Named in a plan as"))
    since = DayField(_l("In force from"))
    until = DayField(_l("No longer in force from"))
    above0 = SelectField(_l("Belongs to"))
    since0 = DayField(_l("From"))
    until0 = DayField(_l("No longer from"))
    above1 = SelectField(_l("Belongs to"))
    since1 = DayField(_l("From"))
    until1 = DayField(_l("No longer from"))
    above2 = SelectField(_l("Belongs to"))
    since2 = DayField(_l("From"))
    until2 = DayField(_l("No longer from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list_kinds(read_session())
        words = {kind.plan_word for kind in kinds}
        self.plan_word.choices = [
            SelectChoice(each.code, kind_name(each)) for each in kinds if each.code in words
        ]
        above = [
            SelectChoice("", _l("any agency, or none")),
            *(SelectChoice(k.code, kind_name(k)) for k in kinds),
        ]
        for number in _PLACES:
            self[f"above{number}"].choices = above

    @property
    def places(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of each place."""
        return [(self[f"above{n}"], self[f"since{n}"], self[f"until{n}"]) for n in _PLACES]

    @classmethod
    def of(cls, kind: AgencyKind) -> KindForm:
        """Return the form, filled from what stands there unless it was sent."""
        facts = KindFacts.of(kind)
        given: dict[str, Any] = {"seen": facts.mark}
        given |= {
            name: getattr(facts, name) for name in ("name_vi", "name_en", "plan_word", "since", "until")
        }
        for number, place in zip(_PLACES, facts.places, strict=False):
            given |= {
                f"above{number}": place.above,
                f"since{number}": place.since,
                f"until{number}": place.until,
            }
        return cls(**given)

    def facts(self) -> KindFacts:
        """Return what was typed."""
        places = tuple(
            Place(above.data, since.data, until.data) for above, since, until in self.places if above.data
        )
        names = [" ".join((each.data or "").split()) for each in (self.name_vi, self.name_en)]
        return KindFacts(names[0], names[1], self.plan_word.data, self.since.data, self.until.data, places)


class NewKindForm(KindForm):
    """A new kind; plans name it as itself, unless as another one."""

    code = StringField(_l("Code"), [DataRequired(), Length(max=LONGEST_CODE)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_word.choices = [SelectChoice("", _l("itself")), *self.plan_word.choices]

    def facts(self) -> KindFacts:
        """Return what was typed."""
        facts = super().facts()
        return replace(facts, plan_word=facts.plan_word or (self.code.data or "").strip())


@blueprint.route("/agencies/kinds", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def agency_kind_list() -> ResponseReturnValue:
    """Show the kinds of agencies; take a new one."""
    form = NewKindForm()

    def change(session: Session) -> None:
        add_kind(session, actor(), (form.code.data or "").strip(), form.facts())

    if answer := send(
        form, change, gettext("The kind of agencies is added."), url_for("admin.agency_kind_list")
    ):
        return answer
    kinds, names = list_kinds(read_session()), agency_kind_names()
    return render_template("admin/agency_kinds.html", kinds=kinds, names=names, form=form), form.status


@blueprint.route("/agencies/kinds/<agency_kind>", methods=["GET", "POST"])
@needs(Right.MANAGE_AGENCIES)
def show_agency_kind(agency_kind: str) -> ResponseReturnValue:
    """Show one kind; take changes of it."""
    shown = read_session().get(AgencyKind, agency_kind)
    if shown is None:
        raise NotVisible
    form = KindForm.of(shown)

    def change(session: Session) -> None:
        change_kind(session, actor(), agency_kind, form.facts(), form.seen.data)

    if answer := send(
        form, change, gettext("The kind of agencies is saved."), url_for("admin.agency_kind_list")
    ):
        return answer
    there = read_session().get_one(AgencyKind, agency_kind)
    form.seen.data = KindFacts.of(there).mark
    return render_template(
        "admin/agency_kind.html", kind=there, name=kind_name(there), form=form
    ), form.status
