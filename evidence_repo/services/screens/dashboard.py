"""What a head of the province or of an agency sees at once: points against last year, criteria at risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, PackStep
from evidence_repo.services.assignments.listing import AssignmentRow
from evidence_repo.services.figures.judging import judged_by_criterion
from evidence_repo.services.packs.progress import DONE, PackProgress
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.rounds.losses import LossRow, losses_before, total_lost
from evidence_repo.services.rounds.questions import list_questions
from evidence_repo.services.rounds.years import points_over_years
from evidence_repo.services.scores.sheet import ScoreLine, score_sheet
from workflows.packs import PackAction
from workflows.risks import Risk, RiskFacts, risks_of, weight_of
from workflows.rounds import QuestionStanding, sum_known
from workflows.states import PackState
from workflows.targets import Outcome

MOST_AT_RISK = 5


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A criterion with the reasons for which it is at risk, the heaviest first."""

    criterion: Criterion
    risks: tuple[Risk, ...]
    facts: RiskFacts

    @property
    def weight(self) -> int:
        """Return how heavy the reasons are together."""
        return weight_of(self.risks)


@dataclass(frozen=True, slots=True)
class PointsAhead:
    """This year's points so far, of the maximum of the criteria that were scored, and what last year had.

    `is_forecast`: from the province's own scores, since the Ministry has given none yet.
    """

    scored: int
    points: Decimal | None
    maximum: Decimal | None
    is_forecast: bool
    before: Decimal | None
    year_before: int | None


def criteria_at_risk(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    packs: Sequence[PackProgress],
    assignments: Iterable[AssignmentRow],
    today: date,
    most: int = MOST_AT_RISK,
) -> list[AtRisk]:
    """Return the packs' criteria that are most at risk, in a number of queries that does not grow."""
    ids = [row.criterion.id for row in packs]
    returned = _times_returned(session, packs)
    before = losses_before(session, cycle)
    judged = judged_by_criterion(session, actor, ids, with_proof=False)
    asked = Counter(
        row.criterion.id
        for row in list_questions(session, actor, today, cycle=cycle)
        if row.standing is not QuestionStanding.ANSWERED
    )
    late = Counter(row.criterion_id for row in assignments if row.is_overdue)
    found = []
    for row in packs:
        number = row.criterion.id
        facts = RiskFacts(
            is_done=row.view.state in DONE,
            is_overdue=row.is_overdue,
            days_left=row.due.days_left if row.due else None,
            pieces=len(row.view.pieces),
            is_returned=row.view.state is PackState.RETURNED,
            times_returned=returned.get(row.pack.id, 0),
            open_questions=asked[number],
            targets_not_met=sum(
                each.judged.outcome is Outcome.NOT_MET and each.waiver is None for each in judged[number]
            ),
            lost_before=_lost(before.get(number, ())),
            parts_overdue=late[number],
        )
        if risks := risks_of(facts):
            found.append(AtRisk(row.criterion, risks, facts))
    return sorted(found, key=lambda each: -each.weight)[:most]


def _lost(rows: Sequence[LossRow]) -> Decimal:
    return total_lost(rows) if rows else Decimal(0)


def _times_returned(session: Session, packs: Sequence[PackProgress]) -> dict[int, int]:
    counted = (
        select(PackStep.pack_id, func.count())
        .where(PackStep.pack_id.in_([row.pack.id for row in packs]), PackStep.action == PackAction.RETURN)
        .group_by(PackStep.pack_id)
    )
    return dict(session.execute(counted).all())


def points_ahead(session: Session, actor: Actor, cycle: AssessmentCycle) -> PointsAhead:
    """Return the cycle's points: the Ministry's where there are any, else the province's own."""
    lines = score_sheet(session, actor, cycle).lines
    appraised = [line.given.appraised if line.given else None for line in lines]
    is_forecast = all(each is None for each in appraised)
    given = [_own(line) for line in lines] if is_forecast else appraised
    scored = [(line, points) for line, points in zip(lines, given, strict=True) if points is not None]
    earlier = [each for each in points_over_years(session).years if each.cycle.year < cycle.year]
    return PointsAhead(
        scored=len(scored),
        points=sum_known(points for _, points in scored),
        maximum=sum_known(line.maximum for line, _ in scored),
        is_forecast=is_forecast,
        before=earlier[-1].whole.appraised if earlier else None,
        year_before=earlier[-1].cycle.year if earlier else None,
    )


def _own(line: ScoreLine) -> Decimal | None:
    return line.internal_points if line.internal_points is not None else line.self_points
