"""The kinds of agencies are data: added, changed, refused; what is changed meanwhile is not written over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed
from evidence_repo.models import AgencyKind, AuditEvent
from evidence_repo.services.people.agencies import add_agency
from evidence_repo.services.people.agency_kind_changes import KindFacts, add_kind, change_kind
from tests.services.world import PEOPLE, World
from workflows.agency_kinds import DEPARTMENT, DISTRICT, PROVINCE, WARD, Place

BRANCH = KindFacts("Chi cục", "Branch", DEPARTMENT, places=(Place(DEPARTMENT, since=date(2017, 1, 1)),))


def facts_of(world: World, code: str) -> KindFacts:
    with world.reading() as session:
        return KindFacts.of(session.get_one(AgencyKind, code))


def add(world: World, code: str = "branch", facts: KindFacts = BRANCH, who: str = "coordinator") -> None:
    with world.database.transaction() as session:
        add_kind(session, world.actor(who), code, facts)


def change(
    world: World, code: str, facts: KindFacts, seen: str | None = None, who: str = "coordinator"
) -> None:
    with world.database.transaction() as session:
        change_kind(session, world.actor(who), code, facts, seen)


def test_a_kind_that_is_added_takes_agencies_where_it_stands(any_world: World) -> None:
    world = any_world
    add(world)
    assert facts_of(world, "branch") == BRANCH
    with world.database.transaction() as session:
        coordinator, home = world.actor("coordinator"), world.agency(session, "noi-vu")
        made = add_agency(
            session, coordinator, name="Chi cục A", kind="branch", parent=home, day=date(2017, 5, 1)
        )
        assert made.kind == "branch"
        with pytest.raises(BadInput):
            add_agency(
                session,
                coordinator,
                name="Chi cục B",
                kind="branch",
                parent=world.agency(session, "tinh"),
                day=date(2017, 5, 1),
            )


def test_a_change_is_told_with_both_sides_and_nothing_twice(world: World) -> None:
    before = facts_of(world, WARD)
    wanted = replace(before, name_vi="Phường thuộc tỉnh", places=(Place(PROVINCE),))
    change(world, WARD, wanted, before.mark)
    change(world, WARD, wanted)
    assert facts_of(world, WARD) == wanted
    with world.reading() as session:
        [event] = session.scalars(select(AuditEvent))
    assert (event.action, event.details["changed"]["name_vi"]) == (
        *("change_agency_kind", ["Phường", "Phường thuộc tỉnh"]),
    )
    assert set(event.details["changed"]) == {"name_vi", "places"}
    with pytest.raises(ChangedMeanwhile):
        change(world, WARD, before, before.mark)


@pytest.mark.parametrize(
    ("code", "facts", "field"),
    [
        ("", BRANCH, "code"),
        ("chi-cuc", BRANCH, "code"),
        ("b" * 41, BRANCH, "code"),
        (WARD, BRANCH, "code"),
        ("branch", replace(BRANCH, name_vi=""), "name_vi"),
        ("branch", replace(BRANCH, name_en="B" * 101), "name_en"),
        ("branch", replace(BRANCH, plan_word="bureau"), "plan_word"),
        ("branch", replace(BRANCH, since=date(2018, 1, 1), until=date(2018, 1, 1)), "until"),
        ("branch", replace(BRANCH, places=(Place("bureau"),)), "places"),
        ("branch", replace(BRANCH, places=(Place("branch"),)), "places"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(world: World, code: str, facts: KindFacts, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(world, code, facts)
    assert refused.value.field == field


def test_a_word_of_plans_keeps_a_kind(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        change(world, DISTRICT, replace(facts_of(world, DISTRICT), plan_word=DEPARTMENT))
    assert refused.value.field == "plan_word"


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"coordinator"}))
def test_only_a_coordinator_keeps_the_kinds(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        add(world, who=who)
    with pytest.raises(NotAllowed):
        change(world, WARD, BRANCH, who=who)
