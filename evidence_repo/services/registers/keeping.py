"""Keep a register: add, change and remove rows, say what is known of it as a whole.

Everything happens behind the lock of the criterion's pack, and the pack is touched, so that whoever submits
it learns that a row changed. A row has a lock of its own: of two people who edit it the second looks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import Agency, Criterion, Register, RegisterRow
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.agency_names import canonical_name
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.policy.registers import keeping_agency
from evidence_repo.services.registers.cells import read_cells
from evidence_repo.services.registers.choosing import PlannedRegister, planned_registers
from evidence_repo.services.registers.feeding import feed_targets
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import lock_pack_of, touch_pack
from evidence_repo.words import N_
from workflows.events import AuditAction, RegisterDescribed, RegisterRowChanged
from workflows.registers import (
    RegisterAction,
    RegisterKind,
    check_register_action,
)

MOST_ROWS = 5_000

Written = Mapping[str, str]
"""A row as people wrote it, by column."""

_Changes = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """Where a register stands."""

    criterion: Criterion
    kind: RegisterKind


class RegisterKeeper:
    """What one person does in one transaction to the register that their agency keeps."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        place: RegisterPlace,
        action: RegisterAction,
        clock: Clock,
        late_reason: str | None = None,
    ) -> None:
        self._session, self._actor, self._clock = session, actor, clock
        self._late_reason = (late_reason or "").strip() or None
        self.place, self._all_planned = place, planned_registers(session, place.criterion)
        if place.kind not in self._all_planned:
            raise NotVisible
        self.pack = lock_pack_of(session, place.criterion.id)
        agency = self._check(action)
        self.register = self._find(agency)
        self.rows = {row.number: row for row in self.register.rows}
        self._units = {self._unit(row.cells): row.number for row in self.rows.values()}

    def _check(self, action: RegisterAction) -> Agency:
        agency = keeping_agency(self._actor, self.place.criterion)
        with translating_refusals():
            check_register_action(action, self.pack.state, self._actor.roles, is_keeper=agency is not None)
        assert agency is not None  # nothing is done here but to one's own agency's register
        check_cycle_allows(self.place.criterion.cycle, self.pack, action, self._late_reason)
        return agency

    def _find(self, agency: Agency) -> Register:
        criterion, kind = self.place.criterion, self.place.kind
        wanted = select(Register).where(
            Register.criterion_id == criterion.id, Register.kind == kind, Register.agency_id == agency.id
        )
        found = self._session.scalar(wanted.execution_options(populate_existing=True))
        if found is None:
            found = Register(criterion=criterion, kind=kind, agency=agency, next_number=1)
            self._session.add(found)
            self._session.flush()
        return found

    @property
    def planned(self) -> PlannedRegister:
        """Return the register as the criterion has it."""
        return self._all_planned[self.place.kind]

    def finish(self) -> None:
        """Propose to the criterion's targets what the rows say."""
        feed_targets(self._session, self._actor, self.register, self._all_planned, self._clock)

    def row(self, number: int, seen_lock: int | None) -> RegisterRow:
        """Return the row; raise `ChangedMeanwhile` if it is not the one that was seen."""
        found = self.rows.get(number)
        if found is None:
            if seen_lock is None:
                raise NotVisible
            raise ChangedMeanwhile  # somebody has removed it
        if seen_lock is not None and found.lock != seen_lock:
            raise ChangedMeanwhile
        return found

    def read(self, written: Written) -> dict[str, str]:
        """Return the values of a row; raise the first problem with them."""
        cells, problems = read_cells(self.place.kind, written, self._clock.today(), self.planned.forms)
        if problems:
            raise problems[0]
        return cells

    def add(self, cells: dict[str, str]) -> RegisterRow:
        """Add a row with these values."""
        if len(self.rows) >= MOST_ROWS:
            raise BadInput(N_("A register has at most %(most)s rows."), code="too_many_rows", most=MOST_ROWS)
        self.check_unit(cells, None)
        row = RegisterRow(register=self.register, number=self.register.next_number, cells=cells)
        self.register.next_number += 1
        self._session.add(row)
        self.rows[row.number] = row
        self._units[self._unit(cells)] = row.number
        self._stamp(row)
        self._emit(AuditAction.ADD_REGISTER_ROW, row, {key: [None, cells[key]] for key in cells})
        return row

    def change(self, row: RegisterRow, cells: dict[str, str]) -> bool:
        """Give a row these values; return whether anything changed."""
        changes: _Changes = {
            key: [row.cells.get(key), cells.get(key)]
            for key in {**row.cells, **cells}
            if row.cells.get(key) != cells.get(key)
        }
        if not changes:
            return False
        self.check_unit(cells, row.number)
        self._units.pop(self._unit(row.cells), None)
        self._units[self._unit(cells)] = row.number
        row.cells = cells
        self._stamp(row)
        self._emit(AuditAction.CHANGE_REGISTER_ROW, row, changes)
        return True

    def remove(self, row: RegisterRow) -> None:
        """Remove a row; its number is not given again."""
        self._emit(AuditAction.REMOVE_REGISTER_ROW, row, {key: [row.cells[key], None] for key in row.cells})
        del self.rows[row.number]
        self._units.pop(self._unit(row.cells), None)
        self._session.delete(row)

    def note(self, row: RegisterRow, changes: _Changes) -> None:
        """Note what became of the documents that prove a row."""
        self._stamp(row)
        self._emit(AuditAction.CHANGE_REGISTER_ROW, row, changes)

    def describe(self, listed_on: date | None, total: int | None) -> None:
        """Say of which day the list of units is, and how many all are of whom activities reached some."""
        register = self.register
        before = {"listed_on": register.listed_on, "total": register.total}
        after = {"listed_on": listed_on, "total": total}
        changes: _Changes = {
            key: [_words(before[key]), _words(after[key])] for key in after if before[key] != after[key]
        }
        if not changes:
            return
        register.listed_on, register.total = listed_on, total
        touch_pack(self.pack)
        described = RegisterDescribed(subject=register.id, cells=changes, **self._event())
        emit(self._session, self._actor, described)

    def check_unit(self, cells: Mapping[str, str], number: int | None) -> None:
        """Raise `BadInput` if another row has this unit: it would count twice."""
        is_units = self.place.kind is RegisterKind.UNITS
        if is_units and self._units.get(self._unit(cells), number) != number:
            raise BadInput(
                N_("%(unit)s is in the register already."),
                field="unit",
                code="unit_twice",
                unit=cells["unit"],
            )

    def has_unit(self, name: str) -> bool:
        """Return whether a row has this unit."""
        return canonical_name(name) in self._units

    @staticmethod
    def _unit(cells: Mapping[str, str]) -> str:
        return canonical_name(cells.get("unit", ""))

    def _stamp(self, row: RegisterRow) -> None:
        row.changed_by_id, row.changed_at = self._actor.person_id, self._clock.now()
        row.late_reason = self._late_reason or row.late_reason
        touch_pack(self.pack)

    def _emit(self, action: AuditAction, row: RegisterRow, changes: _Changes) -> None:
        self._session.flush()
        touch_pack(self.pack)
        event = RegisterRowChanged(
            action=action, subject=row.id, row=row.number, cells=changes, **self._event()
        )
        emit(self._session, self._actor, event)

    def _event(self) -> dict[str, Any]:
        return {
            "criterion_id": self.place.criterion.id,
            "criterion": self.place.criterion.label,
            "register": self.place.kind.value,
            "agency": self.register.agency.name,
            "late_reason": self._late_reason,
        }


def _words(value: date | int | None) -> str | None:
    return None if value is None else str(value)


def add_row(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    written: Written,
    *,
    late_reason: str | None = None,
    clock: Clock,
) -> RegisterRow:
    """Add one row to the register that the person's agency keeps."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.ADD_ROW, clock, late_reason)
    row = keeper.add(keeper.read(written))
    keeper.finish()
    return row


def change_row(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    number: int,
    written: Written,
    *,
    seen_lock: int | None = None,
    late_reason: str | None = None,
    clock: Clock,
) -> RegisterRow:
    """Change one row; raise `ChangedMeanwhile` if another was seen than stands there."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.CHANGE_ROW, clock, late_reason)
    row = keeper.row(number, seen_lock)
    keeper.change(row, keeper.read(written))
    keeper.finish()
    return row


def remove_row(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    number: int,
    *,
    seen_lock: int | None = None,
    late_reason: str | None = None,
    clock: Clock,
) -> None:
    """Remove one row."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.REMOVE_ROW, clock, late_reason)
    keeper.remove(keeper.row(number, seen_lock))
    keeper.finish()
