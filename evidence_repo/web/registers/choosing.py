"""Which registers a criterion has, and which forms of activity it asks for: the coordinator's choice."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.services.registers.choosing import choose_registers, planned_registers
from evidence_repo.services.registers.words import KIND_WORDS
from evidence_repo.web.context import actor, close_reading, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.criteria.codes import criterion_at
from evidence_repo.web.forms import Form
from evidence_repo.web.register_words import in_language
from evidence_repo.web.registers import blueprint
from workflows.registers import RegisterKind
from workflows.rights import Right


class ChoiceForm(Form):
    """The kinds of registers; the forms of activity, one a line."""

    kinds = SelectMultipleField(_l("Registers"), validate_choice=False)
    forms = TextAreaField(
        _l("Forms of activity that are asked for, one a line"),
        validators=[Length(max=5_000)],
        render_kw={"rows": 5},
    )


@blueprint.route("/criteria/<code>/registers", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def choose(code: str) -> ResponseReturnValue:
    """Show and choose which registers the criterion has."""
    criterion = criterion_at(read_session(), cycle(), code)
    planned = planned_registers(read_session(), criterion)
    form = ChoiceForm()
    if form.is_sent():
        close_reading()
        try:
            with transaction() as session:
                found = criterion_at(session, cycle_in(session), code)
                kinds = [kind for kind in RegisterKind if kind.value in (form.kinds.data or ())]
                choose_registers(session, actor(), found, kinds, (form.forms.data or "").splitlines())
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "ok")
            return redirect(url_for("registers.list_all"), 303)
        criterion = criterion_at(read_session(), cycle(), code)
    elif not form.is_submitted():
        form.kinds.data = [kind.value for kind in planned]
        forms = planned[RegisterKind.ACTIVITIES].forms if RegisterKind.ACTIVITIES in planned else ()
        form.forms.data = "\n".join(forms)
    page = render_template(
        "registers/choose.html",
        form=form,
        criterion=criterion,
        kinds=[(kind.value, in_language(KIND_WORDS[kind])) for kind in RegisterKind],
    )
    return page, form.status
