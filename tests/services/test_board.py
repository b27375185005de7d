"""The board's figures."""

from datetime import date

import pytest

from evidence_repo.clock import Clock
from evidence_repo.services.packs.progress import progress_of_cycle
from evidence_repo.services.screens.board import Progress, progress, rounded_percent
from tests.services.world import World


def _board(world: World, who: str = "observer", today: date = date(2017, 11, 27)) -> Progress:
    with world.reading() as session:
        return progress(
            progress_of_cycle(session, world.actor(who), world.cycle(session), today), Clock(today)
        )


def test_the_board_counts_packs_by_state_and_agency(world: World) -> None:
    piece = world.cite("1.1.3")
    world.submit("1.1.3")
    world.judge(piece)
    world.approve("1.1.3")
    world.cite("1.3.1")
    world.submit("1.3.1")
    board = _board(world)
    assert (board.total, board.approved, board.submitted, board.returned, board.open) == (4, 1, 1, 0, 2)
    assert (board.percent, board.longest_wait_days, board.overdue) == (25, 0, 0)
    rows = {row.agency.code: (row.approved, row.submitted, row.open, row.total) for row in board.agencies}
    assert rows == {"noi-vu": (1, 1, 1, 3), "tu-phap": (0, 0, 1, 1)}
    assert [row.percent for row in board.agencies] == [33, 0]


def test_what_the_agency_still_has_in_hand_after_the_last_good_day_is_overdue(world: World) -> None:
    world.cite("2.1.1", "justice")
    world.submit("2.1.1", "justice-head")
    assert _board(world, today=date(2017, 11, 30)).overdue == 0
    board = _board(world, today=date(2017, 12, 1))
    assert (board.overdue, board.overdue_agencies) == (3, 1)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, 0), (0, 7, 0), (1, 900, 1), (2, 3, 67), (1, 8, 13), (199, 200, 99), (7, 7, 100)],
)
def test_percentages_are_rounded_and_100_is_all(part: int, whole: int, percent: int) -> None:
    assert rounded_percent(part, whole) == percent
