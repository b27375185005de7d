"""The assessment cycles: who moves one, and what it still allows."""

import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import AuditEvent
from evidence_repo.services.plan.catalogue import add_cycle
from evidence_repo.services.workflow.cycles import (
    CycleFacts,
    change_cycle,
    change_cycle_state,
    check_cycle_allows,
    find_cycle,
    list_cycles,
)
from tests.services.at_once import Decide, at_once
from tests.services.world import PEOPLE, World
from workflows.cycle import CycleAction, CycleState, WorkAction
from workflows.evidence import EvidenceAction
from workflows.explanations import ExplanationAction
from workflows.packs import PackAction


def move(
    world: World,
    action: CycleAction,
    who: str = "coordinator",
    reason: str | None = None,
    seen_lock: int | None = None,
) -> CycleState:
    with world.database.transaction() as session:
        actor, cycle = world.actor(who), world.cycle(session)
        return change_cycle_state(
            session, actor, cycle, action, world.clock, reason=reason, seen_lock=seen_lock
        )


def test_a_year_has_its_cycle_or_none(world: World) -> None:
    world.add_cycle(2016, CycleState.CLOSED)
    with world.reading() as session:
        assert find_cycle(session, 2016).state is CycleState.CLOSED
        assert [cycle.year for cycle in list_cycles(session)] == [2017, 2016]
        with pytest.raises(BadInput, match="1999") as refused:
            find_cycle(session, 1999)
    assert refused.value.code == "no_such_cycle"


