"""The assessment cycle: which one is current, moving it on, and what it still lets be done to a pack."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.models import AssessmentCycle, EvidencePack
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.words import N_
from workflows.cycle import CycleAction, CycleState, WorkAction, advance_cycle, cycle_blockers
from workflows.events import CycleMoved
from workflows.rights import Right


def current_cycle(session: Session) -> AssessmentCycle | None:
    """Return the only cycle that is not closed; None if there is none, or if several are worked on."""
    found = session.scalars(
        select(AssessmentCycle).where(AssessmentCycle.state != CycleState.CLOSED).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def find_cycle(session: Session, year: int | None) -> AssessmentCycle:
    """Return that year's cycle, or the current one without a year; raise `BadInput` if there is none."""
    if year is None:
        current = current_cycle(session)
        if current is None:
            raise _no_current_cycle(session)
        return current
    cycle = session.scalar(select(AssessmentCycle).where(AssessmentCycle.year == year))
    if cycle is None:
        raise BadInput(
            N_("There is no assessment cycle of %(year)s."),
            field="year",
            code="no_such_cycle",
            advice=N_("Import that year's plan first, or name another year."),
            year=year,
        )
    return cycle


def _no_current_cycle(session: Session) -> BadInput:
    years = session.scalars(select(AssessmentCycle.year).order_by(AssessmentCycle.year)).all()
    if not years:
        return BadInput(
            N_("There is no assessment cycle yet."),
            field="year",
            code="no_cycle",
            advice=N_("Import the year's plan first."),
        )
    return BadInput(
        N_("There is not exactly one current assessment cycle: name the year (%(years)s)."),
        field="year",
        code="year_missing",
        years=", ".join(str(year) for year in years),
    )


def list_cycles(session: Session) -> list[AssessmentCycle]:
    """Return every cycle, the newest year first."""
    return list(session.scalars(select(AssessmentCycle).order_by(AssessmentCycle.year.desc())))


def change_cycle_state(
    session: Session, actor: Actor, cycle: AssessmentCycle, action: CycleAction, clock: Clock
) -> CycleState:
    """Move the cycle on; return its new state. Of two coordinators at once, the second is refused."""
    check_administers(actor, Right.MANAGE_CYCLE)
    # The row alone is locked: PostgreSQL refuses FOR UPDATE on what the model joins to it.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    session.refresh(cycle)
    before = cycle.state
    with translating_refusals():
        cycle.state = advance_cycle(before, action, actor.roles)
    emit(session, actor, CycleMoved(subject=cycle.id, before=before, after=cycle.state, on=clock.today()))
    return cycle.state


def check_cycle_allows(
    cycle: AssessmentCycle, pack: EvidencePack, action: WorkAction, late_reason: str | None
) -> None:
    """Raise our own error unless the cycle lets `action` be done to this pack for this reason."""
    refuse_if(cycle_blockers(cycle.state, action, was_reopened=pack.was_reopened, late_reason=late_reason))
