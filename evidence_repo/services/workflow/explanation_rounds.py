"""Rounds of explanations: the latest one, who took part in it, and its event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    EvidencePack,
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    PackSubmission,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from workflows.events import AuditAction, ExplanationEvent


def latest_round(
    session: Session,
    *,
    evidence_id: int | None = None,
    product_id: int | None = None,
    question_id: int | None = None,
    measurement_id: int | None = None,
) -> Explanation | None:
    """Return the latest round for this piece, product, question or figures, as the database has it now."""
    target = and_(
        Explanation.evidence_id == evidence_id,
        Explanation.product_id == product_id,
        Explanation.question_id == question_id,
        Explanation.measurement_id == measurement_id,
    )
    newest_first = select(Explanation).where(target).order_by(Explanation.round.desc(), Explanation.id.desc())
    return session.scalar(newest_first.limit(1).execution_options(populate_existing=True))


def submitted_since(session: Session, pack: EvidencePack, moment: datetime) -> bool:
    """Return whether the agency submitted the pack after that moment: without that it cannot have acted."""
    later = select(PackSubmission.id).where(
        PackSubmission.pack_id == pack.id, PackSubmission.submitted_at > moment
    )
    return session.execute(later.limit(1)).first() is not None


def keep_involvement(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    role: ExplanationRole,
    now: datetime,
    principal: int | None = None,
) -> None:
    """Keep for four eyes who did this: the explanation's row knows the last one only."""
    part = ExplanationInvolvement(
        explanation_id=explanation.id, person_id=actor.person_id, role=role, at=now, on_behalf_of_id=principal
    )
    session.add(part)


def emit_explanation(
    session: Session, actor: Actor, action: AuditAction, explanation: Explanation, **details: Any
) -> None:
    event = ExplanationEvent(
        action=action,
        subject=explanation.id,
        criterion_id=explanation.criterion_id,
        evidence_id=explanation.evidence_id,
        product_id=explanation.product_id,
        question_id=explanation.question_id,
        measurement_id=explanation.measurement_id,
        kind=explanation.kind,
        round=explanation.round,
        state=explanation.state,
        **details,
    )
    emit(session, actor, event)
