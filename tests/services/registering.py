"""What people do with registers in the small province: each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AuditEvent, DocumentVersion, RegisterRow
from evidence_repo.services.people.sheets import ImportReport, SheetCells, read_rows
from evidence_repo.services.registers.choosing import choose_registers
from evidence_repo.services.registers.describing import describe_register
from evidence_repo.services.registers.filling import fill_units
from evidence_repo.services.registers.importing import import_rows, sheet_columns
from evidence_repo.services.registers.keeping import (
    RegisterPlace,
    add_row,
    change_row,
    remove_row,
)
from evidence_repo.services.registers.proving import cite_document, uncite_document
from evidence_repo.services.registers.viewing import RegisterPage, register_page
from tests.services.world import World
from workflows.registers import RegisterKind

TASK = {"task": "Ban hành kế hoạch", "due_on": "30/06/2017", "done_on": "15/6/2017"}
FINDING = {"unit": "Sở A", "found_on": "02/05/2017", "finding": "Chậm trả lời", "outcome": "Chưa xử lý"}


class Registering:
    """The province's registers of TCTP 1.1.3; every method is one transaction, and returns numbers."""

    def __init__(
        self, world: World, kind: RegisterKind = RegisterKind.PLAN_TASKS, code: str = "1.1.3"
    ) -> None:
        self.world, self.kind, self.code = world, kind, code
        self.choose(kind)

    def place(self, session: Session) -> RegisterPlace:
        return RegisterPlace(self.world.criterion(session, self.code), self.kind)

    def choose(self, *kinds: RegisterKind, who: str = "coordinator", forms: Sequence[str] = ()) -> None:
        with self.world.database.transaction() as session:
            criterion = self.world.criterion(session, self.code)
            choose_registers(session, self.world.actor(who), criterion, kinds, forms)

    def add(self, written: Mapping[str, str] = TASK, who: str = "lan", *, late: str | None = None) -> int:
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            row = add_row(session, actor, place, written, late_reason=late, clock=self.world.clock)
            return row.number

    def change(
        self, number: int, written: Mapping[str, str], who: str = "lan", seen_lock: int | None = None
    ) -> None:
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            change_row(session, actor, place, number, written, seen_lock=seen_lock, clock=self.world.clock)

    def remove(self, number: int, who: str = "lan", seen_lock: int | None = None) -> None:
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            remove_row(session, actor, place, number, seen_lock=seen_lock, clock=self.world.clock)

    def describe(
        self, listed_on: date | None, total: int | None, who: str = "lan", seen: str | None = None
    ) -> None:
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            describe_register(
                session, actor, place, listed_on=listed_on, total=total, seen=seen, clock=self.world.clock
            )

    def fill(self, *kinds: str, day: date = date(2017, 6, 1), who: str = "lan") -> int:
        with self.world.database.transaction() as session:
            actor = self.world.actor(who)
            return fill_units(session, actor, self.place(session), kinds, day, clock=self.world.clock)

    def cite(self, number: int, version_id: int, who: str = "lan") -> None:
        with self.world.database.transaction() as session:
            version = session.get_one(DocumentVersion, version_id)
            place, actor = self.place(session), self.world.actor(who)
            cite_document(session, actor, place, number, version, clock=self.world.clock)

    def uncite(self, number: int, document_id: int, who: str = "lan") -> None:
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            uncite_document(session, actor, place, number, document_id, clock=self.world.clock)

    def import_(self, *rows: Sequence[str], who: str = "lan") -> ImportReport:
        """Import these rows, the first the heading; all or nothing."""
        cells = [SheetCells(number, tuple(row)) for number, row in enumerate(rows, start=1)]
        with self.world.database.transaction() as session:
            place, actor = self.place(session), self.world.actor(who)
            read = read_rows(cells, sheet_columns(self.kind))
            report = import_rows(session, actor, place, read, clock=self.world.clock)
            report.refuse_problems()
            return report

    def page(self, who: str = "lan", agency: str | None = None) -> RegisterPage:
        with self.world.reading() as session:
            today = self.world.clock.today()
            return register_page(session, self.world.actor(who), self.place(session), today, agency)

    def rows(self) -> dict[int, dict[str, Any]]:
        with self.world.reading() as session:
            return {row.number: dict(row.cells) for row in session.scalars(select(RegisterRow))}

    def lock(self, number: int) -> int:
        with self.world.reading() as session:
            return session.scalars(select(RegisterRow.lock).where(RegisterRow.number == number)).one()

    def log(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what the audit log says of registers, with its details."""
        with self.world.reading() as session:
            events = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
            return [(e.action, e.details) for e in events if "register" in e.action]
