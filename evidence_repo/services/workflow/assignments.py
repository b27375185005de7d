"""Assignments (phân công): name a person, deliver, accept, return, cancel; `asking` makes and changes them.

Each begins with the criterion's pack locked, so that people who decide at once come one after the other; the
pack itself is not changed, and no assignment ever blocks it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import Assignment, Evidence, User
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.workflow.asking import begin_assignment
from evidence_repo.services.workflow.assignment_pieces import emit_assignment, set_assignment_state
from evidence_repo.services.workflow.measurements import accept_figures, drop_figures, figures_of
from evidence_repo.services.workflow.pieces import accept_contribution, refuse_contribution
from evidence_repo.words import N_
from workflows.assignments import AssignmentAction, delivery_blockers, reason_blockers
from workflows.events import AuditAction
from workflows.states import EvidenceState


def name_person(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    person: User | None,
    *,
    seen_lock: int | None = None,
) -> Assignment:
    """Name who of the asked agency does it; None: nobody in particular."""
    state = begin_assignment(session, actor, assignment, AssignmentAction.NAME_PERSON, seen_lock)
    if person is not None and (
        assignment.agency_id not in (person.agency_id, *person.agency.answers_for) or not person.active
    ):
        raise BadInput(
            N_("Name a person of the asked agency."), field="person", code="person_of_other_agency"
        )
    if assignment.person_id != (person.id if person else None):
        assignment.person = person
        emit_assignment(
            session,
            actor,
            AuditAction.NAME_ASSIGNEE,
            assignment,
            state,
            person=person.name if person else None,
        )
    return assignment


def deliver(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    *,
    piece: Evidence | None = None,
    answer: str | None = None,
    seen_lock: int | None = None,
    clock: Clock,
) -> Assignment:
    """Deliver with a piece that the asked agency cites for the criterion, the figures given, or an answer."""
    state = begin_assignment(session, actor, assignment, AssignmentAction.DELIVER, seen_lock)
    fits = piece is not None and _fits(assignment, piece)
    given = bool(figures_of(session, assignment))
    refuse_if(
        delivery_blockers(has_piece=piece is not None, piece_fits=fits, answer=answer, has_figures=given)
    )
    before = assignment.state
    assignment.evidence, assignment.answer = piece, (answer or "").strip() or None
    assignment.reason = assignment.before_question = None
    set_assignment_state(assignment, state, actor, clock.now())
    emit_assignment(
        session,
        actor,
        AuditAction.DELIVER_ASSIGNMENT,
        assignment,
        before,
        evidence_id=piece.id if piece else None,
        answer=assignment.answer,
    )
    return assignment


def _fits(assignment: Assignment, piece: Evidence) -> bool:
    return (
        piece.criterion_id == assignment.criterion_id
        and assignment.agency_id in (piece.agency_id, *piece.agency.answers_for)
        and piece.state is not EvidenceState.WITHDRAWN
        and assignment.product_id in (None, piece.product_id)
    )


def accept(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Assignment:
    """Accept what was delivered; a piece that still waits joins the lead agency's pack."""
    state = begin_assignment(session, actor, assignment, AssignmentAction.ACCEPT, seen_lock)
    accept_figures(session, assignment, clock.now())
    piece = assignment.evidence
    if piece is not None and piece.is_contribution_waiting:
        accept_contribution(session, actor, piece, clock=clock)  # which accepts the assignment that it serves
        return assignment
    before = assignment.state
    set_assignment_state(assignment, state, actor, clock.now())
    emit_assignment(session, actor, AuditAction.ACCEPT_ASSIGNMENT, assignment, before)
    return assignment


def return_assignment(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Assignment:
    """Give it back to the asked agency; a piece that still waits is turned down with it."""
    action = AssignmentAction.RETURN
    _end(session, actor, assignment, action, AuditAction.RETURN_ASSIGNMENT, reason, seen_lock, clock)
    piece = assignment.evidence
    if piece is not None and piece.is_contribution_waiting and piece.state is EvidenceState.DRAFT:
        refuse_contribution(session, actor, piece, clock=clock)
    return assignment


def cancel(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Assignment:
    """Take the assignment back; the agency can be asked again afterwards."""
    action = AssignmentAction.CANCEL
    _end(session, actor, assignment, action, AuditAction.CANCEL_ASSIGNMENT, reason, seen_lock, clock)
    assignment.is_live = None
    drop_figures(session, assignment)
    return assignment


def _end(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    action: AssignmentAction,
    name: AuditAction,
    reason: str,
    seen_lock: int | None,
    clock: Clock,
) -> None:
    state = begin_assignment(session, actor, assignment, action, seen_lock)
    refuse_if(reason_blockers(action, reason))
    before = assignment.state
    assignment.reason, assignment.before_question = reason.strip(), None
    set_assignment_state(assignment, state, actor, clock.now())
    emit_assignment(session, actor, name, assignment, before, reason=assignment.reason)
