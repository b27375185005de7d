"""Who sees which comments: those on what they see, in the threads that their roles read.

Whoever judges a piece blind finds no thread of its criterion until they have: what is said of the pack, of
figures or of parts would tell the first verdict as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, true
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    Assignment,
    Comment,
    Criterion,
    Evidence,
    EvidencePack,
    Explanation,
    Measurement,
    PackSubmission,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.assignments import visible_assignments
from evidence_repo.services.policy.blindness import blind_pieces
from evidence_repo.services.policy.figures import visible_figures
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from workflows.comments import ThingKind, reads_threads
from workflows.rights import Right, Scope, scopes_of

_Find = Callable[[Actor, ColumnElement[int]], Select[int]]
"""Select the criterion of the thing with this id, if the person sees it."""


def _pieces(actor: Actor, thing_id: ColumnElement[int]) -> Select[int]:
    return select(Evidence.criterion_id).where(Evidence.id == thing_id, visible_evidence(actor))


def _explanations(actor: Actor, thing_id: ColumnElement[int]) -> Select[int]:
    return select(Explanation.criterion_id).where(Explanation.id == thing_id, visible_explanations(actor))


def _assignments(actor: Actor, thing_id: ColumnElement[int]) -> Select[int]:
    return select(Assignment.criterion_id).where(Assignment.id == thing_id, visible_assignments(actor))


def _figures(actor: Actor, thing_id: ColumnElement[int]) -> Select[int]:
    return select(Measurement.criterion_id).where(Measurement.id == thing_id, visible_figures(actor))


def _packs(actor: Actor, thing_id: ColumnElement[int]) -> Select[int]:
    seen = [_packs_in(scope, actor) for scope in sorted(scopes_of(actor.roles, Right.SEE_COMMENTS))]
    return (
        select(EvidencePack.criterion_id)
        .join(Criterion, Criterion.id == EvidencePack.criterion_id)
        .where(EvidencePack.id == thing_id, or_(false(), *seen))
    )


def _packs_in(scope: Scope, actor: Actor) -> ColumnElement[bool]:
    match scope:
        case Scope.ALL:
            return true()
        case Scope.OWN_CRITERIA:
            return Criterion.lead_agency_id.in_(actor.agencies)
        case Scope.ALL_BUT_DRAFTS | Scope.SUBMITTED_ONWARD:
            standing = select(PackSubmission.id).where(
                PackSubmission.pack_id == EvidencePack.id, PackSubmission.recalled_at.is_(None)
            )
            return standing.correlate(EvidencePack).exists()
        case _:
            return false()


def _is_not_blind(actor: Actor, criterion_id: ColumnElement[int]) -> ColumnElement[bool]:
    blind = blind_pieces(actor)
    if blind is None:
        return true()
    return criterion_id.not_in(select(Evidence.criterion_id).where(Evidence.id.in_(blind)))


_THINGS: Mapping[ThingKind, _Find] = {
    ThingKind.EVIDENCE: _pieces,
    ThingKind.EXPLANATION: _explanations,
    ThingKind.PACK: _packs,
    ThingKind.ASSIGNMENT: _assignments,
    ThingKind.FIGURES: _figures,
}


def visible_comments(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Comment` that holds for what this person may read."""
    if not reads_threads(actor.roles, internal=False):
        return false()
    on_what_is_seen = (
        and_(
            Comment.thing_kind == kind,
            find(actor, Comment.thing_id.expression).correlate(Comment).exists(),
        )
        for kind, find in _THINGS.items()
    )
    shared = true() if reads_threads(actor.roles, internal=True) else Comment.is_internal.is_(False)
    return and_(or_(*on_what_is_seen), shared, _is_not_blind(actor, Comment.criterion_id.expression))


def sees_thing(session: Session, actor: Actor, kind: ThingKind, thing_id: int) -> bool:
    """Return whether this person sees the thing, and comments on it."""
    return _criterion_id(session, actor, kind, thing_id) is not None


def criterion_of_thing(session: Session, actor: Actor, kind: ThingKind, thing_id: int) -> Criterion:
    """Return the thing's criterion; raise `NotVisible` if there is none or it is not for this person."""
    found = _criterion_id(session, actor, kind, thing_id)
    if found is None:
        raise NotVisible
    return session.get_one(Criterion, found)


def _criterion_id(session: Session, actor: Actor, kind: ThingKind, thing_id: int) -> int | None:
    if not reads_threads(actor.roles, internal=False):
        return None
    seen = _THINGS[kind](actor, literal(thing_id)).subquery()
    return session.scalar(select(seen.c[0]).where(_is_not_blind(actor, seen.c[0])))
