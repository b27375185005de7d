"""The assessment cycles: finding them, moving one on, and what it still lets be done to a pack."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import AssessmentCycle, EvidencePack
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if, translating_refusals
from evidence_repo.words import N_
from workflows.audit_actions import AuditAction
from workflows.blockers import Blocker
from workflows.cycle import CycleAction, CycleState, WorkAction, advance_cycle, cycle_blockers
from workflows.events import CycleChanged, CycleMoved
from workflows.rights import Right


def find_cycle(session: Session, year: int) -> AssessmentCycle:
    """Return that year's cycle; raise `BadInput` if there is none."""
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


def list_cycles(session: Session) -> list[AssessmentCycle]:
    """Return every cycle, the newest year first."""
    return list(session.scalars(select(AssessmentCycle).order_by(AssessmentCycle.year.desc())))


def change_cycle_state(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    action: CycleAction,
    clock: Clock,
    *,
    reason: str | None = None,
    seen_lock: int | None = None,
) -> CycleState:
    """Move the cycle on, or back for a reason; return its new state.

    Of two coordinators at once, the second is refused: two who step back do not go back two steps.
    """
    check_administers(actor, Right.MANAGE_CYCLE)
    why = (reason or "").strip() or None
    _lock(session, cycle, seen_lock)
    before = cycle.state
    with translating_refusals():
        cycle.state = advance_cycle(before, action, actor.roles, why)
    is_back = action is CycleAction.REOPEN
    called = AuditAction.REOPEN_CYCLE if is_back else AuditAction.CHANGE_CYCLE_STATE
    event = CycleMoved(
        action=called,
        subject=cycle.id,
        before=before,
        after=cycle.state,
        on=clock.today(),
        reason=why if is_back else None,
    )
    emit(session, actor, event)
    return cycle.state


def _lock(session: Session, cycle: AssessmentCycle, seen_lock: int | None) -> None:
    """Lock the row and read it again; raise `ChangedMeanwhile` if it is not the one seen."""
    seen = cycle.lock if seen_lock is None else seen_lock
    # The row alone is locked: PostgreSQL refuses FOR UPDATE on what the model joins to it.
    session.scalar(select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update())
    session.refresh(cycle)
    if cycle.lock != seen:
        raise ChangedMeanwhile


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """What a coordinator may change of a cycle: its plan's data and the tolerance of the self-score."""

    plan_number: str | None
    plan_title: str | None
    plan_issued_on: date | None
    tolerance_percent: Decimal

    @classmethod
    def of(cls, cycle: AssessmentCycle) -> CycleFacts:
        """Return what stands there."""
        tolerance = Decimal(str(cycle.tolerance_percent))
        return cls(cycle.plan_number, cycle.plan_title, cycle.plan_issued_on, tolerance)


_LENGTHS = {"plan_number": 60, "plan_title": 500}
_HIGHEST = Decimal(100)


def change_cycle(
    session: Session, actor: Actor, cycle: AssessmentCycle, wanted: CycleFacts, seen_lock: int | None = None
) -> None:
    """Change what is known of the cycle; raise `ChangedMeanwhile` if another row was seen than stands there.

    What changes nothing writes nothing.
    """
    check_administers(actor, Right.MANAGE_CYCLE)
    _check_facts(wanted)
    _lock(session, cycle, seen_lock)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])
    before, after = asdict(CycleFacts.of(cycle)), asdict(wanted)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return
    for name, value in changed.items():
        setattr(cycle, name, float(value) if isinstance(value, Decimal) else value)
    told = {name: [_told(before[name]), _told(value)] for name, value in changed.items()}
    emit(session, actor, CycleChanged(subject=cycle.id, changed=told))


def _told(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return None if value is None else str(value)


def _check_facts(wanted: CycleFacts) -> None:
    for name, longest in _LENGTHS.items():
        if len(getattr(wanted, name) or "") > longest:
            raise BadInput(N_("At most %(longest)d characters."), field=name, longest=longest)
    tolerance = wanted.tolerance_percent
    if not 0 <= tolerance <= _HIGHEST or tolerance != round(tolerance, 2):
        raise BadInput(
            N_("The tolerance is a percentage from 0 to 100 with at most two decimals."),
            field="tolerance_percent",
        )


def check_cycle_allows(
    cycle: AssessmentCycle, pack: EvidencePack, action: WorkAction, late_reason: str | None
) -> None:
    """Raise our own error unless the cycle lets `action` be done to this pack for this reason."""
    refuse_if(cycle_blockers(cycle.state, action, was_reopened=pack.was_reopened, late_reason=late_reason))
