"""The scores sheet: what was given to each criterion and by whom, the sums, how far self-scores are off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    CriterionField,
    PointLoss,
    SchemeExemption,
    SchemeRow,
    Score,
    ScoringScheme,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.scores import ScoreSight
from evidence_repo.services.rounds.results import CycleResults, GivenPoints, read_results
from evidence_repo.services.scores.schemes import find_scheme
from workflows.rounds import sum_known
from workflows.scoring import Compared, Deviation, DeviationBase, RowKind, ScoreKind, Scorer, deviation


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One row that is scored itself, or a criterion that the scheme does not have.

    `own` and `internal` are the scores that this person sees; `exempt` is why the row does not apply.
    """

    label: str
    title: str
    field: str
    row: SchemeRow | None = None
    criterion: Criterion | None = None
    own: Score | None = None
    internal: Score | None = None
    given: GivenPoints | None = None
    loss: PointLoss | None = None
    exempt: str | None = None

    @property
    def agency(self) -> Agency | None:
        """Return the lead agency."""
        return self.criterion.lead_agency if self.criterion else None

    @property
    def is_self_scored(self) -> bool:
        """Return whether the lead agency gives it points: nobody else is asked for them."""
        return self.row is not None and self.row.scorer is Scorer.SELF and self.exempt is None

    @property
    def maximum(self) -> Decimal | None:
        """Return the scheme's maximum; nothing where the row does not apply."""
        return self.row.maximum if self.row is not None and self.exempt is None else None

    @property
    def self_points(self) -> Decimal | None:
        """Return the self-score."""
        return self.own.points if self.own else None

    @property
    def internal_points(self) -> Decimal | None:
        """Return what the reviewer gives."""
        return self.internal.points if self.internal else None

    @property
    def preliminary(self) -> Decimal | None:
        """Return what the Ministry gave first."""
        return self.given.preliminary if self.given else None

    @property
    def final(self) -> Decimal | None:
        """Return what the Ministry gave in the end."""
        return self.given.final if self.given else None

    @property
    def survey(self) -> Decimal | None:
        """Return the points of the survey."""
        return self.given.survey if self.given else None

    @property
    def lost(self) -> Decimal | None:
        """Return the maximum less the final points."""
        return self.given.lost if self.given else None

    @property
    def compared(self) -> Compared | None:
        """Return the self-score beside the appraised one, where the row has both."""
        appraised = self.given.appraised if self.given else None
        return self._beside(appraised)

    @property
    def forecast(self) -> Compared | None:
        """Return the self-score beside the internal one, where the row has both."""
        return self._beside(self.internal_points)

    def _beside(self, other: Decimal | None) -> Compared | None:
        if not self.is_self_scored or self.self_points is None or other is None:
            return None
        return Compared(self.self_points, other, self.maximum or Decimal(0))


@dataclass(frozen=True, slots=True)
class ScoreSums:
    """What a group of lines adds up to; None where nothing of it is known."""

    name: str
    lines: int
    maximum: Decimal | None
    self_points: Decimal | None
    internal_points: Decimal | None
    preliminary: Decimal | None
    final: Decimal | None
    survey: Decimal | None
    lost: Decimal | None


SUMMED = tuple(each.name for each in fields(ScoreSums) if each.name not in ("name", "lines"))


def add_lines(name: str, lines: Sequence[ScoreLine]) -> ScoreSums:
    """Return the exact sums of these lines."""
    sums = {key: sum_known(getattr(line, key) for line in lines) for key in SUMMED}
    return ScoreSums(name, len(lines), **sums)


@dataclass(frozen=True, slots=True)
class Measured:
    """A deviation and how many self-scored rows it could not count, since a figure is missing."""

    deviation: Deviation
    counted: int
    left_out: int
    is_forecast: bool


@dataclass(frozen=True)
class ScoreSheet:
    """All lines of a cycle in the scheme's order."""

    cycle: AssessmentCycle
    scheme: ScoringScheme | None
    lines: Sequence[ScoreLine]

    @cached_property
    def total(self) -> ScoreSums:
        """Return the sums of the whole cycle."""
        return add_lines("", self.lines)

    @cached_property
    def by_field(self) -> Sequence[ScoreSums]:
        """Return the sums by field, in the order of the lines."""
        return self._grouped(lambda line: line.field)

    @cached_property
    def by_agency(self) -> Sequence[ScoreSums]:
        """Return the sums by lead agency, in the order of the lines."""
        return self._grouped(lambda line: line.agency.name if line.agency else "")

    @property
    def missing(self) -> Sequence[ScoreLine]:
        """Return the self-scored lines without a self-score that this person sees."""
        return [line for line in self.lines if line.is_self_scored and line.own is None]

    def _grouped(self, key: Callable[[ScoreLine], str]) -> Sequence[ScoreSums]:
        groups: dict[str, list[ScoreLine]] = {}
        for line in self.lines:
            groups.setdefault(key(line), []).append(line)
        return [add_lines(name, lines) for name, lines in groups.items()]

    def measured(self, base: DeviationBase | None = None) -> Measured | None:
        """Return the deviation, from internal scores while the Ministry has given nothing."""
        has_answer = any(line.given and line.given.appraised is not None for line in self.lines)
        pairs = [line.compared if has_answer else line.forecast for line in self.lines]
        known = [pair for pair in pairs if pair is not None]
        if self.scheme is None or not known:
            return None
        asked = sum(line.is_self_scored for line in self.lines)
        tolerance = Decimal(str(self.cycle.tolerance_percent))
        result = deviation(known, base or self.scheme.deviation_base, tolerance)
        return Measured(result, len(known), asked - len(known), not has_answer)

    def readings(self) -> Mapping[DeviationBase, Measured]:
        """Return the deviation by each reading of its base."""
        found = {base: self.measured(base) for base in DeviationBase}
        return {base: each for base, each in found.items() if each is not None}


