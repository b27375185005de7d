"""What waits for each person, and what home shows them."""

from datetime import date

import pytest
from sqlalchemy import event

from evidence_repo.models import Evidence
from evidence_repo.services.packs.next_step import Step, step_with_button
from evidence_repo.services.packs.progress import (
    PackProgress,
    progress_at_work,
    progress_of_cycle,
    progress_of_packs,
)
from evidence_repo.services.packs.views import at_work, find_packs
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.screens.review_queue import review_queue
from evidence_repo.services.screens.waiting_counts import Waiting, WaitingByCycle, waiting_by_cycle
from evidence_repo.services.screens.work import MyWork, my_work
from evidence_repo.services.workflow.cycles import list_cycles
from evidence_repo.services.workflow.packs import reopen_pack
from evidence_repo.services.workflow.pieces import accept_contribution
from evidence_repo.stamped_cache import StampedCache
from tests.services.assigning import Assigning
from tests.services.world import PEOPLE, World
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind

EARLY = date(2017, 10, 1)
"""Long before the deadlines."""


def _waiting(world: World, who: str, today: date = EARLY) -> Waiting:
    with world.reading() as session:
        counted = waiting_by_cycle(session, world.actor(who), today)
        return counted.get(world.cycle(session).id, Waiting())


def _work(world: World, who: str) -> MyWork:
    with world.reading() as session:
        actor, cycle = world.actor(who), world.cycle(session)
        work = my_work(session, actor, progress_at_work(session, actor, cycle, world.clock.today()))
        for row in (*work.packs, *work.contributed, *work.approvals):
            assert row.criterion.lead_agency.name  # the page reads it while the session is open
        return work


def _steps(world: World, who: str) -> dict[str, tuple[Step, int]]:
    work = _work(world, who)
    return {row.criterion.code: (row.next_step.step, row.next_step.count) for row in work.packs}


def test_the_list_names_the_button_of_the_packs_page(world: World) -> None:
    def named(who: str) -> tuple[Step, Step | None]:
        with world.reading() as session:
            actor, pack = world.actor(who), world.pack(session, "1.1.3")
            [row] = progress_of_packs(session, actor, [pack], world.clock.today())
            rights = permissions_on_pack(actor, pack).rights
            button = step_with_button(session, actor, pack, row.view, rights)
            return row.next_step.step, button.step if button and not button.blockers else None

    piece = world.cite()
    assert (named("lan"), named("head")) == ((Step.AWAIT_HEAD, None), (Step.SUBMIT, Step.SUBMIT))
    world.submit()
    assert named("reviewer") == (Step.REVIEW, Step.REVIEW)
    assert named("approver") == (Step.AWAIT_REVIEW, None)
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert named("reviewer") == (Step.RETURN, Step.RETURN)
    world.return_()
    world.explain(piece)
    assert named("head") == (Step.SUBMIT_AGAIN, Step.SUBMIT_AGAIN)
    world.submit()
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    assert (named("approver"), named("reviewer")) == (
        (Step.APPROVE, Step.APPROVE),
        (Step.AWAIT_APPROVAL, None),
    )


def test_nothing_waits_at_first_but_the_agency_sees_its_criteria(world: World) -> None:
    assert {_waiting(world, who).total for who in PEOPLE} == {0}
    assert _steps(world, "lan") == {
        "1.1.3": (Step.UPLOAD, 0),
        "1.3.1": (Step.UPLOAD, 0),
        "5.2.1": (Step.UPLOAD, 0),
    }
    assert [row.criterion.code for row in _work(world, "justice").packs] == ["2.1.1"]
    assert _work(world, "reviewer") == MyWork()


def test_each_step_waits_for_the_right_person(world: World) -> None:
    piece = world.cite("1.1.3")
    assert _waiting(world, "head") == Waiting(to_submit=1)
    assert _waiting(world, "lan") == Waiting()
    assert (_steps(world, "lan")["1.1.3"][0], _steps(world, "head")["1.1.3"][0]) == (
        Step.AWAIT_HEAD,
        Step.SUBMIT,
    )
    world.submit()
    assert _waiting(world, "head") == Waiting()
    assert _waiting(world, "reviewer") == Waiting(to_review=1)
    assert _waiting(world, "approver") == Waiting()
    assert [row.next_step.step for row in _work(world, "approver").approvals] == [Step.AWAIT_REVIEW]
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert _waiting(world, "lan") == Waiting()  # not before the pack is returned
    world.return_()
    assert _waiting(world, "lan") == Waiting(to_answer=1)
    assert _steps(world, "lan")["1.1.3"] == (Step.EXPLAIN, 1)
    world.explain(piece)
    world.submit()
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    assert _waiting(world, "approver") == Waiting(to_approve=1)
    assert [row.next_step.step for row in _work(world, "approver").approvals] == [Step.APPROVE]
    world.approve()
    assert {_waiting(world, who).total for who in PEOPLE} == {0}


