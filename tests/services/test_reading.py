"""Reading: text once for each blob, states and header on every version, pictures made once and kept."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.errors import NotAllowed, NotVisible, Refused, Unavailable
from evidence_repo.models import AuditEvent, DocumentVersion, IndexEntry, Job, JobState
from evidence_repo.services.documents.versions import confirm_header
from evidence_repo.services.reading.again import can_retry_reading, queue_outdated, retry_reading
from evidence_repo.services.reading.kept import stored_extraction
from evidence_repo.services.reading.noting import note_extraction
from evidence_repo.services.reading.pictures import PICTURE_WIDTHS, page_picture, word_boxes
from evidence_repo.services.reading.texts import page_texts, read_first_page, read_whole_document
from index.extraction import ExtractionState
from storage import BlobMissing
from tests.containers import ContainerFactory, upload
from tests.documents import (
    build_admin_pdf,
    build_encrypted_pdf,
    build_many_pages_pdf,
    build_scan_pdf,
    build_truncated_pdf,
    build_xlsx,
)
from tests.live.processes import free_port
from tests.services.world import World

THREE_PAGES = ("Trang đầu của báo cáo", "Trang hai nói về một cửa", "Trang cuối")


class Archive:
    """A container with a world in its database."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.world = World(container.database)

    def upload(self, path: Path, who: str = "lan") -> int:
        return upload(self.container, self.world.actor(who), path).version.id

    def version(self, version_id: int) -> DocumentVersion:
        with self.container.database.reading() as session:
            return session.get_one(DocumentVersion, version_id)

    def read(self, version_id: int) -> DocumentVersion:
        """Read as the jobs would, the first page and then the rest."""
        sha256 = self.version(version_id).sha256
        read_first_page(self.container, sha256, quick_seconds=0)
        if self.version(version_id).extraction_state is ExtractionState.READING:
            read_whole_document(self.container, sha256)
        return self.version(version_id)

    def jobs(self, kind: str) -> list[Job]:
        with self.container.database.reading() as session:
            return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)))

    def wanted(self, version_id: int) -> int:
        with self.container.database.reading() as session:
            entry = session.get(IndexEntry, version_id)
            return entry.wanted if entry else 0


@pytest.fixture
def archive(container: Container) -> Archive:
    return Archive(container)


@pytest.fixture
def any_archive(any_database: Database, make_container: ContainerFactory) -> Archive:
    return Archive(make_container(any_database))


def test_the_first_page_prefills_the_header_and_queues_the_rest(any_archive: Archive, tmp_path: Path) -> None:
    version_id = any_archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES))
    read_first_page(any_archive.container, any_archive.version(version_id).sha256, quick_seconds=0)
    version = any_archive.version(version_id)
    assert version.extraction_state is ExtractionState.READING
    assert (version.page_count, version.pages_read) == (3, 1)
    assert (version.header_number, version.header_type) == ("683/BC-SNV", "Báo cáo")
    assert version.header_issued_on == date(2017, 11, 20)
    assert version.header_issuer
    assert version.header_subject == "Kết quả thực hiện công tác cải cách hành chính năm 2017"
    note = version.header_confidence["number"]
    assert 0 < note["confidence"] <= 1
    assert (note["page"], note["confirmed"]) == (1, False)
    assert len(note["box"]) == 4
    [job] = any_archive.jobs("read_document")
    assert (job.priority, job.payload) == (50, {"sha256": version.sha256})
    texts = page_texts(any_archive.container.store, version)
    assert len(texts) == 1
    assert "Trang đầu" in texts[0]
    assert any_archive.wanted(version_id) >= 1


def test_an_annex_has_its_parents_number_which_does_not_name_it(archive: Archive, tmp_path: Path) -> None:
    annex = tmp_path / "phu-luc.txt"
    said = "(Kèm theo Quyết định số 1234/QĐ-UBND ngày 05/9/2017 của Ủy ban nhân dân tỉnh An Giang)"
    annex.write_text(f"PHỤ LỤC I\nDANH MỤC THỦ TỤC\n{said}\n1. Cấp giấy phép.\n", encoding="utf-8")
    version = archive.read(archive.upload(annex))
    assert (version.header_type, version.header_number) == ("Phụ lục", "1234/QĐ-UBND")
    assert version.header_issued_on == date(2017, 9, 5)
    assert version.number_key is None
    said_of_parent = [name for name, note in version.header_confidence.items() if note.get("of_parent")]
    assert sorted(said_of_parent) == ["issued_on", "issuer", "number"]


