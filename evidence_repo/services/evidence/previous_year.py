"""The same criterion a year before: what the province proved it with then, as a start for this year.

Decision: the same criterion is the one of the same kind and code in the latest cycle before this one. Plans
number their criteria anew now and then, so the title of then is shown as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, Evidence, EvidencePack
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence
from workflows.states import PASSED, EvidenceState, PackState


@dataclass(frozen=True, slots=True)
class PreviousYear:
    """A criterion of an earlier cycle, its pack's state, how many of its pieces one sees, how many passed."""

    criterion: Criterion
    state: PackState
    pieces: int
    passed: int


def previous_year(session: Session, actor: Actor, criterion: Criterion) -> PreviousYear | None:
    """Return the same criterion of the latest earlier cycle; None where there is none."""
    earlier = (
        select(Criterion, EvidencePack.state)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(
            AssessmentCycle.year < criterion.cycle.year,
            AssessmentCycle.province_id == criterion.cycle.province_id,
            Criterion.kind == criterion.kind,
            Criterion.code == criterion.code,
        )
        .order_by(AssessmentCycle.year.desc())
        .limit(1)
    )
    found = session.execute(earlier).first()
    if found is None:
        return None
    before, state = found
    pieces, passed = _count(session, actor, before)
    return PreviousYear(before, state, pieces, passed)


def _count(session: Session, actor: Actor, criterion: Criterion) -> tuple[int, int]:
    counted = select(func.count(), func.count().filter(Evidence.state.in_(PASSED))).where(
        Evidence.criterion_id == criterion.id,
        Evidence.state != EvidenceState.WITHDRAWN,
        visible_evidence(actor),
    )
    pieces, passed = session.execute(counted).one()
    return pieces, passed
