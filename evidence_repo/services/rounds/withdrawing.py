"""A round that was imported by mistake is withdrawn: it counts no more, and its file is kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import AppraisalRound, AssessmentCycle, RoundQuestion
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.rounds.importing import check_imports
from workflows.blockers import Blocker
from workflows.events import AuditAction, RoundEvent
from workflows.rounds import withdrawal_blockers


def withdraw_round(
    session: Session, actor: Actor, found: AppraisalRound, reason: str, *, clock: Clock
) -> AppraisalRound:
    """Withdraw the round, with a reason, while none of its questions was accepted.

    Its questions go with it, for nobody answers them; the log and the file keep their words. Its number is
    free for the right workbook.
    """
    check_imports(actor, found.cycle)
    # The same lock as of an import; accepting a question locks its row.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == found.cycle_id).with_for_update())
    session.refresh(found)
    asked = select(RoundQuestion).where(RoundQuestion.round_id == found.id).order_by(RoundQuestion.id)
    questions = session.scalars(asked.with_for_update().execution_options(populate_existing=True)).all()
    states = [each.state for each in questions]
    refuse_if(withdrawal_blockers(states, is_withdrawn=found.is_withdrawn))
    if not reason.strip():
        refuse_if([Blocker("reason_missing", {"action": AuditAction.WITHDRAW_ROUND})])
    for question in questions:
        session.delete(question)
    found.is_live, found.withdrawn_reason = None, reason.strip()
    found.withdrawn_by_id, found.withdrawn_at = actor.user_id, clock.now()
    session.flush()
    event = RoundEvent(
        action=AuditAction.WITHDRAW_ROUND,
        subject=found.id,
        kind=found.kind,
        number=found.number,
        file_name=found.file_name,
        sha256=found.sha256,
        questions=len(questions),
        reason=found.withdrawn_reason,
    )
    emit(session, actor, event)
    return found
