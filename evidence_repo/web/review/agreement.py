"""How far reviewers agree, and the share of verdicts that are given twice."""

from __future__ import annotations

from fractions import Fraction

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from evidence_repo.errors import NotVisible
from evidence_repo.services.screens.second_reviews import agreement_page, sees_all_agreement
from evidence_repo.services.workflow.second_reviews import current_share, set_share
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.forms import Form
from evidence_repo.web.review import blueprint
from evidence_repo.web.sending import send
from workflows.rights import Right, allows
from workflows.second_review import LARGEST_SHARE


class ShareForm(Form):
    """The share of verdicts that are given twice."""

    share = IntegerField(_l("Share (%)"), validators=[InputRequired(), NumberRange(min=0, max=LARGEST_SHARE)])


def exact_share(value: Fraction | None, digits: int = 2) -> str:
    """Return a share or kappa as it is printed, rounded half up; a dash where it cannot be told."""
    if value is None:
        return "–"
    scaled = abs(value) * 10**digits
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return str(format_decimal((-rounded if value < 0 else rounded) / 10**digits))


@blueprint.get("/review/agreement")
@needs(Right.SEE_COMMENTS)
def agreement() -> ResponseReturnValue:
    """Show how far reviewers agree: all figures, or a reviewer's own pairs."""
    if not (sees_all_agreement(actor()) or allows(actor().roles, Right.JUDGE)):
        raise NotVisible
    return _render(ShareForm(formdata=None))


def _render(form: ShareForm) -> ResponseReturnValue:
    session = read_session()
    share = current_share(session, cycle().id)
    if form.share.data is None and not form.is_submitted():
        form.share.data = share.share if share else 0
    page = render_template(
        "review/agreement.html",
        page=agreement_page(session, actor(), cycle()),
        share=share if sees_all_agreement(actor()) else None,
        form=form if allows(actor().roles, Right.MANAGE_CYCLE) else None,
        sees_all=sees_all_agreement(actor()),
        exact_share=exact_share,
    )
    return page, form.status


@blueprint.post("/review/agreement/share")
@needs(Right.MANAGE_CYCLE)
def share() -> ResponseReturnValue:
    """Set the share of verdicts to come that are given twice."""
    form = ShareForm()

    def change(session: Session) -> None:
        set_share(session, actor(), cycle_in(session), form.share.data or 0, container().clock)

    answer = send(form, change, gettext("The share is set."), url_for("review.agreement"))
    return answer or _render(form)
