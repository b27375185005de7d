"""Pieces of evidence in a flat form, as `evidence list --json` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evidence_repo.models import AssessmentCycle, Criterion, Evidence, Review
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import can_see_comments, visible_evidence
from workflows.states import EvidenceState

ANSWERABLE = frozenset({EvidenceState.NEEDS_EXPLANATION, EvidenceState.EXPLAINED})
"""States in which the verdict's reason is what the agency answers or has answered."""


def pieces_of_cycle(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[Evidence]:
    """Return the pieces that this person may see, in the plan's order, then as they were cited."""
    seen = select(Evidence).join(Evidence.criterion).where(Criterion.cycle_id == cycle.id)
    seen = seen.where(visible_evidence(actor)).options(contains_eager(Evidence.criterion))
    found = session.scalars(seen).all()
    return sorted(found, key=lambda piece: (plan_order(piece.criterion), piece.id))


def list_pieces(session: Session, actor: Actor, pieces: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Return these pieces as rows; a reason is told to those who may see the reviewers' comments."""
    reasons = _standing_reasons(session, pieces) if can_see_comments(actor) else {}
    return [_listed(piece, reasons.get(piece.id)) for piece in pieces]


def _standing_reasons(session: Session, pieces: Sequence[Evidence]) -> dict[int, str | None]:
    wanted = [piece.id for piece in pieces if piece.state in ANSWERABLE]
    standing = select(Review.evidence_id, Review.reason).where(
        Review.evidence_id.in_(wanted), Review.undone_at.is_(None)
    )
    in_order = session.execute(standing.order_by(Review.id)) if wanted else ()
    return {evidence_id: reason.value if reason else None for evidence_id, reason in in_order}


def _listed(piece: Evidence, reason: str | None) -> dict[str, Any]:
    return {
        "evidence_id": piece.id,
        "document_id": piece.version.document_id,
        "version": piece.version.number,
        "criterion": piece.criterion.label,
        "product": piece.product.ordinal if piece.product else None,
        "state": piece.state.value,
        "pages": piece.pages,
        "reason": reason,
    }
