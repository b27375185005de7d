"""What a piece's fate does to the assignment that it serves: it is moved along, in the same transaction.

Everything stands behind the lock of the criterion's pack, as the piece's change itself does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Assignment, Evidence
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from workflows.assignments import AssignmentState, PieceFate, after_fate
from workflows.events import AssignmentChanged, AuditAction

_NAMES: dict[AssignmentState, AuditAction] = {
    AssignmentState.ACCEPTED: AuditAction.ACCEPT_ASSIGNMENT,
    AssignmentState.RETURNED: AuditAction.RETURN_ASSIGNMENT,
    AssignmentState.DELIVERED: AuditAction.DELIVER_ASSIGNMENT,
}


def follow_piece(session: Session, actor: Actor, evidence: Evidence, fate: PieceFate, now: datetime) -> None:
    """Move the assignments that this piece serves to where its fate brings them."""
    served = select(Assignment).where(Assignment.evidence_id == evidence.id).order_by(Assignment.id)
    for assignment in session.scalars(served.execution_options(populate_existing=True)):
        before = assignment.state
        after = after_fate(before, fate, before_question=assignment.before_question)
        if after is None:
            continue
        assignment.before_question = before if fate is PieceFate.QUESTIONED else None
        if after is AssignmentState.RETURNED:
            assignment.reason = None
        set_assignment_state(assignment, after, actor, now)
        emit_assignment(session, actor, _NAMES[after], assignment, before, fate=fate.value)


def set_assignment_state(assignment: Assignment, state: AssignmentState, actor: Actor, now: datetime) -> None:
    """Put the assignment into `state`, with who brought it there where a column keeps that."""
    assignment.state, assignment.state_since = state, now
    if state is AssignmentState.DELIVERED:
        assignment.delivered_by_id, assignment.delivered_at = actor.person_id, now
    elif state is AssignmentState.ACCEPTED:
        assignment.accepted_by_id, assignment.accepted_at = actor.person_id, now


def emit_assignment(
    session: Session,
    actor: Actor,
    action: AuditAction,
    assignment: Assignment,
    before: AssignmentState | None,
    **details: Any,
) -> None:
    """Emit what became of the assignment."""
    session.flush()
    event = AssignmentChanged(
        action=action,
        subject=assignment.id,
        criterion_id=assignment.criterion_id,
        agency=assignment.agency.name,
        state=assignment.state,
        state_before=before,
        product_id=assignment.product_id,
        **details,
    )
    emit(session, actor, event)
