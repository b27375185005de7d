"""Figures that a register gives: kept beside what a person gives, who takes them over or says why not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Agency, ProposedFigure, Target
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from workflows.events import AuditAction, FigureProposed
from workflows.measurements import Period
from workflows.targets import figures_blockers


def propose_figure(
    session: Session,
    actor: Actor,
    target: Target,
    agency: Agency,
    *,
    numerator: Decimal,
    denominator: Decimal | None = None,
    as_of: date,
    source: str,
    period: Period = Period.YEAR,
    clock: Clock,
) -> ProposedFigure:
    """Keep what a register gives for this agency's part of a target; the same again writes nothing.

    `source` says in words how it was computed ("Sổ nhiệm vụ kế hoạch: 12 trên 14 nhiệm vụ"). Whoever may
    change the register may call this: it gives no figures, it proposes them.
    """
    refuse_if(figures_blockers(target.kind, numerator, denominator))
    there = proposed_for(session, target, agency, period)
    wanted = (numerator, denominator, as_of, source[:400])
    if there is not None and (there.numerator, there.denominator, there.as_of, there.source) == wanted:
        return there
    found = there or ProposedFigure(target_id=target.id, agency=agency, period=period)
    found.numerator, found.denominator, found.as_of, found.source = wanted
    found.proposed_at = clock.now()
    session.add(found)
    session.flush()
    event = FigureProposed(
        action=AuditAction.PROPOSE_FIGURES,
        subject=found.id,
        criterion_id=target.criterion_id,
        measure=target.measure,
        agency=agency.name,
        numerator=str(numerator),
        denominator=None if denominator is None else str(denominator),
        as_of=as_of,
        source=found.source,
    )
    emit(session, actor, event)
    return found


def withdraw_proposal(
    session: Session, target: Target, agency: Agency, *, period: Period = Period.YEAR
) -> None:
    """Forget what was proposed, where the register that gave it is empty or gone."""
    if there := proposed_for(session, target, agency, period):
        session.delete(there)
        session.flush()


def proposed_for(
    session: Session, target: Target, agency: Agency, period: Period = Period.YEAR
) -> ProposedFigure | None:
    """Return what is proposed for this agency's part of the target."""
    return session.scalar(
        select(ProposedFigure).where(
            ProposedFigure.target_id == target.id,
            ProposedFigure.agency_id == agency.id,
            ProposedFigure.period == period,
        )
    )
