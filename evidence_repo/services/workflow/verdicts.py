"""Verdicts (rà soát): give one, undo one's own, ask for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import (
    Evidence,
    EvidencePack,
    Explanation,
    Review,
    ReviewQuestion,
    User,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.involvement import involvement_in_piece
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_piece
from evidence_repo.services.workflow.anchors import check_anchors
from evidence_repo.services.workflow.assignment_pieces import follow_piece
from evidence_repo.services.workflow.claims import end_claim
from evidence_repo.services.workflow.explanation_rounds import latest_round, submitted_since
from evidence_repo.services.workflow.second_reviews import draw_second
from evidence_repo.services.workflow.transitions import (
    advance_piece,
    advance_round,
    check_right,
    lock_piece,
    set_piece_state,
    touch_pack,
)
from workflows.assignments import PieceFate
from workflows.blockers import Blocker
from workflows.events import AuditAction, ReviewAskedAgain, VerdictGiven, VerdictUndone
from workflows.evidence import (
    JUDGE_ACTIONS,
    NEEDS_REASON_TEXT,
    EvidenceAction,
    Reason,
    VerdictKind,
    undo_blockers,
    verdict_blockers,
)
from workflows.explanations import ExplanationAction, ExplanationState, explanation_action_for
from workflows.four_eyes import may_judge
from workflows.rights import Right


def record_verdict(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    verdict: VerdictKind,
    *,
    reason: Reason | None = None,
    comment: str | None = None,
    anchors: Sequence[Mapping[str, Any]] = (),
    seen_lock: int | None = None,
    clock: Clock,
) -> Review:
    """Judge a piece; its submitted explanation is accepted or rejected with it."""
    pack = lock_piece(session, evidence, seen_lock)
    check_right(actor, Right.JUDGE, relation_to_piece(actor, evidence))
    refuse_if(may_judge(actor.persons, involvement_in_piece(session, evidence)))
    state = advance_piece(actor, evidence, pack, JUDGE_ACTIONS[verdict])
    refuse_if(verdict_blockers(verdict, reason, comment))
    now, principal = clock.now(), on_behalf_of(session, actor, AuditAction.RECORD_VERDICT)
    explanation = _decide_explanation(session, actor, evidence, pack, verdict, comment, now)
    review = Review(
        evidence_id=evidence.id,
        version_id=evidence.version_id,
        reviewer_id=actor.person_id,
        verdict=verdict,
        reason=reason,
        comment=(comment or "").strip() or None,
        anchors=check_anchors(evidence.version, anchors),
        state_before=evidence.state,
        explanation_id=explanation.id if explanation else None,
        decided_at=now,
        password_was_shared=session.get_one(User, actor.person_id).password_is_shared,
        on_behalf_of_id=principal,
    )
    session.add(review)
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    event = VerdictGiven(
        **_of(evidence),
        verdict=verdict,
        reason=reason,
        comment=review.comment,
        explanation=explanation.state if explanation else None,
    )
    emit(session, actor, event)
    end_claim(session, evidence)
    draw_second(session, actor, evidence, review, clock)
    if verdict is VerdictKind.NEEDS_EXPLANATION:
        follow_piece(session, actor, evidence, PieceFate.QUESTIONED, now)
    return review


def _decide_explanation(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    pack: EvidencePack,
    verdict: VerdictKind,
    comment: str | None,
    now: datetime,
) -> Explanation | None:
    explanation = latest_round(session, evidence_id=evidence.id)
    if explanation is None or explanation.state is not ExplanationState.SUBMITTED:
        return None
    explanation.state = advance_round(actor, explanation.state, pack, explanation_action_for(verdict))
    explanation.decided_by_id, explanation.decided_at = actor.person_id, now
    explanation.decided_on_behalf_of_id = on_behalf_of(session, actor, AuditAction.RECORD_VERDICT)
    explanation.decision_comment = (comment or "").strip() or None
    return explanation


def _of(evidence: Evidence) -> dict[str, Any]:
    """Return what every event about the piece holds of it."""
    return {
        "subject": evidence.id,
        "criterion_id": evidence.criterion_id,
        "version_id": evidence.version_id,
        "document_id": evidence.version.document_id,
        "state": evidence.state,
    }


def standing_verdict(session: Session, evidence: Evidence) -> Review | None:
    """Return the last verdict on the piece that was not undone."""
    standing = select(Review).where(Review.evidence_id == evidence.id, Review.undone_at.is_(None))
    return session.scalar(standing.order_by(Review.id.desc()).limit(1))


def undo_verdict(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Review:
    """Take back one's own verdict: the piece and its explanation are again what they were before it."""
    pack = lock_piece(session, evidence, seen_lock)
    check_right(actor, Right.UNDO, relation_to_piece(actor, evidence))
    review = standing_verdict(session, evidence)
    acted = review is not None and submitted_since(session, pack, review.decided_at)
    verdict_by = review.given_by if review else frozenset()
    refuse_if(undo_blockers(actor.acting_as, verdict_by, agency_acted_since=acted, reason=reason))
    assert review is not None  # without one `undo_blockers` refuses
    state = advance_piece(actor, evidence, pack, EvidenceAction.UNDO, back_to=review.state_before)
    now = clock.now()
    review.undone_at, review.undo_reason = now, reason.strip()
    if review.explanation_id is not None:
        explanation = session.get_one(Explanation, review.explanation_id, populate_existing=True)
        explanation.state = advance_round(actor, explanation.state, pack, ExplanationAction.UNDO)
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    event = VerdictUndone(**_of(evidence), verdict=review.verdict, reason=review.undo_reason)
    emit(session, actor, event)
    if review.verdict is VerdictKind.NEEDS_EXPLANATION:
        follow_piece(session, actor, evidence, PieceFate.UNQUESTIONED, now)
    return review


def ask_again(
    session: Session,
    actor: Actor,
    evidence: Evidence,
    reason: str,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Evidence:
    """Send a piece that has passed to the reviewers again, with the approver's reason."""
    action = EvidenceAction.ASK_AGAIN
    pack = lock_piece(session, evidence, seen_lock)
    state = advance_piece(actor, evidence, pack, action)
    if action in NEEDS_REASON_TEXT and not reason.strip():
        refuse_if([Blocker("reason_missing", {"action": action})])
    before, now, words = evidence.state, clock.now(), reason.strip()
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    session.add(
        ReviewQuestion(evidence_id=evidence.id, asked_by_id=actor.person_id, asked_at=now, reason=words)
    )
    emit(session, actor, ReviewAskedAgain(**_of(evidence), reason=words, state_before=before))
    return evidence
