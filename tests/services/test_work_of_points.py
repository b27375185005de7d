"""What waits for reviewers, council members and agencies beside pieces: figures, second reviews, votes."""

from __future__ import annotations

from datetime import date

import pytest

from evidence_repo.services.packs.next_step import Step
from evidence_repo.services.packs.progress import progress_at_work
from evidence_repo.services.screens.figures_waiting import figures_waiting
from evidence_repo.services.screens.review_queue import review_queue
from evidence_repo.services.screens.second_reviews import own_seconds
from evidence_repo.services.screens.waiting_counts import Waiting, packs_to_return, waiting_by_cycle
from evidence_repo.services.screens.work import my_assignments, my_work
from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.services.test_second_reviews import drawn, judged, share
from tests.services.world import PEOPLE, World
from workflows.evidence import VerdictKind

EARLY = date(2017, 10, 1)


@pytest.fixture
def measuring(world: World) -> Measuring:
    measuring = Measuring(world)
    measuring.target()
    return measuring


def _waiting(world: World, who: str) -> Waiting:
    with world.reading() as session:
        counted = waiting_by_cycle(session, world.actor(who), EARLY)
        return counted.get(world.cycle(session).id, Waiting())


def _figures(world: World, who: str) -> list[int]:
    with world.reading() as session:
        return [each.id for each in figures_waiting(session, world.actor(who))]


def _to_return(world: World) -> int:
    with world.reading() as session:
        return len(packs_to_return(session, world.actor("reviewer")))


def test_figures_wait_for_the_reviewers_who_gave_none_and_submitted_nothing(measuring: Measuring) -> None:
    world = measuring.world
    piece, figures = world.cite(), measuring.give("3", "10", "mai")
    measuring.give("3", "9", "lan")
    assert [_waiting(world, who).to_confirm for who in PEOPLE] == [0] * len(PEOPLE)
    world.submit()
    world.give("mai", roles={*PEOPLE["mai"][1], *PEOPLE["reviewer"][1]})
    for who, expected in (("reviewer", [figures]), ("mai", []), ("approver", []), ("observer", [])):
        assert _figures(world, who) == expected
        assert _waiting(world, who).to_confirm == len(expected)
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert _to_return(world) == 0  # not all is judged yet
    measuring.decide(figures, False, comment="Nguồn nào?")
    assert (_figures(world, "reviewer"), _to_return(world)) == ([], 1)
    assert _waiting(world, "reviewer").in_review == 1


def test_a_queried_figure_waits_for_the_lead_agency_once_the_pack_is_returned(measuring: Measuring) -> None:
    world = measuring.world
    piece, figures = world.cite(), measuring.give("3", "10")
    world.submit()
    world.judge(piece)
    measuring.decide(figures, False, comment="Nguồn nào?")
    assert _waiting(world, "lan") == Waiting()
    world.return_()
    assert _waiting(world, "lan") == Waiting(to_answer=1)
    with world.reading() as session:
        actor, cycle = world.actor("lan"), world.cycle(session)
        [row, *_] = my_work(session, actor, progress_at_work(session, actor, cycle, EARLY)).packs
        assert (row.next_step.step, row.next_step.count) == (Step.ANSWER_FIGURES, 1)
    measuring.give("4", "10")
    assert _waiting(world, "lan") == Waiting()


def test_the_asked_agency_finds_a_query_of_its_figures_on_its_home(measuring: Measuring) -> None:
    world, assigning = measuring.world, Assigning(measuring.world)
    [asked] = assigning.assign(asks_figures=True)
    figures = measuring.give("3", "10", "district", assignment=asked)
    assigning.deliver(asked)
    assigning.accept(asked)
    piece = world.cite()
    world.submit()
    world.judge(piece)
    measuring.decide(figures, False, comment="Nguồn nào?")
    world.return_()

    def steps(who: str) -> list[str]:
        with world.reading() as session:
            found = my_assignments(session, world.actor(who), EARLY)
            return [row.step.value for row in (*found.to_deliver, *found.to_decide)]

    assert (steps("district"), _waiting(world, "district").to_deliver) == (["answer_figures"], 1)
    assert (steps("justice"), steps("lan")) == ([], [])
    measuring.give("4", "10", "district", assignment=asked)
    assert (steps("district"), _waiting(world, "district")) == ([], Waiting())


def test_an_explanation_of_figures_is_counted_and_sorted_as_every_other(measuring: Measuring) -> None:
    world = measuring.world
    piece, figures = world.cite(), measuring.give("2", "10")
    measuring.explain(figures)
    world.submit()
    world.judge(piece)
    assert _waiting(world, "reviewer").to_review == 1
    with world.reading() as session:
        [item] = review_queue(session, world.actor("reviewer"))
        assert item.may_judge
        assert item.explanation is not None
        assert item.explanation.target_text == "Tỷ lệ hoàn thành"
    assert _waiting(world, "lan").to_review == 0


def test_a_second_review_waits_for_who_was_drawn_and_nobody_else(world: World) -> None:
    share(world)
    piece = judged(world)
    second, who = drawn(world, piece)
    for each in PEOPLE:
        with world.reading() as session:
            own = [found.id for found in own_seconds(session, world.actor(each))]
        assert own == ([second] if each == who else [])
        assert _waiting(world, each).to_second == len(own)
