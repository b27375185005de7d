"""Claims of the review queue: take a piece or an explanation in hand, give it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from evidence_repo.clock import HANOI, Clock
from evidence_repo.errors import Refused
from evidence_repo.models import Evidence, Explanation, ReviewClaim
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_explained, involvement_in_piece
from evidence_repo.services.policy.refusals import ADVICE, SENTENCES, refuse_if, translating_refusals
from evidence_repo.services.policy.visibility import relation_to_criterion, relation_to_piece
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of
from workflows.blockers import Blocker
from workflows.claims import ClaimAction, ClaimState, advance_claim, claim_state, until
from workflows.events import AuditAction, ItemClaimed
from workflows.four_eyes import may_judge
from workflows.rights import Right
from workflows.states import UNJUDGED, ExplanationState, PackState

Item = Evidence | Explanation
"""A piece, or the explanation of a product or question: what waits in the queue."""


def _is_about(item: Item) -> ColumnElement[bool]:
    column = ReviewClaim.evidence_id if isinstance(item, Evidence) else ReviewClaim.explanation_id
    return column == item.id


def find_claim(session: Session, item: Item) -> ReviewClaim | None:
    """Return the claim on the item, expired or not."""
    return session.scalar(select(ReviewClaim).where(_is_about(item)))


def state_for(actor: Actor, claim: ReviewClaim | None, now: datetime) -> ClaimState:
    """Return what the claim is to this person."""
    holder, active_at = (claim.person_id, claim.active_at) if claim else (None, None)
    return claim_state(actor.persons, holder, active_at, now)


def claims_on(
    session: Session, pieces: Collection[int], explanations: Collection[int], now: datetime
) -> dict[tuple[int | None, int | None], ReviewClaim]:
    """Return the claims that hold now on any of these, by the ids of piece and explanation."""
    wanted = or_(ReviewClaim.evidence_id.in_(pieces), ReviewClaim.explanation_id.in_(explanations))
    found = session.scalars(select(ReviewClaim).where(wanted))
    return {(each.evidence_id, each.explanation_id): each for each in found if now < until(each.active_at)}


def claim_item(session: Session, actor: Actor, item: Item, clock: Clock) -> ReviewClaim:
    """Take the item in hand, or keep it there; what another's claim has left after its time is taken over."""
    _check_may_judge(session, actor, item)
    claim, now = find_claim(session, item), clock.now()
    state = state_for(actor, claim, now)
    if state is ClaimState.HELD:
        assert claim is not None  # somebody holds it
        raise _held(claim)
    with translating_refusals():
        advance_claim(state, ClaimAction.CLAIM, actor.roles)
    if claim is not None and state is ClaimState.OWN:
        claim.active_at = now
        return claim
    before = claim.person.email if claim else None
    if claim is None:
        claim = ReviewClaim(**_target(item))
        session.add(claim)
    claim.person_id, claim.claimed_at, claim.active_at = actor.person_id, now, now
    session.flush()
    session.refresh(claim)
    emit(session, actor, ItemClaimed(**_of(item, AuditAction.CLAIM_ITEM), taken_from=before))
    return claim


def keep_claim(session: Session, actor: Actor, item: Item, clock: Clock) -> None:
    """Let the person's own claim last on, for they have just done something with the item."""
    claim, now = find_claim(session, item), clock.now()
    if claim is not None and state_for(actor, claim, now) is ClaimState.OWN:
        claim.active_at = now


def _check_may_judge(session: Session, actor: Actor, item: Item) -> None:
    """Raise our own error unless the item waits for a verdict and this person may give it."""
    pack = lock_pack_of(session, item.criterion_id)
    session.refresh(item)
    if isinstance(item, Evidence):
        check_right(actor, Right.JUDGE, relation_to_piece(actor, item))
        waits, parts = item.state in UNJUDGED, involvement_in_piece(session, item)
    else:
        check_right(actor, Right.JUDGE, relation_to_criterion(actor, item.criterion))
        waits = item.state is ExplanationState.SUBMITTED
        parts = involvement_in_explained(session, [item])[item.id]
    refuse_if(may_judge(actor.persons, parts))
    if not waits or pack.state is not PackState.SUBMITTED:
        refuse_if([Blocker("wrong_state", {"action": ClaimAction.CLAIM})])


def _held(claim: ReviewClaim) -> Refused:
    """Return the refusal that says who is at it, and until when."""
    ends = until(claim.active_at).astimezone(HANOI)
    return Refused(
        SENTENCES["claim_held"],
        code="claim_held",
        advice=ADVICE["claim_held"],
        name=claim.person.name,
        until=f"{ends:%H:%M}",
    )


def _target(item: Item) -> dict[str, int]:
    return {"evidence_id" if isinstance(item, Evidence) else "explanation_id": item.id}


def _of(item: Item, action: AuditAction) -> dict[str, Any]:
    kind = "evidence" if isinstance(item, Evidence) else "explanation"
    return {"action": action, "subject_type": kind, "subject": item.id, "criterion_id": item.criterion_id}


def release_item(session: Session, actor: Actor, item: Item, clock: Clock) -> None:
    """Give the item back to the queue before its time is over."""
    lock_pack_of(session, item.criterion_id)
    claim = find_claim(session, item)
    with translating_refusals():
        advance_claim(state_for(actor, claim, clock.now()), ClaimAction.RELEASE, actor.roles)
    end_claim(session, item)
    emit(session, actor, ItemClaimed(**_of(item, AuditAction.RELEASE_ITEM)))


def end_claim(session: Session, item: Item) -> None:
    """Forget whoever's claim there is: the item was judged, or given back."""
    session.execute(delete(ReviewClaim).where(_is_about(item)))
