"""Scans: pages recognised one by one in any order, searchable as they come, continued where they stopped."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from evidence_repo.container import Container
from evidence_repo.models import DocumentVersion, IndexEntry, Job
from evidence_repo.services.reading.kept import recognised_pages, stored_extraction
from evidence_repo.services.reading.pictures import word_boxes
from evidence_repo.services.reading.recognising import queue_waiting_for_recognition, read_pages
from evidence_repo.services.reading.texts import page_texts, read_first_page
from index.extraction import ExtractionState
from tests.containers import upload
from tests.documents import build_picture, build_scanned_pdf
from tests.services.world import World

pytestmark = pytest.mark.programs

PAGES = ("Trang đầu về cải cách hành chính", "Trang hai nói về một cửa liên thông", "Trang cuối")


class Scanner:
    """A container with one scan of three pages."""

    def __init__(self, container: Container, path: Path) -> None:
        self.container = container
        self.version_id = upload(container, World(container.database).actor("lan"), path).version.id
        self.sha256 = self.version.sha256

    @property
    def version(self) -> DocumentVersion:
        with self.container.database.reading() as session:
            return session.get_one(DocumentVersion, self.version_id)

    @property
    def texts(self) -> tuple[str, ...]:
        return page_texts(self.container.store, self.version)

    def shares(self) -> list[list[int]]:
        with self.container.database.reading() as session:
            jobs = session.scalars(select(Job).where(Job.kind == "read_pages").order_by(Job.id))
            return [job.payload["pages"] for job in jobs]

    def wanted(self) -> int:
        with self.container.database.reading() as session:
            return session.get_one(IndexEntry, self.version_id).wanted


@pytest.fixture
def scanner(container: Container, tmp_path: Path) -> Scanner:
    return Scanner(container, build_scanned_pdf(tmp_path / "quet.pdf", pages=PAGES))


def test_the_first_page_and_the_header_are_there_before_the_rest(scanner: Scanner) -> None:
    read_first_page(scanner.container, scanner.sha256)
    version = scanner.version
    assert version.extraction_state is ExtractionState.READING
    assert (version.page_count, version.pages_read) == (3, 1)
    assert (version.header_number, version.header_type) == ("683/BC-SNV", "Báo cáo")
    assert "cải cách hành chính" in scanner.texts[0]
    assert scanner.shares() == [[2], [3]]
    assert scanner.wanted() >= 1


def test_pages_come_in_any_order_and_the_last_one_ends_the_reading(scanner: Scanner) -> None:
    read_first_page(scanner.container, scanner.sha256)
    read_pages(scanner.container, scanner.sha256, [3])
    assert (scanner.version.extraction_state, scanner.version.pages_read) == (ExtractionState.READING, 2)
    assert "Trang cuối" in scanner.texts[2]
    read_pages(scanner.container, scanner.sha256, [2])
    version = scanner.version
    assert (version.extraction_state, version.pages_read) == (ExtractionState.DONE, 3)
    assert version.header_signatory == "Nguyễn Văn An"
    kept = stored_extraction(scanner.container.store, scanner.sha256)
    assert kept is not None
    assert [page.source for page in kept.pages] == ["ocr"] * 3
    assert all(page.legibility and page.legibility > 0.7 for page in kept.pages)
    assert list(scanner.container.store.list_derived("ocr")) == []


def test_an_interrupted_reading_goes_on_where_it_was(scanner: Scanner) -> None:
    """What was kept of a page is not read again: here it says what no reader would find."""
    read_first_page(scanner.container, scanner.sha256)
    name = f"ocr/{scanner.sha256}/1.json"
    kept = json.loads(scanner.container.store.read_derived(name))
    kept["page"]["text"] = "đã nhận dạng trước khi bị ngắt"
    scanner.container.store.write_derived(name, json.dumps(kept).encode())
    read_first_page(scanner.container, scanner.sha256)
    read_pages(scanner.container, scanner.sha256, [1, 2, 3])
    assert scanner.texts[0] == "đã nhận dạng trước khi bị ngắt"
    assert scanner.version.extraction_state is ExtractionState.DONE


def test_doing_a_share_twice_changes_nothing(scanner: Scanner) -> None:
    read_first_page(scanner.container, scanner.sha256)
    for _ in range(2):
        read_pages(scanner.container, scanner.sha256, [2, 3])
    before = scanner.texts
    read_pages(scanner.container, scanner.sha256, [2])
    assert scanner.texts == before
    assert scanner.version.extraction_state is ExtractionState.DONE


def test_words_of_a_scan_stand_where_they_are_seen(scanner: Scanner) -> None:
    assert word_boxes(scanner.container, scanner.version, 1) == []
    read_first_page(scanner.container, scanner.sha256)
    [number] = [
        word for word in word_boxes(scanner.container, scanner.version, 1) if word.text == "683/BC-SNV"
    ]
    assert 0.1 < number.x0 < number.x1 < 0.5
    assert 0 < number.y0 < number.y1 < 0.2


def test_scans_wait_for_recognition_to_be_installed_and_are_then_read(
    scanner: Scanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))  # a machine without the model
    scanner.container.sandbox.close()
    read_first_page(scanner.container, scanner.sha256)
    assert scanner.version.extraction_state is ExtractionState.NEEDS_OCR
    assert scanner.shares() == []
    assert queue_waiting_for_recognition(scanner.container) == 0
    monkeypatch.delenv("TESSDATA_PREFIX")
    assert queue_waiting_for_recognition(scanner.container) == 1
    assert queue_waiting_for_recognition(scanner.container) == 0
    read_first_page(scanner.container, scanner.sha256)
    assert (scanner.version.extraction_state, scanner.version.pages_read) == (ExtractionState.READING, 1)


def test_a_layer_in_no_language_gives_way_and_is_kept_aside(container: Container, tmp_path: Path) -> None:
    layer = "UY BAN NHAN DAN CONG HOA xA HQI CHiJ NGHiA VIVT NAM Hcok thcing Dc lp " * 3
    scanner = Scanner(container, build_scanned_pdf(tmp_path / "sai.pdf", layer=layer, pages=PAGES[:1]))
    read_first_page(container, scanner.sha256)
    extraction = stored_extraction(container.store, scanner.sha256)
    assert extraction is not None
    [page] = extraction.pages
    assert "cải cách hành chính" in page.text
    assert "HQI CHiJ" not in page.text
    assert page.source == "ocr"
    assert "HQI CHiJ" in (page.raw_text or "")


def test_a_page_that_fails_is_told_by_its_number(container: Container, tmp_path: Path) -> None:
    scanner = Scanner(container, build_scanned_pdf(tmp_path / "quet.pdf", pages=PAGES[:2], dpi=30))
    read_first_page(container, scanner.sha256)
    read_pages(container, scanner.sha256, [2])
    version = scanner.version
    assert version.extraction_state.is_final
    told = {warning["kind"]: warning["pages"] for warning in version.extraction_warnings}
    assert told["pages_illegible"] == [1, 2]


def test_a_photograph_is_read_like_a_scan(container: Container, tmp_path: Path) -> None:
    scanner = Scanner(container, build_picture(tmp_path / "a.png"))
    read_first_page(container, scanner.sha256)
    assert scanner.version.extraction_state is ExtractionState.NO_TEXT  # nothing stands on it
    assert recognised_pages(container.store, scanner.sha256, [1]) == {}


def test_scans_of_an_older_extractor_are_read_again(scanner: Scanner) -> None:
    read_first_page(scanner.container, scanner.sha256)
    with scanner.container.database.transaction() as session:
        session.execute(update(DocumentVersion).values(extractor="1"))
    read_first_page(scanner.container, scanner.sha256)
    assert scanner.version.extractor != "1"
