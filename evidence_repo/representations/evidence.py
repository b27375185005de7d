"""Pieces of evidence as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.models import Evidence
from evidence_repo.representations.schema import (
    CRITERION,
    ID,
    YEAR,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    thing,
    words,
)
from evidence_repo.services.evidence.listing import standing_reasons
from evidence_repo.services.policy.actors import Actor
from workflows.evidence import Reason
from workflows.states import EvidenceState


def pieces_json(session: Session, actor: Actor, pieces: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Return these pieces; a reason is shown to those who may see the reviewers' comments."""
    reasons = standing_reasons(session, actor, pieces)
    return [_piece(piece, reasons.get(piece.id)) for piece in pieces]


def _piece(piece: Evidence, reason: Reason | None) -> dict[str, Any]:
    return {
        "evidence_id": piece.id,
        "document_id": piece.version.document_id,
        "version": piece.version.number,
        "year": piece.criterion.cycle.year,
        "criterion": piece.criterion.label,
        "product": piece.product.ordinal if piece.product else None,
        "state": piece.state.value,
        "pages": piece.pages,
        "reason": reason.value if reason else None,
    }


SCHEMAS = {
    "evidence": Published(
        "evidence-repo evidence <act> --json; evidence-repo documents cite --json",
        "One piece as it stands after the act.",
        thing(
            evidence_id=ID,
            document_id=ID,
            version=number(1, description="Number of the document's version that the piece pins."),
            year=YEAR,
            criterion=CRITERION,
            product=optional(
                number(1), description="Ordinal of the expected product, if the piece names one."
            ),
            state=one_of(tuple(EvidenceState)),
            pages=optional(words(), description="Cited pages; null is the whole document."),
            reason=optional(
                one_of(tuple(Reason)),
                description="Of the verdict that the agency answers or has answered; null otherwise, and for "
                "those who see no comments.",
            ),
        ),
    ),
    "evidence-list": Published(
        "evidence-repo evidence list --json",
        "The pieces that the person may see, in the plan's order.",
        many(same_as("evidence")),
    ),
}
