"""What a second reviewer must not see yet: the pieces that they judge blind, and what a verdict moved."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import Evidence, EvidencePack, Review, SecondReview
from evidence_repo.services.policy.actors import Actor
from workflows.blockers import Blocker
from workflows.rights import Right, allows
from workflows.second_review import IN_WORK


def first_stands(
    evidence: type[Evidence], first: type[Review], pack: type[EvidencePack]
) -> ColumnElement[bool]:
    """Return the condition that nothing moved the piece since the first verdict and the pack is in work."""
    return (evidence.state_since == first.decided_at) & pack.state.in_(IN_WORK)


def waiting_seconds(second: type[SecondReview]) -> Select[int]:
    """Return the ids of the pieces whose second review waits: `SecondState.WAITING` for the database."""
    return _waiting(select(second.evidence_id), second)


def waiting_second_ids(second: type[SecondReview]) -> Select[int]:
    """Return the ids of the second reviews that wait."""
    return _waiting(select(second.id), second)


def _waiting(selected: Select[int], second: type[SecondReview]) -> Select[int]:
    first, piece, pack = aliased(Review), aliased(Evidence), aliased(EvidencePack)
    return (
        selected.join(first, first.id == second.first_id)
        .join(piece, piece.id == second.evidence_id)
        .join(pack, pack.criterion_id == piece.criterion_id)
        .where(second.verdict.is_(None), second.reviewer_id.is_not(None), first_stands(piece, first, pack))
    )


def blind_pieces(actor: Actor) -> Select[int] | None:
    """Return the ids of the pieces that this person judges blind; None where they judge nothing."""
    if actor.user_id is None or not allows(actor.roles, Right.JUDGE):
        return None
    second, waiting = _every_waiting_second()
    return waiting.where(second.reviewer_id.in_(actor.persons))


@cache
def _every_waiting_second() -> tuple[type[SecondReview], Select[int]]:
    """Return one query for all: a page asks a dozen times, and building it costs more than running it."""
    second = aliased(SecondReview)
    return second, waiting_seconds(second)


def blind_piece_ids(session: Session, actor: Actor) -> frozenset[int]:
    """Return the pieces that this person judges blind now."""
    blind = blind_pieces(actor)
    return frozenset() if blind is None else frozenset(session.scalars(blind))


def unless_blind(
    actor: Actor, condition: ColumnElement[bool], evidence_id: ColumnElement[int] | ColumnElement[int | None]
) -> ColumnElement[bool]:
    """Return `condition`, but for what belongs to a piece that this person judges blind."""
    blind = blind_pieces(actor)
    if blind is None:
        return condition
    return condition & or_(evidence_id.is_(None), evidence_id.not_in(blind))


def blindness_blockers(session: Session, actor: Actor, pack: EvidencePack) -> tuple[Blocker, ...]:
    """Say whether this person judges a piece of the pack blind: returning the pack would tell its verdict."""
    blind = blind_pieces(actor)
    if blind is None:
        return ()
    told = select(Evidence.id).where(Evidence.criterion_id == pack.criterion_id, Evidence.id.in_(blind))
    return (Blocker("second_review_waits"),) if session.scalar(told.limit(1)) else ()
