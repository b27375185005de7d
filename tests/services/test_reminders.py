"""Reminders: what is still to be done is called to mind, by working days, each time once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from evidence_repo.models import Assignment, Deadline, Evidence, EvidencePack, Notice
from evidence_repo.services.screens.criterion_page import criterion_page
from evidence_repo.services.sending.reminders import make_reminders
from tests.services.assigning import Assigning
from tests.services.rounds_world import Rounds
from tests.services.world import PEOPLE, World
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind
from workflows.notices import NoticeKind, ObjectKind

LAST_DAY = date(2017, 11, 30)
"""The last good day of every criterion of the world: due on 1 December, which is excluded."""


def remind(world: World, day: date) -> int:
    with world.database.transaction() as session:
        return make_reminders(session, day, datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def told(world: World, about: ObjectKind, criterion: str | None = None) -> list[tuple[str, NoticeKind]]:
    """Return who was reminded of what kind of thing, in their order."""
    names = {world.person(name): name for name in PEOPLE}
    with world.reading() as session:
        found = select(Notice).where(Notice.object_kind == about, Notice.kind != NoticeKind.ASSIGNMENT_GIVEN)
        if criterion is not None:
            found = found.where(Notice.criterion_id == world.criterion(session, criterion).id)
        return [(names[each.person_id], each.kind) for each in session.scalars(found.order_by(Notice.id))]


def test_deadlines_of_packs_in_hand_are_called_to_mind_each_step_once(any_world: World) -> None:
    world = any_world
    days = [LAST_DAY + timedelta(days=offset) for offset in range(-20, 20)]
    made = {day: remind(world, day) for day in days for _ in range(2)}
    assert all(made[day] == 0 for day in days)  # the second look of each day finds nothing new
    lan = [kind for who, kind in told(world, ObjectKind.DEADLINE, "1.1.3") if who == "lan"]
    assert lan == [
        *(NoticeKind.DUE_IN_14, NoticeKind.DUE_IN_7, NoticeKind.DUE_IN_3, NoticeKind.DUE_IN_1),
        *(NoticeKind.OVERDUE, NoticeKind.OVERDUE, NoticeKind.OVERDUE),
    ]
    assert {who for who, _ in told(world, ObjectKind.DEADLINE, "1.1.3")} == {"lan", "mai", "head"}
    assert {who for who, _ in told(world, ObjectKind.DEADLINE, "2.1.1")} == {"justice", "justice-head"}


def test_what_is_handed_in_served_or_closed_is_not_called_to_mind(world: World) -> None:
    world.cite()
    world.submit()
    piece = world.cite("1.3.1")
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        served = select(Deadline.id).where(Deadline.criterion_id == evidence.criterion_id)
        evidence.deadline_id = session.scalars(served).one()
    assert remind(world, LAST_DAY) > 0
    assert told(world, ObjectKind.DEADLINE, "1.1.3") == told(world, ObjectKind.DEADLINE, "1.3.1") == []
    assert told(world, ObjectKind.DEADLINE, "5.2.1") != []
    for state in (CycleState.SUBMITTED, CycleState.CLOSED):
        world.set_cycle(state)
        assert remind(world, LAST_DAY + timedelta(days=5)) == 0


def test_an_assignment_is_called_to_mind_until_it_is_delivered(world: World) -> None:
    asking = Assigning(world)
    first, second = asking.assign("1.1.3", last_day=LAST_DAY) + asking.assign("1.3.1", last_day=LAST_DAY)
    asking.deliver(second, answer="Không phát sinh")
    with world.database.transaction() as session:
        session.get_one(Assignment, first).assigned_at = datetime(2017, 11, 1, tzinfo=UTC)
    remind(world, LAST_DAY - timedelta(days=3))
    assert told(world, ObjectKind.ASSIGNMENT) == [("district", NoticeKind.DUE_IN_3)]


def test_what_was_asked_for_today_needs_no_reminder_yet(world: World) -> None:
    [number] = Assigning(world).assign("1.1.3", last_day=LAST_DAY)
    with world.database.transaction() as session:
        session.get_one(Assignment, number).assigned_at = datetime(2017, 11, 27, 2, tzinfo=UTC)
    remind(world, date(2017, 11, 26))
    assert told(world, ObjectKind.ASSIGNMENT) == []
    remind(world, LAST_DAY)
    assert told(world, ObjectKind.ASSIGNMENT) == [("district", NoticeKind.DUE_IN_1)]


def test_a_returned_pack_and_a_question_have_last_days_too(world: World, tmp_path: Path) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    rounds = Rounds(world, tmp_path)
    rounds.accept(rounds.ask(("5.2.1", "", "1", "1", "0,5", "", "Thiếu", "Bổ sung", "15/12/2017")))
    with world.database.transaction() as session:
        for pack in session.scalars(select(EvidencePack)):
            pack.state_since = datetime(2017, 11, 1, tzinfo=UTC)
    remind(world, date(2017, 12, 4))  # the fifth working day after the return
    assert ("lan", NoticeKind.DUE_IN_1) in told(world, ObjectKind.PACK)
    remind(world, date(2017, 12, 18))
    assert ("lan", NoticeKind.OVERDUE) in told(world, ObjectKind.QUESTION)


def test_reminders_stand_in_the_criterions_history_for_whom_it_concerns(any_world: World) -> None:
    world = any_world
    early, late = LAST_DAY - timedelta(days=7), LAST_DAY + timedelta(days=1)
    for day in (early, late):
        remind(world, day)
    with world.reading() as session:
        criterion = world.criterion(session, "1.1.3")

        def history(who: str) -> list[tuple[date, NoticeKind, int]]:
            page = criterion_page(session, world.actor(who), criterion, world.clock)
            return [(each.at.date(), each.kind, each.people) for each in page.reminders]

        expected = [(early, NoticeKind.DUE_IN_7, 3), (late, NoticeKind.OVERDUE, 3)]
        assert history("lan") == history("coordinator") == history("reviewer") == expected
        assert history("justice") == history("district") == []
