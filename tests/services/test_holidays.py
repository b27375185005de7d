"""The list of days: who keeps it, what is refused, what counts with it."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.holidays import shipped_days
from evidence_repo.errors import BadInput, NotAllowed
from evidence_repo.models import AuditEvent, CalendarDay
from evidence_repo.services.holidays.days import (
    ListedDay,
    add_day,
    change_day,
    find_listed,
    list_days,
    remove_day,
    work_calendar,
)
from tests.services.at_once import at_once
from tests.services.world import PEOPLE, World
from workflows.working_days import DayKind

FRIDAY = date(2028, 5, 5)
GIVEN = ListedDay(FRIDAY, DayKind.OFF, "Nghỉ hoán đổi")


def add(world: World, given: ListedDay = GIVEN, who: str = "coordinator") -> None:
    with world.database.transaction() as session:
        add_day(session, world.actor(who), given)


def events(world: World) -> list[tuple[str, dict[str, object]]]:
    with world.reading() as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
        return [(event.action, event.details) for event in found]


def test_an_installation_has_the_days_that_come_with_the_product(any_world: World) -> None:
    with any_world.reading() as session:
        assert len(list_days(session)) == len(shipped_days())
        assert {row.day.year for row in list_days(session) if row.is_provisional} == {2027}
        assert work_calendar(session).add_working_days(date(2018, 2, 12), 5) == date(2018, 2, 26)


def test_a_day_is_added_changed_and_removed_and_the_log_says_what_it_was(any_world: World) -> None:
    world = any_world
    add(world)
    with world.database.transaction() as session:
        row = find_listed(session, FRIDAY)
        assert not work_calendar(session).is_working_day(FRIDAY)
        change_day(session, world.actor("coordinator"), row, GIVEN)
        saturday = ListedDay(date(2028, 5, 6), DayKind.WORKED, " Làm  bù ", is_provisional=True)
        change_day(session, world.actor("coordinator"), row, saturday)
    with world.database.transaction() as session:
        row = find_listed(session, date(2028, 5, 6))
        assert (row.name, work_calendar(session).is_working_day(row.day)) == ("Làm bù", True)
        remove_day(session, world.actor("coordinator"), row)
    with world.reading() as session:
        assert list_days(session, 2028) == []
    first, second, third = events(world)
    assert first == (
        "add_calendar_day",
        {"on": "2028-05-05", "kind": "off", "name": "Nghỉ hoán đổi", "is_provisional": False},
    )
    assert second[0] == "change_calendar_day"
    assert second[1]["before"] == ["2028-05-05", "off", "Nghỉ hoán đổi"]
    assert (second[1]["on"], second[1]["was_provisional"]) == ("2028-05-06", False)
    assert (third[0], third[1]["name"]) == ("remove_calendar_day", "Làm bù")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (ListedDay(date(2026, 9, 2), DayKind.OFF, "Quốc khánh"), "day", "day_taken"),
        (ListedDay(FRIDAY, DayKind.WORKED, "Làm bù"), "kind", "worked_on_weekday"),
        (ListedDay(date(1990, 1, 1), DayKind.OFF, "Tết"), "day", "day_out_of_range"),
        (ListedDay(FRIDAY, DayKind.OFF, "  "), "name", "name_missing"),
        (ListedDay(FRIDAY, DayKind.OFF, "n" * 201), "name", "name_too_long"),
    ],
)
def test_bad_input_says_which_field(world: World, given: ListedDay, field: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(world, given)
    assert (refused.value.field, refused.value.code) == (field, code)
    add(world)
    with world.database.transaction() as session, pytest.raises(BadInput) as refused:
        change_day(session, world.actor("coordinator"), find_listed(session, FRIDAY), given)
    assert refused.value.code == code


Keep = Callable[[Session, World, str], object]
KEEPING: dict[str, Keep] = {
    "add": lambda s, w, who: add_day(s, w.actor(who), GIVEN),
    "change": lambda s, w, who: change_day(s, w.actor(who), find_listed(s, date(2026, 9, 2)), GIVEN),
    "remove": lambda s, w, who: remove_day(s, w.actor(who), find_listed(s, date(2026, 9, 2))),
}


@pytest.mark.parametrize("what", KEEPING)
def test_the_coordinator_alone_keeps_the_list(world: World, what: str) -> None:
    for who in PEOPLE:
        if who == "coordinator":
            continue
        with world.database.transaction() as session, pytest.raises(NotAllowed):
            KEEPING[what](session, world, who)
    assert events(world) == []
    with world.database.transaction() as session:
        KEEPING[what](session, world, "coordinator")
    assert len(events(world)) == 1


def test_of_two_people_who_list_a_day_at_once_the_second_is_refused(any_world: World) -> None:
    def listing(barrier: threading.Barrier) -> None:
        barrier.wait()
        add(any_world)

    refused = [error for error in at_once(listing, listing) if error is not None]
    assert [error.code for error in refused] == ["day_taken"]
    with any_world.reading() as session:
        assert len(session.scalars(select(CalendarDay).where(CalendarDay.day == FRIDAY)).all()) == 1
    assert len(events(any_world)) == 1