def test_contributions_and_rejected_products_wait_for_the_lead_agency(world: World) -> None:
    piece = world.cite("1.1.3", "district")
    explanation = world.explain_product("1.3.1")
    world.submit("1.3.1")
    world.judge_explanation(explanation, accepted=False)
    world.return_("1.3.1")
    assert _waiting(world, "lan") == Waiting(to_answer=1, contributions=1)
    assert _steps(world, "lan")["1.1.3"] == (Step.DECIDE, 1)
    assert _steps(world, "lan")["1.3.1"] == (Step.ANSWER, 1)
    assert [row.criterion.code for row in _work(world, "district").contributed] == ["1.1.3"]
    world.explain_product("1.3.1")
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        accept_contribution(session, world.actor("lan"), evidence, clock=world.clock)
    assert _waiting(world, "lan") == Waiting()


def test_the_figure_equals_what_the_queue_lets_this_person_judge(world: World) -> None:
    world.give("second", roles={*PEOPLE["second"][1], *PEOPLE["lan"][1]})
    world.cite("1.1.3", "second")
    world.cite("1.3.1", "lan")
    world.explain_product("5.2.1", who="second")
    for code in ("1.1.3", "1.3.1", "5.2.1"):
        world.submit(code)
    for who, expected in (("second", 1), ("reviewer", 3), ("council", 3), ("lan", 0)):
        with world.reading() as session:
            queue = review_queue(session, world.actor(who), world.cycle(session))
        assert sum(item.may_judge for item in queue) == _waiting(world, who).to_review == expected


def test_assignments_wait_for_who_was_asked_and_then_for_who_asked(world: World) -> None:
    assigning = Assigning(world)
    [number] = assigning.assign()

    def waiting() -> list[tuple[int, int]]:
        people = [_waiting(world, who) for who in ("district", "lan", "justice", "observer")]
        return [(each.to_deliver, each.to_decide) for each in people]

    assert waiting() == [(1, 0), (0, 0), (0, 0), (0, 0)]
    assigning.deliver(number, answer="Không phát sinh")
    assert waiting() == [(0, 0), (0, 1), (0, 0), (0, 0)]
    assigning.return_(number)
    assigning.deliver(number, piece=world.cite(who="district"))
    assert waiting() == [(0, 0), (0, 0), (0, 0), (0, 0)]  # the piece is counted as a contribution
    assert _waiting(world, "lan").contributions == 1


def test_the_header_costs_few_queries(world: World) -> None:
    world.cite()
    world.submit()
    statements: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    for who, most in (("lan", 1), ("reviewer", 3), ("observer", 0)):
        actor = world.actor(who)
        with world.reading() as session:
            session.connection()  # so that BEGIN is not counted
            statements.clear()
            waiting_by_cycle(session, actor, EARLY)
        assert len(statements) <= most, (who, statements)


def test_what_is_remembered_of_the_header_follows_every_change_and_is_each_persons_own(world: World) -> None:
    memory = StampedCache()

    def waiting(who: str) -> tuple[WaitingByCycle, WaitingByCycle]:
        with world.reading() as session:
            actor = world.actor(who)
            remembered = waiting_by_cycle(session, actor, EARLY, memory)
            return remembered, waiting_by_cycle(session, actor, EARLY)

    for change in (world.cite, world.submit, world.recall, world.submit):
        change()
        for who in ("lan", "head", "reviewer", "approver", "observer"):
            remembered, counted = waiting(who)
            assert remembered == counted, (change, who)


def test_drafts_of_others_are_not_counted(world: World) -> None:
    world.cite("2.1.1", "justice")

    def provided(who: str) -> int:
        with world.reading() as session:
            rows = progress_of_cycle(session, world.actor(who), world.cycle(session), world.clock.today())
            return {row.criterion.code: row.provided for row in rows}["2.1.1"]

    assert {who: provided(who) for who in ("justice", "coordinator", "lan", "reviewer", "observer")} == {
        "justice": 1,
        "coordinator": 1,
        "lan": 0,
        "reviewer": 0,
        "observer": 0,
    }
    world.submit("2.1.1", "justice-head")
    assert (provided("reviewer"), provided("lan")) == (1, 0)


