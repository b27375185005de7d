"""Next year from this year: the copy, its crosswalk, and what a criterion shows of the year before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import insert, select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible, Refused
from evidence_repo.models import AgencyChange, AssessmentCycle, AuditEvent, Criterion, Evidence, EvidencePack
from evidence_repo.models.agencies import agency_change_successor
from evidence_repo.services.evidence.previous_year import PreviousYear, previous_year
from evidence_repo.services.plan.copying import copy_cycle
from evidence_repo.services.plan.crosswalk import (
    Crosswalk,
    change_crosswalk,
    propose_crosswalk,
    read_crosswalk,
)
from tests.services.world import NOW, World
from workflows.agency_changes import AgencyChangeKind
from workflows.crosswalk import Relation
from workflows.packs import PackState

Names = dict[str, list[str]]


def copy_to(world: World, year: int, source: int, who: str = "coordinator") -> None:
    with world.database.transaction() as session:
        found = session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == source)).one()
        copy_cycle(session, world.actor(who), found, year, world.clock)


def three_years(world: World) -> None:
    """Make the world's cycle that of 2016, and those of 2017 and 2018 each from the one before."""
    with world.database.transaction() as session:
        world.cycle(session).year = 2016
    copy_to(world, 2017, 2016)
    copy_to(world, 2018, 2017)


def crosswalk_of(world: World, year: int) -> Crosswalk:
    with world.reading() as session:
        found = session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == year)).one()
        return read_crosswalk(session, found)


def continued(found: Crosswalk) -> Names:
    return {row.criterion.code: [each.code for each in row.earlier] for row in found.rows}


def change(world: World, year: int, seen: Names | None = None, who: str = "coordinator", **rows: str) -> int:
    """Have criteria continue others, `c113="1.3.1 2.1.1"` by their codes without the points."""
    found = crosswalk_of(world, year)
    own = {row.criterion.code: row.criterion.id for row in found.rows}
    with world.reading() as session:
        before = (
            session.scalars(select(Criterion).where(Criterion.cycle_id == found.before.id))
            if found.before
            else ()
        )
        earlier = {each.code: each.id for each in before}
    wanted = {own[".".join(name[1:])]: ids_of(codes.split(), earlier) for name, codes in rows.items()}
    shown = {own[code]: ids_of(codes, earlier) for code, codes in seen.items()} if seen is not None else None
    with world.database.transaction() as session:
        cycle = session.get_one(AssessmentCycle, found.cycle.id)
        return change_crosswalk(session, world.actor(who), cycle, wanted, seen=shown, clock=world.clock)


def ids_of(codes: Iterable[str], ids: dict[str, int]) -> list[int]:
    return [ids[code] for code in codes]


def criterion(world: World, year: int, code: str) -> int:
    with world.reading() as session:
        wanted = select(Criterion.id).join(AssessmentCycle).where(AssessmentCycle.year == year)
        return session.scalars(wanted.where(Criterion.code == code)).one()


def before(world: World, year: int, code: str, who: str = "lan") -> tuple[PreviousYear, ...]:
    with world.reading() as session:
        there = session.get_one(Criterion, criterion(world, year, code))
        return previous_year(session, world.actor(who), there)


def test_a_cycle_is_made_from_another_with_its_days_moved_on(world: World) -> None:
    copy_to(world, 2018, 2017)
    with world.reading() as session:
        made = session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == 2018)).one()
        found = session.scalars(select(Criterion).where(Criterion.cycle_id == made.id)).all()
        old = session.scalars(select(Criterion).where(Criterion.cycle_id != made.id)).all()
        assert (made.plan_number, len(found)) == (None, len(old))
        for copied, source in zip(found, old, strict=True):
            assert (copied.label, copied.title, copied.lead_agency_id) == (
                source.label,
                source.title,
                source.lead_agency_id,
            )
            assert [product.text for product in copied.products] == [each.text for each in source.products]
            assert [agency.id for agency in copied.coordinating] == [each.id for each in source.coordinating]
            assert [deadline.due_on for deadline in copied.deadlines] == [date(2018, 12, 1)]
            assert (copied.field.code, copied.field.cycle_id) == (source.field.code, made.id)
        packs = session.scalars(
            select(EvidencePack).join(Criterion).where(Criterion.cycle_id == made.id)
        ).all()
        assert [pack.state for pack in packs] == [PackState.OPEN] * len(found)
        logged = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert logged[-2:] == ["copy_cycle", "propose_crosswalk"]


def test_an_agency_that_was_merged_is_followed_by_its_successor(world: World) -> None:
    with world.database.transaction() as session:
        merged = AgencyChange(
            agency_id=world.agency(session, "tu-phap").id,
            kind=AgencyChangeKind.MERGE,
            on=date(2017, 12, 15),
            decided_at=NOW,
            carried_out_at=NOW,
        )
        session.add(merged)
        session.flush()
        row = {"change_id": merged.id, "agency_id": world.agency(session, "noi-vu").id, "ordinal": 1}
        session.execute(insert(agency_change_successor).values(row))
    copy_to(world, 2018, 2017)
    with world.reading() as session:
        copied = session.get_one(Criterion, criterion(world, 2018, "2.1.1"))
        assert copied.lead_agency.code == "noi-vu"
        assert session.get_one(Criterion, criterion(world, 2017, "2.1.1")).lead_agency.code == "tu-phap"


