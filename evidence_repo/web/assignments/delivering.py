"""The asked agency's side: deliver a document or an answer; its head names a person."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, EvidenceError, NotVisible
from evidence_repo.models import Assignment, Evidence, User
from evidence_repo.services.assignments.delivery import product_of_delivery
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.evidence.adding import Place, receive_file
from evidence_repo.services.policy.assignments import find_assignment
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.workflow.assignments import deliver as deliver_assignment
from evidence_repo.services.workflow.assignments import name_person
from evidence_repo.web.assignments import blueprint
from evidence_repo.web.assignments.forms import DeliveryForm
from evidence_repo.web.assignments.showing import assignment_at, show_page
from evidence_repo.web.context import actor, close_reading, container, needs, transaction
from evidence_repo.web.numbers import number_in
from evidence_repo.web.places import sent_lock
from evidence_repo.web.receiving import chosen_files, joined, take_in
from evidence_repo.words import N_
from workflows.rights import Right


@blueprint.post("/assignments/<int:assignment_id>/deliver")
@needs(Right.UPLOAD)
def deliver(assignment_id: int) -> ResponseReturnValue:
    """Deliver with a file, a piece that is here, or an answer in words."""
    assignment_at(assignment_id)
    form = DeliveryForm()
    if form.is_sent():
        try:
            spooled = _received()
            with transaction() as session:
                _deliver(session, assignment_id, form, spooled)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("Delivered; the lead agency decides about it."), "ok")
            return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
    close_reading()
    return show_page(assignment_id, form)


def _received() -> SpooledFile | None:
    """Take the file in, several photographs as one document, before the transaction."""
    files = chosen_files(request, "files")
    if len(files) <= 1:
        return take_in(files[0]) if files else None
    arrival = joined(files)
    if arrival.spooled is None:
        raise arrival.error or BadInput(N_("Choose one file."), field="files", code="several_files")
    keep_blob(container().store, arrival.spooled)
    return arrival.spooled


def _deliver(session: Session, assignment_id: int, form: DeliveryForm, spooled: SpooledFile | None) -> None:
    assignment = find_assignment(session, actor(), assignment_id)
    deliver_assignment(
        session,
        actor(),
        assignment,
        piece=_piece(session, assignment, form, spooled),
        answer=form.answer.data,
        seen_lock=form.seen(),
        clock=container().clock,
    )


def _piece(
    session: Session, assignment: Assignment, form: DeliveryForm, spooled: SpooledFile | None
) -> Evidence | None:
    if spooled is not None:
        place = Place(
            assignment.criterion,
            product_of_delivery(assignment, number_in(form.product.data)),
            pages=form.pages.data,
            late_reason=form.late_reason.data,
        )
        parts = container()
        return receive_file(session, actor(), parts.store, spooled, place, parts.clock).evidence
    chosen = number_in(form.piece.data)
    return find_evidence(session, actor(), chosen) if chosen else None


@blueprint.post("/assignments/<int:assignment_id>/person")
@needs(Right.UPLOAD)
def name(assignment_id: int) -> ResponseReturnValue:
    """Name who does it, or nobody in particular."""
    assignment_at(assignment_id)
    close_reading()
    chosen = number_in(request.form.get("person"))
    with transaction() as session:
        assignment = find_assignment(session, actor(), assignment_id)
        person = session.get(User, chosen) if chosen else None
        if chosen and person is None:
            raise NotVisible
        name_person(session, actor(), assignment, person, seen_lock=sent_lock())
    flash(gettext("The person is named."), "ok")
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
