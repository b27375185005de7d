"""What heads see at once: criteria at risk with their reasons, the points so far, reports that are due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import event

from evidence_repo.services.assignments.listing import count_overdue, list_assignments
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.reports.writing import make_report, reports_due
from evidence_repo.services.screens.dashboard import AtRisk, PointsAhead, criteria_at_risk, points_ahead
from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.services.rounds_world import ASKED, Rounds
from tests.services.scoring import Scores
from tests.services.world import World
from workflows.evidence import VerdictKind
from workflows.reports import ReportKind
from workflows.risks import Risk

CALM, SOON, LATE = date(2017, 10, 1), date(2017, 11, 27), date(2017, 12, 5)


def at_risk(world: World, today: date = CALM, who: str = "observer") -> dict[str, tuple[Risk, ...]]:
    with world.reading() as session:
        cycle, actor = world.cycle(session), world.actor(who)
        packs = progress_of_cycle(session, actor, cycle, today)
        asked = list_assignments(session, actor, cycle, today)
        found: list[AtRisk] = criteria_at_risk(session, actor, cycle, packs, asked, today)
        assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
        return {each.criterion.code: each.risks for each in found}


def ahead(world: World) -> PointsAhead:
    with world.reading() as session:
        return points_ahead(session, world.actor("coordinator"), world.cycle(session))


def test_long_before_the_deadline_nothing_is_at_risk(world: World) -> None:
    assert at_risk(world) == {}


def test_criteria_without_documents_are_at_risk_near_the_deadline_and_overdue_behind_it(world: World) -> None:
    world.cite("2.1.1", "justice")
    world.submit("2.1.1", "justice-head")
    assert at_risk(world, SOON) == dict.fromkeys(("1.1.3", "1.3.1", "5.2.1"), (Risk.NO_EVIDENCE,))
    late = at_risk(world, LATE)
    assert late == dict.fromkeys(("1.1.3", "1.3.1", "5.2.1"), (Risk.OVERDUE, Risk.NO_EVIDENCE))


def test_a_pack_that_was_returned_is_at_risk_until_it_is_approved(world: World) -> None:
    piece = world.cite()
    for _ in range(2):
        world.submit()
        world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
        world.return_()
        world.explain(piece)
    assert at_risk(world)["1.1.3"] == (Risk.RETURNED_AGAIN, Risk.RETURNED)
    world.submit()
    assert at_risk(world)["1.1.3"] == (Risk.RETURNED_AGAIN,)
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    world.approve()
    assert at_risk(world) == {}


def test_targets_parts_and_questions_are_reasons(world: World, tmp_path: Path) -> None:
    measuring = Measuring(world)
    measuring.target()
    measuring.give("1", "10")
    world.cite()
    world.submit()
    assert at_risk(world)["1.1.3"] == (Risk.TARGET_NOT_MET,)
    Assigning(world).assign("1.3.1")
    with world.reading() as session:
        assert list(count_overdue(session, world.actor("coordinator"), LATE).values()) == [1]
    assert Risk.PARTS_OVERDUE in at_risk(world, LATE)["1.3.1"]
    rounds = Rounds(world, tmp_path)
    rounds.import_(ASKED)
    assert at_risk(world)["1.1.3"] == (Risk.QUESTION_OPEN, Risk.TARGET_NOT_MET)


def test_points_so_far_are_the_provinces_own_until_the_ministry_answers(world: World, tmp_path: Path) -> None:
    assert ahead(world).points is None
    scores = Scores(world)
    scores.import_()
    scores.set("1.1.3", "1.25")
    found = ahead(world)
    assert (found.scored, found.points, found.maximum, found.is_forecast) == (
        1,
        Decimal("1.25"),
        Decimal("1.5"),
        True,
    )
    Rounds(world, tmp_path).import_(("1.1.3", "", "1,5", "1,25", *ASKED[4:]))
    found = ahead(world)
    assert (found.scored, found.points, found.is_forecast) == (1, Decimal("0.5"), False)


def test_reports_are_called_to_mind_until_they_are_finished(world: World) -> None:
    with world.database.transaction() as session:
        cycle, coordinator = world.cycle(session), world.actor("coordinator")

        def due(until: date, who: str = "coordinator") -> list[ReportKind]:
            return [each.kind for each in reports_due(session, world.actor(who), [cycle], until)]

        assert due(date(2017, 3, 20)) == [ReportKind.QUARTER_1]
        assert due(date(2017, 12, 9))[-2:] == [ReportKind.YEAR, ReportKind.CHAIRMAN]
        assert due(date(2019, 1, 1)) == []
        assert due(date(2017, 12, 9), "reviewer") == []
        make_report(session, coordinator, cycle, ReportKind.QUARTER_1, world.clock)
        assert ReportKind.QUARTER_1 in due(date(2017, 3, 20))  # a draft is not sent


def test_more_packs_and_parts_cost_no_more_statements(world: World) -> None:
    def statements() -> int:
        counted: list[object] = []

        def count(*args: object) -> None:
            counted.append(args[2])

        with world.reading() as session:
            cycle, actor = world.cycle(session), world.actor("observer")
            packs = progress_of_cycle(session, actor, cycle, SOON)
            asked = list_assignments(session, actor, cycle, SOON)
            event.listen(world.database.engine, "before_cursor_execute", count)
            criteria_at_risk(session, actor, cycle, packs, asked, SOON)
            event.remove(world.database.engine, "before_cursor_execute", count)
        return len(counted)

    few = statements()
    for code in ("1.1.3", "1.3.1"):
        Assigning(world).assign(code)
        for _ in range(3):
            world.cite(code)
        world.submit(code)
    assert statements() <= few + 1
