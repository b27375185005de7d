"""Criteria in addresses: `TCTP-1.1.3`."""

from __future__ import annotations

from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import AssessmentCycle, Criterion
from evidence_repo.services.plan.catalogue import find_criterion


def code_of(criterion: Criterion) -> str:
    """Return the criterion as addresses write it."""
    return criterion.label.replace(" ", "-")


def criterion_at(session: Session, cycle: AssessmentCycle, code: str) -> Criterion:
    """Return the criterion that an address names; raise `NotVisible` if there is none."""
    try:
        return find_criterion(session, cycle, code.replace("-", " ", 1))
    except BadInput as error:
        raise NotVisible from error
