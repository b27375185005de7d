"""Who sees which assignments, and what the person's agency is to one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import Assignment, Criterion
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.blindness import unless_blind
from workflows.assignments import Party
from workflows.rights import Right, Scope, scopes_of


def visible_assignments(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Assignment` that holds for what this person may see."""
    scopes = scopes_of(actor.roles, Right.SEE_ASSIGNMENTS)
    if Scope.ALL in scopes:
        # What became of the piece that was delivered tells its verdict.
        return unless_blind(actor, true(), Assignment.evidence_id.expression)
    if not scopes:
        return false()
    led = select(Criterion.id).where(Criterion.lead_agency_id.in_(actor.agencies))
    return or_(Assignment.agency_id.in_(actor.agencies), Assignment.criterion_id.in_(led))


def find_assignment(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Return the assignment; raise `NotVisible` if there is none or this person may not know of it."""
    seen = select(Assignment).where(Assignment.id == assignment_id, visible_assignments(actor))
    found = session.scalar(seen)
    if found is None:
        raise NotVisible
    return found


def parties_of(actor: Actor, criterion: Criterion, agency_id: int | None = None) -> frozenset[Party]:
    """Return what the person's agency is to an assignment: `agency_id` is the one that was asked."""
    found = set()
    if actor.is_of(criterion.lead_agency_id):
        found.add(Party.LEAD)
    if agency_id is not None and actor.is_of(agency_id):
        found.add(Party.ASKED)
    return frozenset(found)
