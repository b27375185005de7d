"""Where the same bytes are in use already: shown as far as the person may see, and never further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, DocumentVersion, Evidence
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence, visible_versions
from workflows.evidence import EvidenceState


class CitedCriterion(NamedTuple):
    """A criterion by its year and its label."""

    year: int
    label: str


@dataclass(frozen=True, slots=True)
class BytesUse:
    """One place where the same bytes are in use: a version, its agency, and the criteria that cite it."""

    document_id: int
    version_id: int
    version_number: int
    title: str
    header_number: str | None
    issued_on: date | None
    agency: str
    criteria: tuple[CitedCriterion, ...]


def uses_of_bytes(session: Session, actor: Actor, sha256: str) -> tuple[BytesUse, ...]:
    """Return where the same bytes are in use already, as far as this person may see; never anything else."""
    same = select(DocumentVersion.id).where(DocumentVersion.sha256 == sha256).limit(1)
    if session.scalar(same) is None:  # as a rule: then whose they may be need not be asked
        return ()
    seen = (
        select(DocumentVersion)
        .where(DocumentVersion.sha256 == sha256, visible_versions(actor))
        .order_by(DocumentVersion.id)
    )
    return uses_of_versions(session, actor, session.scalars(seen).all())


def uses_of_versions(
    session: Session, actor: Actor, versions: Sequence[DocumentVersion]
) -> tuple[BytesUse, ...]:
    """Return where these versions, which this person may open, are in use, as far as they may see."""
    cited = (
        select(Evidence.version_id, AssessmentCycle.year, Criterion.kind, Criterion.code)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .where(
            Evidence.version_id.in_([version.id for version in versions]),
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .order_by(Criterion.id)
    )
    criteria: dict[int, dict[CitedCriterion, None]] = {}
    for version_id, year, kind, code in session.execute(cited):
        criteria.setdefault(version_id, {})[CitedCriterion(year, f"{kind.value} {code}")] = None
    return tuple(_use(version, tuple(criteria.get(version.id, ()))) for version in versions)


def _use(version: DocumentVersion, criteria: tuple[CitedCriterion, ...]) -> BytesUse:
    return BytesUse(
        document_id=version.document_id,
        version_id=version.id,
        version_number=version.number,
        title=version.title,
        header_number=version.header_number,
        issued_on=version.header_issued_on,
        agency=version.document.owner_agency.name,
        criteria=criteria,
    )
