"""What a person may narrow a search to: only what their own findable citations have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Agency, AssessmentCycle, Criterion, CriterionField, DocumentVersion, Evidence
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.searching.scope import standing_pieces
from workflows.evidence import EvidenceState


@dataclass(frozen=True, slots=True)
class SearchChoices:
    """Values with their names, in the order in which a page offers them."""

    years: tuple[int, ...]
    agencies: dict[str, str]
    fields: dict[str, str]
    doc_types: tuple[str, ...]
    states: tuple[EvidenceState, ...]


def search_choices(session: Session, actor: Actor) -> SearchChoices:
    """Return the choices; what the person may not see offers none."""
    seen = (
        select(
            AssessmentCycle.year,
            Agency.code,
            Agency.name,
            CriterionField.code,
            CriterionField.name,
            CriterionField.ordinal,
            DocumentVersion.header_type,
            Evidence.state,
        )
        .select_from(Evidence)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(CriterionField, CriterionField.id == Criterion.field_id)
        .join(Agency, Agency.id == Evidence.agency_id)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .where(standing_pieces(actor))
        .distinct()
    )
    rows = session.execute(seen).all()
    states = {row[7] for row in rows}
    return SearchChoices(
        years=tuple(sorted({row[0] for row in rows}, reverse=True)),
        agencies=dict(sorted({(row[1], row[2]) for row in rows}, key=lambda pair: pair[1])),
        fields={row[3]: row[4] for row in sorted(rows, key=lambda row: row[5])},
        doc_types=tuple(sorted({row[6] for row in rows if row[6]})),
        states=tuple(state for state in EvidenceState if state in states),
    )
