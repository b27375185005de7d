"""LibreOffice works alone, bound and without the files of others, and nothing of it outlives its time."""

import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pypdfium2
import pytest

from index.media import MediaType
from index.renditions import Renderer, RenditionFailed, RenditionLimits, find_office, shows_all
from tests.documents import build_docx, build_xlsx
from tests.office_files import convert

pytestmark = pytest.mark.programs

SLEEPER = """#!/bin/sh
sleep 600 &
echo $! > {told}
wait
"""


@pytest.fixture(scope="module")
def renderer():
    program = find_office()
    assert program is not None, "scripts/system.sh test installs LibreOffice"
    return Renderer(program)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_several_at_once_do_not_fight(renderer, tmp_path):
    paths = [build_docx(tmp_path / f"{name}.docx", subject=f"Việc {name}") for name in ("một", "hai")]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda path: renderer.render(path, MediaType.DOCX), paths))
    assert ["Việc một" in text_of(made[0]), "Việc hai" in text_of(made[1])] == [True, True]


def test_older_kinds_are_rendered(renderer, tmp_path):
    source = build_docx(tmp_path / "bao-cao.docx")
    assert "683/BC-SNV" in text_of(renderer.render(convert(source, "doc", tmp_path), MediaType.DOC))
    assert "683/BC-SNV" in text_of(renderer.render(convert(source, "odt", tmp_path), MediaType.ODT))


def test_a_document_cannot_ask_for_other_files(renderer, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("BIMATQUOCGIA", encoding="utf-8")
    path = tmp_path / "hoi.doc"
    field = rf'{{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt cho}}}}'
    path.write_text(rf"{{\rtf1\ansi {field} xong\par}}", encoding="ascii")
    told = text_of(renderer.render(path, MediaType.DOC))
    assert "xong" in told
    assert "BIMAT" not in told


def test_workbooks_are_rendered(renderer, tmp_path):
    book = build_xlsx(
        tmp_path / "danh-muc.xlsx", {"Danh mục": [["Tên"], ["Báo cáo quý III"]], "Hai": [["cuối"]]}
    )
    for path, kind in (
        (book, MediaType.XLSX),
        (convert(book, "xls", tmp_path), MediaType.XLS),
        (convert(book, "ods", tmp_path), MediaType.ODS),
    ):
        told = text_of(renderer.render(path, kind))
        assert "Báo cáo quý III" in told
        assert "cuối" in told


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_cannot_ask_for_other_files(renderer, tmp_path, ending):
    secret = build_xlsx(tmp_path / "secret.xlsx", {"S": [["BIMATQUOCGIA"]]})
    words = tmp_path / "secret.csv"
    words.write_text("BIMATQUOCGIA", encoding="utf-8")
    asking = [
        f"='file://{secret}'#$S.A1",
        f"='file://{tmp_path}/[secret.xlsx]S'!A1",
        f"='file://{words}'#$secret.A1",
        f'=WEBSERVICE("file://{words}")',
        f'=DDE("soffice";"{words}";"A1")',
    ]
    path = build_xlsx(tmp_path / "hoi.xlsx", {"Hỏi": [["xong"], *([formula] for formula in asking)]})
    kind = MediaType.XLSX
    if ending == "ods":
        path, kind = convert(path, "ods", tmp_path), MediaType.ODS
    told = text_of(renderer.render(path, kind))
    assert "xong" in told
    assert "BIMAT" not in told


def test_pages_that_hide_a_column_do_not_show_all():
    sheets = ["Danh mục\nTên\tLý do\nBáo cáo 12\tkhẩn"]
    assert shows_all(sheets, ["Tên Lý do", "Báo cáo 12,0 khẩn"])
    assert not shows_all(sheets, ["Tên Báo cáo 12"])
    assert shows_all(["Trống\n"], [])


def test_time_ends_it_with_all_that_it_started(tmp_path):
    told = tmp_path / "child"
    program = tmp_path / "slow"
    program.write_text(SLEEPER.format(told=told), encoding="ascii")
    program.chmod(0o755)
    began = time.monotonic()
    slow = Renderer(program, RenditionLimits(seconds=3), frozenset(), may_be_unconfined=True)
    with pytest.raises(RenditionFailed, match="no end"):
        slow.render(build_docx(tmp_path / "a.docx"), MediaType.DOCX)
    assert time.monotonic() - began < 30
    child = int(told.read_text(encoding="ascii"))
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_it_is_bound(tmp_path):
    told = tmp_path / "limits"
    program = tmp_path / "tells"
    program.write_text(f"#!/bin/sh\nulimit -f > {told}\nulimit -v >> {told}\n", encoding="ascii")
    program.chmod(0o755)
    shell = Renderer(program, layers=frozenset(), may_be_unconfined=True)
    with pytest.raises(RenditionFailed, match="no PDF"):
        shell.render(build_docx(tmp_path / "a.docx"), MediaType.DOCX)
    assert "unlimited" not in told.read_text(encoding="ascii")


def test_without_layers_there_are_no_pages_unless_they_are_allowed(tmp_path):
    source = build_docx(tmp_path / "a.docx")
    with pytest.raises(RenditionFailed, match="cannot be shut in"):
        Renderer(find_office(), layers=frozenset()).render(source, MediaType.DOCX)


def test_a_link_in_the_place_of_the_pages_is_not_followed(tmp_path):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"%PDF-secret")
    program = tmp_path / "links"
    program.write_text(f"#!/bin/sh\nmkdir out; ln -s {secret} out/source.pdf\n", encoding="ascii")
    program.chmod(0o755)
    linking = Renderer(program, layers=frozenset(), may_be_unconfined=True)
    with pytest.raises(RenditionFailed, match="no PDF"):
        linking.render(build_docx(tmp_path / "a.docx"), MediaType.DOCX)


def test_nothing_is_left_behind(renderer, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = build_docx(tmp_path / "a.docx")
    renderer.render(source, MediaType.DOCX)
    assert [path for path in tmp_path.iterdir() if path != source] == []
