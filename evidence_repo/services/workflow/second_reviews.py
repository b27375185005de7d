"""Blind second review: set its share, draw pieces as their verdicts are given, take the second verdicts."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    AssessmentCycle,
    Evidence,
    EvidencePack,
    Review,
    SecondReview,
    SecondReviewShare,
    User,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.policy.involvement import involvement_in_piece
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.policy.visibility import relation_to_piece
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.eligible import eligible_reviewers
from evidence_repo.services.workflow.transitions import check_right, lock_pack_of
from workflows.blockers import Blocker
from workflows.delegations import Deputyships
from workflows.events import AuditAction, SecondReviewEvent, SecondReviewShareSet
from workflows.evidence import JUDGE_ACTIONS, Reason, VerdictKind, verdict_blockers
from workflows.four_eyes import may_judge
from workflows.rights import Right
from workflows.roles import AGENCY_ROLES
from workflows.second_review import (
    SecondAction,
    SecondState,
    advance_second,
    draw_reviewer,
    is_drawn,
    second_blockers,
    second_state,
    share_blockers,
)


def current_share(session: Session, cycle_id: int) -> SecondReviewShare | None:
    """Return the share that counts in the cycle; None as long as none was set."""
    shares = select(SecondReviewShare).where(SecondReviewShare.cycle_id == cycle_id)
    return session.scalar(shares.order_by(SecondReviewShare.id.desc()).limit(1))


def set_share(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    share: int,
    clock: Clock,
    *,
    seed: str | None = None,
) -> SecondReviewShare:
    """Set which share of the verdicts to come are given twice; a new seed is recorded with it."""
    check_administers(actor, Right.MANAGE_CYCLE)
    refuse_if(share_blockers(share))
    before = current_share(session, cycle.id)
    row = SecondReviewShare(
        cycle_id=cycle.id,
        share=share,
        seed=seed or token_hex(16),
        set_by_id=actor.user_id,
        set_at=clock.now(),
    )
    session.add(row)
    was = before.share if before else 0
    emit(session, actor, SecondReviewShareSet(subject=cycle.id, share=share, seed=row.seed, before=was))
    return row


def draw_second(
    session: Session, actor: Actor, evidence: Evidence, first: Review, clock: Clock
) -> SecondReview | None:
    """Draw whether this first verdict is to be given again, and by whom; the piece's pack is locked."""
    share = current_share(session, evidence.criterion.cycle_id)
    if share is None or not is_drawn(share.seed, evidence.id, share.share):
        return None
    eligible = _eligible_again(session, evidence, first, actor.deputyships)
    session.flush()
    second = SecondReview(
        evidence_id=evidence.id,
        first_id=first.id,
        share_id=share.id,
        reviewer_id=draw_reviewer(share.seed, evidence.id, list(eligible)),
        drawn_at=clock.now(),
    )
    session.add(second)
    session.flush()
    reviewer = eligible[second.reviewer_id].email if second.reviewer_id else None
    emit(
        session,
        actor,
        SecondReviewEvent(
            action=AuditAction.DRAW_SECOND_REVIEW,
            subject=second.id,
            criterion_id=evidence.criterion_id,
            evidence_id=evidence.id,
            reviewer=reviewer,
        ),
    )
    return second


def _eligible_again(session: Session, evidence: Evidence, first: Review, now: Deputyships) -> dict[int, User]:
    """Return who may judge the piece and is not one with who just did.

    Whoever works for an agency whose piece it is has to see what was said of it, so that they are left out.
    """
    involved = {evidence.agency_id, evidence.criterion.lead_agency_id}
    return {
        user.id: user
        for user in eligible_reviewers(session, evidence, now)
        if not now.one_with(user.id) & first.given_by
        and not (user.agency_id in involved and user.role_set & AGENCY_ROLES)
    }


def find_second(session: Session, actor: Actor, second_id: int) -> SecondReview:
    """Return the second review; raise `NotVisible` unless this person was drawn for it and it waits."""
    found = session.get(SecondReview, second_id)
    if found is None or found.reviewer_id not in actor.persons:
        raise NotVisible
    return found


def state_of(session: Session, second: SecondReview) -> SecondState:
    """Return where the second review stands."""
    pack = select(EvidencePack.state).where(EvidencePack.criterion_id == second.evidence.criterion_id)
    return second_state(
        is_given=second.verdict is not None,
        has_reviewer=second.reviewer_id is not None,
        first_stands=second.evidence.state_since == second.first.decided_at,
        pack_state=session.scalars(pack).one(),
    )


def give_second_verdict(
    session: Session,
    actor: Actor,
    second: SecondReview,
    verdict: VerdictKind,
    *,
    reason: Reason | None = None,
    comment: str | None = None,
    clock: Clock,
) -> SecondReview:
    """Judge the piece again; nothing about the piece changes."""
    evidence = second.evidence
    pack = lock_pack_of(session, evidence.criterion_id)
    session.refresh(second)
    session.refresh(evidence)
    if second.reviewer_id not in actor.persons:
        refuse_if([Blocker("second_of_other")])
    with translating_refusals():
        advance_second(state_of(session, second), SecondAction.GIVE, actor.roles)
    check_right(actor, Right.JUDGE, relation_to_piece(actor, evidence))
    check_cycle_allows(pack.criterion.cycle, pack, JUDGE_ACTIONS[verdict], None)
    refuse_if(may_judge(actor.persons, involvement_in_piece(session, evidence)))
    refuse_if(second_blockers(verdict, second.first.state_before))
    refuse_if(verdict_blockers(verdict, reason, comment))
    on_behalf_of(session, actor, AuditAction.GIVE_SECOND_VERDICT)
    second.verdict, second.reason = verdict, reason
    second.comment = (comment or "").strip() or None
    second.given_by_id, second.given_at = actor.person_id, clock.now()
    emit(
        session,
        actor,
        SecondReviewEvent(
            action=AuditAction.GIVE_SECOND_VERDICT,
            subject=second.id,
            criterion_id=evidence.criterion_id,
            evidence_id=evidence.id,
            verdict=verdict,
            reason=reason,
            comment=second.comment,
        ),
    )
    return second
