"""Office files are shown, read and cited as pages where LibreOffice is installed, else as text."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook
from sqlalchemy import delete

from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import DocumentVersion, Job
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.reading.pictures import page_picture, word_boxes
from evidence_repo.services.reading.renditions import queue_waiting_for_pages, rendition_name
from evidence_repo.services.reading.texts import page_texts, read_first_page, read_office_pages
from evidence_repo.services.workflow.cited_pages import check_pages
from index.encodings import LegacyEncoding
from index.extraction import ExtractionState
from index.renditions import Renderer, find_office
from tests.containers import ContainerFactory, upload
from tests.documents import build_docx, build_xlsx
from tests.office_files import build_old_docx
from tests.services.world import World
from tests.unit.index.old_encodings import encode

pytestmark = pytest.mark.programs


@pytest.fixture
def office(sqlite_database: Database, make_container: ContainerFactory) -> Container:
    """Give a container with LibreOffice."""
    program = find_office()
    assert program is not None, "scripts/system.sh test installs LibreOffice"
    return make_container(sqlite_database, renderer=Renderer(program))


def two_pages(folder: Path) -> Path:
    path = build_docx(folder / "bao-cao.docx", paragraphs=["Trang đầu nói về một cửa."])
    document = Document(str(path))
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Trang hai nói về công khai.")
    document.save(str(path))
    return path


def received(container: Container, path: Path) -> str:
    """Upload the file and read its first page, as the web and the first job do."""
    world = World(container.database)
    sha256 = upload(container, world.actor("lan"), path).version.sha256
    read_first_page(container, sha256)
    return sha256


def version_of(container: Container, sha256: str) -> DocumentVersion:
    with container.database.reading() as session:
        return session.query(DocumentVersion).filter_by(sha256=sha256).one()


def waiting(container: Container) -> list[Job]:
    with container.database.reading() as session:
        return session.query(Job).filter_by(kind=JobKind.RENDER_OFFICE).all()


def test_a_word_document_becomes_pages(office: Container, tmp_path: Path) -> None:
    sha256 = received(office, two_pages(tmp_path))
    version = version_of(office, sha256)
    assert (version.extraction_state, version.has_pages) == (ExtractionState.DONE, False)
    assert len(waiting(office)) == 1
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    assert (version.has_pages, version.page_count) == (True, 2)
    first, second = page_texts(office.store, version)
    assert "một cửa" in first
    assert "công khai" in second
    assert version.header_number == "683/BC-SNV"
    assert page_picture(office, version, 2, 240).data
    assert "khai." in [word.text for word in word_boxes(office, version, 2)]
    with pytest.raises(NotVisible):
        page_picture(office, version, 3, 240)


def test_pages_that_were_made_are_cited_by_number_and_sections_still_by_name(
    office: Container, tmp_path: Path
) -> None:
    sha256 = received(office, two_pages(tmp_path))
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    assert check_pages(version, "1 - 2") == "1-2"
    assert check_pages(version, "Mục II") == "Mục II"
    with pytest.raises(BadInput):
        check_pages(version, "3")


def test_pages_that_were_lost_are_made_again_when_they_are_looked_at(
    office: Container, tmp_path: Path
) -> None:
    sha256 = received(office, two_pages(tmp_path))
    read_office_pages(office, sha256)
    office.store.delete_derived(rendition_name(sha256))
    assert page_picture(office, version_of(office, sha256), 1, 240).data
    assert office.store.read_derived(rendition_name(sha256)).startswith(b"%PDF")


def test_without_libreoffice_there_are_sections_as_before(container: Container, tmp_path: Path) -> None:
    sha256 = received(container, two_pages(tmp_path))
    assert waiting(container) == []
    read_office_pages(container, sha256)
    version = version_of(container, sha256)
    assert (version.has_pages, version.page_count) == (False, 1)
    assert check_pages(version, "Mục II") == "Mục II"


def test_what_is_in_an_old_encoding_stays_text(office: Container, tmp_path: Path) -> None:
    lines = [encode("hướng dẫn lưu trữ hồ sơ", LegacyEncoding.TCVN3)]
    sha256 = received(office, build_old_docx(tmp_path / "cu.docx", ".VnTime", lines))
    assert waiting(office) == []
    assert page_texts(office.store, version_of(office, sha256))[0].startswith("hướng dẫn")


def test_a_file_that_cannot_be_rendered_keeps_its_text(
    sqlite_database: Database, make_container: ContainerFactory, tmp_path: Path
) -> None:
    container = make_container(sqlite_database, renderer=Renderer(Path("/bin/false")))
    sha256 = received(container, two_pages(tmp_path))
    read_office_pages(container, sha256)
    version = version_of(container, sha256)
    assert (version.has_pages, version.extraction_state) == (False, ExtractionState.DONE)


def test_a_workbook_becomes_pages_if_they_show_all_of_it(office: Container, tmp_path: Path) -> None:
    path = build_xlsx(
        tmp_path / "danh-muc.xlsx", {"Danh mục": [["Tên"], ["Báo cáo quý III"]], "Hai": [["cuối"]]}
    )
    sha256 = received(office, path)
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    assert (version.has_pages, version.page_count) == (True, 2)
    assert "Báo cáo quý III" in page_texts(office.store, version)[0]


def test_a_workbook_with_a_hidden_column_stays_sheets(office: Container, tmp_path: Path) -> None:
    path = build_xlsx(tmp_path / "an.xlsx", {"Danh mục": [["Tên", "Lý do bí mật"], ["Báo cáo", "ẩn đi"]]})
    book = load_workbook(path)
    book["Danh mục"].column_dimensions["B"].hidden = True
    book.save(path)
    sha256 = received(office, path)
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    assert version.has_pages is False
    assert "Lý do bí mật" in page_texts(office.store, version)[0]
    assert queue_waiting_for_pages(office) == 0  # it was tried


def test_what_was_read_before_libreoffice_came_gets_its_pages(
    sqlite_database: Database, make_container: ContainerFactory, office: Container, tmp_path: Path
) -> None:
    without = make_container(sqlite_database)
    sha256 = received(without, two_pages(tmp_path))
    assert queue_waiting_for_pages(without) == 0
    assert queue_waiting_for_pages(office) == 1
    assert queue_waiting_for_pages(office) == 0  # it waits already
    read_office_pages(office, sha256)
    assert version_of(office, sha256).has_pages


def test_what_cannot_be_rendered_is_tried_once(
    sqlite_database: Database, make_container: ContainerFactory, tmp_path: Path
) -> None:
    container = make_container(sqlite_database, renderer=Renderer(Path("/bin/false")))
    sha256 = received(container, two_pages(tmp_path))
    read_office_pages(container, sha256)
    with container.database.transaction() as session:
        session.execute(delete(Job).where(Job.kind == JobKind.RENDER_OFFICE))
    assert queue_waiting_for_pages(container) == 0


CHANGED = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>
<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion><text:p>bảy mươi ba</text:p>
</text:deletion></text:changed-region></text:tracked-changes><text:p>Số: 96/BC-SNV</text:p>
<text:p>Hồ sơ quá hạn là <text:change text:change-id="ct1"/>hai mươi mốt.</text:p></office:text></office:body>
</office:document-content>"""
PARTS = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def changed_odt(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", PARTS)
        archive.writestr("content.xml", CHANGED)
    return path


def changed_docx(path: Path) -> Path:
    document = Document()
    for inner in (
        "<w:r><w:t xml:space='preserve'>Hồ sơ quá hạn là </w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>bảy mươi ba</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>hai mươi mốt.</w:t></w:r></w:ins>",
        "<w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>Đoạn đầu </w:t></w:r>",
        "<w:r><w:t>nối với đoạn sau.</w:t></w:r>",
    ):
        block = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
        document.element.body.insert(len(document.element.body) - 1, block)
    document.save(str(path))
    return path


@pytest.mark.parametrize("build", [changed_odt, changed_docx])
def test_pages_show_the_text_with_all_changes_accepted(
    office: Container, tmp_path: Path, build: Callable[[Path], Path]
) -> None:
    sha256 = received(office, build(tmp_path / "sua"))
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    text = " ".join(" ".join(page_texts(office.store, version)).split())
    assert version.has_pages
    assert "Hồ sơ quá hạn là hai mươi mốt." in text
    assert "bảy mươi ba" not in text
    assert build is changed_odt or "Đoạn đầu nối với đoạn sau." in text
    assert [each["kind"] for each in version.extraction_warnings] == ["tracked_changes"]
    words = [word.text for word in word_boxes(office, version, 1)]
    assert "bảy" not in words


def test_pages_keep_what_the_files_inside_say(office: Container, tmp_path: Path) -> None:
    path = two_pages(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/embeddings/phụ lục.txt", "Phụ lục nằm bên trong")
    sha256 = received(office, path)
    read_office_pages(office, sha256)
    version = version_of(office, sha256)
    first, last = page_texts(office.store, version)
    assert version.has_pages
    assert "Phụ lục nằm bên trong" not in first
    assert "Phụ lục nằm bên trong" in last
    assert [(each["kind"], each["pages"]) for each in version.extraction_warnings] == [("files_inside", [2])]


def test_pages_with_numbers_that_do_not_fit_do_not_replace_the_sheet(
    office: Container, tmp_path: Path
) -> None:
    path = build_xlsx(tmp_path / "hep.xlsx", {"Chi": [["Tổng", 1234567890.5]]})
    book = load_workbook(path)
    book.active.column_dimensions["B"].width = 3
    book.active["B1"].number_format = "#,##0.0"
    book.save(path)
    sha256 = received(office, path)
    read_office_pages(office, sha256)
    assert page_texts(office.store, version_of(office, sha256)) == ("Chi\nTổng\t1.234.567.890,5",)
