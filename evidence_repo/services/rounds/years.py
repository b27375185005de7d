"""Points over the years: the whole, by field and by criterion, and the rank where it was typed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, CrosswalkPair
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.rounds.results import CycleResults, GivenPoints, read_results_of
from workflows.rounds import RoundKind, sum_known


@dataclass(frozen=True, slots=True)
class PointsOf:
    """Points of the maximum: of a year, a field in a year, or a criterion in a year."""

    maximum: Decimal | None
    appraised: Decimal | None

    @property
    def percent(self) -> Fraction | None:
        """Return the share of the maximum, exactly; None while one of the two is not known."""
        if not self.maximum or self.appraised is None:
            return None
        return 100 * Fraction(self.appraised) / Fraction(self.maximum)


@dataclass(frozen=True, slots=True)
class YearPoints:
    """One year: all its points, by the fields' codes, and the rank among the provinces."""

    cycle: AssessmentCycle
    is_final: bool
    whole: PointsOf
    by_field: Mapping[str, PointsOf]
    rank: int | None
    ranked_of: int | None


@dataclass(frozen=True, slots=True)
class CriterionYears:
    """One criterion of the newest year, with the points of what it continues, by the year."""

    criterion: Criterion
    points: Mapping[int, PointsOf]


@dataclass(frozen=True, slots=True)
class PointsOverYears:
    """The years with results, the oldest first."""

    years: Sequence[YearPoints]
    fields: Mapping[str, str]
    criteria: Sequence[CriterionYears]


def points_over_years(session: Session) -> PointsOverYears:
    """Return the points of every year in which the Ministry gave any, in a number of queries."""
    cycles = session.scalars(select(AssessmentCycle).order_by(AssessmentCycle.year)).all()
    results = read_results_of(session, [cycle.id for cycle in cycles])
    with_points = [cycle for cycle in cycles if cycle.id in results]
    wanted = [cycle.id for cycle in with_points]
    criteria = list(session.scalars(select(Criterion).where(Criterion.cycle_id.in_(wanted))))
    fields: dict[str, str] = {}
    for criterion in sorted(criteria, key=lambda each: (each.field.ordinal, each.field.code)):
        fields[criterion.field.code] = criterion.field.name
    years = [_year(cycle, results[cycle.id], criteria) for cycle in with_points]
    return PointsOverYears(years, fields, _criteria(session, cycles, criteria, results))


def _year(cycle: AssessmentCycle, results: CycleResults, criteria: Sequence[Criterion]) -> YearPoints:
    given = results.by_criterion
    by_field: dict[str, list[GivenPoints]] = defaultdict(list)
    for criterion in criteria:
        if criterion.id in given:
            by_field[criterion.field.code].append(given[criterion.id])
    ranked = next((each for each in reversed(results.rounds) if each.rank is not None), None)
    return YearPoints(
        cycle=cycle,
        is_final=results.last(RoundKind.FINAL) is not None,
        whole=_sum(list(given.values())),
        by_field={code: _sum(points) for code, points in by_field.items()},
        rank=ranked.rank if ranked else None,
        ranked_of=ranked.ranked_of if ranked else None,
    )


def _sum(points: Sequence[GivenPoints]) -> PointsOf:
    return PointsOf(sum_known(each.maximum for each in points), sum_known(each.appraised for each in points))


def _criteria(
    session: Session,
    cycles: Sequence[AssessmentCycle],
    criteria: Sequence[Criterion],
    results: Mapping[int, CycleResults],
) -> list[CriterionYears]:
    """Follow the crosswalk of codes back from the newest year; where it ends, the row ends."""
    with_points = [cycle.id for cycle in cycles if cycle.id in results]
    if not with_points:
        return []
    before: dict[int, set[int]] = defaultdict(set)
    pairs = select(CrosswalkPair.criterion_id, CrosswalkPair.earlier_id)
    for criterion_id, earlier_id in session.execute(pairs.where(CrosswalkPair.earlier_id.is_not(None))):
        if earlier_id is not None:
            before[criterion_id].add(earlier_id)
    newest = [each for each in criteria if each.cycle_id == with_points[-1]]
    rows = []
    for criterion in sorted(newest, key=plan_order):
        own, points = {criterion.id}, {}
        for cycle in reversed([each for each in cycles if each.year <= criterion.cycle.year]):
            given = results.get(cycle.id, CycleResults()).by_criterion
            known = [given[each] for each in own if each in given]
            if known:
                points[cycle.year] = _sum(known)
            own = {earlier for each in own for earlier in before[each]}
        rows.append(CriterionYears(criterion, points))
    return rows
