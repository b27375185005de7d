"""All published schemas, by the names of their files in `docs/schemas/`."""

from __future__ import annotations

from evidence_repo.representations import (
    agencies,
    assignments,
    audit,
    bundles,
    catalogue,
    comments,
    council,
    cycles,
    delegations,
    documents,
    evidence,
    explanations,
    extraction,
    follow_up,
    holidays,
    installation,
    packs,
    people,
    registers,
    reports,
    review,
    rounds,
    scores,
    search,
    sheets,
    targets,
)
from evidence_repo.representations.schema import Published

_TOPICS = (
    agencies,
    assignments,
    audit,
    bundles,
    catalogue,
    comments,
    council,
    cycles,
    delegations,
    documents,
    evidence,
    explanations,
    extraction,
    follow_up,
    holidays,
    installation,
    packs,
    people,
    registers,
    reports,
    review,
    rounds,
    scores,
    search,
    sheets,
    targets,
)


def published_schemas() -> dict[str, Published]:
    """Return every schema by its name."""
    return {name: schema for topic in _TOPICS for name, schema in topic.SCHEMAS.items()}
