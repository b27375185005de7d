"""Explanations of products and of the Ministry's questions: read, accept or not, take the decision back."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import Explanation
from evidence_repo.services.policy.visibility import find_explanation
from evidence_repo.services.screens.review_desk import explanation_desk
from evidence_repo.services.screens.waiting import place_in_queue
from evidence_repo.services.workflow.canned_comments import list_comments
from evidence_repo.services.workflow.explanation_verdicts import judge_explanation, undo_explanation_verdict
from evidence_repo.web.addresses import check_year
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.places import next_address, sent_lock
from evidence_repo.web.review import blueprint
from evidence_repo.web.review.claims import claim_shown
from evidence_repo.web.review.filters import address_after, address_of, filters_in, kept
from evidence_repo.web.review.forms import DecisionForm
from evidence_repo.web.review.words import PART_WORDS
from evidence_repo.web.sending import send
from workflows.rights import Right


def _judged_by_itself(session: Session, explanation_id: int) -> Explanation:
    """Return an explanation with a verdict of its own; a piece's has no desk, its piece has."""
    explanation = find_explanation(session, actor(), explanation_id)
    if not explanation.is_judged_by_itself:
        raise NotVisible
    check_year(explanation.criterion)
    return explanation


def _render(explanation_id: int, form: DecisionForm) -> ResponseReturnValue:
    session = read_session()
    explanation = _judged_by_itself(session, explanation_id)
    desk = explanation_desk(session, actor(), explanation, cycle(), filters_in(session))
    around = {"previous": desk.place.previous, "next": desk.place.following}
    page = render_template(
        "review/explanation.html",
        desk=desk,
        explanation=explanation,
        form=form.offering(list_comments(session)),
        neighbours={name: address_of(item) for name, item in around.items() if item is not None},
        part_words=PART_WORDS,
        kept=kept(),
        **claim_shown(session, explanation),
    )
    return page, form.status


@blueprint.get("/review/explanations/<int:explanation_id>")
@needs(Right.JUDGE)
def explanation(explanation_id: int) -> ResponseReturnValue:
    """Show a product's explanation with what is asked for, and the rounds before."""
    return _render(explanation_id, DecisionForm(formdata=None))


@blueprint.post("/review/explanations/<int:explanation_id>/verdict")
@needs(Right.JUDGE)
def judge_product(explanation_id: int) -> ResponseReturnValue:
    """Accept the explanation or not, and go on; a refused decision keeps all that was typed."""
    form = DecisionForm()
    reading = read_session()
    explanation = _judged_by_itself(reading, explanation_id)
    place = place_in_queue(reading, actor(), cycle(), filters_in(reading), explanation)

    def change(session: Session) -> None:
        judge_explanation(
            session,
            actor(),
            _judged_by_itself(session, explanation_id),
            form.decision.data == "accept",
            form.words(session),
            sent_lock(),
            clock=container().clock,
        )

    answer = send(form, change, gettext("Your verdict is saved."), address_after(place))
    return answer or _render(explanation_id, form)


@blueprint.route("/review/explanations/<int:explanation_id>/undo", methods=["GET", "POST"])
@needs(Right.UNDO)
def undo_product(explanation_id: int) -> ResponseReturnValue:
    """Take back one's own decision about a product's explanation, with a reason."""
    found = _judged_by_itself(read_session(), explanation_id)
    back = next_address(url_for("review.explanation", explanation_id=explanation_id, **kept()))
    form = ReasonForm(seen_lock=request.values.get("seen_lock", found.lock))

    def change(session: Session) -> None:
        undo_explanation_verdict(
            session,
            actor(),
            _judged_by_itself(session, explanation_id),
            reason=form.reason.data,
            seen_lock=sent_lock(),
            clock=container().clock,
        )

    message = gettext("Your verdict is taken back; the explanation waits for a verdict again.")
    answer = send(form, change, message, back)
    return answer or (
        render_template("review/undo.html", form=form, evidence=None, version=None, back=back),
        form.status,
    )
