"""Whether a cycle has a council, how it decides, and who its members are."""

from __future__ import annotations

from fractions import Fraction

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from evidence_repo.errors import BadInput
from evidence_repo.services.council.setting_up import (
    find_council,
    members_of,
    possible_members,
    set_up_council,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.council import blueprint
from evidence_repo.web.forms import Form
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from evidence_repo.web.words import BASE_WORDS
from evidence_repo.words import N_
from workflows.council import CouncilRules, MajorityBase
from workflows.rights import Right

LONGEST_SHARE = 10
MOST_MEMBERS = 100


class CouncilForm(Form):
    """The council's rules and members; shares are typed as `2/3`."""

    seen_lock = HiddenField()
    is_on = BooleanField(_l("Approval needs the council's vote"))
    quorum = StringField(_l("Quorum"), [InputRequired(), Length(max=LONGEST_SHARE)])
    majority = StringField(_l("Majority: more than"), [InputRequired(), Length(max=LONGEST_SHARE)])
    base = SelectField(_l("of"), choices=[SelectChoice(one.value, BASE_WORDS[one]) for one in MajorityBase])
    members = SelectMultipleField(
        _l("Members"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def rules(self) -> CouncilRules:
        """Return the rules that a valid form says."""
        return CouncilRules(self._share("quorum"), self._share("majority"), MajorityBase(self.base.data))

    def _share(self, name: str) -> Fraction:
        """Return a share; `Fraction` takes exponents and separators too, which nobody means here."""
        typed = "".join(str(self[name].data).split())
        over, slash, under = typed.partition("/")
        parts = (over, under) if slash else (over, "1")
        if not all(part.isascii() and part.isdigit() for part in parts) or not int(parts[1]):
            raise BadInput(N_("Type a share such as 1/2 or 2/3."), field=name, code="no_share")
        return Fraction(int(parts[0]), int(parts[1]))

    def chosen(self) -> list[int]:
        """Return the ids of the ticked people."""
        found = [number_in(value[:20]) for value in (self.members.data or [])[:MOST_MEMBERS]]
        return [each for each in found if each is not None]


def _form(session: Session) -> CouncilForm:
    """Return the form, filled from what stands unless it was sent."""
    council = find_council(session, cycle().id)
    rules = council.rules if council else CouncilRules()
    form = CouncilForm(
        seen_lock=council.lock if council else None,
        is_on=bool(council and council.is_on),
        quorum=str(rules.quorum),
        majority=str(rules.majority),
        base=rules.base.value,
        members=[str(person.id) for person in members_of(session, cycle().id)],
    )
    people = possible_members(session)
    form.members.choices = [(str(each.id), f"{each.name}, {each.agency.name}") for each in people]
    return form


@blueprint.route("/council/setup", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def set_up() -> ResponseReturnValue:
    """Show the council's rules and members; take changes of them."""
    form = _form(read_session())

    def change(session: Session) -> None:
        set_up_council(
            session,
            actor(),
            cycle_in(session),
            on=bool(form.is_on.data),
            rules=form.rules(),
            members=form.chosen(),
            clock=container().clock,
            seen_lock=sent_lock(),
        )

    if answer := send(form, change, gettext("The council is set up."), url_for("council.show")):
        return answer
    return render_template("council/set_up.html", form=form), form.status