def test_who_copies_and_to_which_year(world: World) -> None:
    for who in ("lan", "head", "reviewer", "approver", "observer"):
        with pytest.raises(NotAllowed):
            copy_to(world, 2018, 2017, who)
    for year in (2016, 2017, 3000):
        with pytest.raises(BadInput):
            copy_to(world, year, 2017)
    copy_to(world, 2018, 2017)
    with pytest.raises(Refused):
        copy_to(world, 2018, 2017)


def test_the_crosswalk_of_a_copy_goes_row_by_row_one_year_back(world: World) -> None:
    three_years(world)
    for year in (2017, 2018):
        found = crosswalk_of(world, year)
        assert found.before is not None
        assert found.before.year == year - 1
        assert continued(found) == {code: [code] for code in ("1.1.3", "1.3.1", "5.2.1", "2.1.1")}
        assert {row.relation for row in found.rows} == {Relation.ONE_TO_ONE}
        assert not any(row.is_confirmed for row in found.rows)
        assert found.not_continued == ()
    first = crosswalk_of(world, 2016)
    assert first.before is None
    assert {row.relation for row in first.rows} == {Relation.NONE}


def test_rows_are_joined_split_and_named_as_new(world: World) -> None:
    copy_to(world, 2018, 2017)
    assert change(world, 2018, c113="1.1.3 1.3.1", c131="", c521="2.1.1") == 3
    found = crosswalk_of(world, 2018)
    assert continued(found) == {
        "1.1.3": ["1.1.3", "1.3.1"],
        "1.3.1": [],
        "5.2.1": ["2.1.1"],
        "2.1.1": ["2.1.1"],
    }
    relation = {row.criterion.code: row.relation for row in found.rows}
    assert relation["1.1.3"] is Relation.MANY_TO_ONE
    assert relation["1.3.1"] is Relation.NONE
    assert relation["2.1.1"] is Relation.ONE_TO_MANY
    assert [each.code for each in found.not_continued] == ["5.2.1"]
    assert {row.criterion.code for row in found.rows if row.is_confirmed} == {"1.1.3", "1.3.1", "5.2.1"}
    assert change(world, 2018, c113="1.1.3 1.3.1") == 0  # nothing to change, nothing to log
    with world.reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
        assert last.details["pairs"] == [
            ["TCTP 1.1.3", "TCTP 1.1.3"],
            ["TCTP 1.1.3", "TCTP 1.3.1"],
            ["TCTP 1.3.1", None],
            ["TCTP 5.2.1", "TCTP 2.1.1"],
        ]


def test_what_a_person_confirmed_is_not_proposed_away(world: World) -> None:
    copy_to(world, 2018, 2017)
    change(world, 2018, c113="", c131="1.1.3")
    with world.database.transaction() as session:
        cycle = session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == 2018)).one()
        propose_crosswalk(session, world.actor("coordinator"), cycle, world.clock)
    found = continued(crosswalk_of(world, 2018))
    assert (found["1.1.3"], found["1.3.1"]) == ([], ["1.1.3"])


def test_two_people_at_once_and_ids_of_another_year_are_refused(world: World) -> None:
    three_years(world)
    change(world, 2018, c113="1.3.1")
    with pytest.raises(ChangedMeanwhile):
        change(world, 2018, {"1.1.3": ["1.1.3"]}, c113="2.1.1")
    assert change(world, 2018, {"1.1.3": ["1.3.1"]}, c113="2.1.1") == 1
    with pytest.raises(NotAllowed):
        change(world, 2018, who="reviewer", c113="1.3.1")
    foreign = criterion(world, 2016, "1.1.3")
    own = criterion(world, 2018, "1.1.3")
    with world.database.transaction() as session:
        cycle = session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == 2018)).one()
        with pytest.raises(NotVisible):
            change_crosswalk(session, world.actor("coordinator"), cycle, {own: [foreign]}, clock=world.clock)


def test_last_year_follows_the_crosswalk_and_not_the_code(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece)
    other = world.cite("1.3.1")
    with world.database.transaction() as session:
        session.get_one(Evidence, piece).version.header_issued_on = date(2017, 3, 1)
    copy_to(world, 2018, 2017)
    change(world, 2018, c131="1.1.3", c113="")
    assert before(world, 2018, "1.1.3") == ()
    [found] = before(world, 2018, "1.3.1")
    assert (found.criterion.code, found.is_confirmed, found.passed) == ("1.1.3", True, 1)
    [again] = found.pieces
    assert (again.evidence.id, again.is_own, again.is_dated) == (piece, True, True)
    assert again.product is not None
    assert again.product.criterion_id == criterion(world, 2018, "1.3.1")
    assert other not in [each.evidence.id for each in found.pieces]
    copy_to(world, 2019, 2018)
    [later] = before(world, 2019, "1.3.1")
    assert (later.criterion.id, later.pieces) == (criterion(world, 2018, "1.3.1"), ())


def test_last_years_pieces_are_shown_as_far_as_one_may_see_them(world: World) -> None:
    world.cite()
    copy_to(world, 2018, 2017)
    seen = {
        who: len(before(world, 2018, "1.1.3", who)[0].pieces)
        for who in ("lan", "justice", "reviewer", "observer")
    }
    assert seen == {"lan": 1, "justice": 0, "reviewer": 0, "observer": 0}