def test_returned_packs_stand_on_top_and_the_deadline_is_counted_to_the_last_good_day(world: World) -> None:
    piece = world.cite("5.2.1")
    world.submit("5.2.1")
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_("5.2.1")
    rows = _work(world, "lan").packs
    assert [row.criterion.code for row in rows] == ["5.2.1", "1.1.3", "1.3.1"]
    due = rows[0].due
    assert due is not None
    assert (due.days_left, due.is_soon, due.is_overdue) == (3, True, False)  # 27/11, trước 01/12
    assert (rows[0].provided, rows[0].passed, rows[0].mandatory) == (1, 0, 1)


def test_a_judged_pack_is_in_somebodys_figure_until_it_is_returned_or_approved(world: World) -> None:
    piece = world.cite("1.1.3")
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert _waiting(world, "reviewer") == Waiting(to_return=1)
    assert _waiting(world, "approver").total == 0
    world.return_()
    assert _waiting(world, "reviewer").total == 0
    assert _waiting(world, "lan").to_answer == 1


def test_the_agencys_figure_counts_packs_that_are_overdue_or_due_soon(world: World) -> None:
    assert _waiting(world, "justice", date(2017, 11, 22)).total == 0
    assert _waiting(world, "justice", date(2017, 11, 23)) == Waiting(overdue_or_soon=1)
    assert _waiting(world, "justice", date(2017, 12, 24)) == Waiting(overdue_or_soon=1)
    world.cite("2.1.1", "justice")
    world.submit("2.1.1", "justice-head")
    assert _waiting(world, "justice", date(2017, 12, 24)).total == 0


def test_what_waits_is_counted_in_every_year_and_cycles_do_not_cost_queries(world: World) -> None:
    world.add_cycle(2018)
    statements: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    asked = []
    for year in (2017, 2018):
        world.year = year
        world.cite()
        world.submit()
        actor = world.actor("council")
        with world.reading() as session:
            years = {cycle.id: cycle.year for cycle in list_cycles(session)}
            statements.clear()
            counted = waiting_by_cycle(session, actor, EARLY)
            asked.append(len(statements))
    assert {years[cycle]: waiting for cycle, waiting in counted.items()} == {
        2017: Waiting(to_review=1),
        2018: Waiting(to_review=1),
    }
    assert asked[0] == asked[1]


@pytest.mark.parametrize("state", CycleState)
def test_only_what_the_cycle_lets_be_done_waits(world: World, state: CycleState) -> None:
    piece = world.cite("1.3.1")
    world.submit("1.3.1")
    world.judge(piece)
    world.approve("1.3.1")
    with world.database.transaction() as session:
        reopen_pack(
            session, world.actor("approver"), world.pack(session, "1.3.1"), "Thiếu", clock=world.clock
        )
    world.cite("1.1.3")
    world.set_cycle(state)
    with world.reading() as session:
        actor, cycle = world.actor("head"), world.cycle(session)
        at_work_now = {pack.criterion.code for pack in find_packs(session, at_work())}
        rows = progress_of_cycle(session, actor, cycle, EARLY)
        assert at_work_now == {row.criterion.code for row in rows if row.is_at_work}
        steps = {row.criterion.code for row in rows if row.next_step.step is Step.SUBMIT}
    expected = {"open": 2, "frozen": 2, "submitted": 1, "appraised": 1, "closed": 0}[state]
    assert _waiting(world, "head").to_submit == len(steps) == expected
    assert len(_work(world, "head").packs) == {2: 3, 1: 1, 0: 0}[expected]


def test_home_has_the_rows_of_every_year(world: World) -> None:
    world.add_cycle(2018)
    years = [row.criterion.cycle.year for row in _work_in_session(world, "justice")]
    assert sorted(years) == [2017, 2018]


def _work_in_session(world: World, who: str) -> list[PackProgress]:
    with world.reading() as session:
        actor, cycle = world.actor(who), world.cycle(session)
        rows = my_work(session, actor, progress_at_work(session, actor, cycle, EARLY)).packs
        assert [row.criterion.cycle.year for row in rows]
        return list(rows)
