"""The register of agencies: names and codes, who keeps it, and the plan's agencies loaded once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.db import Database
from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.models import Agency, AuditEvent, User
from evidence_repo.services.people.accounts import list_people
from evidence_repo.services.people.agencies import (
    activate_agency,
    add_agency,
    deactivate_agency,
    find_agency,
    list_agencies,
    load_agencies,
    rename_agency,
)
from evidence_repo.services.policy.actors import SYSTEM
from tests.services.world import AGENCIES, PEOPLE, World
from workflows.agency_kinds import COMMUNE, DEPARTMENT, WARD
from workflows.cycle import CycleState


def add(world: World, name: str, who: str = "coordinator", **given: object) -> Agency:
    with world.database.transaction() as session:
        kind = DEPARTMENT
        return add_agency(session, world.actor(who), name=name, kind=kind, **given)  # type: ignore[arg-type]


def actions(world: World) -> list[str]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def test_the_code_is_the_slug_of_the_name(any_world: World) -> None:
    agency = add(any_world, "  Sở  Văn hóa, Thể thao và Du lịch ")
    assert (agency.code, agency.name) == ("so-van-hoa-the-thao-va-du-lich", "Sở Văn hóa, Thể thao và Du lịch")
    with any_world.reading() as session:
        for name in (agency.code, agency.name, "SỞ VĂN HÓA,  THỂ THAO VÀ DU LỊCH"):
            assert find_agency(session, name).id == agency.id
        with pytest.raises(BadInput):
            find_agency(session, "Sở Thủy sản")
    assert actions(any_world) == ["add_agency"]


def test_a_name_holds_nothing_that_is_not_seen(any_world: World) -> None:
    assert add(any_world, "Sở\x07 Văn\u200b hóa\u202e\u2028và\u00a0Thể thao").name == "Sở Văn hóa và Thể thao"


@pytest.mark.parametrize(
    ("name", "code", "field", "why"),
    [
        ("", None, "name", "name_missing"),
        ("\u200b\u202e", None, "name", "name_missing"),
        ("Sở Nội\u200b vụ", None, "name", "name_taken"),
        ("S" * 201, "s", "name", "name_too_long"),
        ("sở  nội VỤ", None, "name", "name_taken"),
        ("Sở Mới", "noi-vu", "code", "code_taken"),
        ("Sở Mới", "sở-mới", "code", "bad_code"),
        ("Sở Mới", "So-moi", "code", "bad_code"),
        ("Sở Mới", "so,moi", "code", "bad_code"),
        ("Sở Mới", "s" * 61, "code", "bad_code"),
        ("!!!", None, "code", "bad_code"),
    ],
)
def test_bad_input_says_which_field(world: World, name: str, code: str | None, field: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(world, name, code=code)
    assert (refused.value.field, refused.value.code) == (field, why)
    assert actions(world) == []


def test_an_agency_stands_where_its_kind_stands_on_that_day(world: World) -> None:
    with world.database.transaction() as session:
        actor = world.actor("coordinator")
        city, province = world.agency(session, "chau-doc"), world.agency(session, "tinh")
        before, after = date(2025, 6, 30), date(2025, 7, 1)
        with pytest.raises(BadInput) as refused:
            add_agency(session, actor, name="Xã A", kind=COMMUNE, parent=city, day=after)
        assert (refused.value.field, refused.value.code) == ("parent", "bad_parent")
        assert add_agency(session, actor, name="Xã B", kind=COMMUNE, parent=city, day=before).parent is city
        assert add_agency(session, actor, name="Phường C", kind=WARD, parent=province, day=after)
        with pytest.raises(BadInput) as unknown:
            add_agency(session, actor, name="Hội", kind="club")
        assert (unknown.value.field, unknown.value.code) == ("kind", "unknown_kind")


def test_a_new_name_keeps_the_code(world: World) -> None:
    with world.database.transaction() as session:
        agency = world.agency(session, "noi-vu")
        rename_agency(session, world.actor("coordinator"), agency, "SỞ NỘI VỤ")
        rename_agency(session, world.actor("coordinator"), agency, "SỞ NỘI VỤ ")
        with pytest.raises(BadInput):
            rename_agency(session, world.actor("coordinator"), agency, "Sở tư pháp")
    with world.reading() as session:
        assert world.agency(session, "noi-vu").name == "SỞ NỘI VỤ"
        [event] = session.scalars(select(AuditEvent))
    assert event.details == {"before": "Sở Nội vụ", "after": "SỞ NỘI VỤ"}


Keep = Callable[[Session, World, str], object]
KEEPING: dict[str, Keep] = {
    "add": lambda s, w, who: add_agency(s, w.actor(who), name="Sở Mới", kind=DEPARTMENT),
    "rename": lambda s, w, who: rename_agency(s, w.actor(who), w.agency(s, "tinh"), "Tỉnh"),
    "deactivate": lambda s, w, who: deactivate_agency(s, w.actor(who), w.agency(s, "tinh")),
    "activate": lambda s, w, who: activate_agency(s, w.actor(who), w.agency(s, "tinh")),
    "load": lambda s, w, who: load_agencies(s, w.actor(who), AN_GIANG_AGENCIES),
}


@pytest.mark.parametrize("keep", KEEPING)
def test_only_a_coordinator_keeps_the_register(world: World, keep: str) -> None:
    with world.reading() as session:
        for who in set(PEOPLE) - {"coordinator"}:
            with pytest.raises(NotAllowed):
                KEEPING[keep](session, world, who)
    assert actions(world) == []


class TestSettingAside:
    def deactivate(self, world: World, code: str) -> None:
        with world.database.transaction() as session:
            deactivate_agency(session, world.actor("coordinator"), world.agency(session, code))

    def send_people_away(self, world: World, code: str) -> None:
        with world.database.transaction() as session:
            for user in session.scalars(select(User).join(Agency).where(Agency.code == code)):
                user.active = False

    def test_not_while_people_sign_in(self, world: World) -> None:
        with pytest.raises(Refused) as refused:
            self.deactivate(world, "chau-doc")
        assert refused.value.code == "agency_has_people"

    def test_not_while_it_leads_criteria_of_a_cycle_that_is_not_closed(self, world: World) -> None:
        self.send_people_away(world, "tu-phap")
        with pytest.raises(Refused) as refused:
            self.deactivate(world, "tu-phap")
        assert refused.value.code == "agency_leads"
        world.set_cycle(CycleState.CLOSED)
        self.deactivate(world, "tu-phap")
        assert actions(world) == ["deactivate_agency"]

    def test_it_leaves_the_list_and_comes_back(self, world: World) -> None:
        self.send_people_away(world, "chau-doc")
        self.deactivate(world, "chau-doc")
        self.deactivate(world, "chau-doc")
        with world.database.transaction() as session:
            agency = world.agency(session, "chau-doc")
            assert agency not in list_agencies(session)
            assert agency in list_agencies(session, with_inactive=True)
            activate_agency(session, world.actor("coordinator"), agency)
            activate_agency(session, world.actor("coordinator"), agency)
            assert agency in list_agencies(session)
        assert actions(world) == ["deactivate_agency", "activate_agency"]


class TestLoading:
    def test_every_agency_of_the_plan_with_its_parent(self, any_database: Database) -> None:
        with any_database.transaction() as session:
            assert len(load_agencies(session, SYSTEM, AN_GIANG_AGENCIES)) == len(AN_GIANG_AGENCIES)
        with any_database.reading() as session:
            stored = {
                (agency.code, agency.name, agency.kind, agency.parent.code if agency.parent else None)
                for agency in session.scalars(select(Agency))
            }
        assert stored == {(a.code, a.name, a.kind, a.parent) for a in AN_GIANG_AGENCIES}

    def test_again_changes_nothing(self, any_database: Database) -> None:
        with any_database.transaction() as session:
            load_agencies(session, SYSTEM, AN_GIANG_AGENCIES)
        with any_database.transaction() as session:
            assert load_agencies(session, SYSTEM, AN_GIANG_AGENCIES) == []
        with any_database.reading() as session:
            assert len(session.scalars(select(AuditEvent)).all()) == len(AN_GIANG_AGENCIES)

    def test_those_known_by_name_stay_as_they_are(self, world: World) -> None:
        with world.database.transaction() as session:
            added = load_agencies(session, world.actor("coordinator"), AN_GIANG_AGENCIES)
        known = {name for name, _ in AGENCIES.values()}
        assert {agency.name for agency in added} == {a.name for a in AN_GIANG_AGENCIES} - known
        with world.reading() as session:
            assert world.agency(session, "noi-vu").name == "Sở Nội vụ"


def test_the_list_goes_by_kind_and_name(world: World) -> None:
    with world.reading() as session:
        assert [agency.code for agency in list_agencies(session)] == [
            *("tinh", "noi-vu", "tu-phap", "chau-doc", "bo-noi-vu")
        ]


def test_names_stand_in_vietnamese_order_in_either_database(any_world: World) -> None:
    """Đ is a letter behind D, and a tone counts only where the letters are the same."""
    departments = ("Sở Vũ trụ", "Sở Nông nghiệp", "Sở Đỗ quyên", "Sở Dân tộc", "Sở Nắng mai", "Sở Nặng nề")
    for name in departments:
        add(any_world, name)
    in_order = ["Sở Dân tộc", "Sở Đỗ quyên", "Sở Nắng mai", "Sở Nặng nề", "Sở Nông nghiệp", "Sở Vũ trụ"]
    with any_world.reading() as session:
        assert [each.name for each in list_agencies(session) if each.name in departments] == in_order


def test_people_stand_in_vietnamese_order(any_world: World) -> None:
    names = iter(("Vũ An", "Đỗ An", "Dương An", "Ân Thị", "An Thị"))
    with any_world.database.transaction() as session:
        for user, name in zip(session.scalars(select(User).order_by(User.id)), names, strict=False):
            user.name = name
    with any_world.reading() as session:
        listed = [user.name for user in list_people(session, any_world.actor("coordinator"))]
    assert [name for name in listed if name.endswith(("An", "Thị"))] == [
        *("An Thị", "Ân Thị", "Dương An", "Đỗ An", "Vũ An")
    ]
