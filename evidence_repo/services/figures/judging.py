"""What the figures of a criterion's targets tell: added up over agencies, judged, with who is missing.

Decisions where the rules leave room:

- Agencies whose part is asked for are those with a live assignment that asks for figures. One that answered
  in words ("không phát sinh") is not missing; one whose figures the lead agency has not accepted is.
- The lead agency's own figures are added to those of the agencies; where nobody is asked they are all.
- Only figures of the whole year are judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence_repo.models import (
    Agency,
    Assignment,
    Criterion,
    Evidence,
    Measurement,
    ProposedFigure,
    Target,
    TargetWaiver,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.figures import visible_figures
from workflows.assignments import AssignmentState
from workflows.measurements import Period
from workflows.packs import MeasurementView, TargetView
from workflows.targets import Figures, Judged, Outcome, add_up, judge

_ANSWERED = frozenset({AssignmentState.DELIVERED, AssignmentState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """A target with its figures: `parts` are in the sum, `waiting` not accepted, `missing` not given.

    `did_not_occur` are agencies that answered in words; `others` are figures of other periods.
    """

    target: Target
    judged: Judged
    figures: Figures | None = None
    parts: tuple[Measurement, ...] = ()
    waiting: tuple[Measurement, ...] = ()
    others: tuple[Measurement, ...] = ()
    missing: tuple[Agency, ...] = ()
    did_not_occur: tuple[Agency, ...] = ()
    waiver: TargetWaiver | None = None
    proposed: tuple[ProposedFigure, ...] = ()

    @property
    def is_met(self) -> bool:
        """Return whether it is told that the target is met."""
        return self.judged.outcome is Outcome.MET


@dataclass(slots=True)
class _Asked:
    """The assignments of a criterion that ask for figures: by id, and those answered in words alone."""

    agencies: dict[int, Agency] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)


def judged_targets(session: Session, actor: Actor | None, criterion: Criterion) -> tuple[JudgedTarget, ...]:
    """Return the criterion's targets in the plan's order, judged by the figures that this person sees.

    None for `actor` sees all, as the rules do.
    """
    return judged_by_criterion(session, actor, [criterion.id])[criterion.id]


def judged_by_criterion(
    session: Session, actor: Actor | None, criterion_ids: Collection[int], *, with_proof: bool = True
) -> dict[int, tuple[JudgedTarget, ...]]:
    """Return the judged targets of these criteria, in a number of queries that does not grow.

    `with_proof` also reads the pieces that prove the figures, who gave them, and what registers propose.
    """
    targets = session.scalars(
        select(Target).where(Target.criterion_id.in_(criterion_ids)).order_by(Target.ordinal)
    ).all()
    measured = _measured(session, actor, criterion_ids, with_proof=with_proof) if targets else {}
    asked = _asked(session, criterion_ids) if measured or with_proof else {}
    waived = _waivers(session, criterion_ids) if measured else {}
    proposed = _proposed(session, actor, targets) if with_proof and targets else {}
    found = defaultdict(list)
    for target in targets:
        judged = _judged(target, measured.get(target.id, ()), asked.get(target.criterion_id, _Asked()))
        registers = tuple(proposed.get(target.id, ()))
        whole = replace(judged, waiver=waived.get(target.id), proposed=registers)
        found[target.criterion_id].append(whole)
    return {each: tuple(found[each]) for each in criterion_ids}


def _judged(target: Target, measured: Sequence[Measurement], asked: _Asked) -> JudgedTarget:
    of_year = [each for each in measured if each.period is Period.YEAR]
    parts = tuple(each for each in of_year if each.accepted_at is not None)
    served = {each.assignment_id for each in parts}
    silent = [each for each in asked.agencies if each not in served]
    missing = tuple(asked.agencies[each] for each in silent if each not in asked.answered)
    figures = add_up(each.figures for each in parts)
    return JudgedTarget(
        target,
        judge(target.rule, figures, is_complete=not missing),
        figures,
        parts,
        waiting=tuple(each for each in of_year if each.accepted_at is None),
        others=tuple(each for each in measured if each.period is not Period.YEAR),
        missing=missing,
        did_not_occur=tuple(asked.agencies[each] for each in silent if each in asked.answered),
    )


def _measured(
    session: Session, actor: Actor | None, criterion_ids: Iterable[int], *, with_proof: bool
) -> Mapping[int, list[Measurement]]:
    query = select(Measurement).where(Measurement.criterion_id.in_(criterion_ids), visible_figures(actor))
    if with_proof:
        proof = selectinload(Measurement.pieces).joinedload(Evidence.version)
        query = query.options(joinedload(Measurement.given_by), proof)
    found = defaultdict(list)
    for each in session.scalars(query.order_by(Measurement.id)):
        found[each.target_id].append(each)
    return found


def _asked(session: Session, criterion_ids: Iterable[int]) -> Mapping[int, _Asked]:
    query = select(Assignment).where(
        Assignment.criterion_id.in_(criterion_ids),
        Assignment.is_live.is_(True),
        Assignment.asks_figures,
    )
    found: defaultdict[int, _Asked] = defaultdict(_Asked)
    for each in session.scalars(query.order_by(Assignment.id)):
        asked = found[each.criterion_id]
        asked.agencies[each.id] = each.agency
        if each.answer and each.state in _ANSWERED:
            asked.answered.add(each.id)
    return found


def _waivers(session: Session, criterion_ids: Iterable[int]) -> Mapping[int, TargetWaiver]:
    live = select(TargetWaiver).where(
        TargetWaiver.criterion_id.in_(criterion_ids), TargetWaiver.is_live.is_(True)
    )
    return {each.target_id: each for each in session.scalars(live.options(joinedload(TargetWaiver.given_by)))}


def _proposed(
    session: Session, actor: Actor | None, targets: Iterable[Target]
) -> Mapping[int, list[ProposedFigure]]:
    """Return what registers propose: an agency sees its own, a lead agency all of its criterion's."""
    query = select(ProposedFigure).where(ProposedFigure.target_id.in_([each.id for each in targets]))
    lead = {each.id: each.criterion.lead_agency_id for each in targets} if actor else {}
    found = defaultdict(list)
    for each in session.scalars(query.order_by(ProposedFigure.id)):
        if actor is None or actor.is_of(each.agency_id) or actor.is_of(lead[each.target_id]):
            found[each.target_id].append(each)
    return found


def target_views(
    session: Session, criterion_ids: Collection[int], seen_by: Actor | None = None
) -> dict[int, tuple[TargetView, ...]]:
    """Return what the guards know of these criteria's targets, by the figures that this person sees."""
    judged = judged_by_criterion(session, seen_by, criterion_ids, with_proof=False)
    return {each: tuple(_view(target) for target in targets) for each, targets in judged.items()}


def _view(judged: JudgedTarget) -> TargetView:
    return TargetView(
        judged.target.id,
        judged.target.is_soft,
        judged.judged.outcome,
        judged.waiver is not None,
        tuple(
            MeasurementView(each.id, each.state, each.accepted_at is not None)
            for each in (*judged.parts, *judged.waiting, *judged.others)
        ),
    )