def test_the_whole_document_takes_the_first_pages_place(archive: Archive, tmp_path: Path) -> None:
    version = archive.read(archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES)))
    assert version.extraction_state is ExtractionState.DONE
    assert (version.page_count, version.pages_read, version.header_signatory) == (3, 3, "Nguyễn Văn An")
    texts = page_texts(archive.container.store, version)
    assert [text for text, words in zip(texts, THREE_PAGES, strict=True) if words in text] == list(texts)
    assert list(archive.container.store.list_derived("first")) == []
    assert list(archive.container.store.list_derived("text")) == [f"text/{version.sha256}.json"]


def test_a_short_document_is_read_whole_with_its_first_page(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES))
    read_first_page(archive.container, archive.version(version_id).sha256, quick_seconds=60)
    version = archive.version(version_id)
    assert (version.extraction_state, version.pages_read) == (ExtractionState.DONE, 3)
    assert archive.jobs("read_document") == []


def test_a_single_page_needs_no_second_job(archive: Archive, tmp_path: Path) -> None:
    version = archive.read(archive.upload(build_admin_pdf(tmp_path / "a.pdf")))
    assert version.extraction_state is ExtractionState.DONE
    assert archive.jobs("read_document") == []


def test_one_reading_serves_every_version_with_these_bytes(any_archive: Archive, tmp_path: Path) -> None:
    path = build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES)
    first = any_archive.read(any_archive.upload(path))
    store = any_archive.container.store
    name = f"text/{first.sha256}.json"
    kept = json.loads(store.read_derived(name))
    kept["pages"][0]["text"] = "only in the kept text"
    store.write_derived(name, json.dumps(kept).encode())
    other_id = any_archive.upload(path, "justice")
    assert any_archive.version(other_id).extraction_state is ExtractionState.WAITING
    other = any_archive.read(other_id)
    assert other.sha256 == first.sha256
    assert (other.extraction_state, other.header_number) == (ExtractionState.DONE, "683/BC-SNV")
    assert page_texts(store, other)[0] == "only in the kept text"
    assert any_archive.version(first.id).extraction_state is ExtractionState.DONE


def test_what_a_person_confirmed_is_never_overwritten(any_archive: Archive, tmp_path: Path) -> None:
    version_id = any_archive.upload(build_admin_pdf(tmp_path / "a.pdf"))
    world = any_archive.world
    with world.database.transaction() as session:
        version = session.get_one(DocumentVersion, version_id)
        confirmed = {"number": "684/BC-SNV", "subject": ""}
        confirm_header(session, world.actor("lan"), version, confirmed, None, world.clock)
    version = any_archive.read(version_id)
    assert (version.header_number, version.header_subject) == ("684/BC-SNV", None)
    assert version.header_issued_on == date(2017, 11, 20)
    assert version.header_confidence["number"]["confirmed"]
    assert not version.header_confidence["issued_on"]["confirmed"]


def test_a_first_page_that_comes_late_changes_nothing(any_archive: Archive, tmp_path: Path) -> None:
    version_id = any_archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES))
    sha256 = any_archive.version(version_id).sha256
    read_first_page(any_archive.container, sha256)
    early = stored_extraction(any_archive.container.store, sha256)
    assert early is not None
    read_whole_document(any_archive.container, sha256)
    before = any_archive.version(version_id)
    with any_archive.container.database.transaction() as session:
        note_extraction(session, sha256, early)
    read_first_page(any_archive.container, sha256)
    after = any_archive.version(version_id)
    assert (after.extraction_state, after.pages_read) == (ExtractionState.DONE, 3)
    assert after.lock == before.lock
    assert len(page_texts(any_archive.container.store, after)) == 3


def test_reading_disturbs_a_form_only_where_the_header_changes(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_many_pages_pdf(tmp_path / "a.pdf", pages=3))
    seen = archive.version(version_id).lock
    assert archive.read(version_id).lock == seen
    with_header = archive.upload(build_admin_pdf(tmp_path / "b.pdf"))
    seen = archive.version(with_header).lock
    assert archive.read(with_header).lock == seen + 1


def test_reading_twice_has_the_effects_of_once(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES))
    first = archive.read(version_id)
    read_whole_document(archive.container, first.sha256)
    read_first_page(archive.container, first.sha256)
    again = archive.version(version_id)
    assert (again.lock, again.header_confidence) == (first.lock, first.header_confidence)
    assert len(archive.jobs("read_document")) == 1


