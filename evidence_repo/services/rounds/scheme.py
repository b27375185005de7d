"""What the rounds take from the province's scheme and scores: maxima by code, the self-scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, SchemeRow, Score, ScoringScheme
from workflows.scoring import SchemeGroup, ScoreKind


def scheme_rows(session: Session, cycle: AssessmentCycle) -> Sequence[SchemeRow]:
    """Return the rows of the province's scheme in their order; none where there is no scheme."""
    of_province = (
        select(SchemeRow)
        .join(ScoringScheme, ScoringScheme.id == SchemeRow.scheme_id)
        .where(ScoringScheme.cycle_id == cycle.id, ScoringScheme.agency_group == SchemeGroup.PROVINCE)
    )
    return session.scalars(of_province.order_by(SchemeRow.ordinal)).all()


def self_scores(session: Session, row_ids: Collection[int]) -> dict[int, Decimal]:
    """Return the self-scores, by the scheme's row."""
    given = select(Score.row_id, Score.points).where(Score.row_id.in_(row_ids), Score.kind == ScoreKind.SELF)
    return {row.row_id: row.points for row in session.execute(given)}
