"""What is found out about read documents: signatures, citations both ways, near doubles, within rights."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.models import (
    DocumentVersion,
    Examination,
    Job,
    JobState,
    NamedDocument,
    NearDuplicate,
    SketchBand,
    TextSketch,
)
from evidence_repo.services.examining.citations import citing_documents, named_documents
from evidence_repo.services.examining.examination import examine_document, forget_examination
from evidence_repo.services.examining.near_duplicates import near_uses
from evidence_repo.services.outbox.examining_requests import queue_unexamined
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.reading.bounded_texts import LONGEST_TEXT
from evidence_repo.services.reading.texts import read_first_page, read_whole_document
from evidence_repo.services.workflow.headers import confirm_header
from index.signatures import SignatureState, read_trust_roots
from tests.containers import ContainerFactory
from tests.documents import build_admin_pdf
from tests.services.library import Library
from tests.services.test_reading import Archive
from tests.signing import build_authority, change_page_later, sign
from tests.unit.index.reports import misread, quarterly_report


class Examined(Archive):
    """Documents of this province, uploaded, read to the end and examined."""

    def __init__(self, container: Container, folder: Path) -> None:
        super().__init__(container)
        self._folder = folder
        self.library = Library(self.world, container.store, container.engine)

    def report(
        self, *pages: str, who: str = "lan", number: str | None = None, day: date | None = None
    ) -> int:
        version_id = self.library.document(*pages, who=who, number=number, issued_on=day)
        self.examine(version_id)
        return version_id

    def examine(self, version_id: int) -> None:
        examine_document(self.container, self.version(version_id).sha256)

    def named(self, version_id: int, who: str = "lan") -> dict[str, list[int]]:
        with self.world.reading() as session:
            version = session.get_one(DocumentVersion, version_id)
            named = named_documents(session, self.world.actor(who), version)
            return {each.number: [target.id for target in each.targets] for each in named}

    def citing(self, version_id: int, who: str = "lan") -> list[int]:
        with self.world.reading() as session:
            version = session.get_one(DocumentVersion, version_id)
            return [each.version.id for each in citing_documents(session, self.world.actor(who), version)]

    def near(self, version_id: int, who: str = "lan") -> list[int]:
        with self.world.reading() as session:
            version = session.get_one(DocumentVersion, version_id)
            return [each.use.version_id for each in near_uses(session, self.world.actor(who), version)]

    def rows(self, model: type) -> Sequence[object]:
        with self.world.reading() as session:
            return session.scalars(select(model)).all()


@pytest.fixture
def examined(container: Container, tmp_path: Path) -> Examined:
    return Examined(container, tmp_path)


@pytest.fixture
def any_examined(any_database: Database, make_container: ContainerFactory, tmp_path: Path) -> Examined:
    return Examined(make_container(any_database), tmp_path)


PLAN = "Kế hoạch số 416/KH-UBND"


def test_a_read_document_is_examined_by_a_job(examined: Examined, tmp_path: Path) -> None:
    version_id = examined.upload(build_admin_pdf(tmp_path / "a.pdf", pages=(f"Căn cứ {PLAN}",)))
    sha256 = examined.version(version_id).sha256
    read_first_page(examined.container, sha256)
    if not examined.version(version_id).extraction_state.is_final:
        read_whole_document(examined.container, sha256)
    with examined.world.reading() as session:
        payloads = session.scalars(select(Job.payload).where(Job.kind == JobKind.EXAMINE_DOCUMENT)).all()
    assert payloads == [{"sha256": sha256}]
    for _ in range(2):  # again at any time, with the same result
        examine_document(examined.container, sha256)
        assert list(examined.named(version_id)) == ["416/KH-UBND"]


def test_citations_lead_both_ways_and_never_to_oneself(any_examined: Examined) -> None:
    plan = any_examined.report("Kế hoạch của tỉnh", number="416/KH-UBND", day=date(2017, 7, 14))
    report = any_examined.report(
        f"Số: 683/BC-SNV\nThực hiện {PLAN} ngày 14/7/2017; Nghị định số 34/2016/NĐ-CP", number="683/BC-SNV"
    )
    assert any_examined.named(report) == {"416/KH-UBND": [plan], "34/2016/NĐ-CP": []}
    assert any_examined.citing(plan) == [report]
    assert any_examined.citing(report) == []
    assert any_examined.named(plan) == {}


def test_a_document_of_another_day_is_another_document(examined: Examined) -> None:
    last_year = examined.report("Báo cáo năm trước", number="12/BC-SNV", day=date(2016, 1, 5))
    undated = examined.report("Báo cáo không ngày", number="12/BC-SNV")
    named = examined.report("Theo Báo cáo số 12/BC-SNV ngày 03/02/2017")
    assert examined.named(named) == {"12/BC-SNV": [undated]}
    assert (examined.citing(last_year), examined.citing(undated)) == ([], [named])


def test_a_number_confirmed_later_leads_to_its_document_at_once(examined: Examined) -> None:
    plan = examined.report("Kế hoạch của tỉnh")
    report = examined.report(f"Thực hiện {PLAN}")
    assert examined.named(report) == {"416/KH-UBND": []}
    with examined.container.database.transaction() as session:
        version = session.get_one(DocumentVersion, plan)
        fields = {"number": "0416 /KH-UBND"}
        confirm_header(session, examined.world.actor("lan"), version, fields, None, examined.container.clock)
    assert examined.named(report) == {"416/KH-UBND": [plan]}


def test_what_a_person_may_not_see_is_neither_named_nor_counted(examined: Examined) -> None:
    plan = examined.report("Kế hoạch của Sở", number="416/KH-UBND", who="lan")
    secret = examined.report(quarterly_report(1, 0, 1), who="lan")
    foreign = examined.report(f"Thực hiện {PLAN}", who="justice", number="99/BC-STP")
    copy = examined.report(misread(quarterly_report(1, 0, 1), 0.005, 1), who="justice")
    assert examined.named(foreign, "justice") == {"416/KH-UBND": []}
    assert examined.citing(plan, "lan") == [secret]  # the report names the plan, too
    assert examined.near(copy, "justice") == []
    assert examined.near(secret, "lan") == []


def test_two_scans_of_one_report_are_found_whichever_comes_first(any_examined: Examined) -> None:
    report = quarterly_report(2, 0, 3)
    first = any_examined.report(report)
    second = any_examined.report(misread(report, 0.01, 5))
    other = any_examined.report(quarterly_report(3, 0, 4))
    assert (any_examined.near(first), any_examined.near(second)) == ([second], [first])
    assert any_examined.near(other) == []
    any_examined.examine(first)
    (pair,) = any_examined.rows(NearDuplicate)
    assert isinstance(pair, NearDuplicate)
    assert pair.first < pair.second
    assert 0.88 <= pair.likeness < 1


def test_a_better_reading_replaces_what_an_earlier_one_found(examined: Examined) -> None:
    report = quarterly_report(2, 0, 3)
    first, second = examined.report(report), examined.report(report + " ")
    assert examined.near(first) == [second]
    examined.library.rewrite(second, f"Nay chỉ còn {PLAN}")
    examined.examine(second)
    assert examined.near(first) == []
    assert list(examined.named(second)) == ["416/KH-UBND"]
    assert len(examined.rows(TextSketch)) == 1


def test_versions_of_one_document_are_no_doubles_of_each_other(examined: Examined) -> None:
    first = examined.report(quarterly_report(2, 0, 3))
    second = examined.library.new_version(first, misread(quarterly_report(2, 0, 3), 0.005, 1))
    examined.examine(second)
    assert examined.rows(NearDuplicate)
    assert examined.near(first) == examined.near(second) == []


def test_signatures_are_judged_by_the_folder_and_again_when_it_changes(
    container: Container, tmp_path: Path
) -> None:
    authority, trust = build_authority(), tmp_path / "trust"
    trust.mkdir()
    (trust / "root.pem").write_bytes(authority.pem)
    archive = Archive(container)
    path = sign(build_admin_pdf(tmp_path / "a.pdf"), authority.signer())
    sha256 = archive.version(archive.upload(path)).sha256
    read_first_page(container, sha256)
    assert _state_after_examination(container, sha256) is SignatureState.UNKNOWN_TRUST

    trusting = replace(
        container,
        settings=replace(container.settings, trust_folder=trust),
        trust=read_trust_roots(trust),
    )
    _finish_jobs(container)
    with container.database.transaction() as session:
        assert queue_unexamined(session, container.trust.fingerprint, container.clock.now()) == 0
        assert queue_unexamined(session, trusting.trust.fingerprint, container.clock.now()) == 1
        session.flush()
        assert queue_unexamined(session, trusting.trust.fingerprint, container.clock.now()) == 0
    assert _state_after_examination(trusting, sha256) is SignatureState.VALID


def _state_after_examination(container: Container, sha256: str) -> SignatureState | None:
    examine_document(container, sha256)
    with container.database.reading() as session:
        return session.get_one(Examination, sha256).signature_state


def _finish_jobs(container: Container) -> None:
    with container.database.transaction() as session:
        for job in session.scalars(select(Job)):
            job.state = JobState.DONE


def test_a_change_after_signing_is_kept_and_the_file_left_as_it_is(
    container: Container, tmp_path: Path
) -> None:
    archive = Archive(container)
    path = change_page_later(sign(build_admin_pdf(tmp_path / "a.pdf"), build_authority().signer()))
    sha256 = archive.version(archive.upload(path)).sha256
    read_first_page(container, sha256)
    assert _state_after_examination(container, sha256) is SignatureState.CHANGED
    with container.store.local_path(sha256) as kept:
        assert kept.read_bytes() == path.read_bytes()


def test_a_file_that_cannot_be_looked_into_has_no_state(container: Container, tmp_path: Path) -> None:
    archive = Archive(container)
    path = build_admin_pdf(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes().replace(b"startxref", b"starttref") + b"\n% /ByteRange")
    sha256 = archive.version(archive.upload(path)).sha256
    read_first_page(container, sha256)
    assert _state_after_examination(container, sha256) in {None, SignatureState.NONE}


def test_nothing_of_deleted_bytes_is_kept(any_examined: Examined) -> None:
    report = quarterly_report(2, 0, 3)
    first, second = any_examined.report(report, f"Theo {PLAN}"), any_examined.report(report)
    with any_examined.container.database.transaction() as session:
        for version_id in (first, second):
            forget_examination(session, session.get_one(DocumentVersion, version_id).sha256)
    for model in (Examination, NamedDocument, TextSketch, SketchBand, NearDuplicate):
        assert any_examined.rows(model) == []


def test_bytes_that_nobody_has_are_not_examined(examined: Examined) -> None:
    examine_document(examined.container, "0" * 64)
    assert examined.rows(Examination) == []


@pytest.mark.parametrize(
    "query",
    ["viendan:416/KH-UBND", "viendan:416/kh-ubnd", "viendan:416/KH- UBND", 'viendan:"416 / KH-UBND"'],
)
def test_search_asks_for_what_a_document_names(examined: Examined, query: str) -> None:
    library = examined.library
    naming = library.cited(f"Thực hiện {PLAN} ngày 14/7/2017")
    library.cited("Thực hiện Kế hoạch số 417/KH-UBND")
    own = library.cited("Kế hoạch của tỉnh", number="416/KH-UBND")
    for version_id in (naming, own):
        examined.examine(version_id)
    library.update()
    assert library.found(query) == {naming}
    assert library.found(f"kế hoạch NOT {query}") == {own} | (library.found("kế hoạch") - {naming, own})
    assert library.found(query, "justice") == set()


def test_search_asks_for_the_beginning_of_a_number(examined: Examined) -> None:
    library = examined.library
    naming = library.cited("Nghị định số 34/2016/NĐ-CP")
    examined.examine(naming)
    library.update()
    assert library.found("viendan:34/2016") == library.found("viendan:34") == {naming}
    assert library.found("viendan:4/2016") == library.found("viendan:3") == set()


def test_a_text_is_looked_through_as_far_as_it_is_indexed(examined: Examined) -> None:
    version = examined.report("Căn cứ Nghị định số 34/2016/NĐ-CP", " " * LONGEST_TEXT, "và số 7/2015/NĐ-CP")
    assert list(examined.named(version)) == ["34/2016/NĐ-CP"]
