"""Packs and assignments counted together: by agency, field and criterion, week by week."""

from __future__ import annotations

from datetime import date

from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.screens.tasks import (
    BurnUp,
    Grouping,
    TaskGroup,
    all_tasks,
    burn_up,
    heat_map,
    task_groups,
    tasks_of,
)
from evidence_repo.web.board.charts import HEAT_STEPS, burn_up_chart, heat_chart
from tests.services.assigning import Assigning
from tests.services.world import World

TODAY = date(2017, 11, 27)


def _play(world: World) -> None:
    """Approve one pack, accept one assignment, leave one overdue and one open."""
    assigning = Assigning(world)
    piece = world.cite("1.1.3")
    world.submit("1.1.3")
    world.judge(piece)
    world.approve("1.1.3")
    [accepted] = assigning.assign("1.1.3")
    assigning.deliver(accepted, answer="Không phát sinh")
    assigning.accept(accepted)
    assigning.assign("1.3.1", last_day=date(2017, 11, 24))
    assigning.assign("1.3.1", "noi-vu", last_day=date(2017, 11, 29))


def _groups(world: World, by: Grouping, who: str = "observer") -> dict[str, TaskGroup]:
    with world.reading() as session:
        actor, cycle = world.actor(who), world.cycle(session)
        packs = progress_of_cycle(session, actor, cycle, TODAY)
        tasks = tasks_of(packs, list_assignments(session, actor, cycle, TODAY))
        return {group.key: group for group in task_groups(tasks, by)} | {"": all_tasks(tasks)}


def test_packs_and_assignments_are_counted_by_agency_field_and_criterion(world: World) -> None:
    _play(world)
    by_agency = _groups(world, Grouping.AGENCY)
    figures = {key: (g.done, g.total, g.overdue, g.percent) for key, g in by_agency.items()}
    assert figures == {
        "noi-vu": (1, 4, 0, 25),
        "tu-phap": (0, 1, 0, 0),
        "chau-doc": (1, 2, 1, 50),
        "": (2, 7, 1, 29),
    }
    assert list(by_agency)[:3] == ["noi-vu", "tu-phap", "chau-doc"]  # lead agencies first, as in the plan
    by_criterion = _groups(world, Grouping.CRITERION)
    assert (by_criterion["TCTP-1.1.3"].percent, by_criterion["TCTP-1.3.1"].open) == (100, 3)
    assert [key for key in _groups(world, Grouping.FIELD) if key] == ["1", "2", "5"]


def test_only_what_the_person_may_see_is_counted(world: World) -> None:
    _play(world)
    assert _groups(world, Grouping.AGENCY, "justice")[""].assignments.total == 0
    assert _groups(world, Grouping.AGENCY, "district")[""].assignments.total == 2


def _burn_up(world: World) -> tuple[BurnUp, list[tuple[date, int]]]:
    with world.reading() as session:
        actor, cycle = world.actor("observer"), world.cycle(session)
        packs = progress_of_cycle(session, actor, cycle, TODAY)
        tasks = tasks_of(packs, list_assignments(session, actor, cycle, TODAY))
        found = burn_up(tasks, cycle, packs, TODAY)
        assert found is not None
        return found, list(found.points)


def test_the_burn_up_goes_from_the_plan_to_its_last_good_day(world: World) -> None:
    _play(world)
    found, points = _burn_up(world)
    assert (found.end, found.total) == (date(2017, 11, 30), 7)
    assert points[0][1] == 0
    assert points == sorted(points)
    assert points[-1][0] == TODAY
    assert (found.needed(found.start), found.needed(found.end)) == (0, 7)
    chart = burn_up_chart(found)
    assert chart.days[-1].words == "30/11"
    assert all(chart.left <= tick.place <= chart.right for tick in chart.days)
    assert all(chart.top <= tick.place <= chart.bottom for tick in chart.figures)


def test_the_heat_map_has_a_square_for_every_pair_that_has_a_task(world: World) -> None:
    _play(world)
    with world.reading() as session:
        actor, cycle = world.actor("observer"), world.cycle(session)
        packs = progress_of_cycle(session, actor, cycle, TODAY)
        chart = heat_chart(heat_map(tasks_of(packs, list_assignments(session, actor, cycle, TODAY))))
    shades = {(square.agency.key, square.field.key): square.shade for square in chart.squares}
    assert shades == {
        ("noi-vu", "1"): 2,
        ("noi-vu", "5"): 0,
        ("tu-phap", "2"): 0,
        ("chau-doc", "1"): 2,
    }
    assert all(0 <= shade < HEAT_STEPS for shade in shades.values())
