"""What the demonstration holds: every state, real files that were read, and a log that is whole."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from evidence_repo.clock import day_in_hanoi
from evidence_repo.container import Container
from evidence_repo.demo.accounts import DEMO_ACCOUNTS
from evidence_repo.demo.papers import write_papers, write_samples
from evidence_repo.demo.story import SAMPLES
from evidence_repo.models import (
    AppraisalRound,
    AuditEvent,
    BundleState,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    Job,
    JobState,
    Measurement,
    Notice,
    PackStep,
    Register,
    Review,
    SubmissionBundle,
    User,
)
from evidence_repo.services.assignments.listing import list_assignments
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.documents.uploads import spool_folder
from evidence_repo.services.maintenance.fsck import check_everything
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.people.passwords import is_password
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.reading.kept import stored_extraction
from evidence_repo.services.rounds.losses import losses_before
from evidence_repo.services.rounds.questions import list_questions
from evidence_repo.services.scores.sheet import score_sheet
from evidence_repo.services.screens.work import my_assignments
from evidence_repo.services.searching.finding import search_documents
from evidence_repo.services.workflow.cycles import find_cycle
from index.extraction.states import ExtractionState
from index.media.names import clean_file_name
from workflows.evidence import EvidenceState
from workflows.explanations import ExplanationKind
from workflows.notices import NoticeKind
from workflows.packs import PackAction, PackState
from workflows.roles import Role
from workflows.rounds import QuestionStanding
from workflows.states import ExplanationState

pytestmark = pytest.mark.xdist_group("demo")

PACKS = {
    "1.2.1": PackState.APPROVED,
    "1.4.2": PackState.SUBMITTED,
    "2.1.1": PackState.SEALED,
    "2.2.2": PackState.SEALED,
    "3.1.1": PackState.SUBMITTED,
    "3.2.1": PackState.SUBMITTED,
    "4.2.1": PackState.RETURNED,
    "5.2.1": PackState.SUBMITTED,
    "5.5": PackState.SUBMITTED,
}


def test_everybody_signs_in_with_the_told_password(container: Container) -> None:
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)
    with container.database.reading() as session:
        for account in DEMO_ACCOUNTS:
            user = session.scalars(select(User).where(User.email == account.email)).one()
            assert is_password(account.password, user.password)
            assert not user.must_change_password
            assert (user.name, user.agency.name) == (account.name, account.agency)
            assert user.role_set == {account.role}


def test_packs_are_in_every_state_and_the_visitors_two_are_open(container: Container) -> None:
    with container.database.reading() as session:
        rows = session.execute(
            select(Criterion.code, EvidencePack.state)
            .join(EvidencePack, EvidencePack.criterion_id == Criterion.id)
            .where(Criterion.cycle_id == find_cycle(session, 2017).id)
        ).all()
        own = select(Evidence.id).join(Criterion).where(Criterion.code.in_(("1.1.3", "1.3.1")))
        assert session.scalars(own.where(Evidence.accepted_at.is_not(None))).all() == []
        assert len(session.scalars(own).all()) == 1  # the district's contribution
    states = {code: state for code, state in rows if state is not PackState.OPEN}
    assert states == PACKS
    assert len(rows) == 67


def test_pieces_and_explanations_are_in_many_states(container: Container) -> None:
    with container.database.reading() as session:
        pieces = Counter(session.scalars(select(Evidence.state)))
        explanations = Counter(session.scalars(select(Explanation.state)))
        comments = session.scalars(select(Review.comment).where(Review.comment.is_not(None))).all()
    assert set(pieces) == {
        EvidenceState.DRAFT,
        EvidenceState.SUBMITTED,
        EvidenceState.SUFFICIENT,
        EvidenceState.NEEDS_EXPLANATION,
        EvidenceState.EXPLAINED,
    }
    assert explanations == {ExplanationState.SUBMITTED: 3, ExplanationState.ACCEPTED: 2}
    assert len(comments) == 2


def test_the_bundle_was_rendered_and_no_job_waits_or_failed(container: Container) -> None:
    with container.database.reading() as session:
        bundle = session.scalars(select(SubmissionBundle)).one()
        assert bundle.state is BundleState.SEALED
        assert bundle.documents == 3
        failed = session.scalars(select(Job.kind).where(Job.state == JobState.FAILED)).all()
    assert failed == []


def test_the_log_is_whole_and_nothing_is_amiss(container: Container) -> None:
    with container.database.reading() as session:
        assert verify_chain(session) == ()
    report = check_everything(
        container.database, container.store, container.engine, container.clock.in_real_time().now()
    )
    assert report.faults == ()
    assert list(spool_folder(container.settings).iterdir()) == []


def test_the_reader_finds_in_the_letters_what_stands_in_them(container: Container, tmp_path: Path) -> None:
    papers = write_papers(tmp_path, with_pdf=True)
    read = {}
    with container.database.reading() as session:
        for version in session.scalars(select(DocumentVersion)):
            read[version.file_name] = version.sha256
    checked = 0
    for paper in papers.values():
        if paper.letter is None or "bản scan" in paper.path.name:
            continue
        extraction = stored_extraction(container.store, read[clean_file_name(paper.path.name)])
        assert extraction is not None
        assert extraction.state is ExtractionState.DONE
        header, wanted = extraction.header, paper.letter
        assert header.number.value == wanted.number, paper.path.name
        assert header.issued_on.value == wanted.issued_on.isoformat(), paper.path.name
        assert header.subject.value is not None
        assert header.subject.value.casefold() == str(wanted.header["subject"]).casefold(), paper.path.name
        assert header.signatory.value == wanted.signatory, paper.path.name
        checked += 1
    assert checked >= 14


def test_everyone_finds_what_they_may_see(container: Container) -> None:
    queries = {"quyet dinh cong bo": "1873/QĐ-UBND", "683/BC-UBND": "683/BC-UBND"}
    with container.database.reading() as session:
        hoa = actor_of(session.scalars(select(User).where(User.email.startswith("rasoat@"))).one(), "web")
        for query, number in queries.items():
            page = search_documents(session, container.engine, container.store, hoa, query)
            assert number in [hit.version.header_number for hit in page.hits]


def test_the_district_finds_what_was_asked_of_it(container: Container) -> None:
    with container.database.reading() as session:
        diem = actor_of(
            session.scalars(select(User).where(User.email.startswith("chuyenvien.cp@"))).one(), "web"
        )
        cycle, today = find_cycle(session, 2017), container.clock.today()
        found = my_assignments(session, diem, today).to_deliver
        assert [(row.label, row.is_overdue) for row in found] == [("TCTP 1.4.1", True), ("TCTP 1.1.3", False)]
        states = Counter(row.state.value for row in list_assignments(session, diem, cycle, today))
    assert states == {"assigned": 2, "delivered": 1, "accepted": 1}


def test_figures_and_registers_stand_in_every_state(container: Container) -> None:
    with container.database.reading() as session:
        found = {
            (each.criterion.code, each.agency.name, each.state.value)
            for each in session.scalars(select(Measurement))
        }
        registers = {
            (each.criterion.code, each.kind.value, len(each.rows))
            for each in session.scalars(select(Register))
        }
        [unmet] = session.scalars(select(Explanation).where(Explanation.measurement_id.is_not(None)))
    assert found == {
        ("1.3.1", "UBND huyện Châu Phú", "draft"),
        ("2.1.1", "Sở Tư pháp", "confirmed"),
        ("3.1.1", "Sở Tư pháp", "confirmed"),
        ("3.2.1", "Sở Tư pháp", "submitted"),
        ("4.2.1", "Sở Nội vụ", "queried"),
    }
    assert unmet.kind is ExplanationKind.TARGET_NOT_MET
    assert registers == {
        ("1.3.2", "findings", 5),
        ("1.4.1", "plan_tasks", 7),
        ("1.4.2", "activities", 4),
        ("2.1.1", "plan_tasks", 8),
        ("4.2.1", "units", 31),
    }


def test_last_year_was_appraised_and_this_one_is_forecast(container: Container) -> None:
    with container.database.reading() as session:
        son = actor_of(session.scalars(select(User).where(User.email.startswith("quantri@"))).one(), "web")
        sheets = {year: score_sheet(session, son, find_cycle(session, year)) for year in (2016, 2017)}
        rounds = [(each.kind.value, each.rank) for each in session.scalars(select(AppraisalRound))]
        [asked] = list_questions(session, son, container.clock.today(), cycle=find_cycle(session, 2016))
        lost = losses_before(session, find_cycle(session, 2017))
    assert rounds == [("preliminary", None), ("final", 27)]
    assert asked.standing is QuestionStanding.ANSWERED
    assert sheets[2016].total.maximum == sheets[2017].total.maximum == 100
    measured = {year: sheet.measured() for year, sheet in sheets.items()}
    told = {year: (each.deviation.passes, each.is_forecast) for year, each in measured.items() if each}
    assert told == {2016: (True, False), 2017: (False, True)}
    assert sum(len(rows) for rows in lost.values()) == 14


def test_samples_lie_ready_for_the_visitor(container: Container) -> None:
    names = {path.name for path in (container.settings.var / SAMPLES).iterdir()}
    assert {name[:10] for name in names} == {"TCTP 1.1.3", "TCTP 1.3.1"}
    assert len(names) == 5


def test_without_the_font_all_letters_are_word_documents(tmp_path: Path) -> None:
    papers = write_papers(tmp_path, with_pdf=False)
    write_samples(tmp_path / "samples", with_pdf=False)
    assert {paper.path.suffix for paper in papers.values()} == {".docx", ".xlsx", ".txt"}
    assert {path.suffix for path in (tmp_path / "samples").iterdir()} == {".docx"}
    assert all(paper.path.stat().st_size for paper in papers.values())


def test_the_same_letters_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_papers(tmp_path / folder, with_pdf=True)
    for path in (tmp_path / "one").glob("*.[pj][dp][fg]"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_people_act_on_days_of_their_year_and_the_log_keeps_real_time(container: Container) -> None:
    with container.database.reading() as session:
        steps = session.execute(select(PackStep.pack_id, PackStep.at).order_by(PackStep.id)).all()
        this_year = Criterion.cycle_id == find_cycle(session, 2017).id
        own = set(session.scalars(select(EvidencePack.id).join(Criterion).where(this_year)))
        waiting = session.scalars(select(Evidence.state_since).join(Criterion).where(this_year)).all()
        sealed = session.scalars(select(SubmissionBundle.sealed_at)).one()
        logged = session.scalars(select(AuditEvent.at)).all()
    of_pack: dict[int, list[datetime]] = {}
    for pack, at in steps:
        of_pack.setdefault(pack, []).append(at)
    assert all(times == sorted(times) for times in of_pack.values())
    days = {day_in_hanoi(at) for at in (*waiting, sealed, *(at for pack, at in steps if pack in own))}
    assert min(days) >= date(2017, 11, 6)
    assert max(days) <= date(2017, 11, 24)
    earlier = {day_in_hanoi(at) for pack, at in steps if pack not in own}
    assert date(2016, 11, 14) == min(earlier) < max(earlier) == date(2017, 3, 24)
    assert all(day.weekday() < 5 for day in days | earlier)
    assert min(logged).year > 2017


def test_notices_are_of_the_days_on_which_people_acted(container: Container) -> None:
    with container.database.reading() as session:
        returned = session.scalars(select(PackStep.at).where(PackStep.action == PackAction.RETURN)).all()
        told = session.scalars(
            select(Notice.made_at).where(Notice.kind == NoticeKind.PACK_RETURNED).distinct()
        ).all()
    assert {day_in_hanoi(at) for at in told} == {day_in_hanoi(at) for at in returned}
    assert len(told) > 1


def test_the_demonstrations_clock_stands_at_its_business_date(container: Container) -> None:
    assert day_in_hanoi(container.clock.now()) == container.clock.today() == date(2017, 11, 27)


def test_the_queue_goes_by_real_time_and_nothing_is_left_waiting(container: Container) -> None:
    now = container.clock.in_real_time().now()
    with container.database.reading() as session:
        due = (Job.state == JobState.QUEUED) & (Job.run_after <= now)
        waiting = set(session.scalars(select(Job.kind).where(due)))
        assert (
            waiting - {JobKind.SWEEP} == set()
        )  # the sweep comes round by itself, here a minute after the start
        assert session.scalars(select(DocumentVersion.pages_read)).all()
        unread = select(DocumentVersion.id).where(DocumentVersion.extraction_state == ExtractionState.WAITING)
        assert session.scalars(unread).all() == []