@pytest.mark.parametrize(
    ("build", "state"),
    [
        (build_encrypted_pdf, ExtractionState.ENCRYPTED),
        (build_truncated_pdf, ExtractionState.DAMAGED),
        (build_scan_pdf, ExtractionState.NO_TEXT),  # blank paper
    ],
)
def test_files_that_cannot_be_read_say_so(archive: Archive, tmp_path: Path, build, state) -> None:  # type: ignore[no-untyped-def]  # builders differ
    version = archive.read(archive.upload(build(tmp_path / "a.pdf")))
    assert version.extraction_state is state
    assert version.extractor is not None


def test_a_very_long_file_is_read_up_to_the_limit_and_says_so(archive: Archive, tmp_path: Path) -> None:
    version = archive.read(archive.upload(build_many_pages_pdf(tmp_path / "a.pdf", pages=310)))
    assert version.extraction_state is ExtractionState.PARTIAL
    assert (version.page_count, version.pages_read) == (310, 300)
    assert [warning["kind"] for warning in version.extraction_warnings] == ["page_limit"]


def test_a_broken_kept_text_is_read_again(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_admin_pdf(tmp_path / "a.pdf"))
    version = archive.read(version_id)
    archive.container.store.write_derived(f"text/{version.sha256}.json", b"{not json")
    assert page_texts(archive.container.store, version) == ()
    read_first_page(archive.container, version.sha256)
    assert "cải cách" in page_texts(archive.container.store, version)[0]


def test_what_an_older_extractor_read_is_queued_and_read_again(archive: Archive, tmp_path: Path) -> None:
    version = archive.read(archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES)))
    store, database = archive.container.store, archive.container.database
    name = f"text/{version.sha256}.json"
    kept = json.loads(store.read_derived(name))
    kept |= {"extractor_version": "0", "pages": kept["pages"][:1]}
    store.write_derived(name, json.dumps(kept).encode())
    with database.transaction() as session:
        session.execute(update(Job).values(state=JobState.DONE))
        session.execute(update(DocumentVersion).values(extractor="0"))
        assert queue_outdated(session, archive.world.clock.now()) == 1
    with database.transaction() as session:
        assert queue_outdated(session, archive.world.clock.now()) == 0  # it waits already
    assert len(page_texts(store, version)) == 1  # old text is better than none
    read_whole_document(archive.container, version.sha256)
    assert len(page_texts(store, version)) == 3
    assert archive.version(version.id).extractor != "0"


def test_bytes_that_no_version_has_any_more_are_not_read(archive: Archive) -> None:
    read_first_page(archive.container, "0" * 64)
    read_whole_document(archive.container, "0" * 64)
    assert list(archive.container.store.list_derived("")) == []


def test_missing_bytes_are_an_error_of_the_store(archive: Archive, tmp_path: Path) -> None:
    version = archive.version(archive.upload(build_admin_pdf(tmp_path / "a.pdf")))
    archive.container.store.delete(version.sha256)
    with pytest.raises(BlobMissing):
        read_first_page(archive.container, version.sha256)
    with pytest.raises(Unavailable):
        page_picture(archive.container, version, 1, 900)


def test_a_page_is_drawn_once_and_kept(archive: Archive, tmp_path: Path) -> None:
    container = archive.container
    version = archive.version(archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES)))
    picture = page_picture(container, version, 2, 800)
    assert picture.media_type in {"image/png", "image/webp"}
    assert list(container.store.list_derived("pictures")) == [f"pictures/{version.sha256}/2-900"]
    container.store.delete(version.sha256)  # so that it cannot be drawn again
    assert page_picture(container, version, 2, 900) == picture


def test_only_a_few_widths_are_drawn(archive: Archive, tmp_path: Path) -> None:
    version = archive.version(archive.upload(build_admin_pdf(tmp_path / "a.pdf")))
    for width in (1, 239, 240, 241, 1000, 5000):
        page_picture(archive.container, version, 1, width)
    drawn = {name.rpartition("-")[2] for name in archive.container.store.list_derived("pictures")}
    assert drawn == {str(width) for width in PICTURE_WIDTHS}


@pytest.mark.parametrize("page", [0, 2, -1, 10**9])
def test_there_is_no_picture_of_a_page_that_is_not_there(archive: Archive, tmp_path: Path, page: int) -> None:
    version = archive.version(archive.upload(build_admin_pdf(tmp_path / "a.pdf")))
    with pytest.raises(NotVisible):
        page_picture(archive.container, version, page, 900)
    with pytest.raises(NotVisible):
        word_boxes(archive.container, version, page)


