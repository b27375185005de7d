"""The pieces of a cycle that one person sees, and the reasons that stand for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evidence_repo.models import AssessmentCycle, Criterion, Evidence, Review
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import can_see_comments, visible_evidence
from workflows.evidence import Reason
from workflows.states import EvidenceState

ANSWERABLE = frozenset({EvidenceState.NEEDS_EXPLANATION, EvidenceState.EXPLAINED})
"""States in which the verdict's reason is what the agency answers or has answered."""


def pieces_of_cycle(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[Evidence]:
    """Return the pieces that this person may see, in the plan's order, then as they were cited."""
    seen = select(Evidence).join(Evidence.criterion).where(Criterion.cycle_id == cycle.id)
    seen = seen.where(visible_evidence(actor)).options(contains_eager(Evidence.criterion))
    found = session.scalars(seen).all()
    return sorted(found, key=lambda piece: (plan_order(piece.criterion), piece.id))


def standing_reasons(session: Session, actor: Actor, pieces: Sequence[Evidence]) -> dict[int, Reason | None]:
    """Return, by the piece, the reason that the agency answers; none for those who see no comments."""
    wanted = [piece.id for piece in pieces if piece.state in ANSWERABLE]
    if not wanted or not can_see_comments(actor):
        return {}
    standing = select(Review.evidence_id, Review.reason).where(
        Review.evidence_id.in_(wanted), Review.undone_at.is_(None)
    )
    rows = session.execute(standing.order_by(Review.id))
    return {row.evidence_id: row.reason for row in rows}
