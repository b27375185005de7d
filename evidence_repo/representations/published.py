"""All published schemas, by the names of their files in `docs/schemas/`."""

from __future__ import annotations

from evidence_repo.representations import (
    agencies,
    audit,
    bundles,
    catalogue,
    cycles,
    documents,
    evidence,
    explanations,
    extraction,
    installation,
    packs,
    people,
    search,
)
from evidence_repo.representations.schema import Published

_TOPICS = (
    agencies,
    audit,
    bundles,
    catalogue,
    cycles,
    documents,
    evidence,
    explanations,
    extraction,
    installation,
    packs,
    people,
    search,
)


def published_schemas() -> dict[str, Published]:
    """Return every schema by its name."""
    return {name: schema for topic in _TOPICS for name, schema in topic.SCHEMAS.items()}
