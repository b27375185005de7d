"""What follows from the Ministry's points: losses, entries, the report's notes, the years."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible, Refused
from evidence_repo.models import (
    AuditEvent,
    Criterion,
    CriterionField,
    CrosswalkPair,
    DocumentVersion,
    Evidence,
    ReportNote,
)
from evidence_repo.services.rounds.entries import EntrySheet, entry_sheet, entry_sheets, record_entry
from evidence_repo.services.rounds.losses import (
    distinct_losses,
    list_losses,
    losses_before,
    record_loss,
    total_lost,
)
from evidence_repo.services.rounds.report import report_data, set_note
from evidence_repo.services.rounds.years import points_over_years
from tests.services.rounds_world import ASKED, Rounds
from tests.services.world import NOW, PEOPLE, World
from workflows.crosswalk import PairOrigin, PairState
from workflows.cycle import CycleState
from workflows.roles import Role
from workflows.rounds import LossCause, NoteKind, RoundKind

FINAL = (
    ("1.1.3", "", "1", "1", "0,25", "", "Gửi báo cáo chậm"),
    ("1.3.1", "", "2", "2", "2"),
    ("2.1.1", "", "1,5", "1,5", "1"),
)


@pytest.fixture
def rounds(world: World, tmp_path: Path) -> Rounds:
    return Rounds(world, tmp_path)


def lose(
    world: World, code: str = "1.1.3", who: str = "lan", *, remedy: str = "Gửi trước hạn 5 ngày"
) -> None:
    with world.database.transaction() as session:
        record_loss(
            session,
            world.actor(who),
            world.criterion(session, code),
            cause=LossCause.LATE,
            remedy=remedy,
            agency=world.agency(session, "noi-vu"),
            clock=world.clock,
        )


def enter(world: World, code: str = "1.1.3", who: str = "coordinator", seen: str | None = None) -> None:
    with world.database.transaction() as session:
        criterion = world.criterion(session, code)
        record_entry(session, world.actor(who), criterion, " BNV  77 ", seen=seen, clock=world.clock)


def note(world: World, text: str, who: str = "lan", code: str = "1.1.3") -> None:
    with world.database.transaction() as session:
        criterion = world.criterion(session, code)
        set_note(session, world.actor(who), criterion, NoteKind.DIFFICULTY, text, clock=world.clock)


def sheet(world: World, code: str = "1.1.3", who: str = "coordinator") -> EntrySheet:
    with world.reading() as session:
        return entry_sheet(session, world.actor(who), world.criterion(session, code))


def actions(world: World) -> list[str]:
    with world.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


def test_lost_points_are_the_maximum_less_what_was_given(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(*FINAL, kind=RoundKind.FINAL)
    lose(world)
    lose(world, remedy="Gửi trước hạn 10 ngày")
    with world.reading() as session:
        rows = list_losses(session, world.actor("lan"), world.cycle(session))
        assert [(row.criterion.code, row.lost) for row in rows] == [
            ("1.1.3", Decimal("0.75")),
            ("2.1.1", Decimal("0.50")),
        ]
        assert total_lost(rows) == Decimal("1.25")
        first, second = rows
        assert first.loss is not None
        assert (first.loss.cause, first.loss.remedy) == (LossCause.LATE, "Gửi trước hạn 10 ngày")
        assert (first.proposed_cause, second.proposed_cause) == (LossCause.LATE, None)
        assert (first.may_record, second.may_record) == (True, False)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
        assert event is not None
        assert (event.action, event.details["before"][1]) == ("record_loss", "Gửi trước hạn 5 ngày")


@pytest.mark.parametrize("who", PEOPLE)
def test_who_says_what_was_lost_entered_and_reported(rounds: Rounds, who: str) -> None:
    world, (agency, roles) = rounds.world, PEOPLE[who]
    rounds.import_(*FINAL)
    of_lead = agency == "noi-vu" and bool(roles & {Role.UPLOADER, Role.AGENCY_HEAD})
    for act in (lambda: lose(world, who=who), lambda: enter(world, who=who), lambda: note(world, "Khó", who)):
        if of_lead or Role.COORDINATOR in roles:
            act()
        else:
            with pytest.raises((NotAllowed, NotVisible)):
                act()


def test_a_closed_year_is_only_read_and_what_lost_nothing_has_no_cause(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(*FINAL)
    with pytest.raises(BadInput):
        lose(world, "1.3.1")
    with pytest.raises(BadInput):
        lose(world, remedy="  ")
    world.set_cycle(CycleState.CLOSED)
    for act in (lambda: lose(world), lambda: enter(world), lambda: note(world, "Khó")):
        with pytest.raises(Refused):
            act()


def test_next_year_shows_the_loss_at_every_criterion_that_continues_it(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(*FINAL, kind=RoundKind.FINAL)
    lose(world)
    world.add_cycle(2018)
    with world.database.transaction() as session:
        of_year = {
            (each.cycle.year, each.code): each.id for each in session.scalars(select(Criterion)).unique()
        }
        # 1:n and n:1 at once: 1.1.3 goes on in two, and one of these takes 2.1.1 in as well.
        for later, earlier in (("1.1.3", "1.1.3"), ("5.2.1", "1.1.3"), ("5.2.1", "2.1.1")):
            session.add(
                CrosswalkPair(
                    criterion_id=of_year[2018, later],
                    earlier_id=of_year[2017, earlier],
                    origin=PairOrigin.PERSON,
                    state=PairState.CONFIRMED,
                    likeness=0,
                    decided_at=NOW,
                )
            )
    world.year = 2018
    with world.reading() as session:
        found = losses_before(session, world.cycle(session))
        named = {
            session.get_one(Criterion, later).code: [row.criterion.code for row in rows]
            for later, rows in found.items()
        }
        assert named == {"1.1.3": ["1.1.3"], "5.2.1": ["1.1.3", "2.1.1"]}
        assert total_lost(distinct_losses(found)) == Decimal("1.25")
        [own] = losses_before(session, world.cycle(session), of_year[2018, "1.1.3"]).values()
        assert own[0].loss is not None


def test_the_entry_sheet_has_points_words_and_files_in_order_and_shows_a_change(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(ASKED)
    first = world.cite(pages="2-3")
    world.explain_product("1.1.3", text="Chưa phát sinh")
    world.submit()
    world.judge(first)
    shown = sheet(world)
    assert (shown.points, shown.maximum, [each.pages for each in shown.files]) == (
        Decimal("1.00"),
        Decimal("1.00"),
        ["2-3"],
    )
    assert shown.explanations == ()  # it waits for its verdict
    enter(world, seen=shown.contents_sha256)
    assert sheet(world).is_entered
    rounds.import_(("1.1.3", "", "1", "0,5", "0,5"))
    after = sheet(world)
    assert not after.is_entered
    assert after.last is not None
    assert (after.last.receipt, after.last.entered_by.name) == ("BNV 77", "coordinator")
    with pytest.raises(ChangedMeanwhile):
        enter(world, seen=shown.contents_sha256)


def test_the_entry_sheet_lists_what_supports_the_explanations_too_and_each_file_once(rounds: Rounds) -> None:
    world = rounds.world
    piece, proof = world.cite(), world.document()
    with world.reading() as session:
        cited = session.get_one(Evidence, piece).version_id
    explained = world.explain_product("1.1.3", documents=(cited, proof))
    world.submit()
    world.judge(piece)
    world.judge_explanation(explained, accepted=True)
    shown = sheet(world)
    with world.reading() as session:
        wanted = [session.get_one(DocumentVersion, each).document_id for each in (cited, proof)]
    assert [(each.number, each.document_id) for each in shown.files] == list(enumerate(wanted, 1))


def test_an_agency_sees_its_own_sheets_only(rounds: Rounds) -> None:
    world = rounds.world
    with world.reading() as session:
        codes = {
            who: [
                each.criterion.code for each in entry_sheets(session, world.actor(who), world.cycle(session))
            ]
            for who in ("justice", "coordinator", "ministry")
        }
    assert codes == {
        "justice": ["2.1.1"],
        "coordinator": ["1.1.3", "1.3.1", "5.2.1", "2.1.1"],
        "ministry": [],
    }


def test_the_report_keeps_notes_of_criteria_and_fields(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(*FINAL)
    note(world, "Thiếu kinh phí")
    note(world, "Thiếu kinh phí và nhân lực")
    with world.database.transaction() as session:
        field = session.scalars(select(CriterionField).where(CriterionField.code == "1")).one()
        actor, kind = world.actor("coordinator"), NoteKind.PROPOSAL
        set_note(session, actor, field, kind, "Đề nghị Bộ hướng dẫn", clock=world.clock)
        with pytest.raises(NotAllowed):
            set_note(session, world.actor("lan"), field, kind, "Khác", clock=world.clock)
    world.explain_product("2.1.1", who="justice", text="Chưa ban hành kế hoạch")
    world.submit("2.1.1", "justice-head")
    with world.reading() as session:
        data = report_data(session, world.actor("coordinator"), world.cycle(session))
        assert [each.text for each in data.notes_of(NoteKind.DIFFICULTY)] == ["Thiếu kinh phí và nhân lực"]
        assert [each.text for each in data.notes_of(NoteKind.PROPOSAL)] == ["Đề nghị Bộ hướng dẫn"]
        assert [each.text for each in data.explanations] == ["Chưa ban hành kế hoạch"]
        assert len(data.points) == 3
        of_justice = report_data(session, world.actor("justice"), world.cycle(session))
        assert of_justice.notes == []
    note(world, " ")
    with world.reading() as session:
        assert len(session.scalars(select(ReportNote)).all()) == 1
    assert actions(world).count("change_report_note") == 4


def test_the_years_follow_the_crosswalk_and_the_rank(rounds: Rounds) -> None:
    world = rounds.world
    rounds.import_(*FINAL, kind=RoundKind.FINAL, rank=12)
    world.add_cycle(2018)
    with world.database.transaction() as session:
        ids = {(each.cycle.year, each.code): each.id for each in session.scalars(select(Criterion)).unique()}
        session.add(
            CrosswalkPair(
                criterion_id=ids[2018, "1.1.3"],
                earlier_id=ids[2017, "2.1.1"],
                origin=PairOrigin.PERSON,
                state=PairState.CONFIRMED,
                likeness=0,
                decided_at=NOW,
            )
        )
    world.year = 2018
    rounds.import_(("1.1.3", "", "1", "1", "0,9"))
    with world.reading() as session:
        found = points_over_years(session)
        before, now = found.years
        assert (before.rank, before.ranked_of, before.is_final, now.is_final) == (12, 63, True, False)
        assert (before.whole.appraised, before.whole.maximum) == (Decimal("3.25"), Decimal("4.50"))
        assert before.by_field["1"].percent == 75
        first = next(row for row in found.criteria if row.criterion.code == "1.1.3")
        assert {year: points.appraised for year, points in first.points.items()} == {
            2018: Decimal("0.90"),
            2017: Decimal("1.00"),
        }
