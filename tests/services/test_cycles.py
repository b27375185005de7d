"""The assessment cycle: which one is current, who moves it, and what it still allows."""

import threading

import pytest
from sqlalchemy import select

from evidence_repo.db import Database
from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.models import AssessmentCycle, AuditEvent
from evidence_repo.services.workflow.cycles import (
    change_cycle_state,
    check_cycle_allows,
    current_cycle,
    find_cycle,
    list_cycles,
)
from tests.services.at_once import Decide, at_once
from tests.services.world import NOW, PEOPLE, World
from workflows.cycle import CycleAction, CycleState, WorkAction
from workflows.evidence import EvidenceAction
from workflows.explanations import ExplanationAction
from workflows.packs import PackAction


def move(world: World, action: CycleAction, who: str = "coordinator") -> CycleState:
    with world.database.transaction() as session:
        return change_cycle_state(session, world.actor(who), world.cycle(session), action, world.clock)


def add_cycle(world: World, year: int, state: CycleState = CycleState.OPEN) -> None:
    with world.database.transaction() as session:
        province = world.agency(session, "tinh").id
        session.add(AssessmentCycle(year=year, province_id=province, created_at=NOW, state=state))


def current_year(world: World) -> int | None:
    with world.reading() as session:
        found = current_cycle(session)
        return found.year if found else None


class TestWhichCycleIsMeant:
    @pytest.mark.parametrize("state", sorted(set(CycleState) - {CycleState.CLOSED}))
    def test_the_only_one_that_is_not_closed_is_current(self, world: World, state: CycleState) -> None:
        world.set_cycle(state)
        add_cycle(world, 2016, CycleState.CLOSED)
        assert current_year(world) == 2017
        with world.reading() as session:
            assert find_cycle(session, None).year == 2017
            assert find_cycle(session, 2016).state is CycleState.CLOSED
            assert [cycle.year for cycle in list_cycles(session)] == [2017, 2016]

    def test_two_that_are_not_closed_ask_for_the_year(self, world: World) -> None:
        add_cycle(world, 2018)
        assert current_year(world) is None
        with world.reading() as session:
            with pytest.raises(BadInput, match="2017, 2018") as refused:
                find_cycle(session, None)
            assert find_cycle(session, 2018).year == 2018
        assert (refused.value.code, refused.value.field) == ("year_missing", "year")

    def test_all_closed_ask_for_the_year(self, world: World) -> None:
        world.set_cycle(CycleState.CLOSED)
        with world.reading() as session, pytest.raises(BadInput, match="2017") as refused:
            find_cycle(session, None)
        assert refused.value.code == "year_missing"

    def test_a_year_without_a_cycle(self, world: World) -> None:
        with world.reading() as session, pytest.raises(BadInput, match="1999") as refused:
            find_cycle(session, 1999)
        assert refused.value.code == "no_such_cycle"

    def test_nothing_was_imported_yet(self, sqlite_database: Database) -> None:
        with sqlite_database.reading() as session, pytest.raises(BadInput) as refused:
            find_cycle(session, None)
        assert refused.value.code == "no_cycle"


class TestMovingOn:
    def test_forward_one_by_one_and_every_step_is_told(self, any_world: World) -> None:
        assert [move(any_world, action) for action in CycleAction] == [
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

    @pytest.mark.parametrize("action", [CycleAction.SUBMIT, CycleAction.APPRAISE, CycleAction.CLOSE])
    def test_no_step_is_left_out(self, world: World, action: CycleAction) -> None:
        with pytest.raises(Refused) as refused:
            move(world, action)
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
        refused = [error for error in at_once(*steps) if error is not None]
        assert [error.code for error in refused] == ["wrong_state"]


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
