"""Last year's figure of an increase, from last year's cycle through the crosswalk of codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import Criterion, CrosswalkPair, Measurement, Target
from workflows.measurements import Period
from workflows.states import MeasurementState
from workflows.targets import TargetKind, add_up


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the criteria that this one continues had for the same measure: their figure and whose it was."""

    figure: Decimal
    year: int
    criteria: tuple[Criterion, ...]
    is_confirmed: bool


def last_years(session: Session, targets: Collection[Target]) -> Mapping[int, LastYear]:
    """Return last year's figure of each target of an increase, where last year's cycle has one.

    Figures of several agencies and of several criteria that became one are added up. A criterion that became
    several gives none: what of it belongs to which nobody can tell.
    """
    rising = {each.criterion_id: each for each in targets if each.kind is TargetKind.INCREASE}
    earlier = _earlier(session, rising)
    measured = _measured(session, {each.id for pairs in earlier.values() for each in pairs})
    found = {}
    for target in targets:
        criteria = earlier.get(target.criterion_id, ())
        parts = [measured.get(each.id, []) for each in criteria]
        if target.kind is not TargetKind.INCREASE or not criteria or not all(parts):
            continue
        of_measure = [_of_measure(each, target) for each in parts]
        total = add_up(part.figures for each in of_measure for part in each)
        if total is None or not all(of_measure):
            continue
        confirmed = all(part.state is MeasurementState.CONFIRMED for each in of_measure for part in each)
        found[target.id] = LastYear(total.numerator, criteria[0].cycle.year, criteria, confirmed)
    return found


def _earlier(session: Session, criteria: Mapping[int, Target]) -> Mapping[int, tuple[Criterion, ...]]:
    """Return what each criterion continues, without those of before that several continue."""
    if not criteria:
        return {}
    before = select(CrosswalkPair.earlier_id).where(CrosswalkPair.criterion_id.in_(criteria))
    pairs = session.scalars(
        select(CrosswalkPair)
        .where(CrosswalkPair.earlier_id.in_(before))
        .options(joinedload(CrosswalkPair.earlier).joinedload(Criterion.cycle))
    ).all()
    continuing = defaultdict(set)
    for pair in pairs:
        continuing[pair.earlier_id].add(pair.criterion_id)
    found: dict[int, list[Criterion]] = defaultdict(list)
    for pair in pairs:
        if pair.earlier is not None and len(continuing[pair.earlier_id]) == 1:
            found[pair.criterion_id].append(pair.earlier)
    return {each: tuple(found[each]) for each in criteria if found[each]}


def _measured(session: Session, criterion_ids: Collection[int]) -> Mapping[int, list[Measurement]]:
    if not criterion_ids:
        return {}
    query = (
        select(Measurement)
        .where(
            Measurement.criterion_id.in_(criterion_ids),
            Measurement.period == Period.YEAR,
            Measurement.accepted_at.is_not(None),
            Measurement.state != MeasurementState.DRAFT,
        )
        .options(joinedload(Measurement.target))
        .order_by(Measurement.id)
    )
    found = defaultdict(list)
    for each in session.scalars(query):
        found[each.criterion_id].append(each)
    return found


def _of_measure(measured: list[Measurement], target: Target) -> list[Measurement]:
    """Return the figures of one target of then: of the same words, else of the first that counts the same."""
    alike = [each for each in measured if each.target.kind in {TargetKind.INCREASE, TargetKind.COUNT}]
    same_words = [each for each in alike if each.target.measure == target.measure]
    chosen = (same_words or alike)[:1]
    return [each for each in alike if chosen and each.target_id == chosen[0].target_id]
