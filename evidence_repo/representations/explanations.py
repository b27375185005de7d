"""Explanations as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import Explanation, ExplanationTemplate
from evidence_repo.representations.schema import (
    CRITERION,
    DAY,
    ID,
    SHA256,
    YEAR,
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
        "year": explanation.criterion.cycle.year,
        "criterion": explanation.criterion.label,
        "product": explanation.product.ordinal if explanation.product else None,
        "evidence_id": explanation.evidence_id,
        "question_id": explanation.question_id,
        "measurement_id": explanation.measurement_id,
        "kind": explanation.kind.value,
        "round": explanation.round,
        "last_day": explanation.last_day.isoformat() if explanation.last_day else None,
        "state": explanation.state.value,
        "text": explanation.text,
        "legal_basis": explanation.legal_basis,
        "documents": [version.document_id for version in explanation.documents],
    }


def template_json(template: ExplanationTemplate) -> dict[str, Any]:
    """Return what explanations of a kind begin with."""
    return {"kind": template.kind.value, "text": template.text, "legal_basis": template.legal_basis}


SCHEMAS = {
    "explanation": Published(
        "evidence-repo packs explain --json; evidence-repo packs explanation --json; "
        "evidence-repo targets explain --json",
        "One round of an explanation; it targets a product, a piece, a question of the Ministry, or figures.",
        thing(
            explanation_id=ID,
            year=YEAR,
            criterion=CRITERION,
            product=optional(number(1)),
            evidence_id=optional(ID),
            question_id=optional(ID, description="The Ministry's question that it answers."),
            measurement_id=optional(ID, description="The figures that do not meet their target."),
            kind=one_of(tuple(ExplanationKind)),
            round=number(1),
            last_day=optional(DAY, description="The last good day; null where none was set."),
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
    "explanations-templates": Published(
        "evidence-repo explanations templates --json",
        "What explanations of each kind begin with.",
        many(thing(kind=one_of(tuple(ExplanationKind)), text=words(), legal_basis=text())),
    ),
    "explanations-paper": Published(
        "evidence-repo explanations paper --json",
        "The file that was written.",
        thing(name=words(), size=number(1), sha256=SHA256),
    ),
}
