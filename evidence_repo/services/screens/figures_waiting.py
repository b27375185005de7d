"""Figures that wait for a reviewer: those in submitted packs that this person may confirm or query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    EvidencePack,
    Measurement,
    MeasurementStep,
    PackSubmission,
)
from evidence_repo.services.packs.views import at_work, plan_order
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.involvement import submitted_by
from workflows.measurements import GIVING
from workflows.rights import Right, allows
from workflows.states import MeasurementState, PackState


def figures_wait() -> ColumnElement[bool]:
    """Return the condition that figures, joined with their pack, wait for a reviewer."""
    return (
        (Measurement.state == MeasurementState.SUBMITTED)
        & Measurement.accepted_at.is_not(None)
        & (EvidencePack.state == PackState.SUBMITTED)
    )


def figures_waiting(
    session: Session, actor: Actor, cycle: AssessmentCycle | None = None
) -> Sequence[Measurement]:
    """Return what this person may decide about, of one cycle or of all, in the plan's order."""
    if not allows(actor.roles, Right.JUDGE):
        return ()
    waiting = (
        select(Measurement)
        .join(Measurement.criterion)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(*_own(actor))
        .options(contains_eager(Measurement.criterion), joinedload(Measurement.target))
        .order_by(Measurement.target_id, Measurement.id)
    )
    if cycle is not None:
        waiting = waiting.where(Criterion.cycle_id == cycle.id)
    found = session.scalars(waiting).unique()
    return tuple(sorted(found, key=lambda each: plan_order(each.criterion)))


def count_figures(name: str, actor: Actor) -> Select[str, int, int]:
    """Count, by the cycle's id, the figures that this reviewer may decide about."""
    return (
        select(literal(name), Criterion.cycle_id, func.count(Measurement.id))
        .join(Criterion, Criterion.id == Measurement.criterion_id)
        .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
        .where(*_own(actor))
        .group_by(Criterion.cycle_id)
    )


def _own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on figures that wait; `services.figures.involvement` for the database."""
    gave = select(MeasurementStep.measurement_id).where(
        MeasurementStep.action.in_(GIVING),
        or_(MeasurementStep.person_id.in_(actor.persons), MeasurementStep.on_behalf_of_id.in_(actor.persons)),
    )
    submitted = select(PackSubmission.pack_id).where(submitted_by(actor.persons))
    return at_work(), figures_wait(), Measurement.id.not_in(gave), EvidencePack.id.not_in(submitted)
