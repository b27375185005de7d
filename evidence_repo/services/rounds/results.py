"""What the Ministry gave in a cycle, by code: preliminary, final and survey points, and its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AppraisalRound, AssessmentCycle, RoundRow
from workflows.rounds import RoundKind, points_lost


@dataclass(frozen=True, slots=True)
class GivenPoints:
    """What the rounds of a cycle give one code; of each figure the one that came last counts.

    `code` is the criterion's name (`TCTP 1.1.3`), or the code of a row that only adds up others, which has
    no `criterion_id`.
    """

    code: str
    title: str
    criterion_id: int | None
    maximum: Decimal | None = None
    self_score: Decimal | None = None
    preliminary: Decimal | None = None
    final: Decimal | None = None
    survey: Decimal | None = None
    reason: str | None = None

    @property
    def appraised(self) -> Decimal | None:
        """Return the final points, or the preliminary ones while there are no final ones."""
        return self.preliminary if self.final is None else self.final

    @property
    def lost(self) -> Decimal | None:
        """Return the points lost; None while the maximum or the final points are not known."""
        return points_lost(self.maximum, self.final)


@dataclass(frozen=True)
class CycleResults:
    """The rounds of a cycle, the oldest first, and what they give each code in the order of the last one."""

    rounds: Sequence[AppraisalRound] = ()
    by_code: Mapping[str, GivenPoints] = field(default_factory=dict)

    @cached_property
    def by_criterion(self) -> Mapping[int, GivenPoints]:
        """Return the points by the criteria's ids, without the rows that add up others."""
        found = self.by_code.values()
        return {each.criterion_id: each for each in found if each.criterion_id is not None}

    def last(self, kind: RoundKind) -> AppraisalRound | None:
        """Return the last round of this kind."""
        return next((each for each in reversed(self.rounds) if each.kind is kind), None)


def read_results(session: Session, cycle: AssessmentCycle) -> CycleResults:
    """Return what the Ministry gave in the cycle, in two queries."""
    return read_results_of(session, [cycle.id]).get(cycle.id, CycleResults())


def read_results_of(session: Session, cycle_ids: Collection[int]) -> dict[int, CycleResults]:
    """Return what the Ministry gave, by the cycle's id, in two queries; without a round there is none.

    What was withdrawn does not count.
    """
    wanted = select(AppraisalRound).where(
        AppraisalRound.cycle_id.in_(cycle_ids), AppraisalRound.is_live.is_(True)
    )
    rounds = session.scalars(wanted.order_by(AppraisalRound.id)).all()
    if not rounds:
        return {}
    rows: dict[int, list[RoundRow]] = defaultdict(list)
    of_rounds = select(RoundRow).where(RoundRow.round_id.in_([each.id for each in rounds]))
    for row in session.scalars(of_rounds.order_by(RoundRow.ordinal)):
        rows[row.round_id].append(row)
    by_cycle: dict[int, list[AppraisalRound]] = defaultdict(list)
    for each in rounds:
        by_cycle[each.cycle_id].append(each)
    return {cycle_id: CycleResults(own, _joined(own, rows)) for cycle_id, own in by_cycle.items()}


def _joined(
    rounds: Sequence[AppraisalRound], rows: Mapping[int, Sequence[RoundRow]]
) -> Mapping[str, GivenPoints]:
    """Return the points by code; preliminary rounds come before final ones, whenever they were imported."""
    joined: dict[str, GivenPoints] = {}
    for each in sorted(rounds, key=lambda one: (one.kind is RoundKind.FINAL, one.number)):
        for row in rows.get(each.id, ()):
            # Taken out and put in again: the order is that of the last round.
            before = joined.pop(row.code, GivenPoints(row.code, row.title, row.criterion_id))
            joined[row.code] = _with(before, row, each.kind)
    return joined


def _with(before: GivenPoints, row: RoundRow, kind: RoundKind) -> GivenPoints:
    is_final = kind is RoundKind.FINAL
    return replace(
        before,
        title=row.title or before.title,
        maximum=_newer(row.maximum, before.maximum),
        self_score=_newer(row.self_score, before.self_score),
        preliminary=before.preliminary if is_final else _newer(row.appraised, before.preliminary),
        final=_newer(row.appraised, before.final) if is_final else before.final,
        survey=_newer(row.survey, before.survey),
        reason=row.reason or before.reason,
    )


def _newer(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    return before if value is None else value
