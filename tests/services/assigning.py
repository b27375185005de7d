"""What people do with assignments in the small province: each is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from evidence_repo.models import Assignment, Evidence, User
from evidence_repo.services.workflow.asking import AssignmentRequest, assign, change_request
from evidence_repo.services.workflow.assignments import (
    accept,
    cancel,
    deliver,
    name_person,
    return_assignment,
)
from tests.services.world import World
from workflows.assignments import AssignmentState

WORDS = "Cung cấp tài liệu thuộc phạm vi của đơn vị"
LAST_DAY = date(2017, 11, 23)


class Assigning:
    """The province's assignments; every method is one transaction, and returns ids or states."""

    def __init__(self, world: World) -> None:
        self.world = world

    def assign(
        self,
        code: str = "1.1.3",
        *agencies: str,
        who: str = "lan",
        product: int | None = None,
        words: str = WORDS,
        last_day: date = LAST_DAY,
        asks_figures: bool = False,
    ) -> list[int]:
        """Ask these agencies (by default Châu Đốc); return the ids of what is new."""
        world = self.world
        with world.database.transaction() as session:
            request = AssignmentRequest(
                world.criterion(session, code),
                [world.agency(session, agency) for agency in agencies or ("chau-doc",)],
                words,
                last_day,
                product=world.product(session, code, product) if product else None,
                asks_figures=asks_figures,
            )
            made = assign(session, world.actor(who), [request], clock=world.clock)
            return [assignment.id for assignment in made]

    def change(
        self,
        number: int,
        who: str = "lan",
        *,
        words: str | None = None,
        last_day: date | None = None,
        seen_lock: int | None = None,
    ) -> None:
        with self.world.database.transaction() as session:
            assignment = session.get_one(Assignment, number)
            change_request(
                *(session, self.world.actor(who), assignment),
                words=words,
                last_day=last_day,
                seen_lock=seen_lock,
                clock=self.world.clock,
            )

    def deliver(
        self,
        number: int,
        who: str = "district",
        *,
        piece: int | None = None,
        answer: str | None = None,
        seen_lock: int | None = None,
    ) -> None:
        with self.world.database.transaction() as session:
            deliver(
                session,
                self.world.actor(who),
                session.get_one(Assignment, number),
                piece=session.get_one(Evidence, piece) if piece else None,
                answer=answer,
                seen_lock=seen_lock,
                clock=self.world.clock,
            )

    def accept(self, number: int, who: str = "lan", *, seen_lock: int | None = None) -> None:
        self._act(accept, number, who, seen_lock)

    def return_(self, number: int, who: str = "lan", *, reason: str = "Thiếu số liệu quý III") -> None:
        self._act(return_assignment, number, who, None, reason)

    def cancel(
        self, number: int, who: str = "lan", *, reason: str = "Giao nhầm", seen_lock: int | None = None
    ) -> None:
        self._act(cancel, number, who, seen_lock, reason)

    def _act(
        self, service: Callable[..., object], number: int, who: str, seen_lock: int | None, *words: str
    ) -> None:
        with self.world.database.transaction() as session:
            assignment = session.get_one(Assignment, number)
            service(
                session,
                self.world.actor(who),
                assignment,
                *words,
                seen_lock=seen_lock,
                clock=self.world.clock,
            )

    def name(self, number: int, person: str | None, who: str) -> None:
        with self.world.database.transaction() as session:
            named = session.get_one(User, self.world.person(person)) if person else None
            name_person(session, self.world.actor(who), session.get_one(Assignment, number), named)

    def state(self, number: int) -> AssignmentState:
        with self.world.reading() as session:
            return session.get_one(Assignment, number).state

    def lock(self, number: int) -> int:
        with self.world.reading() as session:
            return session.get_one(Assignment, number).lock
