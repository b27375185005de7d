"""The desk of a blind second review: the document and the question, nothing of the first verdict."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.models import SecondReview
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.screens.second_reviews import second_desk
from evidence_repo.services.workflow.canned_comments import list_comments
from evidence_repo.services.workflow.cited_pages import has_numbered_pages, page_numbers
from evidence_repo.services.workflow.second_reviews import find_second, give_second_verdict
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.documents.viewer import ViewerAddress, shown_page
from evidence_repo.web.review import blueprint
from evidence_repo.web.review.forms import VerdictForm
from evidence_repo.web.sending import send
from workflows.rights import Right


def _second_in(session: Session, second_id: int) -> SecondReview:
    second = find_second(session, actor(), second_id)
    check_year(second.evidence.criterion)
    return second


def _render(second_id: int, form: VerdictForm) -> ResponseReturnValue:
    session = read_session()
    desk = second_desk(session, _second_in(session, second_id))
    version, pages = desk.version, desk.evidence.pages
    cited = page_numbers(pages) if has_numbered_pages(version) else ()
    page = render_template(
        "review/second.html",
        desk=desk,
        version=version,
        form=form.offering(list_comments(session)),
        shown=shown_page(version, page_texts(container().store, version), cited),
        here=ViewerAddress("review.second", {"second_id": second_id}),
    )
    return page, form.status


@blueprint.get("/review/second/<int:second_id>")
@needs(Right.JUDGE)
def second(second_id: int) -> ResponseReturnValue:
    """Show a piece that this person was drawn to judge again."""
    return _render(second_id, VerdictForm(formdata=None))


@blueprint.post("/review/second/<int:second_id>/verdict")
@needs(Right.JUDGE)
def judge_again(second_id: int) -> ResponseReturnValue:
    """Record the second verdict, then show both."""
    form = VerdictForm()
    _second_in(read_session(), second_id)

    def change(session: Session) -> None:
        give_second_verdict(
            session,
            actor(),
            _second_in(session, second_id),
            form.kind(),
            reason=form.given_reason(),
            comment=form.words(session),
            clock=container().clock,
        )

    onward = url_for("review.second", second_id=second_id)
    answer = send(form, change, gettext("Your second verdict is saved; the piece stays as it was."), onward)
    return answer or _render(second_id, form)
