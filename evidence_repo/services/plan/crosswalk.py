"""The crosswalk of a cycle's criteria to those of the cycle before: proposed, read, changed by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import AssessmentCycle, Criterion, CrosswalkPair
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import plan_order
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from index.text import fold
from workflows.crosswalk import (
    NamedCriterion,
    PairOrigin,
    PairState,
    ProposedPair,
    Relation,
    propose_pairs,
    relations,
)
from workflows.events import AuditAction, CrosswalkChanged
from workflows.rights import Right

MOST_EARLIER = 20
"""Criteria of the year before that one criterion may continue."""


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A criterion with its pairs; none at all, or one without `earlier`: it continues none."""

    criterion: Criterion
    pairs: tuple[CrosswalkPair, ...]
    relation: Relation

    @property
    def earlier(self) -> tuple[Criterion, ...]:
        """Return the criteria that it continues, in their plan's order."""
        return tuple(sorted((pair.earlier for pair in self.pairs if pair.earlier), key=plan_order))

    @property
    def is_confirmed(self) -> bool:
        """Return whether a person has looked at it."""
        return bool(self.pairs) and all(pair.state is PairState.CONFIRMED for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All criteria of both years: each stands in a row, or among those that nobody continues."""

    cycle: AssessmentCycle
    before: AssessmentCycle | None
    rows: tuple[CrosswalkRow, ...]
    not_continued: tuple[Criterion, ...]


def cycle_before(session: Session, cycle: AssessmentCycle) -> AssessmentCycle | None:
    """Return the latest earlier cycle of the same province."""
    earlier = select(AssessmentCycle).where(
        AssessmentCycle.year < cycle.year, AssessmentCycle.province_id == cycle.province_id
    )
    return session.scalar(earlier.order_by(AssessmentCycle.year.desc()).limit(1))


def read_crosswalk(session: Session, cycle: AssessmentCycle) -> Crosswalk:
    """Return the cycle's crosswalk, in the plans' order, in a number of queries that does not grow."""
    before = cycle_before(session, cycle)
    pairs = _pairs(session, cycle)
    related = relations((pair.criterion_id, pair.earlier_id) for pair in pairs)
    by_criterion: dict[int, list[CrosswalkPair]] = defaultdict(list)
    for pair in pairs:
        by_criterion[pair.criterion_id].append(pair)
    rows = tuple(
        CrosswalkRow(criterion, tuple(own), _relation(own, related))
        for criterion in _criteria(session, cycle)
        for own in [by_criterion[criterion.id]]
    )
    continued = {pair.earlier_id for pair in pairs}
    left = [each for each in _criteria(session, before) if each.id not in continued]
    return Crosswalk(cycle, before, rows, tuple(left))


def _relation(pairs: Sequence[CrosswalkPair], related: Mapping[tuple[int, int | None], Relation]) -> Relation:
    found = {related[pair.criterion_id, pair.earlier_id] for pair in pairs}
    if not found:
        return Relation.NONE
    return found.pop() if len(found) == 1 else Relation.MANY_TO_MANY


def _pairs(session: Session, cycle: AssessmentCycle) -> Sequence[CrosswalkPair]:
    wanted = (
        select(CrosswalkPair)
        .join(CrosswalkPair.criterion)
        .where(Criterion.cycle_id == cycle.id)
        .options(joinedload(CrosswalkPair.earlier))
        .order_by(CrosswalkPair.id)
    )
    return session.scalars(wanted).all()


def _criteria(session: Session, cycle: AssessmentCycle | None) -> list[Criterion]:
    if cycle is None:
        return []
    found = session.scalars(select(Criterion).where(Criterion.cycle_id == cycle.id)).all()
    return sorted(found, key=plan_order)


def propose_crosswalk(session: Session, actor: Actor, cycle: AssessmentCycle, clock: Clock) -> int:
    """Propose what the cycle's criteria continue; what a person confirmed stays. Return how many pairs.

    Earlier proposals are made again; one that changes nothing writes nothing.
    """
    check_administers(actor, Right.MANAGE_CATALOGUE)
    before = cycle_before(session, cycle)
    if before is None:
        return 0
    session.flush()
    stored = _pairs(session, cycle)
    kept = [pair for pair in stored if pair.state is PairState.CONFIRMED]
    confirmed = {pair.criterion_id for pair in kept}
    wanted = propose_pairs(
        [_named(each) for each in _criteria(session, cycle) if each.id not in confirmed],
        [_named(each) for each in _criteria(session, before)],
        {pair.earlier_id for pair in kept if pair.earlier_id is not None},
    )
    standing = {(pair.criterion_id, pair.earlier_id): pair for pair in stored if pair not in kept}
    proposed = {(pair.criterion, pair.earlier): pair for pair in wanted}
    for key, pair in standing.items():
        if key not in proposed:
            session.delete(pair)
    session.flush()
    new = [pair for key, pair in proposed.items() if key not in standing]
    session.add_all(_stored(pair, clock) for pair in new)
    session.flush()
    if new or standing.keys() - proposed.keys():
        _emit(session, actor, cycle, AuditAction.PROPOSE_CROSSWALK, [(p.criterion, p.earlier) for p in new])
    return len(proposed)


def _named(criterion: Criterion) -> NamedCriterion:
    return NamedCriterion(criterion.id, criterion.label, tuple(fold(criterion.title).split()))


def _stored(pair: ProposedPair, clock: Clock) -> CrosswalkPair:
    return CrosswalkPair(
        criterion_id=pair.criterion,
        earlier_id=pair.earlier,
        origin=pair.origin,
        state=PairState.PROPOSED,
        likeness=round(100 * pair.likeness),
        decided_at=clock.now(),
    )


def change_crosswalk(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    wanted: Mapping[int, Collection[int]],
    *,
    seen: Mapping[int, Collection[int]] | None = None,
    clock: Clock,
) -> int:
    """Have these criteria continue exactly those of the year before, as confirmed by this person.

    `wanted` and `seen` hold ids by the criterion's id; where a row is not what was seen, `ChangedMeanwhile`.
    Return how many rows were changed or confirmed.
    """
    check_administers(actor, Right.MANAGE_CATALOGUE)
    # One row of the cycle is the lock: two coordinators at once come one after the other.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    _check_ids(session, cycle, wanted)
    standing: dict[int, list[CrosswalkPair]] = defaultdict(list)
    for pair in _pairs(session, cycle):
        standing[pair.criterion_id].append(pair)
    changed: list[tuple[int, int | None]] = []
    touched = 0
    for criterion_id, earlier in wanted.items():
        own = standing[criterion_id]
        there = {pair.earlier_id for pair in own if pair.earlier_id is not None}
        if seen is not None and criterion_id in seen and set(seen[criterion_id]) != there:
            raise ChangedMeanwhile
        if there == set(earlier) and own and all(pair.state is PairState.CONFIRMED for pair in own):
            continue
        touched += 1
        changed += _put(session, actor, criterion_id, own, set(earlier), clock)
    session.flush()
    if touched:
        _emit(session, actor, cycle, AuditAction.CHANGE_CROSSWALK, changed)
    return touched


def _check_ids(session: Session, cycle: AssessmentCycle, wanted: Mapping[int, Collection[int]]) -> None:
    before = cycle_before(session, cycle)
    own = {criterion.id for criterion in _criteria(session, cycle)}
    earlier = {criterion.id for criterion in _criteria(session, before)}
    if not own >= wanted.keys() or any(not earlier >= set(ids) for ids in wanted.values()):
        raise NotVisible
    if any(len(ids) > MOST_EARLIER for ids in wanted.values()):
        raise BadInput(
            N_("One criterion continues at most %(limit)s of the year before."),
            field="earlier",
            limit=MOST_EARLIER,
        )


def _put(
    session: Session,
    actor: Actor,
    criterion_id: int,
    own: Iterable[CrosswalkPair],
    earlier: set[int],
    clock: Clock,
) -> list[tuple[int, int | None]]:
    """Make the row hold these, all confirmed; return its pairs."""
    wanted: set[int | None] = {*earlier} or {None}
    kept = {pair.earlier_id: pair for pair in own}
    for earlier_id, pair in kept.items():
        if earlier_id not in wanted:
            session.delete(pair)
    for earlier_id in wanted:
        there = kept.get(earlier_id)
        if there is None:
            there = CrosswalkPair(
                criterion_id=criterion_id, earlier_id=earlier_id, origin=PairOrigin.PERSON, likeness=0
            )
            session.add(there)
        there.state, there.decided_by_id, there.decided_at = PairState.CONFIRMED, actor.user_id, clock.now()
    return [(criterion_id, earlier_id) for earlier_id in wanted]


def _emit(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    action: AuditAction,
    pairs: Sequence[tuple[int, int | None]],
) -> None:
    ids = {each for pair in pairs for each in pair if each is not None}
    labels = {each.id: each.label for each in session.scalars(select(Criterion).where(Criterion.id.in_(ids)))}
    named = sorted(([labels[one], labels.get(other or 0)] for one, other in pairs), key=str)
    emit(session, actor, CrosswalkChanged(action=action, subject=cycle.id, pairs=tuple(named)))


def criteria_by_label(session: Session, cycle: AssessmentCycle) -> dict[str, Criterion]:
    """Return the cycle's criteria by their names, `TCTP 1.1.3`, in the plan's order."""
    return {criterion.label: criterion for criterion in _criteria(session, cycle)}
