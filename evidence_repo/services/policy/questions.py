"""Who sees which questions of the Ministry."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select, true

from evidence_repo.models import Criterion, RoundQuestion
from evidence_repo.services.policy.actors import Actor
from workflows.rights import Right, Scope, scopes_of


def visible_questions(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `RoundQuestion` that holds for what this person may see."""
    scopes = scopes_of(actor.roles, Right.SEE_QUESTIONS)
    if Scope.ALL in scopes:
        return true()
    if not scopes:
        return false()
    led = select(Criterion.id).where(Criterion.lead_agency_id.in_(actor.agencies))
    return RoundQuestion.criterion_id.in_(led)
