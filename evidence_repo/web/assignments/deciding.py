"""The lead agency's side: accept what was delivered, return it, change what is asked, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.models import Assignment
from evidence_repo.services.policy.assignments import find_assignment, parties_of
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.workflow.asking import change_request
from evidence_repo.services.workflow.assignments import accept as accept_assignment
from evidence_repo.services.workflow.assignments import cancel as cancel_assignment
from evidence_repo.services.workflow.assignments import return_assignment
from evidence_repo.web.assignments import blueprint
from evidence_repo.web.assignments.forms import RequestForm
from evidence_repo.web.assignments.showing import assignment_at
from evidence_repo.web.context import actor, container, needs, transaction
from evidence_repo.web.packs.forms import ReasonForm
from evidence_repo.web.places import next_address, sent_lock
from evidence_repo.web.sending import send
from workflows.assignments import AssignmentAction, advance_assignment
from workflows.rights import Right


@blueprint.post("/assignments/<int:assignment_id>/accept")
@needs(Right.SEE_ASSIGNMENTS)
def accept(assignment_id: int) -> ResponseReturnValue:
    """Accept what was delivered; a piece that waits joins the pack."""
    assignment_at(assignment_id)
    with transaction() as session:
        assignment = find_assignment(session, actor(), assignment_id)
        accept_assignment(session, actor(), assignment, seen_lock=sent_lock(), clock=container().clock)
    flash(gettext("The assignment is accepted."), "ok")
    return redirect(next_address(url_for("assignments.show", assignment_id=assignment_id)), 303)


@blueprint.route("/assignments/<int:assignment_id>/return", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def give_back(assignment_id: int) -> ResponseReturnValue:
    """Give it back to the asked agency, with a reason."""
    message = gettext("The assignment is returned to the agency.")
    action = AssignmentAction.RETURN
    return _with_reason(assignment_id, action, return_assignment, message, "assignments/return.html")


@blueprint.route("/assignments/<int:assignment_id>/cancel", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def take_back(assignment_id: int) -> ResponseReturnValue:
    """Take the assignment back, with a reason."""
    message = gettext("The assignment is cancelled.")
    action = AssignmentAction.CANCEL
    return _with_reason(assignment_id, action, cancel_assignment, message, "assignments/cancel.html")


@blueprint.route("/assignments/<int:assignment_id>/change", methods=["GET", "POST"])
@needs(Right.SEE_ASSIGNMENTS)
def change(assignment_id: int) -> ResponseReturnValue:
    """Ask in other words or by another last day."""
    shown = _may(assignment_id, AssignmentAction.CHANGE)
    back = url_for("assignments.show", assignment_id=assignment_id)
    seen_lock = request.values.get("seen_lock", shown.lock)
    form = RequestForm(seen_lock=seen_lock, words=shown.words, last_day=shown.last_day)

    def carry_out(session: Session) -> None:
        assignment = find_assignment(session, actor(), assignment_id)
        words, last_day = form.words.data, form.last_day.data
        asked = {"words": words, "last_day": last_day, "seen_lock": sent_lock()}
        change_request(session, actor(), assignment, **asked, clock=container().clock)

    if answer := send(form, carry_out, gettext("The assignment is changed; the agency sees it."), back):
        return answer
    assignment = assignment_at(assignment_id)
    page = render_template(
        "assignments/change.html", form=form, assignment=assignment, criterion=assignment.criterion, back=back
    )
    return page, form.status


def _may(assignment_id: int, action: AssignmentAction) -> Assignment:
    """Return the assignment; raise our own error if the table does not let this person do it now."""
    shown = assignment_at(assignment_id)
    with translating_refusals():
        parties = parties_of(actor(), shown.criterion, shown.agency_id)
        advance_assignment(shown.state, action, actor().roles, parties)
    return shown


def _with_reason(
    assignment_id: int, action: AssignmentAction, act: Callable[..., Any], message: str, template: str
) -> ResponseReturnValue:
    shown = _may(assignment_id, action)
    back = next_address(url_for("assignments.show", assignment_id=assignment_id))
    form = ReasonForm(seen_lock=request.values.get("seen_lock", shown.lock))

    def change(session: Session) -> None:
        assignment = find_assignment(session, actor(), assignment_id)
        reason = form.reason.data or ""
        act(session, actor(), assignment, reason, seen_lock=sent_lock(), clock=container().clock)

    if answer := send(form, change, message, back):
        return answer
    assignment = assignment_at(assignment_id)
    page = render_template(
        template, form=form, assignment=assignment, criterion=assignment.criterion, back=back
    )
    return page, form.status
