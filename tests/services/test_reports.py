"""Reports: every figure is a query's, a changed piece changes its cell, a finished one never changes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import pypdfium2
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.errors import ChangedMeanwhile, EvidenceError, NotVisible
from evidence_repo.models import PackStep, Report, Review
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.evidence.adding import Place, receive_file
from evidence_repo.services.follow_up.letters import make_letters
from evidence_repo.services.follow_up.paper import render_letter
from evidence_repo.services.reports.annex_rows import evidence_index, state_times
from evidence_repo.services.reports.annexes import annex_sheets
from evidence_repo.services.reports.asking import answers_for, ask_section, put_together
from evidence_repo.services.reports.figures import figures_of, make_figure
from evidence_repo.services.reports.handing_in import criteria_to_hand_in, spool_report
from evidence_repo.services.reports.paper import render_report
from evidence_repo.services.reports.pdf import paper_as_pdf
from evidence_repo.services.reports.writing import (
    SectionWords,
    find_report,
    finish_report,
    freeze_report,
    make_report,
    period_of,
    remove_section,
    set_period,
    write_section,
)
from index.media import MediaType
from index.renditions import Renderer, find_office
from tests.services.assigning import Assigning
from tests.services.library import Library
from tests.services.world import World
from workflows.evidence import VerdictKind
from workflows.follow_up import DueChoice
from workflows.reports import FigureKind, Period, ReportKind, ReportState, default_period
from workflows.states import PackState

NOW = datetime(2017, 12, 4, 3, tzinfo=UTC)


def make(world: World, kind: ReportKind = ReportKind.CHAIRMAN, who: str = "coordinator") -> int:
    with world.database.transaction() as session:
        return make_report(session, world.actor(who), world.cycle(session), kind, world.clock).id


def at(session: Session, world: World, report: int, who: str = "coordinator") -> Report:
    return find_report(session, world.actor(who), world.cycle(session), report)


def cell(world: World, report: int, kind: FigureKind, row: str, heading: str) -> str:
    with world.reading() as session:
        figure = make_figure(
            session, world.actor("coordinator"), at(session, world, report), kind, world.clock
        )
        [found] = [each for each in figure.rows if each[0] == row]
        return found[figure.headings.index(heading)]


def finish(library: Library, folder: Path, report: int) -> None:
    world = library.world
    with world.reading() as session:
        found = at(session, world, report)
        actor = world.actor("coordinator")
        frozen = freeze_report(session, actor, found, folder, lambda _: MediaType.DOCX, world.clock)
    keep_blob(library.store, frozen.paper)
    with world.database.transaction() as session:
        found = at(session, world, report)
        finish_report(session, world.actor("coordinator"), found, frozen, library.store, world.clock)


class TestFigures:
    def test_one_piece_changes_the_cell_that_counts_it(self, world: World) -> None:
        report = make(world)
        place = (FigureKind.FIELDS, "1. Lĩnh vực 1")
        assert cell(world, report, *place, "Tài liệu") == "0"
        piece = world.cite()
        world.submit()
        assert cell(world, report, *place, "Tài liệu") == "1"
        assert cell(world, report, *place, "Chờ rà soát") == "1"
        assert cell(world, report, FigureKind.PROGRESS, "Sở Nội vụ", "Đã nộp") == "1"
        world.judge(piece, VerdictKind.SUFFICIENT)
        assert cell(world, report, *place, "Chờ rà soát") == "0"
        assert cell(world, report, *place, "Đạt") == "1"
        assert cell(world, report, FigureKind.PROGRESS, "Toàn tỉnh", "Số tiêu chí") == "4"

    def test_every_table_names_source_filters_and_moment(self, world: World) -> None:
        report = make(world)
        with world.reading() as session:
            for kind in FigureKind:
                found = at(session, world, report)
                figure = make_figure(session, world.actor("coordinator"), found, kind, world.clock)
                assert "Nguồn: " in figure.note
                assert "kỳ đánh giá năm 2017" in figure.note
                assert "số liệu đến " in figure.note
                assert all(len(row) == len(figure.headings) for row in figure.rows)
                assert len(figure.shares) == len(figure.headings)


class TestPaper:
    def test_every_number_in_its_tables_is_the_querys_and_nothing_is_invented(self, world: World) -> None:
        world.cite()
        world.submit()
        report = make(world, ReportKind.YEAR)
        with world.reading() as session:
            found = at(session, world, report)
            figures = figures_of(session, world.actor("coordinator"), found, world.clock)
            content = render_report(found, figures, NOW)
            assert content == render_report(found, figures, NOW)
            titles = [section.title for section in found.sections]
            tables = [figures[each.figure] for each in found.sections if each.figure]
        word = docx.Document(io.BytesIO(content))
        grids = [
            [tuple(cell.text for cell in row.cells) for row in table.rows] for table in word.tables[1:-1]
        ]
        assert grids == [[each.headings, *each.rows] for each in tables if each.rows]
        texts = [paragraph.text for paragraph in word.paragraphs]
        assert [text for text in texts if text in titles] == titles
        assert texts.count("(Nội dung chưa được bổ sung.)") == 6
        assert texts[-1].endswith("./.") or texts[-2].endswith("./.")
        assert {each.note.rstrip(".") for each in tables} <= {text.rstrip("./") for text in texts}
        assert "Kết quả công tác cải cách hành chính năm 2017" in texts
        assert "Kính gửi: Bộ Nội vụ" in texts


class TestOutline:
    def test_sections_are_written_moved_added_and_taken_out(self, world: World) -> None:
        report = make(world)
        with world.database.transaction() as session:
            found, actor = at(session, world, report), world.actor("coordinator")
            first = found.sections[0]
            write_section(session, actor, found, first, SectionWords("Đầu", "Lời", None, 3), first.lock)
            with pytest.raises(ChangedMeanwhile):
                write_section(session, actor, found, first, SectionWords("Khác", "", None, 1), seen_lock=1)
            write_section(session, actor, found, None, SectionWords("Mới", "", FigureKind.POINTS, 1))
            remove_section(session, actor, found, found.sections[1])
        with world.reading() as session:
            titles = [each.title for each in at(session, world, report).sections]
        assert len(titles) == 5
        assert "Đầu" in titles
        assert "Mới" in titles

    def test_only_the_coordinator_writes_and_sees_drafts(self, world: World) -> None:
        with pytest.raises(EvidenceError) as refused:
            make(world, who="reviewer")
        assert refused.value.code == "wrong_role"
        report = make(world)
        with world.reading() as session, pytest.raises(NotVisible):
            at(session, world, report, "reviewer")
        with pytest.raises(EvidenceError) as refused:
            make(world)
        assert refused.value.code == "report_draft_stands"

    def test_periods_are_data(self, world: World) -> None:
        assert default_period(ReportKind.NINE_MONTHS, 2017).due_on == date(2017, 9, 14)
        assert default_period(ReportKind.YEAR, 2017).due_on == date(2017, 11, 30)
        assert default_period(ReportKind.YEAR, 2025) == Period(
            date(2024, 12, 15), date(2025, 12, 14), date(2025, 12, 20)
        )
        assert default_period(ReportKind.CHAIRMAN, 2017).due_on == date(2017, 12, 9)
        other = Period(date(2017, 1, 1), date(2017, 3, 31), date(2017, 4, 5))
        with world.database.transaction() as session:
            cycle = world.cycle(session)
            set_period(session, world.actor("coordinator"), cycle, ReportKind.QUARTER_1, other)
            assert period_of(session, cycle, ReportKind.QUARTER_1) == other


class TestAskedSections:
    def test_agencies_words_are_asked_for_accepted_and_put_together(self, world: World) -> None:
        report, assigning = make(world, ReportKind.YEAR), Assigning(world)
        [standing] = assigning.assign()
        with world.database.transaction() as session:
            found, actor = at(session, world, report), world.actor("coordinator")
            section, agency = found.sections[1], world.agency(session, "chau-doc")
            made = ask_section(
                *(session, actor, found, section, [agency]),
                asked="Nội dung cải cách thể chế",
                last_day=date(2017, 12, 1),
                clock=world.clock,
            )
            [asked] = [each.id for each in made]
            with pytest.raises(EvidenceError) as refused:
                remove_section(session, actor, found, section)
            assert refused.value.code == "section_asked"
        assert asked != standing
        assigning.deliver(asked, answer="Đã ban hành 12 văn bản.")
        with world.database.transaction() as session:
            found = at(session, world, report)
            with pytest.raises(EvidenceError) as refused:
                put_together(session, world.actor("coordinator"), found, found.sections[1], {asked})
            assert refused.value.code == "no_answer"
        assigning.accept(asked)
        with world.database.transaction() as session:
            found = at(session, world, report)
            section = found.sections[1]
            assert [each.id for each in answers_for(session, section)] == [asked]
            put_together(session, world.actor("coordinator"), found, section, {asked, standing})
            assert section.text == "UBND thành phố Châu Đốc: Đã ban hành 12 văn bản."


class TestFinishing:
    def test_a_section_without_anything_hinders_it(self, library: Library, tmp_path: Path) -> None:
        report = make(library.world, ReportKind.YEAR)
        with pytest.raises(EvidenceError) as refused:
            finish(library, tmp_path, report)
        assert refused.value.code == "section_empty"

    def test_a_finished_report_keeps_its_figures_and_is_handed_in(
        self, library: Library, tmp_path: Path
    ) -> None:
        world = library.world
        report = make(world)
        finish(library, tmp_path, report)
        with world.reading() as session:
            found = at(session, world, report, "lan")
            before = figures_of(session, world.actor("lan"), found, world.clock)
            assert found.state is ReportState.FINISHED
            with library.store.open(found.sha256 or "") as stream:
                kept = stream.read()
            assert [each.code for each in criteria_to_hand_in(session, world.actor("lan"), found)] == [
                "1.1.3"
            ]
            assert criteria_to_hand_in(session, world.actor("justice"), found) == []
            spooled = spool_report(found, library.store, tmp_path, lambda _: MediaType.DOCX)
        keep_blob(library.store, spooled)
        with world.database.transaction() as session:
            under = Place(world.criterion(session, "1.1.3"), world.product(session, "1.1.3", 1))
            piece = receive_file(session, world.actor("lan"), library.store, spooled, under, world.clock)
            assert piece.evidence.version.sha256 == at(session, world, report).sha256
        world.submit()
        with world.reading() as session:
            found = at(session, world, report)
            assert figures_of(session, world.actor("coordinator"), found, world.clock) == before
            with library.store.open(found.sha256 or "") as stream:
                assert stream.read() == kept
            with pytest.raises(NotVisible):
                at(session, world, report, "justice")
        with world.database.transaction() as session:
            found, words = at(session, world, report), SectionWords("Khác", "", None, 1)
            with pytest.raises(EvidenceError) as refused:
                write_section(session, world.actor("coordinator"), found, found.sections[0], words)
        assert refused.value.code == "wrong_state"
        make(world)
        with world.reading() as session:
            versions = session.scalars(select(Report.version).order_by(Report.version)).all()
            assert versions == [1, 2]

    def test_who_writes_meanwhile_is_not_overtaken(self, library: Library, tmp_path: Path) -> None:
        world = library.world
        report, actor = make(world), world.actor("coordinator")
        with world.reading() as session:
            found = at(session, world, report)
            frozen = freeze_report(session, actor, found, tmp_path, lambda _: MediaType.DOCX, world.clock)
        keep_blob(library.store, frozen.paper)
        with world.database.transaction() as session:
            found = at(session, world, report)
            words = SectionWords("Khác", "Lời khác", None, 1)
            write_section(session, actor, found, found.sections[0], words)
        with world.database.transaction() as session, pytest.raises(ChangedMeanwhile):
            finish_report(session, actor, at(session, world, report), frozen, library.store, world.clock)


@pytest.mark.programs
def test_libreoffice_makes_pages_of_report_and_letter(world: World) -> None:
    program = find_office()
    assert program is not None, "scripts/system.sh test installs LibreOffice"
    report, coordinator = make(world, ReportKind.YEAR), world.actor("coordinator")
    with world.database.transaction() as session:
        found = at(session, world, report)
        figures = figures_of(session, coordinator, found, world.clock)
        papers = [render_report(found, figures, NOW)]
        cycle = world.cycle(session)
        letters = make_letters(session, coordinator, cycle, DueChoice.ALL, clock=world.clock)
        papers.append(render_letter(letters[0]))
    renderer = Renderer(program)
    texts = []
    for paper in papers:
        document = pypdfium2.PdfDocument(paper_as_pdf(renderer, paper))
        texts.append("".join(page.get_textpage().get_text_bounded() for page in document))
        document.close()
    assert "Kết quả công tác cải cách hành chính năm 2017" in texts[0]
    assert "Nơi nhận" in texts[0]
    assert "đôn đốc cung cấp tài liệu" in " ".join(texts[1].split())


def test_two_reviewers_of_one_name_are_two_lines(world: World) -> None:
    with world.database.transaction() as session:
        world.user(session, "second").name = world.user(session, "reviewer").name
    pieces = [world.cite(), world.cite()]
    world.submit()
    for piece, who in zip(pieces, ("reviewer", "second"), strict=True):
        world.judge(piece, who=who)
    with world.database.transaction() as session:
        session.execute(update(Review).values(decided_at=NOW))
    report = make(world, ReportKind.YEAR)
    with world.reading() as session:
        row = at(session, world, report)
        figure = make_figure(session, world.actor("coordinator"), row, FigureKind.REVIEWERS, world.clock)
    assert [line[1] for line in figure.rows] == ["1", "1"]
    assert cell(world, report, FigureKind.VERDICTS, "Tổng số kết luận", "Số lượng") == "2"


def test_times_in_each_state_are_those_of_the_steps_that_ended_in_the_period(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece)
    world.submit()
    world.recall()
    world.submit()
    days = (date(2017, 11, 1), date(2017, 11, 5), date(2017, 11, 6), date(2017, 11, 9), date(2017, 12, 20))
    report = make(world, ReportKind.YEAR)
    with world.database.transaction() as session:
        row = at(session, world, report)
        row.cycle.created_at = datetime(2017, 10, 1, 2, tzinfo=UTC)
        row.begins_on, row.ends_on = date(2017, 10, 1), date(2017, 12, 14)
        steps = session.scalars(select(PackStep).order_by(PackStep.id)).all()
        for step, day in zip(steps, days, strict=True):
            step.at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        session.flush()
        times = {each.state: each for each in state_times(session, row)}
    assert {state: (each.stays, each.median_days, each.longest_days) for state, each in times.items()} == {
        PackState.OPEN: (1, 31, 31),
        PackState.SUBMITTED: (2, Decimal("3.5"), 4),
        PackState.RETURNED: (1, 1, 1),  # back to it by the recall; that stay ended after the period
        PackState.APPROVED: (0, None, None),
    }


def test_the_index_of_pieces_holds_what_the_person_sees_in_the_plans_order(world: World) -> None:
    world.cite("1.3.1")
    world.cite("1.1.3", pages="2-3")
    report = make(world, ReportKind.YEAR)

    def listed(who: str) -> list[tuple[str, str | None]]:
        with world.reading() as session:
            cycle = world.cycle(session)
            return [
                (row.criterion.code, row.pages) for row in evidence_index(session, world.actor(who), cycle)
            ]

    assert listed("coordinator") == [("1.1.3", "2-3"), ("1.3.1", None)]
    assert listed("reviewer") == []
    world.submit("1.3.1")
    assert listed("reviewer") == [("1.3.1", None)]
    with world.reading() as session:
        sheets = annex_sheets(session, world.actor("coordinator"), at(session, world, report), world.clock)
        [index] = [each for each in sheets if each.name == "Danh mục tài liệu"]
        assert len(list(index.rows)) == 2
