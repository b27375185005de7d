"""The way of a pack so far: submitted, recalled, returned, approved, sealed, reopened, by whom and when.

Whoever sees the state of a pack sees how it came to it. A sealing is one event for all packs of a bundle, so
that the bundles hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import Evidence, EvidencePack, PackStep, ReviewQuestion, SubmissionBundle, User
from evidence_repo.models.bundles import bundle_pack
from workflows.packs import PackAction


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step, by whom and on whose behalf; `reason` is given for reopening.

    `number` counts the pack's submissions, and is that of the bundle where it was sealed.
    """

    action: PackAction
    at: datetime
    person: str
    principal: str | None
    number: int | None = None
    reason: str | None = None


def history_of_pack(session: Session, pack: EvidencePack) -> tuple[HistoryStep, ...]:
    """Return the steps of the pack, the oldest first."""
    principal = aliased(User)
    steps = (
        select(PackStep.action, PackStep.at, User.name, principal.name, PackStep.number, PackStep.reason)
        .join(User, User.id == PackStep.person_id)
        .outerjoin(principal, principal.id == PackStep.on_behalf_of_id)
        .where(PackStep.pack_id == pack.id)
        .order_by(PackStep.id)
    )
    sealings = (
        select(SubmissionBundle.sealed_at, User.name, principal.name, SubmissionBundle.number)
        .join(User, User.id == SubmissionBundle.sealed_by_id)
        .outerjoin(principal, principal.id == SubmissionBundle.on_behalf_of_id)
        .join(bundle_pack, bundle_pack.c.bundle_id == SubmissionBundle.id)
        .where(bundle_pack.c.pack_id == pack.id)
    )
    found = [HistoryStep(*row) for row in session.execute(steps)]
    found += [HistoryStep(PackAction.SEAL, *row) for row in session.execute(sealings)]
    return tuple(sorted(found, key=lambda step: step.at))


def review_questions(session: Session, criterion_id: int) -> dict[int, ReviewQuestion]:
    """Return, by the piece, the approver's last question about it."""
    asked = (
        select(ReviewQuestion)
        .join(Evidence, Evidence.id == ReviewQuestion.evidence_id)
        .where(Evidence.criterion_id == criterion_id)
        .order_by(ReviewQuestion.id)
    )
    return {question.evidence_id: question for question in session.scalars(asked)}
