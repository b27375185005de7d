"""Explanations as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import Explanation
from evidence_repo.representations.schema import (
    CRITERION,
    ID,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from workflows.explanations import ExplanationKind, ExplanationState


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return the round."""
    return {
        "explanation_id": explanation.id,
        "criterion": explanation.criterion.label,
        "product": explanation.product.ordinal if explanation.product else None,
        "evidence_id": explanation.evidence_id,
        "kind": explanation.kind.value,
        "round": explanation.round,
        "state": explanation.state.value,
        "text": explanation.text,
        "legal_basis": explanation.legal_basis,
        "documents": [version.document_id for version in explanation.documents],
    }


SCHEMAS = {
    "explanation": Published(
        "evidence-repo packs explain --json; evidence-repo packs explanation --json",
        "One round of an explanation; it targets a product or a piece.",
        thing(
            explanation_id=ID,
            criterion=CRITERION,
            product=optional(number(1)),
            evidence_id=optional(ID),
            kind=one_of(tuple(ExplanationKind)),
            round=number(1),
            state=one_of(tuple(ExplanationState)),
            text=words(),
            legal_basis=optional(text()),
            documents=many(ID, description="Numbers of the attached documents."),
        ),
    ),
    "explanations": Published(
        "evidence-repo packs explanations --json",
        "The explanations that the person may see, in the plan's order, every round.",
        many(same_as("explanation")),
    ),
}
