"""Evidence packs: submit, recall, return, approve, reopen; their views stand in `views`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from evidence_repo.clock import Clock
from evidence_repo.models import (
    Criterion,
    Evidence,
    EvidencePack,
    Explanation,
    PackStep,
    PackSubmission,
    SubmittedItem,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import packs_of_cycle as packs_of_cycle
from evidence_repo.services.packs.views import view_of_pack as view_of_pack
from evidence_repo.services.packs.views import views_of_cycle as views_of_cycle
from evidence_repo.services.packs.views import views_of_packs as views_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_pack
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.workflow.transitions import (
    advance_whole_pack,
    lock_pack,
    set_piece_state,
    touch_pack,
)
from workflows.events import AuditAction, PackEvent
from workflows.evidence import EvidenceAction, EvidenceState, advance
from workflows.explanations import ExplanationAction, ExplanationState, advance_explanation
from workflows.four_eyes import may_approve_pack
from workflows.packs import (
    PackAction,
    PackState,
    PackView,
    may_approve,
    may_recall,
    may_reopen,
    may_return,
    may_submit,
)


def find_pack(session: Session, criterion: Criterion) -> EvidencePack:
    """Return the criterion's pack; every criterion has one."""
    pack = select(EvidencePack).where(EvidencePack.criterion_id == criterion.id)
    return session.scalars(pack.options(lazyload(EvidencePack.criterion))).one()


def submit_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> PackSubmission:
    """Hand the pack to the reviewers, with the drafts in it; contributions still waiting stay out."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.SUBMIT)
    view = view_of_pack(session, pack)
    refuse_if(may_submit(view), is_input=False)
    now = clock.now()
    submission = PackSubmission(
        pack_id=pack.id,
        number=_next_number(session, pack),
        submitted_by_id=actor.person_id,
        submitted_at=now,
        state_before=pack.state,
    )
    submission.moved = [
        *_submit_pieces(session, actor, pack, view, now),
        *_submit_explanations(session, actor, pack, view, now),
    ]
    session.add(submission)
    moved = len(submission.moved)
    _step(session, actor, pack, PackAction.SUBMIT, state, now, number=submission.number, moved=moved)
    return submission


def _next_number(session: Session, pack: EvidencePack) -> int:
    last = select(func.max(PackSubmission.number)).where(PackSubmission.pack_id == pack.id)
    return (session.scalar(last) or 0) + 1


def _submit_pieces(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, now: datetime
) -> list[SubmittedItem]:
    drafts = [piece.id for piece in view.counted_pieces() if piece.state is EvidenceState.DRAFT]
    for evidence in _pieces(session, drafts):
        with translating_refusals():
            state = advance(evidence.state, EvidenceAction.SUBMIT, actor.roles, pack.state)
        set_piece_state(evidence, state, now)
    return [SubmittedItem(evidence_id=piece) for piece in drafts]


def _pieces(session: Session, ids: Iterable[int]) -> list[Evidence]:
    wanted = select(Evidence).where(Evidence.id.in_(ids)).order_by(Evidence.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _rounds(session: Session, ids: Iterable[int]) -> list[Explanation]:
    wanted = select(Explanation).where(Explanation.id.in_(ids)).order_by(Explanation.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def _submit_explanations(
    session: Session, actor: Actor, pack: EvidencePack, view: PackView, now: datetime
) -> list[SubmittedItem]:
    drafts = [e.id for e in view.counted_explanations() if e.state is ExplanationState.DRAFT]
    for explanation in _rounds(session, drafts):
        _advance_round(actor, explanation, pack, ExplanationAction.SUBMIT)
        explanation.submitted_at = now
    return [SubmittedItem(explanation_id=explanation) for explanation in drafts]


def _advance_round(
    actor: Actor, explanation: Explanation, pack: EvidencePack, action: ExplanationAction
) -> None:
    with translating_refusals():
        explanation.state = advance_explanation(explanation.state, action, actor.roles, pack.state)


def recall_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> EvidencePack:
    """Take the submission back before any verdict; only what it moved becomes a draft again."""
    lock_pack(session, pack, seen_lock)
    submission = standing_submission(session, pack)
    back_to = submission.state_before if submission else None
    state = advance_whole_pack(actor, pack, PackAction.RECALL, back_to=back_to)
    refuse_if(may_recall(view_of_pack(session, pack)))
    assert submission is not None  # the table has no recall without a state to go back to
    now = clock.now()
    _recall_pieces(session, actor, pack, submission, now)
    _recall_explanations(session, actor, pack, submission)
    submission.recalled_at = now
    _step(session, actor, pack, PackAction.RECALL, state, now, number=submission.number)
    return pack


def standing_submission(session: Session, pack: EvidencePack) -> PackSubmission | None:
    """Return the last submission that was not recalled."""
    standing = select(PackSubmission).where(
        PackSubmission.pack_id == pack.id, PackSubmission.recalled_at.is_(None)
    )
    return session.scalar(standing.order_by(PackSubmission.number.desc()).limit(1))


def _recall_pieces(
    session: Session, actor: Actor, pack: EvidencePack, submission: PackSubmission, now: datetime
) -> None:
    moved = [item.evidence_id for item in submission.moved if item.evidence_id is not None]
    for evidence in _pieces(session, moved):
        with translating_refusals():
            state = advance(evidence.state, EvidenceAction.RECALL, actor.roles, pack.state)
        set_piece_state(evidence, state, now)


def _recall_explanations(
    session: Session, actor: Actor, pack: EvidencePack, submission: PackSubmission
) -> None:
    moved = [item.explanation_id for item in submission.moved if item.explanation_id is not None]
    for explanation in _rounds(session, moved):
        _advance_round(actor, explanation, pack, ExplanationAction.RECALL)
        explanation.submitted_at = None


def return_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> EvidencePack:
    """Give the pack back to the agency, because something in it needs the agency."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.RETURN)
    refuse_if(may_return(view_of_pack(session, pack)))
    _step(session, actor, pack, PackAction.RETURN, state, clock.now())
    return pack


