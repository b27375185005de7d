"""Who sees which self-scores and internal scores: as with the pieces of the criterion."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, EvidencePack, PackSubmission
from evidence_repo.services.policy.actors import Actor
from workflows.rights import Right, Scope, scopes_of

_AFTER_SUBMISSION = frozenset({Scope.ALL_BUT_DRAFTS, Scope.SUBMITTED_ONWARD})


class ScoreSight:
    """Which criteria's scores one person sees; what they do not see is not counted for them either."""

    def __init__(self, session: Session, actor: Actor, criterion_ids: Collection[int]) -> None:
        self._actor = actor
        self._scopes = scopes_of(actor.roles, Right.SEE_PIECES)
        needs_submission = bool(self._scopes & _AFTER_SUBMISSION) and Scope.ALL not in self._scopes
        self._submitted = _submitted(session, criterion_ids) if needs_submission else frozenset()
        self.sees = cache(self._sees)

    def _sees(self, criterion_id: int, lead_agency_id: int) -> bool:
        if Scope.ALL in self._scopes:
            return True
        if Scope.OWN_CRITERIA in self._scopes and self._actor.is_of(lead_agency_id):
            return True
        return criterion_id in self._submitted


def _submitted(session: Session, criterion_ids: Collection[int]) -> frozenset[int]:
    """Return the criteria whose pack a submission brought to the reviewers that nobody recalled."""
    query = (
        select(EvidencePack.criterion_id)
        .join(PackSubmission, PackSubmission.pack_id == EvidencePack.id)
        .where(EvidencePack.criterion_id.in_(criterion_ids), PackSubmission.recalled_at.is_(None))
    )
    return frozenset(session.scalars(query.distinct()))


def sees_scores(session: Session, actor: Actor, criterion: Criterion) -> bool:
    """Return whether this person sees the criterion's own scores."""
    return ScoreSight(session, actor, [criterion.id]).sees(criterion.id, criterion.lead_agency_id)
