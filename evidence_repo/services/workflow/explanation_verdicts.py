"""Verdicts on explanations of products, questions and figures; a piece's follows the verdict on it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import Refused
from evidence_repo.models import (
    Explanation,
    ExplanationRole,
)
from evidence_repo.services.figures.involvement import involvement_in_target
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.involvement import involvement_in_explained
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.workflow.claims import end_claim
from evidence_repo.services.workflow.explanation_rounds import (
    emit_explanation,
    keep_involvement,
    submitted_since,
)
from evidence_repo.services.workflow.transitions import (
    advance_round,
    check_right,
    lock_explanation,
    touch_pack,
)
from workflows.events import AuditAction
from workflows.evidence import undo_blockers
from workflows.explanations import ExplanationAction
from workflows.four_eyes import may_judge
from workflows.rights import Right


def judge_explanation(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    accepted: bool,
    comment: str | None = None,
    seen_lock: int | None = None,
    *,
    clock: Clock,
) -> Explanation:
    """Accept or reject an explanation that is judged by itself; a piece's follows the verdict on it."""
    pack = lock_explanation(session, explanation, seen_lock)
    check_right(actor, Right.JUDGE, relation_to_criterion(actor, explanation.criterion))
    _check_judged_by_itself(explanation)
    involved = involvement_in_explained(session, [explanation])[explanation.id]
    if explanation.measurement is not None:
        figures = involvement_in_target(session, explanation.measurement.target)
        involved = replace(involved, citers=figures.citers)
    refuse_if(may_judge(actor.persons, involved))
    action = ExplanationAction.ACCEPT if accepted else ExplanationAction.REJECT
    explanation.state = advance_round(actor, explanation.state, pack, action)
    explanation.decided_by_id, explanation.decided_at = actor.person_id, clock.now()
    principal = on_behalf_of(session, actor, AuditAction.JUDGE_EXPLANATION)
    explanation.decided_on_behalf_of_id = principal
    explanation.decision_comment = (comment or "").strip() or None
    touch_pack(pack)
    end_claim(session, explanation)
    keep_involvement(session, actor, explanation, ExplanationRole.JUDGED, explanation.decided_at, principal)
    action_kept = AuditAction.JUDGE_EXPLANATION
    emit_explanation(session, actor, action_kept, explanation, comment=explanation.decision_comment)
    return explanation


def _check_judged_by_itself(explanation: Explanation) -> None:
    if not explanation.is_judged_by_itself:
        raise Refused(
            "An explanation of a piece is decided by the verdict on the piece.",
            code="follows_the_piece",
            advice="Give the verdict on the piece.",
        )


def undo_explanation_verdict(
    session: Session,
    actor: Actor,
    explanation: Explanation,
    *,
    reason: str,
    seen_lock: int | None = None,
    clock: Clock,
) -> Explanation:
    """Take back one's own decision on such an explanation, under the guards that a piece's verdict has.

    `decided_by` and `decided_at` stay: an undone decision counts for four eyes and for recalling the pack.
    """
    pack = lock_explanation(session, explanation, seen_lock)
    check_right(actor, Right.UNDO, relation_to_criterion(actor, explanation.criterion))
    _check_judged_by_itself(explanation)
    verdict_by = explanation.judged_by
    acted = explanation.decided_at is not None and submitted_since(session, pack, explanation.decided_at)
    refuse_if(undo_blockers(actor.acting_as, verdict_by, agency_acted_since=acted, reason=reason))
    state = advance_round(actor, explanation.state, pack, ExplanationAction.UNDO)
    undone = explanation.state
    explanation.state = state
    touch_pack(pack)
    name = AuditAction.UNDO_EXPLANATION_VERDICT
    emit_explanation(session, actor, name, explanation, reason=reason.strip(), undone=undone.value)
    return explanation