def approve_pack(
    session: Session, actor: Actor, pack: EvidencePack, *, seen_lock: int | None = None, clock: Clock
) -> EvidencePack:
    """Approve a pack in which everything passed, by somebody who had no part in any of it."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.APPROVE)
    refuse_if(may_approve_pack(actor.person_id, involvement_in_pack(session, pack)))
    refuse_if(may_approve(view_of_pack(session, pack)), is_input=False)
    now = clock.now()
    pack.approved_by_id, pack.approved_at = actor.person_id, now
    _step(session, actor, pack, PackAction.APPROVE, state, now)
    return pack


def reopen_pack(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> EvidencePack:
    """Open an approved or sealed pack again, with a reason; its pieces keep their states."""
    lock_pack(session, pack, seen_lock)
    state = advance_whole_pack(actor, pack, PackAction.REOPEN)
    refuse_if(may_reopen(view_of_pack(session, pack), reason))
    before, why = pack.state, reason.strip()
    pack.was_reopened, pack.reopen_reason = True, why
    pack.approved_by_id = pack.approved_at = None
    _step(session, actor, pack, PackAction.REOPEN, state, clock.now(), reason=why, state_before=before)
    return pack


_LOGGED = {
    PackAction.SUBMIT: AuditAction.SUBMIT_PACK,
    PackAction.RECALL: AuditAction.RECALL_PACK,
    PackAction.RETURN: AuditAction.RETURN_PACK,
    PackAction.APPROVE: AuditAction.APPROVE_PACK,
    PackAction.REOPEN: AuditAction.REOPEN_PACK,
}


def _step(
    session: Session,
    actor: Actor,
    pack: EvidencePack,
    action: PackAction,
    state: PackState,
    now: datetime,
    *,
    number: int | None = None,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Put the pack into its next state, and keep the step for whoever sees how it came there."""
    pack.state, pack.state_since = state, now
    touch_pack(pack)
    session.add(
        PackStep(
            pack_id=pack.id, action=action, person_id=actor.person_id, at=now, number=number, reason=reason
        )
    )
    event = PackEvent(
        action=_LOGGED[action],
        subject=pack.id,
        criterion_id=pack.criterion_id,
        criterion=pack.criterion.label,
        state=state,
        number=number,
        reason=reason,
        **details,
    )
    emit(session, actor, event)
