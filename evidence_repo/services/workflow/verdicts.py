"""Verdicts (rà soát): give one, undo one's own, ask for another; who may still judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    RoleRow,
    User,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import involvement_in_pack, involvement_in_piece
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_piece
from evidence_repo.services.workflow.anchors import check_anchors
from evidence_repo.services.workflow.explanations import latest_round, submitted_since
from evidence_repo.services.workflow.transitions import (
    advance_piece,
    advance_round,
    check_right,
    lock_piece,
    set_piece_state,
    touch_pack,
)
from index.text import vietnamese_order
from workflows.blockers import Blocker
from workflows.events import ReviewAskedAgain, VerdictGiven, VerdictUndone
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
from workflows.four_eyes import eligible_approvers as _eligible_approvers
from workflows.four_eyes import eligible_judges, may_judge
from workflows.rights import Right, allows
from workflows.roles import Role, acting_roles


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
    refuse_if(may_judge(actor.person_id, involvement_in_piece(session, evidence)))
    state = advance_piece(actor, evidence, pack, JUDGE_ACTIONS[verdict])
    refuse_if(verdict_blockers(verdict, reason, comment))
    now = clock.now()
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
    )
    session.add(review)
    set_piece_state(evidence, state, now)
    touch_pack(pack)
    event = VerdictGiven(**_of(evidence), verdict=verdict, reason=reason, comment=review.comment)
    emit(session, actor, event)
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
    verdict_by = review.reviewer_id if review else None
    refuse_if(undo_blockers(actor.person_id, verdict_by, agency_acted_since=acted, reason=reason))
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


def open_question(session: Session, evidence: Evidence) -> ReviewQuestion | None:
    """Return the approver's last question about the piece, if no verdict has answered it."""
    asked = select(ReviewQuestion).where(
        ReviewQuestion.evidence_id == evidence.id, ReviewQuestion.asked_at >= evidence.state_since
    )
    return session.scalar(asked.order_by(ReviewQuestion.id.desc()).limit(1))


def _active_with(session: Session, role: Role, right: Right) -> dict[int, User]:
    people = select(User).join(User.roles).where(User.active.is_(True), RoleRow.name == role.value)
    return {
        user.id: user
        for user in session.scalars(people).unique()
        if role in acting_roles(user.role_set) and allows(user.role_set, right)
    }


def eligible_reviewers(session: Session, evidence: Evidence) -> tuple[User, ...]:
    """Return the active reviewers who may judge the piece; empty is something the page must say."""
    reviewers = _active_with(session, Role.REVIEWER, Right.JUDGE)
    parts = involvement_in_piece(session, evidence)
    return _by_name(reviewers[person] for person in eligible_judges(reviewers, parts))


def eligible_approvers(session: Session, pack: EvidencePack) -> tuple[User, ...]:
    """Return the active approvers who may approve the pack; empty is something the page must say."""
    approvers = _active_with(session, Role.APPROVER, Right.APPROVE)
    parts = involvement_in_pack(session, pack)
    return _by_name(approvers[person] for person in _eligible_approvers(approvers, parts))


def _by_name(people: Iterable[User]) -> tuple[User, ...]:
    return tuple(sorted(people, key=lambda user: vietnamese_order(user.name)))
