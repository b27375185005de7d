"""Which notices a person may see now: those about what they may see now. Lists, counts and mails ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from sqlalchemy import ColumnElement, Select, false, or_, select

from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    Comment,
    Criterion,
    Deadline,
    Evidence,
    EvidencePack,
    Explanation,
    Notice,
    RoundQuestion,
    SavedSearch,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import visible_assignments
from evidence_repo.services.policy.comments import visible_comments
from evidence_repo.services.policy.questions import visible_questions
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from workflows.notices import ObjectKind
from workflows.rights import Right, allows

_Things = Callable[[Actor], Select[int] | None]
"""The ids of what a person may see of one kind; None for nothing at all."""


def _assignments(actor: Actor) -> Select[int]:
    return select(Assignment.id).where(Assignment.id == Notice.object_id, visible_assignments(actor))


def _pieces(actor: Actor) -> Select[int]:
    return select(Evidence.id).where(Evidence.id == Notice.object_id, visible_evidence(actor))


def _explanations(actor: Actor) -> Select[int]:
    return select(Explanation.id).where(Explanation.id == Notice.object_id, visible_explanations(actor))


def _questions(actor: Actor) -> Select[int]:
    return select(RoundQuestion.id).where(RoundQuestion.id == Notice.object_id, visible_questions(actor))


def _packs(actor: Actor) -> Select[int] | None:
    seen = (
        select(EvidencePack.id)
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .where(EvidencePack.id == Notice.object_id, Criterion.dropped_reason.is_(None))
    )
    return seen if allows(actor.roles, Right.SEE_PACK_STATES) else None


def _deadlines(actor: Actor) -> Select[int] | None:
    seen = select(Deadline.id).where(Deadline.id == Notice.object_id)
    return seen if allows(actor.roles, Right.SEE_CATALOGUE) else None


def _cycles(actor: Actor) -> Select[int] | None:
    seen = select(AssessmentCycle.id).where(AssessmentCycle.id == Notice.object_id)
    return seen if allows(actor.roles, Right.SEE_CATALOGUE) else None


def _comments(actor: Actor) -> Select[int]:
    return select(Comment.id).where(
        Comment.id == Notice.object_id, Comment.struck_at.is_(None), visible_comments(actor)
    )


def _searches(actor: Actor) -> Select[int]:
    return select(SavedSearch.id).where(
        SavedSearch.id == Notice.object_id, SavedSearch.owner_id == actor.user_id
    )


VISIBLE_THINGS: Mapping[ObjectKind, _Things] = {
    ObjectKind.ASSIGNMENT: _assignments,
    ObjectKind.EVIDENCE: _pieces,
    ObjectKind.EXPLANATION: _explanations,
    ObjectKind.QUESTION: _questions,
    ObjectKind.PACK: _packs,
    ObjectKind.DEADLINE: _deadlines,
    ObjectKind.CYCLE: _cycles,
    ObjectKind.COMMENT: _comments,
    ObjectKind.SAVED_SEARCH: _searches,
}
"""A kind of thing without a row here is shown to nobody."""


def visible_notices(actor: Actor, kinds: Set[ObjectKind] = frozenset(ObjectKind)) -> ColumnElement[bool]:
    """Return the condition on `Notice` that it is this person's, about what they may see.

    Whoever knows of which `kinds` there are any spares the database, and us, the conditions of the others.
    """
    conditions: list[ColumnElement[bool]] = []
    for kind in sorted(kinds & VISIBLE_THINGS.keys()):
        seen = VISIBLE_THINGS[kind](actor)
        if seen is not None:
            conditions.append((Notice.object_kind == kind) & seen.correlate(Notice).exists())
    if allows(actor.roles, Right.SEE_HEALTH):
        conditions.append(Notice.object_kind == ObjectKind.WORK)
    return (Notice.person_id == actor.user_id) & or_(false(), *conditions)
