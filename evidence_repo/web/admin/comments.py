"""Ready comments for verdicts, by reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from evidence_repo.errors import NotVisible
from evidence_repo.models import CannedComment
from evidence_repo.services.workflow.canned_comments import (
    LONGEST,
    add_comment,
    change_comment,
    list_comments,
    remove_comment,
)
from evidence_repo.web.admin import blueprint
from evidence_repo.web.context import actor, needs, read_session, transaction
from evidence_repo.web.forms import Form
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from evidence_repo.web.words import REASON_WORDS
from workflows.evidence import Reason
from workflows.rights import Right

_TEXT = [InputRequired(), Length(max=LONGEST)]


class CommentForm(Form):
    """A new comment."""

    reason = SelectField(_l("Reason"), choices=[SelectChoice(one.value, REASON_WORDS[one]) for one in Reason])
    text = TextAreaField(_l("Text"), _TEXT, render_kw={"rows": 3})


class RewordingForm(Form):
    """Other words for a comment; `seen_lock` is the row as it was shown."""

    seen_lock = HiddenField()
    text = TextAreaField(_l("Text"), _TEXT, render_kw={"rows": 3})


@blueprint.route("/comments", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def comment_list() -> ResponseReturnValue:
    """Show the comments of each reason; add one."""
    form = CommentForm()

    def change(session: Session) -> None:
        add_comment(session, actor(), Reason(form.reason.data), form.text.data or "")

    if answer := send(
        form, change, gettext("The comment is on the desk now."), url_for("admin.comment_list")
    ):
        return answer
    page = render_template("admin/comments.html", comments=list_comments(read_session()), form=form)
    return page, form.status


def _comment(session: Session, comment_id: int) -> CannedComment:
    found = session.get(CannedComment, comment_id)
    if found is None:
        raise NotVisible
    return found


@blueprint.route("/comments/<int:comment_id>", methods=["GET", "POST"])
@needs(Right.MANAGE_CYCLE)
def comment(comment_id: int) -> ResponseReturnValue:
    """Show one comment; take other words for it."""
    shown = _comment(read_session(), comment_id)
    form = RewordingForm(seen_lock=shown.lock, text=shown.text)

    def change(session: Session) -> None:
        change_comment(session, actor(), _comment(session, comment_id), form.text.data or "", sent_lock())

    if answer := send(form, change, gettext("The comment is saved."), url_for("admin.comment_list")):
        return answer
    page = render_template("admin/comment.html", comment=_comment(read_session(), comment_id), form=form)
    return page, form.status


@blueprint.post("/comments/<int:comment_id>/remove")
@needs(Right.MANAGE_CYCLE)
def drop_comment(comment_id: int) -> ResponseReturnValue:
    """Take a comment off the desk."""
    with transaction() as session:
        remove_comment(session, actor(), _comment(session, comment_id))
    flash(gettext("The comment is removed; verdicts that used it keep their words."), "ok")
    return redirect(url_for("admin.comment_list"), 303)
