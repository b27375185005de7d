"""The words that explanations of each kind begin with."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from evidence_repo.services.workflow.explanation_templates import (
    LONGEST_BASIS,
    LONGEST_TEXT,
    change_template,
    explanation_templates,
)
from evidence_repo.web.admin import blueprint
from evidence_repo.web.context import actor, needs, read_session
from evidence_repo.web.forms import Form
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from workflows.explanations import ExplanationKind
from workflows.rights import Right


class TemplateForm(Form):
    """Other words for a kind; `seen_lock` is the row as it was shown."""

    seen_lock = HiddenField()
    text = TextAreaField(
        _l("Explanation"), [InputRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 9}
    )
    legal_basis = TextAreaField(_l("Legal basis"), [Length(max=LONGEST_BASIS)], render_kw={"rows": 2})


@blueprint.get("/explanation-templates")
@needs(Right.MANAGE_CYCLE)
def template_list() -> ResponseReturnValue:
    """Show the words of each kind."""
    return render_template(
        "admin/explanation_templates.html", templates=explanation_templates(read_session())
    )


@blueprint.route(
    "/explanation-templates/<any(missing, partial, no_occurrence, not_applicable, target_not_met):explained>",
    methods=["GET", "POST"],
)
@needs(Right.MANAGE_CYCLE)
def template(explained: str) -> ResponseReturnValue:
    """Show the words of one kind; take others."""
    kind = ExplanationKind(explained)
    shown = explanation_templates(read_session()).get(kind)
    form = TemplateForm(
        seen_lock=shown.lock if shown else None,
        text=shown.text if shown else None,
        legal_basis=shown.legal_basis if shown else None,
    )

    def change(session: Session) -> None:
        words = (form.text.data or "", form.legal_basis.data or "")
        change_template(session, actor(), kind, *words, sent_lock())

    message = gettext("The template is saved; explanations begun with it keep their words.")
    if answer := send(form, change, message, url_for("admin.template_list")):
        return answer
    lock = shown.lock if shown else ""
    page = render_template("admin/explanation_template.html", kind=kind, lock=lock, form=form)
    return page, form.status
