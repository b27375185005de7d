"""The registers of a cycle: which criterion has which, and what stands in those that a person sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, Evidence, Register, RegisterProof, RegisterRow
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.registers import visible_registers
from evidence_repo.services.registers.choosing import PlannedRegister, planned_in_cycle
from workflows.register_figures import CountedRow, Tally, counted_row, tally
from workflows.registers import RegisterKind
from workflows.states import EvidenceState


@dataclass(frozen=True, slots=True)
class ListedRegister:
    """A register of a criterion: what all agencies' rows that the person sees add up to."""

    criterion: Criterion
    planned: PlannedRegister
    tally: Tally
    agencies: int

    @property
    def kind(self) -> RegisterKind:
        """Return its kind."""
        return self.planned.kind


_Place = tuple[int, RegisterKind]


def list_registers(
    session: Session, actor: Actor, cycle: AssessmentCycle, on: date
) -> Sequence[ListedRegister]:
    """Return the registers of the cycle in the plan's order, in questions that do not grow with the rows."""
    seen = _registers_seen(session, actor, cycle)
    rows = _rows(session, seen, on)
    found = []
    for criterion, planned in planned_in_cycle(session, cycle):
        if criterion.dropped_reason is not None:
            continue
        for kind, plan in planned.items():
            own = [each for each in seen if (each.criterion_id, each.kind) == (criterion.id, kind)]
            totals = [register.total for register in own if register.total is not None]
            counted = [row for register in own for row in rows.get(register.id, ())]
            together = tally(kind, counted, sum(totals) if totals else None)
            found.append(ListedRegister(criterion, plan, together, sum(each.id in rows for each in own)))
    return found


def _registers_seen(session: Session, actor: Actor, cycle: AssessmentCycle) -> Sequence[Register]:
    wanted = (
        select(Register)
        .join(Criterion, Criterion.id == Register.criterion_id)
        .where(Criterion.cycle_id == cycle.id, visible_registers(actor))
    )
    return session.scalars(wanted.order_by(Register.id)).all()


def _rows(session: Session, registers: Sequence[Register], on: date) -> dict[int, list[CountedRow]]:
    kinds = {register.id: register.kind for register in registers}
    proved = _proved_rows(session, kinds)
    rows = select(RegisterRow.id, RegisterRow.register_id, RegisterRow.cells)
    found: dict[int, list[CountedRow]] = {}
    for row_id, register_id, cells in session.execute(rows.where(RegisterRow.register_id.in_(kinds))):
        counted = counted_row(kinds[register_id], cells, on, has_document=row_id in proved)
        found.setdefault(register_id, []).append(counted)
    return found


def _proved_rows(session: Session, register_ids: Collection[int]) -> frozenset[int]:
    """Return the ids of the rows that a document proves; what was withdrawn proves nothing."""
    proofs = (
        select(RegisterProof.row_id)
        .join(RegisterRow, RegisterRow.id == RegisterProof.row_id)
        .outerjoin(Evidence, Evidence.id == RegisterProof.evidence_id)
        .where(RegisterRow.register_id.in_(register_ids))
        .where(or_(Evidence.id.is_(None), Evidence.state != EvidenceState.WITHDRAWN))
    )
    return frozenset(session.scalars(proofs))
