"""What is due in a month: for the person, their agency, the province."""

from __future__ import annotations

from datetime import date

import pytest

from evidence_repo.errors import NotVisible
from evidence_repo.models import User
from evidence_repo.services.people.accounts import reset_password
from evidence_repo.services.people.calendar_feeds import end_feed, find_feed, make_feed
from evidence_repo.services.people.own_password import choose_forgotten_password, make_link
from evidence_repo.services.screens.due_calendar import (
    CalendarScope,
    DueItem,
    DueKind,
    due_items,
    scopes_for,
)
from tests.services.assigning import LAST_DAY, Assigning
from tests.services.world import World
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind

LAST_GOOD = date(2017, 11, 30)
MINE, AGENCY, PROVINCE = CalendarScope


def due(world: World, who: str, scope: CalendarScope, day: date | None = None) -> list[DueItem]:
    first, last = (day, day) if day else (date(2017, 1, 1), date(2018, 12, 31))
    with world.reading() as session:
        return due_items(session, world.actor(who), scope, first, last, world.clock.today())


def codes(items: list[DueItem]) -> list[str]:
    return [item.criterion_code for item in items]


def test_a_deadline_stands_on_its_last_good_day(world: World) -> None:
    assert {item.day for item in due(world, "lan", AGENCY)} == {LAST_GOOD}
    assert due(world, "lan", AGENCY, LAST_GOOD)
    assert not due(world, "lan", AGENCY, date(2017, 12, 1)), "“trước ngày” is exclusive"


def test_the_agency_sees_its_criteria_and_the_province_all(world: World) -> None:
    assert codes(due(world, "justice", AGENCY)) == ["2.1.1"]
    assert codes(due(world, "observer", PROVINCE)) == ["1.1.3", "1.3.1", "2.1.1", "5.2.1"]


def test_what_is_submitted_is_done_for_the_agency_and_waits_for_reviewers(world: World) -> None:
    assert due(world, "reviewer", MINE) == []
    world.cite()
    world.submit()
    assert "1.1.3" not in codes(due(world, "lan", MINE))
    assert [item.is_done for item in due(world, "lan", AGENCY)] == [True, False, False]
    [waits] = due(world, "reviewer", MINE)
    assert (waits.criterion_code, waits.is_done) == ("1.1.3", False)


def test_an_asked_agency_sees_its_part_and_the_lead_counts_the_parts(world: World) -> None:
    assigning = Assigning(world)
    [number] = assigning.assign()
    assigning.assign("1.3.1")
    part, other = due(world, "district", MINE)
    assert (part.kind, part.day, part.thing_id) == (DueKind.ASSIGNMENT, LAST_DAY, number)
    assigning.deliver(number, answer="Không phát sinh trong năm")
    assert due(world, "district", MINE) == [other]
    assigning.accept(number)
    counted = due(world, "lan", AGENCY, LAST_DAY)
    assert [(each.label, each.count, each.open_count, each.is_done) for each in counted] == [
        ("TCTP 1.1.3", 1, 0, True),
        ("TCTP 1.3.1", 1, 1, False),
    ]
    assert {each.kind for each in counted} == {DueKind.ASSIGNMENTS}
    assert due(world, "justice", PROVINCE, LAST_DAY) == [], "what others were asked for is not theirs to see"


def test_a_returned_pack_has_to_be_answered_by_its_day(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    with world.reading() as session:
        day = world.pack(session, "1.1.3").answer_last_day
    assert day is not None
    assert [item.kind for item in due(world, "lan", MINE, day)] == [DueKind.ANSWER]
    world.explain(piece)
    world.submit()
    assert due(world, "lan", AGENCY, day) == []


def test_a_closed_year_has_nothing_due(world: World) -> None:
    world.set_cycle(CycleState.CLOSED)
    assert due(world, "observer", PROVINCE) == []


@pytest.mark.parametrize(
    ("who", "scopes"),
    [
        ("lan", (MINE, AGENCY, PROVINCE)),
        ("reviewer", (MINE, PROVINCE)),
        ("coordinator", (PROVINCE,)),
        ("observer", (PROVINCE,)),
    ],
)
def test_everybody_begins_with_what_says_something_to_them(
    world: World, who: str, scopes: tuple[CalendarScope, ...]
) -> None:
    assert scopes_for(world.actor(who)) == scopes


def test_a_feed_is_found_by_its_secret_until_it_is_replaced_or_ended(world: World) -> None:
    def made() -> str:
        with world.database.transaction() as session:
            return make_feed(session, world.actor("lan"), "mine", world.clock)

    def opens(token: str) -> bool:
        with world.reading() as session:
            try:
                return find_feed(session, token).person_id == world.person("lan")
            except NotVisible:
                return False

    first = made()
    assert opens(first)
    second = made()
    assert (opens(first), opens(second)) == (False, True)
    assert not opens(second + "x" * 5000)
    with world.database.transaction() as session:
        session.get_one(User, world.person("lan")).active = False
    assert not opens(second), "a closed account reads nothing"
    with world.database.transaction() as session:
        session.get_one(User, world.person("lan")).active = True
        end_feed(session, world.actor("lan"))
    assert not opens(second)
    third = made()
    with world.database.transaction() as session:
        reset_password(session, world.actor("coordinator"), world.user(session, "lan"), world.clock)
    assert not opens(third), "a reset ends what the old password had opened"
    fourth = made()
    with world.database.transaction() as session:
        link = make_link(world.user(session, "lan"), "secret", world.clock.real_now())
        new = "một mật khẩu khá dài 58"
        choose_forgotten_password(session, link, "secret", new=new, clock=world.clock)
    assert not opens(fourth)
