"""Give a verdict, take it back, ask for another one, correct the document's fields."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.services.policy.visibility import find_version
from evidence_repo.services.screens.waiting import place_in_queue
from evidence_repo.services.workflow.claims import keep_claim
from evidence_repo.services.workflow.headers import confirm_header
from evidence_repo.services.workflow.verdicts import ask_again, record_verdict, undo_verdict
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria.codes import code_of
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.evidence.places import piece_in
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.places import next_address, sent_lock
from evidence_repo.web.review import blueprint
from evidence_repo.web.review.filters import address_after, filters_in, kept
from evidence_repo.web.review.forms import VerdictForm
from evidence_repo.web.review.views import render_desk
from evidence_repo.web.sending import send
from workflows.rights import Right


@blueprint.post("/review/<int:evidence_id>/verdict")
@needs(Right.JUDGE)
def judge(evidence_id: int) -> ResponseReturnValue:
    """Record the verdict and go on with the next piece."""
    form = VerdictForm()

    def change(session: Session) -> None:
        record_verdict(
            session,
            actor(),
            piece_in(session, evidence_id),
            form.kind(),
            reason=form.given_reason(),
            comment=form.words(session),
            anchors=form.pins(),
            seen_lock=sent_lock(),
            clock=container().clock,
        )

    answer = send(form, change, gettext("Your verdict is saved."), _address_after(evidence_id))
    return answer or render_desk(evidence_id, form=form)


def _address_after(evidence_id: int) -> str:
    session = read_session()
    evidence = piece_in(session, evidence_id)
    return address_after(place_in_queue(session, actor(), cycle(), filters_in(session), evidence))


@blueprint.post("/review/<int:evidence_id>/header")
@needs(Right.JUDGE)
def header(evidence_id: int) -> ResponseReturnValue:
    """Correct the document's fields; the correction is shown and stands in the audit log."""
    form = HeaderForm()

    def change(session: Session) -> None:
        evidence = piece_in(session, evidence_id)
        version = find_version(session, actor(), evidence.version_id)
        confirm_header(session, actor(), version, form.values(), sent_lock(), container().clock)
        keep_claim(session, actor(), evidence, container().clock)

    back = url_for("review.desk", evidence_id=evidence_id, **kept())
    answer = send(form, change, gettext("The document's fields are saved."), back)
    return answer or render_desk(evidence_id, header=form)


@blueprint.route("/review/<int:evidence_id>/undo", methods=["GET", "POST"])
@needs(Right.UNDO)
def undo(evidence_id: int) -> ResponseReturnValue:
    """Take back one's own verdict, with a reason."""
    back = url_for("review.desk", evidence_id=evidence_id, **kept())
    message = gettext("Your verdict is taken back; the piece waits for a verdict again.")
    return _ask_for_reason("review/undo.html", evidence_id, undo_verdict, message, back)


@blueprint.route("/review/<int:evidence_id>/ask-again", methods=["GET", "POST"])
@needs(Right.ASK_AGAIN)
def question(evidence_id: int) -> ResponseReturnValue:
    """Send a piece that has passed to the reviewers again, with the approver's reason."""
    evidence = piece_in(read_session(), evidence_id)
    back = url_for("criteria.show", code=code_of(evidence.criterion))
    message = gettext("The piece waits for a new verdict; the reviewers read your question.")
    return _ask_for_reason("review/ask_again.html", evidence_id, ask_again, message, back)


def _ask_for_reason(
    template: str, evidence_id: int, act: Callable[..., object], message: str, otherwise: str
) -> ResponseReturnValue:
    """Ask why, then act on the piece for that reason and go back to where the person came from."""
    shown = piece_in(read_session(), evidence_id)
    form = ReasonForm(seen_lock=request.values.get("seen_lock", shown.lock))
    back = next_address(otherwise)

    def change(session: Session) -> None:
        evidence = piece_in(session, evidence_id)
        act(session, actor(), evidence, form.reason.data, seen_lock=sent_lock(), clock=container().clock)

    if answer := send(form, change, message, back):
        return answer
    evidence = piece_in(read_session(), evidence_id)
    page = render_template(template, form=form, evidence=evidence, version=evidence.version, back=back)
    return page, form.status
