"""What figures and bands give a criterion: proposed to a person, who takes it over or says why not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import EvidenceError
from evidence_repo.models import Criterion, SchemeExemption, SchemeRow, Score, ScoringScheme
from evidence_repo.services.figures.judging import JudgedTarget, judged_targets
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.scores import sees_scores
from evidence_repo.services.scores.setting import Given, refusal_of, scores_of, set_score
from workflows.scoring import NoProposal, Proposal, Reached, SchemeGroup, ScoreKind, Scorer, propose
from workflows.targets import Operator, Outcome, TargetKind

_MET = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
_LESS = frozenset({Operator.AT_MOST, Operator.LESS_THAN})


@dataclass(frozen=True, slots=True)
class ScorePage:
    """One criterion's row with what was given to it; a refusal says why this person cannot set a score.

    `deciding` is the target that gives the proposal.
    """

    criterion: Criterion
    row: SchemeRow
    own: Score | None
    internal: Score | None
    proposal: Proposal
    deciding: JudgedTarget | None
    exempt: str | None
    refusals: dict[ScoreKind, EvidenceError | None]

    @property
    def is_self_scored(self) -> bool:
        """Return whether a self-score is asked for."""
        return self.row.scorer is Scorer.SELF and self.exempt is None

    def score(self, kind: ScoreKind) -> Score | None:
        """Return what was given."""
        return self.own if kind == ScoreKind.SELF else self.internal

    def proposed(self, kind: ScoreKind) -> Decimal | None:
        """Return what a score of this kind is compared with: the proposal, or the self-score."""
        if kind == ScoreKind.SELF:
            return self.proposal.points
        return self.own.points if self.own else None


def find_scored(session: Session, criterion: Criterion) -> SchemeRow | None:
    """Return the row of the province's scheme that scores this criterion, None if there is none."""
    wanted = (
        select(SchemeRow)
        .join(ScoringScheme)
        .where(SchemeRow.criterion_id == criterion.id, ScoringScheme.agency_group == SchemeGroup.PROVINCE)
    )
    return session.scalar(wanted)


def score_page(session: Session, actor: Actor, criterion: Criterion) -> ScorePage | None:
    """Return the criterion's row as this person sees it; None where the scheme has none."""
    row = find_scored(session, criterion)
    if row is None:
        return None
    is_seen = sees_scores(session, actor, criterion)
    scores = scores_of(session, row) if is_seen else {}
    proposal, deciding = _proposal(session, actor, criterion, row) if is_seen else (_HIDDEN, None)
    exempt = select(SchemeExemption.reason).where(
        SchemeExemption.row_id == row.id, SchemeExemption.agency_id == criterion.cycle.province_id
    )
    return ScorePage(
        criterion,
        row,
        scores.get(ScoreKind.SELF),
        scores.get(ScoreKind.INTERNAL),
        proposal,
        deciding,
        session.scalar(exempt),
        {kind: refusal_of(session, actor, criterion, kind, scores.get(kind)) for kind in ScoreKind},
    )


_HIDDEN = Proposal(None, NoProposal.UNKNOWN)


def _proposal(
    session: Session, actor: Actor, criterion: Criterion, row: SchemeRow
) -> tuple[Proposal, JudgedTarget | None]:
    if row.scorer is not Scorer.SELF or row.scoring is None or row.maximum is None:
        return Proposal(None, NoProposal.BY_HAND), None
    targets = judged_targets(session, actor, criterion)
    found = propose(row.scoring, row.maximum, row.steps, [_reached(each) for each in targets])
    return found, None if found.place is None else targets[found.place]


def _reached(judged: JudgedTarget) -> Reached:
    rule = judged.target.rule
    return Reached(
        wanted=rule.value,
        figure=judged.judged.figure,
        is_met=_MET[judged.judged.outcome],
        is_soft=rule.is_soft,
        is_less_better=rule.kind is TargetKind.NONE or rule.operator in _LESS,
    )


def give_score(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    kind: ScoreKind,
    points: Decimal,
    reason: str | None,
    *,
    seen_lock: int | None = None,
    clock: Clock,
) -> Score:
    """Set a score beside what is proposed at this moment: what differs from that needs a reason."""
    page = score_page(session, actor, criterion)
    proposed = page.proposed(kind) if page else None
    given = Given(points, proposed, reason, seen_lock)
    return set_score(session, actor, criterion, kind, given, clock=clock)
