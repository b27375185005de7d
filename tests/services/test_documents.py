"""Documents of an agency: the same bytes, links, versions, and who may change the header."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, ChangedMeanwhile, EvidenceError, NotAllowed, Refused
from evidence_repo.models import (
    AuditEvent,
    Blob,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    IndexEntry,
    Job,
)
from evidence_repo.services.documents.uploads import SpooledFile, claim_blob, keep_blob, spool_upload
from evidence_repo.services.documents.versions import (
    AddedDocument,
    add_document,
    add_link,
    add_version,
    confirm_header,
    newer_version_of,
    newer_versions_of,
    uses_of_bytes,
)
from evidence_repo.services.workflow.headers import HeaderValue
from evidence_repo.services.workflow.pieces import withdraw_evidence
from index.media import detect_media_type
from storage import BlobStore, LocalBlobStore
from tests.services.at_once import Decide, at_once
from tests.services.world import World
from workflows.evidence import VerdictKind

TEXT = b"plain text of a report"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return LocalBlobStore(tmp_path / "blobs")


class Desk:
    """Uploads as the edge does: spool, keep, claim, add."""

    def __init__(self, world: World, store: BlobStore, folder: Path) -> None:
        self.world, self.store, self.folder = world, store, folder

    def keep(self, data: bytes, name: str) -> SpooledFile:
        spooled = spool_upload(BytesIO(data), self.folder, 1 << 20, name, detect_media_type)
        keep_blob(self.store, spooled)
        return spooled

    @contextmanager
    def claiming(self, data: bytes, name: str = "bao-cao.txt") -> Iterator[tuple[Session, SpooledFile]]:
        spooled = self.keep(data, name)
        with self.world.database.transaction() as session:
            claim_blob(session, self.store, spooled, self.world.clock.now())
            yield session, spooled

    def add(self, who: str = "lan", data: bytes = TEXT, name: str = "bao-cao.txt") -> AddedDocument:
        with self.claiming(data, name) as (session, spooled):
            return add_document(session, self.world.actor(who), spooled, self.world.clock)

    def add_version(self, document_id: int, who: str = "lan", data: bytes = b"second") -> AddedDocument:
        with self.claiming(data) as (session, spooled):
            document = session.get_one(Document, document_id)
            return add_version(session, self.world.actor(who), document, spooled, self.world.clock)

    def link(
        self,
        address: str = "https://angiang.gov.vn/tin/1",
        *,
        who: str = "lan",
        data: bytes = TEXT,
        title: str = "Tin bài",
        seen_on: date | None = None,
    ) -> AddedDocument:
        with self.claiming(data) as (session, capture):
            return add_link(
                session,
                self.world.actor(who),
                address,
                title,
                capture,
                seen_on=seen_on,
                clock=self.world.clock,
            )

    def confirm(
        self, version_id: int, who: str = "lan", seen_lock: int | None = None, **fields: HeaderValue
    ) -> None:
        with self.world.database.transaction() as session:
            version = session.get_one(DocumentVersion, version_id)
            confirm_header(session, self.world.actor(who), version, fields, seen_lock, self.world.clock)

    def version(self, version_id: int) -> DocumentVersion:
        with self.world.reading() as session:
            return session.get_one(DocumentVersion, version_id)

    def count(self, table: type) -> int:
        with self.world.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def events(self, action: str) -> list[AuditEvent]:
        with self.world.reading() as session:
            return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


@pytest.fixture
def desk(world: World, store: BlobStore, tmp_path: Path) -> Desk:
    return Desk(world, store, tmp_path / "spool")


@pytest.fixture
def any_desk(any_world: World, store: BlobStore, tmp_path: Path) -> Desk:
    return Desk(any_world, store, tmp_path / "spool")


def test_an_added_document_has_its_version_job_and_event(any_desk: Desk) -> None:
    added = any_desk.add(name="Báo cáo.txt")
    version = any_desk.version(added.version.id)
    assert (version.number, version.file_name, version.media_type) == (1, "Báo cáo.txt", "text/plain")
    assert version.document.owner_agency.code == "noi-vu"
    assert version.document.kind is DocumentKind.FILE
    assert version.uploaded_by_id == any_desk.world.person("lan")
    assert (added.is_new, added.already_in) == (True, ())
    with any_desk.world.reading() as session:
        [job] = session.scalars(select(Job)).all()
        assert (job.kind, job.priority, job.payload) == ("read_first_page", 10, {"sha256": version.sha256})
    [event] = any_desk.events("add_document")
    assert event.details["sha256"] == version.sha256
    assert event.details["file_name"] == "Báo cáo.txt"


def test_the_same_bytes_in_one_agency_are_the_same_document(any_desk: Desk) -> None:
    first = any_desk.add("lan")
    again = any_desk.add("mai", name="tên khác.txt")
    assert (again.document.id, again.version.id, again.is_new) == (first.document.id, first.version.id, False)
    assert [use.document_id for use in again.already_in] == [first.document.id]
    assert (any_desk.count(Document), any_desk.count(Blob)) == (1, 1)
    assert len(any_desk.events("add_document")) == 1


def test_the_same_bytes_in_an_older_version_are_found_too(desk: Desk) -> None:
    first = desk.add()
    desk.add_version(first.document.id)
    assert desk.add().version.id == first.version.id


def test_uploading_the_same_bytes_at_once_makes_one_document(any_desk: Desk) -> None:
    spooled = any_desk.keep(TEXT, "a.txt")
    world = any_desk.world

    def act(barrier: threading.Barrier) -> None:
        actor = world.actor("lan")
        barrier.wait()
        with world.database.transaction() as session:
            claim_blob(session, any_desk.store, spooled, world.clock.now())
            add_document(session, actor, spooled, world.clock)

    assert at_once(*[act] * 3) == [None] * 3
    assert any_desk.count(Document) == 1


def test_another_agency_gets_its_own_document_on_the_same_blob(any_desk: Desk) -> None:
    first = any_desk.add("lan")
    other = any_desk.add("justice")
    assert other.is_new
    assert other.document.id != first.document.id
    assert (any_desk.count(Document), any_desk.count(Blob)) == (2, 1)


def test_invisible_uses_of_the_same_bytes_are_never_told(desk: Desk) -> None:
    desk.add("lan")
    assert desk.add("justice").already_in == ()


def test_a_use_is_told_to_whoever_may_see_it(desk: Desk) -> None:
    world = desk.world
    own = desk.add("lan")
    world.cite("1.1.3", version=own.version.id)
    with world.reading() as session:
        assert uses_of_bytes(session, world.actor("justice"), own.version.sha256) == ()
        assert uses_of_bytes(session, world.actor("approver"), own.version.sha256) == ()
        [use] = uses_of_bytes(session, world.actor("mai"), own.version.sha256)
    assert (use.agency, use.criteria, use.version_number) == ("Sở Nội vụ", ((2017, "TCTP 1.1.3"),), 1)
    district = desk.add("district")
    assert district.already_in == ()
    world.submit("1.1.3")
    with world.reading() as session:
        approver_sees = uses_of_bytes(session, world.actor("approver"), own.version.sha256)
    assert [(use.document_id, use.criteria) for use in approver_sees] == [
        (own.document.id, ((2017, "TCTP 1.1.3"),))
    ]


@pytest.mark.parametrize("who", ["reviewer", "approver", "coordinator", "observer", "ministry"])
def test_who_has_no_upload_right_adds_nothing(desk: Desk, who: str) -> None:
    with pytest.raises(NotAllowed):
        desk.add(who)
    with pytest.raises(NotAllowed):
        desk.link(who=who)
    assert desk.count(Document) == 0


def test_a_link_keeps_address_title_day_and_copy(desk: Desk) -> None:
    added = desk.link("https://angiang.gov.vn/tin/1?a=b", title="  Tin  bài ", seen_on=date(2017, 11, 2))
    document = desk.version(added.version.id).document
    assert document.kind is DocumentKind.LINK
    assert (document.link_url, document.link_title) == ("https://angiang.gov.vn/tin/1?a=b", "Tin bài")
    assert document.link_seen_on == date(2017, 11, 2)
    assert desk.version(added.version.id).title == "Tin bài"
    [event] = desk.events("add_link")
    assert event.details["address"] == "https://angiang.gov.vn/tin/1?a=b"


def test_a_link_seen_today_by_default_on_the_business_date(desk: Desk) -> None:
    assert desk.link().document.link_seen_on == date(2017, 11, 27)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "angiang.gov.vn",
        "ftp://angiang.gov.vn/a",
        "javascript:alert(1)",
        "https://",
        "http://[::1",
        "https://a b.vn/",
        "https://a.vn/\nx",
    ],
)
def test_only_addresses_of_the_web_are_links(desk: Desk, address: str) -> None:
    with pytest.raises(BadInput) as refused:
        desk.link(address)
    assert refused.value.field == "address"
    assert desk.count(Document) == 0


def test_a_link_needs_a_title_and_a_day_that_has_come(desk: Desk) -> None:
    with pytest.raises(BadInput, match="title"):
        desk.link(title="  ")
    with pytest.raises(BadInput, match="future"):
        desk.link(seen_on=desk.world.clock.today() + timedelta(days=1))


def test_a_link_is_another_document_than_the_file_or_another_address(desk: Desk) -> None:
    file = desk.add()
    link = desk.link()
    assert link.document.id != file.document.id
    assert desk.link("https://angiang.gov.vn/tin/2").is_new
    again = desk.link()
    assert (again.document.id, again.is_new) == (link.document.id, False)
    assert desk.add().document.id == file.document.id


def test_a_new_version_moves_no_citation_and_is_offered(any_desk: Desk) -> None:
    world = any_desk.world
    first = any_desk.add()
    evidence = world.cite(version=first.version.id)
    with world.reading() as session:
        assert newer_version_of(session, session.get_one(Evidence, evidence)) is None
    added = any_desk.add_version(first.document.id, "mai")
    assert added.version.number == 2
    with world.reading() as session:
        piece = session.get_one(Evidence, evidence)
        assert piece.version_id == first.version.id
        newer = newer_version_of(session, piece)
        assert newer is not None
        assert newer.id == added.version.id
    [event] = any_desk.events("add_version")
    assert event.details["version"] == 2


def test_nothing_newer_is_offered_for_withdrawn_or_current_pieces(desk: Desk) -> None:
    world = desk.world
    first = desk.add()
    withdrawn, current = world.cite(version=first.version.id), world.cite("1.3.1", version=first.version.id)
    second = desk.add_version(first.document.id)
    newest = world.cite(version=second.version.id)
    with world.database.transaction() as session:
        withdraw_evidence(
            session, world.actor("lan"), session.get_one(Evidence, withdrawn), clock=world.clock
        )
    with world.reading() as session:
        pieces = session.scalars(select(Evidence)).all()
        offered = newer_versions_of(session, pieces)
    assert {piece: version.id for piece, version in offered.items()} == {current: second.version.id}
    assert newest not in offered


def test_a_version_needs_new_bytes_and_its_own_agency(desk: Desk) -> None:
    first = desk.add()
    with pytest.raises(Refused) as refused:
        desk.add_version(first.document.id, data=TEXT)
    assert refused.value.code == "same_bytes"
    with pytest.raises(NotAllowed) as not_own:
        desk.add_version(first.document.id, "justice")
    assert not_own.value.code == "not_own_document"
    assert desk.count(DocumentVersion) == 1


def test_versions_added_at_once_get_different_numbers(any_desk: Desk) -> None:
    world, document_id = any_desk.world, any_desk.add().document.id
    spooled = [any_desk.keep(f"version {n}".encode(), "a.txt") for n in range(3)]

    def adding(file: SpooledFile) -> Decide:
        def act(barrier: threading.Barrier) -> None:
            actor = world.actor("lan")
            barrier.wait()
            with world.database.transaction() as session:
                claim_blob(session, any_desk.store, file, world.clock.now())
                add_version(session, actor, session.get_one(Document, document_id), file, world.clock)

        return act

    assert at_once(*map(adding, spooled)) == [None] * 3
    with world.reading() as session:
        numbers = session.scalars(select(DocumentVersion.number).order_by(DocumentVersion.number)).all()
    assert numbers == [1, 2, 3, 4]


def test_confirmed_fields_are_saved_as_the_field_writes_them(any_desk: Desk) -> None:
    version_id = any_desk.add().version.id
    any_desk.confirm(
        version_id,
        number=" 683/BC-SNV ",
        type="BC",
        issued_on="20/11/2017",
        issuer="Sở Nội vụ",
        subject="Kết quả  cải cách",
        signatory="",
    )
    version = any_desk.version(version_id)
    assert (version.header_number, version.header_type) == ("683/BC-SNV", "Báo cáo")
    assert (version.header_issued_on, version.header_subject) == (date(2017, 11, 20), "Kết quả cải cách")
    assert version.header_signatory is None
    assert version.header_confirmed_by_id == any_desk.world.person("lan")
    assert version.header_confirmed_at is not None
    assert {note["confirmed"] for note in version.header_confidence.values()} == {True}
    assert set(version.header_confidence) == {"number", "type", "issued_on", "issuer", "subject", "signatory"}
    [event] = any_desk.events("confirm_header")
    assert event.details["changed"]["issued_on"] == [None, "2017-11-20"]
    assert not event.details["as_reviewer"]
    with any_desk.world.reading() as session:
        assert session.get_one(IndexEntry, version_id).wanted >= 1


def test_fields_that_are_not_named_stay(desk: Desk) -> None:
    version_id = desk.add().version.id
    desk.confirm(version_id, number="1/KH-UBND")
    desk.confirm(version_id, subject="Kế hoạch")
    version = desk.version(version_id)
    assert (version.header_number, version.header_subject) == ("1/KH-UBND", "Kế hoạch")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issued_on", "31/02/2017"),
        ("issued_on", "hôm qua"),
        ("issued_on", "01/01/2500"),
        ("issued_on", date(1900, 1, 1)),
        ("number", "1" * 121),
        ("type", "một loại văn bản không hề có"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_a_value_is_refused_by_its_field(desk: Desk, field: str, value: HeaderValue) -> None:
    version_id = desk.add().version.id
    with pytest.raises(BadInput) as refused:
        desk.confirm(version_id, **{"subject": "Báo cáo", field: value})
    assert refused.value.field == field
    assert desk.version(version_id).header_subject is None


def test_an_old_form_does_not_overwrite_what_changed_meanwhile(any_desk: Desk) -> None:
    version_id = any_desk.add().version.id
    seen = any_desk.version(version_id).lock
    any_desk.confirm(version_id, "mai", seen_lock=seen, number="2/BC-SNV")
    with pytest.raises(ChangedMeanwhile):
        any_desk.confirm(version_id, "lan", seen_lock=seen, number="1/BC-SNV")
    assert any_desk.version(version_id).header_number == "2/BC-SNV"


def test_the_header_follows_the_packs_that_cite_it(any_desk: Desk) -> None:
    world = any_desk.world
    version_id = any_desk.add().version.id
    with pytest.raises(EvidenceError):
        any_desk.confirm(version_id, "justice", number="9")
    evidence = world.cite(version=version_id)
    any_desk.confirm(version_id, "lan", number="1/BC-SNV")
    with pytest.raises(EvidenceError):  # nothing to review yet
        any_desk.confirm(version_id, "reviewer", number="9")
    world.submit()
    with pytest.raises(EvidenceError) as refused:
        any_desk.confirm(version_id, "lan", number="9")
    assert refused.value.code == "header_in_review"
    any_desk.confirm(version_id, "reviewer", number="2/BC-SNV", subject="")
    version = any_desk.version(version_id)
    assert version.header_number == "2/BC-SNV"
    assert version.header_confidence["number"]["corrected_from"] == "1/BC-SNV"
    assert "corrected_from" not in version.header_confidence["subject"]
    assert any_desk.events("confirm_header")[-1].details["as_reviewer"]
    world.judge(evidence, VerdictKind.SUFFICIENT)
    world.approve()
    for who in ("lan", "reviewer"):
        with pytest.raises(EvidenceError) as refused:
            any_desk.confirm(version_id, who, number="9")
        assert refused.value.code == "header_approved"


def test_a_withdrawn_citation_binds_the_header_no_more(desk: Desk) -> None:
    world = desk.world
    version_id = desk.add().version.id
    evidence = world.cite(version=version_id)
    with world.database.transaction() as session:
        withdraw_evidence(session, world.actor("lan"), session.get_one(Evidence, evidence), clock=world.clock)
    world.cite("1.1.3")
    world.submit("1.1.3")
    desk.confirm(version_id, "lan", number="1/BC-SNV")
    assert desk.version(version_id).header_number == "1/BC-SNV"
