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
    AuditEvent,
    BundleState,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    Job,
    JobState,
    PackStep,
    Review,
    SubmissionBundle,
    User,
)
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.documents.uploads import spool_folder
from evidence_repo.services.maintenance.fsck import check_everything
from evidence_repo.services.people.passwords import is_password
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.reading.kept import stored_extraction
from evidence_repo.services.searching.finding import search_documents
from index.extraction.states import ExtractionState
from index.media.names import clean_file_name
from workflows.evidence import EvidenceState
from workflows.packs import PackState
from workflows.roles import Role
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
            select(Criterion.code, EvidencePack.state).join(
                EvidencePack, EvidencePack.criterion_id == Criterion.id
            )
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
    assert explanations == {ExplanationState.SUBMITTED: 3}
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


def test_people_act_on_days_of_november_2017_and_the_log_keeps_real_time(container: Container) -> None:
    with container.database.reading() as session:
        steps = session.execute(select(PackStep.pack_id, PackStep.at).order_by(PackStep.id)).all()
        waiting = session.scalars(select(Evidence.state_since)).all()
        sealed = session.scalars(select(SubmissionBundle.sealed_at)).one()
        logged = session.scalars(select(AuditEvent.at)).all()
    of_pack: dict[int, list[datetime]] = {}
    for pack, at in steps:
        of_pack.setdefault(pack, []).append(at)
    assert all(times == sorted(times) for times in of_pack.values())
    days = {day_in_hanoi(at) for at in (*waiting, sealed, *(at for _, at in steps))}
    assert min(days) >= date(2017, 11, 6)
    assert max(days) <= date(2017, 11, 24)
    assert all(day.weekday() < 5 for day in days)
    assert min(logged).year > 2017


def test_the_demonstrations_clock_stands_at_its_business_date(container: Container) -> None:
    assert day_in_hanoi(container.clock.now()) == container.clock.today() == date(2017, 11, 27)


def test_the_queue_goes_by_real_time_and_nothing_is_left_waiting(container: Container) -> None:
    now = container.clock.in_real_time().now()
    with container.database.reading() as session:
        due = (Job.state == JobState.QUEUED) & (Job.run_after <= now)
        assert session.scalars(select(Job.kind).where(due)).all() == []
        assert session.scalars(select(DocumentVersion.pages_read)).all()
        unread = select(DocumentVersion.id).where(DocumentVersion.extraction_state == ExtractionState.WAITING)
        assert session.scalars(unread).all() == []