class TestMovingOn:
    def test_forward_one_by_one_and_every_step_is_told(self, any_world: World) -> None:
        assert [move(any_world, action) for action in CycleAction if action is not CycleAction.REOPEN] == [
            *(CycleState.FROZEN, CycleState.SUBMITTED, CycleState.APPRAISED, CycleState.CLOSED)
        ]
        with any_world.reading() as session:
            events = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
        assert {event.action for event in events} == {"change_cycle_state"}
        assert [(event.details["before"], event.details["after"]) for event in events] == [
            *(
                ("open", "frozen"),
                ("frozen", "submitted"),
                ("submitted", "appraised"),
                ("appraised", "closed"),
            )
        ]
        assert {event.details["on"] for event in events} == {"2017-11-27"}

    def test_back_it_goes_a_step_for_a_reason_that_the_log_keeps(self, world: World) -> None:
        world.set_cycle(CycleState.APPRAISED)
        with pytest.raises(BadInput) as refused:
            move(world, CycleAction.REOPEN, reason=" ")
        assert refused.value.field == "reason"
        assert move(world, CycleAction.REOPEN, reason=" Bộ gia hạn ") is CycleState.SUBMITTED
        with world.reading() as session:
            [event] = session.scalars(select(AuditEvent)).all()
        assert (event.action, event.details["reason"]) == ("reopen_cycle", "Bộ gia hạn")
        world.set_cycle(CycleState.CLOSED)
        with pytest.raises(Refused):
            move(world, CycleAction.REOPEN, reason="Bộ gia hạn")

    @pytest.mark.parametrize(
        "action", [CycleAction.SUBMIT, CycleAction.APPRAISE, CycleAction.CLOSE, CycleAction.REOPEN]
    )
    def test_no_step_is_left_out(self, world: World, action: CycleAction) -> None:
        with pytest.raises(Refused) as refused:
            move(world, action, reason="Bộ gia hạn")
        assert refused.value.code == "wrong_state"

    @pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coordinator"}))
    def test_only_a_coordinator_moves_it(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            move(world, CycleAction.FREEZE, who)
        with world.reading() as session:
            assert world.cycle(session).state is CycleState.OPEN

    def test_of_two_at_once_the_second_is_refused(self, any_world: World) -> None:
        def freeze(barrier: threading.Barrier) -> None:
            barrier.wait()
            move(any_world, CycleAction.FREEZE)

        steps: list[Decide] = [freeze, freeze]
        [refused] = [error for error in at_once(*steps) if error is not None]
        assert refused.code in {"wrong_state", ChangedMeanwhile.code}

    def test_two_who_step_back_go_back_one_step(self, world: World) -> None:
        world.set_cycle(CycleState.APPRAISED)
        with world.reading() as session:
            seen = world.cycle(session).lock
        assert move(world, CycleAction.REOPEN, reason="Bộ gia hạn", seen_lock=seen) is CycleState.SUBMITTED
        with pytest.raises(ChangedMeanwhile):
            move(world, CycleAction.REOPEN, reason="Bộ gia hạn", seen_lock=seen)


class TestWhatIsKnownOfIt:
    def _change(
        self, world: World, who: str = "coordinator", seen_lock: int | None = None, **facts: object
    ) -> None:
        with world.database.transaction() as session:
            cycle = world.cycle(session)
            wanted = replace(CycleFacts.of(cycle), **facts)  # type: ignore[arg-type]
            change_cycle(session, world.actor(who), cycle, wanted, seen_lock)

    def test_every_change_is_told_with_what_stood_there(self, world: World) -> None:
        self._change(world, plan_number="416/KH-UBND", tolerance_percent=Decimal("2.50"))
        self._change(world, plan_number="416/KH-UBND", plan_issued_on=date(2017, 7, 14))
        self._change(world)
        with world.reading() as session:
            events = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
            assert world.cycle(session).tolerance_percent == 2.5
        assert [event.details["changed"] for event in events] == [
            {"plan_number": [None, "416/KH-UBND"], "tolerance_percent": ["3.00", "2.50"]},
            {"plan_issued_on": [None, "2017-07-14"]},
        ]

    @pytest.mark.parametrize("tolerance", ["-0.01", "100.01", "3.001"])
    def test_the_tolerance_is_a_percentage(self, world: World, tolerance: str) -> None:
        with pytest.raises(BadInput) as refused:
            self._change(world, tolerance_percent=Decimal(tolerance))
        assert refused.value.field == "tolerance_percent"

    def test_who_may_not_or_saw_another_row_or_a_closed_cycle_changes_nothing(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self._change(world, "lan", plan_number="1")
        with pytest.raises(ChangedMeanwhile):
            self._change(world, seen_lock=99, plan_number="1")
        with pytest.raises(BadInput):
            self._change(world, plan_title="x" * 501)
        world.set_cycle(CycleState.CLOSED)
        with pytest.raises(Refused):
            self._change(world, plan_number="1")
        with world.reading() as session:
            assert world.cycle(session).plan_number is None

    def test_a_cycle_is_added_once(self, world: World) -> None:
        for year, is_new in ((2018, True), (2018, False)):
            may_raise = nullcontext() if is_new else pytest.raises(BadInput)
            with may_raise, world.database.transaction() as session:
                add_cycle(session, world.actor("coordinator"), world.clock, year=year)
        with world.reading() as session:
            assert [cycle.year for cycle in list_cycles(session)] == [2018, 2017]
            [event] = session.scalars(select(AuditEvent)).all()
        assert (event.action, event.details["year"]) == ("add_cycle", 2018)


class TestWhatItAllows:
    """The rules' table is tested where it stands; here, that services ask it and answer with our errors."""

    def test_a_frozen_cycle_asks_for_the_reason_of_lateness(self, world: World) -> None:
        move(world, CycleAction.FREEZE)
        with pytest.raises(BadInput) as refused:
            world.cite()
        assert (refused.value.code, refused.value.field) == ("late_reason_missing", "late_reason")
        world.cite(late_reason="Sở Tài chính gửi muộn")

    def test_a_sent_dossier_opens_only_what_the_approver_reopens(self, world: World) -> None:
        for action in (CycleAction.FREEZE, CycleAction.SUBMIT):
            move(world, action)
        with pytest.raises(Refused) as refused:
            world.cite(late_reason="muộn")
        assert refused.value.code == "pack_not_reopened"
        with world.database.transaction() as session:
            world.pack(session, "1.1.3").was_reopened = True
        world.cite()

    @pytest.mark.parametrize(
        "action", [EvidenceAction.CITE, ExplanationAction.WRITE, PackAction.REOPEN, PackAction.SEAL]
    )
    def test_a_closed_cycle_is_only_read(self, world: World, action: WorkAction) -> None:
        world.set_cycle(CycleState.CLOSED)
        with world.reading() as session:
            cycle, pack = world.cycle(session), world.pack(session, "1.1.3")
            with pytest.raises(Refused) as refused:
                check_cycle_allows(cycle, pack, action, "muộn")
        assert refused.value.code == "cycle_closed"
