"""The reviewers' side: confirm or query figures, take that back, waive a target that is not met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, Target
from evidence_repo.services.policy.figures import find_measurement
from evidence_repo.services.workflow.figure_reviews import (
    decide_figures,
    end_waiver,
    undo_decision,
    waive_target,
)
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.figures import blueprint
from evidence_repo.web.figures.places import figures_of, measurement_at, target_in
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from workflows.rights import Right


@blueprint.post("/figures/<int:measurement_id>/confirm")
@needs(Right.JUDGE)
def confirm(measurement_id: int) -> ResponseReturnValue:
    """Confirm the figures."""
    back = figures_of(measurement_at(measurement_id).criterion)
    with transaction() as session:
        figures = find_measurement(session, actor(), measurement_id)
        decide_figures(session, actor(), figures, True, seen_lock=sent_lock(), clock=container().clock)
    flash(gettext("The figures are confirmed."), "ok")
    return redirect(back, 303)


@blueprint.route("/figures/<int:measurement_id>/query", methods=["GET", "POST"])
@needs(Right.JUDGE)
def query(measurement_id: int) -> ResponseReturnValue:
    """Query the figures, with what is asked."""
    shown = measurement_at(measurement_id)

    def change(session: Session, reason: str) -> None:
        figures = find_measurement(session, actor(), measurement_id)
        decide_figures(
            session, actor(), figures, False, reason, seen_lock=sent_lock(), clock=container().clock
        )

    words = (gettext("Query the figures"), gettext("What the agency is to make clear; it reads this."))
    message = gettext("The agency is asked about the figures.")
    return _with_reason(shown.criterion, shown.target, words, change, message, shown.lock)


@blueprint.route("/figures/<int:measurement_id>/undo", methods=["GET", "POST"])
@needs(Right.UNDO)
def undo(measurement_id: int) -> ResponseReturnValue:
    """Take one's own decision on the figures back."""
    shown = measurement_at(measurement_id)

    def change(session: Session, reason: str) -> None:
        figures = find_measurement(session, actor(), measurement_id)
        undo_decision(
            session, actor(), figures, reason=reason, seen_lock=sent_lock(), clock=container().clock
        )

    words = (gettext("Take the decision back"), gettext("Why; it is kept in the log."))
    message = gettext("The decision is taken back.")
    return _with_reason(shown.criterion, shown.target, words, change, message, shown.lock)


@blueprint.route("/criteria/<code>/targets/<int:ordinal>/waive", methods=["GET", "POST"])
@needs(Right.JUDGE)
def waive(code: str, ordinal: int) -> ResponseReturnValue:
    """Waive a target that is not met."""
    shown = target_in(read_session(), code, ordinal)

    def change(session: Session, reason: str) -> None:
        waive_target(session, actor(), target_in(session, code, ordinal), reason, clock=container().clock)

    words = (gettext("Waive the target"), gettext("Why it need not be met; the approver reads this."))
    return _with_reason(shown.criterion, shown, words, change, gettext("The target is waived."))


@blueprint.route("/criteria/<code>/targets/<int:ordinal>/demand", methods=["GET", "POST"])
@needs(Right.JUDGE)
def demand(code: str, ordinal: int) -> ResponseReturnValue:
    """Take a waiver back: the target is demanded again."""
    shown = target_in(read_session(), code, ordinal)

    def change(session: Session, reason: str) -> None:
        end_waiver(session, actor(), target_in(session, code, ordinal), reason, clock=container().clock)

    words = (gettext("Take the waiver back"), gettext("Why the target is to be met after all."))
    return _with_reason(shown.criterion, shown, words, change, gettext("The waiver is taken back."))


def _with_reason(
    criterion: Criterion,
    target: Target,
    words: tuple[str, str],
    change: Callable[[Session, str], Any],
    message: str,
    lock: int | None = None,
) -> ResponseReturnValue:
    back = figures_of(criterion)
    form = ReasonForm(seen_lock=request.values.get("seen_lock", lock), next=back)
    answer = send(form, lambda session: change(session, form.reason.data or ""), message, back)
    if answer:
        return answer
    title, hint = words
    page = render_template(
        "figures/reason.html",
        form=form,
        title=title,
        hint=hint,
        back=back,
        target=read_session().get_one(Target, target.id),
    )
    return page, form.status
