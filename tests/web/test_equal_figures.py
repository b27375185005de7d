"""Every figure on a page and in its workbook is the query's: results, points lost, registers, minutes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from evidence_repo.models import AppraisalRound, CouncilVote, EvidencePack
from evidence_repo.services.council.votes import cast_voice, close_vote, open_vote
from evidence_repo.services.rounds.losses import list_losses, total_lost
from tests.services.registering import TASK, Registering
from tests.services.rounds_world import Rounds
from tests.services.test_council import MEMBERS, ready, set_up
from tests.web.pages import Page, Visitor
from tests.web.site import Site
from workflows.council import Voice
from workflows.roles import Role

GIVEN = (
    ("1.1.3", "Kế hoạch", "1,5", "1,25", "0,8", "0,05", "Gửi chậm"),
    ("1.3.1", "Kiểm tra", "2", "2", "1,95", "", ""),
    ("2.1.1", "Văn bản", "1", "1", "1", "", ""),
)


def _workbook(visitor: Visitor, address: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(visitor.client.get(address).get_data()))
    return list(book.worksheets[0].iter_rows(min_row=2, values_only=True))


def _numbers(page: Page, row: int) -> list[Decimal | None]:
    cells = page.tree.select("main table.rows tbody tr")[row].select("td.num")
    return [_number(cell.get_text(" ", strip=True)) for cell in cells]


def _number(text: str) -> Decimal | None:
    """Read a number as the Vietnamese pages write it."""
    words = text.split()
    return Decimal(words[0].replace(".", "").replace(",", ".")) if words else None


def _exact(cells: Sequence[Any]) -> list[Decimal | None]:
    return [None if cell in (None, "") else Decimal(str(cell)) for cell in cells]


@pytest.fixture
def rounds(site: Site, tmp_path: Path) -> Rounds:
    return Rounds(site.world, tmp_path, site.container.store)


def test_a_result_of_the_ministry(site: Site, rounds: Rounds) -> None:
    number = rounds.import_(*GIVEN)
    visitor, address = site.visitor("observer"), f"/2017/rounds/{number}"
    page, book = visitor.get(address), _workbook(visitor, f"{address}?format=xlsx")
    with site.world.reading() as session:
        rows = session.get_one(AppraisalRound, number).rows
        asked = [[row.maximum, row.self_score, row.appraised, row.survey] for row in rows]
    assert len(asked) == len(GIVEN)
    assert [_numbers(page, row) for row in range(len(asked))] == asked
    assert [_exact(row[2:6]) for row in book] == asked


def test_points_lost_and_their_sum(site: Site, rounds: Rounds) -> None:
    rounds.import_(*GIVEN)
    visitor = site.visitor("observer")
    page, book = visitor.get("/2017/rounds/lost"), _workbook(visitor, "/2017/rounds/lost?format=xlsx")
    with site.world.reading() as session:
        rows = list_losses(session, site.world.actor("observer"), site.world.cycle(session))
        asked = [[row.given.maximum, row.given.appraised, row.lost] for row in rows]
        total = total_lost(rows)
    assert [row[2] for row in asked] == [Decimal("0.7"), Decimal("0.05")]
    assert [_numbers(page, row) for row in range(len(asked))] == asked
    assert [_exact(row[2:5]) for row in book] == asked
    assert _number(page.one(".page-head .soft").get_text(strip=True)) == total == Decimal("0.75")
    assert "0,75 điểm" in visitor.get("/2017/rounds").words


def test_a_register_on_its_page_and_in_its_workbook(site: Site) -> None:
    register = Registering(site.world)
    for number in range(3):
        register.add({**TASK, "task": f"Nhiệm vụ {number}"})
    register.add({"task": "Chưa xong", "due_on": "30/06/2017"})
    visitor, address = site.visitor("lan"), "/2017/criteria/TCTP-1.1.3/registers/plan_tasks"
    words = " ".join(visitor.get(address).words.split())
    assert "3/4 = 75%" in words
    assert len(_workbook(visitor, f"{address}?format=xlsx")) == 4


def test_the_minutes_of_the_council(site: Site) -> None:
    world = site.world
    for name in MEMBERS:
        world.give(name, roles={Role.COUNCIL_MEMBER})
    set_up(world)
    ready(world)
    voices = dict(zip(MEMBERS, (Voice.FOR, Voice.FOR, Voice.AGAINST), strict=True))
    with world.database.transaction() as session:
        packs: list[EvidencePack] = [world.pack(session, "1.1.3")]
        vote = open_vote(
            session, world.actor("approver"), world.cycle(session), "Phiên 1", packs, world.clock
        )
        for who, voice in voices.items():
            cast_voice(session, world.actor(who), vote, packs[0].criterion_id, voice, world.clock)
        close_vote(session, world.actor("approver"), vote, world.clock)
        number, vote_id = vote.number, vote.id
    visitor, address = site.visitor("approver"), f"/2017/council/votes/{number}"
    paper = docx.Document(io.BytesIO(visitor.client.get(f"{address}/minutes.docx").get_data()))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    with world.reading() as session:
        [voted] = session.get_one(CouncilVote, vote_id).packs
        asked = [voted.members, voted.voices_for, voted.against, voted.abstained]
    assert asked == [3, 2, 1, 0]
    assert [str(each) for each in asked] in [row[1:5] for row in rows]
    shown = " ".join(visitor.get(address).words.split())
    assert "Tán thành 2, không tán thành 1, không có ý kiến 0, trên 3 thành viên" in shown
