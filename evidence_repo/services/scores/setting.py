"""Set a score: the lead agency its self-score, a reviewer the internal one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, EvidenceError, NotVisible
from evidence_repo.models import AssessmentCycle, Criterion, EvidencePack, SchemeExemption, SchemeRow, Score
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.pack_involvement import involvement_in_pack
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.services.policy.scores import sees_scores
from evidence_repo.services.scores.schemes import LONGEST_REASON, find_row, find_scheme
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.services.workflow.transitions import lock_pack_of, touch_pack
from evidence_repo.words import N_
from workflows.blockers import Blocker
from workflows.events import AuditAction, ScoreSet
from workflows.rounds import rounded_points
from workflows.scoring import (
    ScoreKind,
    Scorer,
    check_score_action,
    needs_reason,
    points_blockers,
    score_action,
)


@dataclass(frozen=True, slots=True)
class Given:
    """Points as a person sets them, beside what was proposed to them; `seen_lock` 0: there was no score."""

    points: Decimal
    proposed: Decimal | None = None
    reason: str | None = None
    seen_lock: int | None = None


def scored_row(session: Session, cycle: AssessmentCycle, criterion: Criterion) -> SchemeRow:
    """Return the row that scores this criterion; raise `NotVisible` where the scheme has none."""
    scheme = find_scheme(session, cycle)
    if scheme is None:
        raise NotVisible(N_("This cycle has no scheme yet."))
    return find_row(scheme, criterion.label)


def scores_of(session: Session, row: SchemeRow) -> dict[ScoreKind, Score]:
    """Return what was given to a row, by whose points they are."""
    return {score.kind: score for score in session.scalars(select(Score).where(Score.row_id == row.id))}


def set_score(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    kind: ScoreKind,
    given: Given,
    *,
    clock: Clock,
) -> Score:
    """Give a criterion its self-score or its internal score, rounded as points are; or change it."""
    if not sees_scores(session, actor, criterion):
        raise NotVisible
    row = scored_row(session, criterion.cycle, criterion)
    pack = lock_pack_of(session, criterion.id)
    score = _locked(session, row, kind)
    if given.seen_lock is not None and given.seen_lock != (score.lock if score else 0):
        raise ChangedMeanwhile
    _check_who(session, actor, criterion, pack, kind, score)
    points, reason = rounded_points(given.points), (given.reason or "").strip() or None
    _check_row(session, row)
    _check_given(points, reason, row, given.proposed, score)
    before = score.points if score else None
    if score is None:
        score = Score(row_id=row.id, kind=kind)
        session.add(score)
    score.points, score.proposed, score.reason = points, given.proposed, reason
    score.set_by_id, score.set_at = actor.person_id, clock.now()
    touch_pack(pack)
    session.flush()
    emit(session, actor, _event(criterion, score, before))
    return score


def refusal_of(
    session: Session, actor: Actor, criterion: Criterion, kind: ScoreKind, score: Score | None
) -> EvidenceError | None:
    """Return why this person cannot set this score now, None where they can."""
    try:
        _check_who(session, actor, criterion, find_pack(session, criterion), kind, score)
    except EvidenceError as refused:
        return refused
    return None


def _locked(session: Session, row: SchemeRow, kind: ScoreKind) -> Score | None:
    wanted = select(Score).where(Score.row_id == row.id, Score.kind == kind)
    return session.scalar(wanted.execution_options(populate_existing=True))


def _check_who(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    pack: EvidencePack,
    kind: ScoreKind,
    score: Score | None,
) -> None:
    action = score_action(kind, is_set=score is not None)
    with translating_refusals():
        check_score_action(
            action,
            pack.state,
            actor.roles,
            is_lead=actor.is_of(criterion.lead_agency_id),
            is_involved=kind is ScoreKind.INTERNAL and _is_involved(session, actor, criterion, pack),
        )
    check_cycle_allows(criterion.cycle, pack, action, None)


def _is_involved(session: Session, actor: Actor, criterion: Criterion, pack: EvidencePack) -> bool:
    """Return whether the person had a part in the pack, or gave the criterion its self-score."""
    if actor.user_id is None:
        return False
    parts = involvement_in_pack(session, pack).pieces
    own = (
        select(Score.set_by_id)
        .join(SchemeRow)
        .where(SchemeRow.criterion_id == criterion.id, Score.kind == ScoreKind.SELF)
    )
    return any(part.parts_of(actor.persons) for part in parts) or bool(
        actor.persons & frozenset(session.scalars(own))
    )


def _check_row(session: Session, row: SchemeRow) -> None:
    if row.scorer is not Scorer.SELF:
        refuse_if([Blocker("not_self_scored")])
    if session.scalar(select(SchemeExemption.id).where(SchemeExemption.row_id == row.id).limit(1)):
        refuse_if([Blocker("row_does_not_apply")])


def _check_given(
    points: Decimal, reason: str | None, row: SchemeRow, proposed: Decimal | None, score: Score | None
) -> None:
    if points_blockers(points, row.maximum):
        raise BadInput(
            N_("Points lie between 0 and the maximum of %(maximum)s."),
            field="points",
            code="over_maximum",
            maximum=row.maximum,
        )
    if len(reason or "") > LONGEST_REASON:
        raise BadInput(N_("At most %(limit)s characters."), field="reason", limit=LONGEST_REASON)
    if reason is None and needs_reason(points, proposed, score.points if score else None):
        raise BadInput(N_("Give a reason."), field="reason", code="reason_missing")


def _event(criterion: Criterion, score: Score, before: Decimal | None) -> ScoreSet:
    action = AuditAction.SET_SELF_SCORE if score.kind is ScoreKind.SELF else AuditAction.SET_INTERNAL_SCORE
    return ScoreSet(
        action=action,
        subject=score.id,
        criterion_id=criterion.id,
        criterion=criterion.label,
        points=str(score.points),
        points_before=None if before is None else str(before),
        proposed=None if score.proposed is None else str(score.proposed),
        reason=score.reason,
    )