def test_kinds_without_pages_have_no_pictures(archive: Archive, tmp_path: Path) -> None:
    version = archive.version(archive.upload(build_xlsx(tmp_path / "a.xlsx")))
    with pytest.raises(NotVisible):
        page_picture(archive.container, version, 1, 900)


def test_a_page_that_cannot_be_drawn_is_refused_with_what_to_do(archive: Archive, tmp_path: Path) -> None:
    version = archive.version(archive.upload(build_encrypted_pdf(tmp_path / "a.pdf")))
    with pytest.raises(Refused) as refused:
        page_picture(archive.container, version, 1, 900)
    assert refused.value.advice


def test_words_are_kept_with_their_boxes(archive: Archive, tmp_path: Path) -> None:
    container = archive.container
    version = archive.version(archive.upload(build_admin_pdf(tmp_path / "a.pdf")))
    words = word_boxes(container, version, 1)
    assert "683/BC-SNV" in {word.text for word in words}
    assert all(0 <= word.x0 <= word.x1 <= 1 for word in words)
    container.store.delete(version.sha256)
    assert word_boxes(container, version, 1) == words


@pytest.mark.minio
def test_a_silent_store_is_our_own_error(
    sqlite_database: Database, make_container: ContainerFactory, minio_url: str, tmp_path: Path
) -> None:
    archive = Archive(make_container(sqlite_database, minio_url))
    version = archive.read(archive.upload(build_admin_pdf(tmp_path / "a.pdf", pages=THREE_PAGES)))
    assert version.extraction_state is ExtractionState.DONE
    assert page_picture(archive.container, version, 1, 900).data
    silent = make_container(sqlite_database, f"minio+http://key:secret12@127.0.0.1:{free_port()}/bucket")
    with pytest.raises(Unavailable):
        page_picture(silent, version, 1, 900)


def can_retry(archive: Archive, version_id: int, who: str = "lan") -> bool:
    with archive.world.reading() as session:
        version = session.get_one(DocumentVersion, version_id)
        return can_retry_reading(session, archive.world.actor(who), version)


def retry(archive: Archive, version_id: int, who: str = "lan") -> None:
    with archive.world.database.transaction() as session:
        version = session.get_one(DocumentVersion, version_id)
        retry_reading(session, archive.world.actor(who), version, archive.world.clock)


def finish_jobs(session: Session, state: JobState) -> None:
    session.execute(update(Job).values(state=state))


def test_a_person_has_a_damaged_file_read_again(any_archive: Archive, tmp_path: Path) -> None:
    version_id = any_archive.upload(build_truncated_pdf(tmp_path / "a.pdf"))
    any_archive.read(version_id)
    with pytest.raises(Refused) as refused:
        retry(any_archive, version_id)
    assert refused.value.code == "reading_under_way"
    with any_archive.world.database.transaction() as session:
        finish_jobs(session, JobState.DONE)
    assert can_retry(any_archive, version_id)
    retry(any_archive, version_id)
    assert not can_retry(any_archive, version_id)
    version = any_archive.version(version_id)
    assert version.extraction_state is ExtractionState.WAITING
    job = any_archive.jobs("read_first_page")[-1]
    assert (job.state, job.payload) == (JobState.QUEUED, {"sha256": version.sha256, "again": True})
    with any_archive.world.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all()[-1] == "retry_reading"
    read_first_page(any_archive.container, version.sha256, again=True)
    assert any_archive.version(version_id).extraction_state is ExtractionState.DAMAGED


def test_a_parked_job_is_taken_up_again_by_a_person(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_admin_pdf(tmp_path / "a.pdf"))
    with archive.world.database.transaction() as session:
        finish_jobs(session, JobState.FAILED)
    assert can_retry(archive, version_id, "lan")
    assert not can_retry(archive, version_id, "justice")
    retry(archive, version_id, "coordinator")
    [job] = archive.jobs("read_first_page")
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_who_may_not_or_need_not_retry_is_refused(archive: Archive, tmp_path: Path) -> None:
    version_id = archive.upload(build_admin_pdf(tmp_path / "a.pdf"))
    with pytest.raises(NotAllowed):
        retry(archive, version_id, "justice")
    archive.read(version_id)
    with archive.world.database.transaction() as session:
        finish_jobs(session, JobState.DONE)
    with pytest.raises(Refused) as refused:
        retry(archive, version_id)
    assert refused.value.code == "nothing_to_retry"
