"""Following up: what is owed is what is in hand; letters list it; their agency sees those that are issued."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import docx
import pytest
from sqlalchemy import select

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import AuditEvent, FollowUpLetter
from evidence_repo.services.documents.uploads import keep_blob, spool_upload
from evidence_repo.services.follow_up.debts import Debt, debts_by_agency
from evidence_repo.services.follow_up.letters import (
    find_letter,
    issue_letter,
    letters_about,
    letters_to_agency,
    make_letters,
    open_letters,
)
from evidence_repo.services.follow_up.paper import HEADS, render_letter
from evidence_repo.services.follow_up.zipping import write_letters
from index.media import MediaType
from tests.services.assigning import Assigning
from tests.services.library import Library
from tests.services.world import World
from workflows.evidence import VerdictKind
from workflows.follow_up import DebtKind, DueChoice

TODAY = date(2017, 11, 27)


def owed(world: World, who: str = "coordinator", choice: DueChoice = DueChoice.ALL) -> dict[str, list[Debt]]:
    with world.reading() as session:
        found = debts_by_agency(session, world.actor(who), world.cycle(session), TODAY, choice)
        return {each.code: list(each.debts) for each in found}


def brief(debts: list[Debt]) -> list[tuple[str, DebtKind, int]]:
    return [(debt.label, debt.kind, debt.number) for debt in debts]


def make(world: World, who: str = "coordinator", choice: DueChoice = DueChoice.ALL) -> dict[str, int]:
    with world.database.transaction() as session:
        made = make_letters(session, world.actor(who), world.cycle(session), choice, clock=world.clock)
        return {letter.agency.code: letter.id for letter in made}


def issue(library: Library, letter: int, who: str = "coordinator", number: str = "12/SNV-CCHC") -> None:
    world = library.world
    with TemporaryDirectory() as folder:
        copy = spool_upload(
            io.BytesIO(b"%PDF-1.4 signed"), Path(folder), 10_000, "cong-van.pdf", lambda _: MediaType.PDF
        )
        keep_blob(library.store, copy)
    with world.database.transaction() as session:
        found = find_letter(session, world.actor(who), world.cycle(session), letter)
        issue_letter(
            session,
            world.actor(who),
            found,
            number=number,
            issued_on=TODAY,
            copy=copy,
            store=library.store,
            clock=world.clock,
        )


def test_an_agencys_name_is_no_path_in_the_letters_zip(world: World) -> None:
    with world.database.transaction() as session:
        world.agency(session, "tu-phap").name = "../Sở Tư pháp / Pháp chế \\ Hộ tịch"
    make(world)
    packed = io.BytesIO()
    with world.reading() as session:
        write_letters(packed, open_letters(session, world.actor("coordinator"), world.cycle(session)))
    assert [name[4:] for name in ZipFile(packed).namelist() if "Tư pháp" in name] == [
        "Công văn đôn đốc - ..-Sở Tư pháp - Pháp chế - Hộ tịch.docx"
    ]


class TestDebts:
    def test_products_without_a_piece_are_missing_and_pieces_take_them_off(self, world: World) -> None:
        assert brief(owed(world)["noi-vu"]) == [
            ("TCTP 1.1.3", DebtKind.MISSING, 1),
            ("TCTP 1.3.1", DebtKind.MISSING, 1),
            ("TCTP 5.2.1", DebtKind.MISSING, 1),
        ]
        assert brief(owed(world)["tu-phap"]) == [("TCTP 2.1.1", DebtKind.MISSING, 1)]
        world.cite("2.1.1", who="justice")
        assert brief(owed(world)["tu-phap"]) == [("TCTP 2.1.1", DebtKind.MISSING, 0)]
        world.submit("2.1.1", who="justice-head")
        assert "tu-phap" not in owed(world)

    def test_who_does_not_see_drafts_is_told_that_the_pack_is_not_submitted(self, world: World) -> None:
        world.cite("2.1.1", who="justice")
        [debt] = owed(world, "reviewer")["tu-phap"]
        assert (debt.kind, debt.number) == (DebtKind.MISSING, 0)

    def test_returned_pieces_are_named(self, world: World) -> None:
        piece = world.cite()
        world.submit()
        world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
        world.return_()
        [debt] = [each for each in owed(world)["noi-vu"] if each.label == "TCTP 1.1.3"]
        assert debt.kind is DebtKind.RETURNED
        assert debt.words

    def test_assignments_are_owed_by_who_was_asked_until_they_are_delivered(self, world: World) -> None:
        assigning = Assigning(world)
        [number] = assigning.assign()
        [debt] = owed(world)["chau-doc"]
        assert (debt.assignment_id, debt.days_late) == (number, 4)
        assert brief(owed(world, choice=DueChoice.LATE)["chau-doc"]) == [
            ("TCTP 1.1.3", DebtKind.ASSIGNMENT, 0)
        ]
        assert "noi-vu" not in owed(world, choice=DueChoice.LATE)
        assigning.deliver(number, answer="Không phát sinh")
        assert "chau-doc" not in owed(world)


class TestLetters:
    def test_a_letter_lists_what_is_owed_and_leaves_number_and_day_blank(self, world: World) -> None:
        Assigning(world).assign()
        made = make(world)
        assert set(made) == {"noi-vu", "tu-phap", "chau-doc"}
        expected = owed(world)["noi-vu"]
        with world.reading() as session:
            letter = session.get_one(FollowUpLetter, made["noi-vu"])
            first, again = render_letter(letter), render_letter(letter)
        assert first == again
        word = docx.Document(io.BytesIO(first))
        heads, *rows = [[cell.text for cell in row.cells] for row in word.tables[1].rows]
        assert tuple(heads) == HEADS
        assert [row[1] for row in rows] == [debt.label for debt in expected]
        assert [row[3] for row in rows] == ["30/11/2017"] * len(expected)
        [begin] = [each.text for each in word.paragraphs if each.text.startswith("Thực hiện")]
        assert f"còn {len(expected):02d} nội dung" in begin
        assert "trong đó 00 nội dung đã quá hạn" in begin
        head = word.tables[0].rows[0].cells
        assert "Số:        /" in head[0].text
        assert "V/v đôn đốc" in head[0].text
        assert "ngày       tháng       năm 2017" in head[1].text
        assert any(each.text.endswith("./.") for each in word.paragraphs)

    def test_making_them_again_brings_them_up_to_date(self, world: World) -> None:
        first = make(world)
        world.cite("2.1.1", who="justice")
        world.submit("2.1.1", who="justice-head")
        assert make(world) == {"noi-vu": first["noi-vu"]}

    def test_only_a_coordinator_makes_them(self, world: World) -> None:
        for who in ("reviewer", "observer", "lan"):
            with pytest.raises(EvidenceError) as refused:
                make(world, who)
            assert refused.value.code == "wrong_role"

    def test_all_go_into_one_zip_under_vietnamese_names(self, world: World) -> None:
        make(world)
        with world.reading() as session:
            letters = open_letters(session, world.actor("coordinator"), world.cycle(session))
            file = io.BytesIO()
            write_letters(file, letters)
        names = ZipFile(file).namelist()
        assert names == [
            "001 Công văn đôn đốc - Sở Nội vụ.docx",
            "002 Công văn đôn đốc - Sở Tư pháp.docx",
        ]

    def test_an_issued_one_is_seen_by_its_agency_and_stands_in_the_history(self, library: Library) -> None:
        world = library.world
        letter = make(world)["tu-phap"]
        with world.reading() as session, pytest.raises(NotVisible):
            find_letter(session, world.actor("justice"), world.cycle(session), letter)
        issue(library, letter)
        with world.reading() as session:
            [seen] = letters_to_agency(session, world.actor("justice"))
            assert (seen.id, seen.number, seen.issued_on) == (letter, "12/SNV-CCHC", TODAY)
            assert letters_to_agency(session, world.actor("lan")) == []
            criterion = world.criterion(session, "2.1.1").id
            assert [each.id for each in letters_about(session, world.actor("justice"), criterion)] == [letter]
            assert letters_about(session, world.actor("lan"), criterion) == []
            with pytest.raises(NotVisible):
                find_letter(session, world.actor("district"), world.cycle(session), letter)
            actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert actions[-1] == "issue_letter"
        with pytest.raises(EvidenceError) as refused:
            issue(library, letter)
        assert refused.value.code == "wrong_state"
        assert make(world)["tu-phap"] != letter

    def test_it_needs_its_number_and_a_day_that_has_come(self, library: Library) -> None:
        letter = make(library.world)["tu-phap"]
        with pytest.raises(EvidenceError) as refused:
            issue(library, letter, number=" ")
        assert refused.value.code == "letter_without_number"

    def test_an_answer_is_not_asked_for_by_a_day_that_is_past(self, world: World) -> None:
        with world.database.transaction() as session, pytest.raises(EvidenceError) as refused:
            make_letters(
                session,
                world.actor("coordinator"),
                world.cycle(session),
                DueChoice.ALL,
                reply_by=TODAY - timedelta(days=1),
                clock=world.clock,
            )
        assert refused.value.code == "day_past"