def score_sheet(session: Session, actor: Actor, cycle: AssessmentCycle) -> ScoreSheet:
    """Return the cycle's scores as this person sees them, in a number of queries that does not grow."""
    scheme = find_scheme(session, cycle)
    criteria = {each.id: each for each in _criteria(session, cycle)}
    parts = _Parts(session, actor, cycle, scheme, criteria)
    rows = [row for row in scheme.rows if row.scorer is not None] if scheme else []
    scored = {row.criterion_id for row in rows}
    left = (each for each in criteria.values() if each.id not in scored)
    lines = [parts.line(row, criteria.get(row.criterion_id or 0)) for row in rows]
    return ScoreSheet(cycle, scheme, [*lines, *(parts.line(None, each) for each in left)])


def _criteria(session: Session, cycle: AssessmentCycle) -> Iterable[Criterion]:
    wanted = select(Criterion).where(Criterion.cycle_id == cycle.id, Criterion.dropped_reason.is_(None))
    only = (joinedload(Criterion.lead_agency), joinedload(Criterion.field), lazyload("*"))
    return session.scalars(wanted.options(*only).order_by(Criterion.id))


class _Parts:
    """What is known about a cycle's rows, read once for all of them."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        cycle: AssessmentCycle,
        scheme: ScoringScheme | None,
        criteria: Mapping[int, Criterion],
    ) -> None:
        self._sight = ScoreSight(session, actor, criteria.keys())
        self._results: CycleResults = read_results(session, cycle)
        self._losses = _losses(session, criteria)
        self._scores = _scores(session, scheme)
        self._exempt = _exemptions(session, scheme, cycle.province_id)
        self._rows = {row.id: row for row in scheme.rows} if scheme else {}
        fields = select(CriterionField).where(CriterionField.cycle_id == cycle.id)
        self._fields = {each.id: f"{each.code}. {each.name}" for each in session.scalars(fields)}

    def line(self, row: SchemeRow | None, criterion: Criterion | None) -> ScoreLine:
        """Return one line with all that is known of it."""
        is_seen = criterion is not None and self._sight.sees(criterion.id, criterion.lead_agency_id)
        scores = self._scores.get(row.id, {}) if row and is_seen else {}
        given = self._results.by_criterion.get(criterion.id) if criterion else None
        if given is None and row is not None:
            given = self._results.by_code.get(row.label)
        return ScoreLine(
            label=row.label if row else criterion.label if criterion else "",
            title=row.title if row else criterion.title if criterion else "",
            field=self._field(row, criterion),
            row=row,
            criterion=criterion,
            own=scores.get(ScoreKind.SELF),
            internal=scores.get(ScoreKind.INTERNAL),
            given=given,
            loss=self._losses.get(criterion.id) if criterion else None,
            exempt=self._exempt.get(row.id) if row else None,
        )

    def _field(self, row: SchemeRow | None, criterion: Criterion | None) -> str:
        if criterion is not None:
            return self._fields[criterion.field_id]
        while row is not None and row.parent_id is not None:
            row = self._rows[row.parent_id]
        return f"{row.code}. {row.title}" if row and row.kind is RowKind.FIELD else ""


def _losses(session: Session, criteria: Mapping[int, Criterion]) -> dict[int, PointLoss]:
    cycle_ids = {each.cycle_id for each in criteria.values()}
    of_cycle = select(Criterion.id).where(Criterion.cycle_id.in_(cycle_ids))
    wanted = select(PointLoss).where(PointLoss.criterion_id.in_(of_cycle))
    return {each.criterion_id: each for each in session.scalars(wanted)}


def _scores(session: Session, scheme: ScoringScheme | None) -> dict[int, dict[ScoreKind, Score]]:
    found: dict[int, dict[ScoreKind, Score]] = {}
    if scheme is not None:
        wanted = select(Score).join(SchemeRow).where(SchemeRow.scheme_id == scheme.id)
        for score in session.scalars(wanted):
            found.setdefault(score.row_id, {})[score.kind] = score
    return found


def _exemptions(session: Session, scheme: ScoringScheme | None, agency_id: int) -> dict[int, str]:
    if scheme is None:
        return {}
    wanted = (
        select(SchemeExemption)
        .join(SchemeRow)
        .where(SchemeRow.scheme_id == scheme.id, SchemeExemption.agency_id == agency_id)
    )
    return {each.row_id: each.reason for each in session.scalars(wanted)}
