"""Kinds are told by content, whatever the name says; names are made fit to keep."""

from base64 import encodebytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extraction.readers import reader_of
from index.media import (
    ACCEPTED_EXTENSIONS,
    ACCEPTED_LABELS,
    EmptyFile,
    MediaType,
    MediaTypeNotAllowed,
    clean_file_name,
    detect_media_type,
    kind_named,
)
from index.media.names import LONGEST_NAME
from tests.documents import build_admin_pdf, build_docx, build_picture, build_xlsx

WORD_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
EXCEL_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016


def compound_file(*streams: str) -> bytes:
    """Return the mark of an Office 97 file and the names of its streams as its directory has them."""
    return COMPOUND + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (build_admin_pdf, MediaType.PDF),
        (build_docx, MediaType.DOCX),
        (build_xlsx, MediaType.XLSX),
        (lambda path: build_picture(path.with_suffix(".jpg")), MediaType.JPEG),
        (lambda path: build_picture(path.with_suffix(".png")), MediaType.PNG),
        (lambda path: build_picture(path.with_suffix(".tiff"), frames=2), MediaType.TIFF),
    ],
)
def test_a_built_file_is_told_by_its_content(tmp_path, build, kind):
    disguised = build(tmp_path / "tai-lieu").rename(tmp_path / "tai-lieu.bin")
    assert detect_media_type(disguised) is kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff" * 900 + b"\n%PDF-1.4\n1 0 obj\n", MediaType.PDF),
        (compound_file("Root Entry", "WordDocument"), MediaType.DOC),
        (compound_file("Root Entry", "Workbook"), MediaType.XLS),
        (compound_file("Book"), MediaType.XLS),
        (rb"{\rtf1\ansi Quy\'ea\'3ft}", MediaType.DOC),
        (b"<html><head><title>x</title></head><body>van ban</body></html>", MediaType.DOC),
        ("Sở Nội vụ báo cáo".encode(), MediaType.TXT),
        ("Sở Nội vụ báo cáo".encode("utf-16"), MediaType.TXT),
        (b"a", MediaType.TXT),
        ("<kính gửi> Sở Nội vụ".encode(), MediaType.TXT),
        ("Từ: Sở Nội vụ\nĐến: UBND tỉnh\n\nBáo cáo".encode(), MediaType.TXT),
        (b"<?xml version='1.0'?><!-- a > b --><!DOCTYPE html><html><p>Tin</p></html>", MediaType.DOC),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>Tin</p></html>", MediaType.DOC),
        (b"<?xml version='1.0'?><x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", MediaType.DOC),
        (b"<?xml version='1.0'?><w:wordDocument xmlns:w='" + WORD_2003 + b"'/>", MediaType.DOC),
        (b"<?xml version='1.0'?><Workbook xmlns='" + EXCEL_2003 + b"'/>", MediaType.XLS),
        (b"From: a@b.vn\nTo: c@d.vn\nSubject: Tin\nMIME-Version: 1.0\n\nxin", MediaType.EML),
        (b"From a@b.vn Mon\nReceived: by x;\n 5 Sep 2017\nSubject: Tin\n\nxin", MediaType.EML),
        (b"From: <Saved by Blink>\nSubject: Tin\nMIME-Version: 1.0\n\nx", MediaType.MHTML),
    ],
)
def test_raw_bytes_are_told(tmp_path, data, kind):
    path = tmp_path / "tai-lieu.exe"
    path.write_bytes(data)
    assert detect_media_type(path) is kind


def test_a_directory_far_inside_a_compound_file_is_found(tmp_path):
    path = tmp_path / "large.doc"
    path.write_bytes(COMPOUND + b"x" * ((1 << 20) - 1024 - 9) + "WordDocument".encode("utf-16-le") + b"\0\0")
    assert detect_media_type(path) is MediaType.DOC


@pytest.mark.parametrize(
    ("data", "detected"),
    [
        (b"GIF89a" + b"\1\0\1\0\x80\0\0" + b"\0" * 20, "image/gif"),
        (b"PK\x03\x04 no archive", "application/zip"),
        (compound_file("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (compound_file("EncryptedPackage"), "application/encrypted"),
        (b"\0\1\2\3" * 50, "application/octet-stream"),
        (b"<?xml version='1.0'?><goi><tin>x</tin></goi>", "text/xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", "text/xml"),
        (encodebytes(bytes(range(256)) * 4), "application/base64"),
        (b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n", "application/base64"),
        (b"%!PS-Adobe-3.0\n1 1 moveto", "application/base64"),
    ],
)
def test_other_kinds_are_refused_and_named(tmp_path, data, detected):
    path = tmp_path / "bao-cao.pdf"
    path.write_bytes(data)
    with pytest.raises(MediaTypeNotAllowed) as refused:
        detect_media_type(path)
    assert refused.value.detected.startswith(detected)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "rong.pdf"
    path.touch()
    with pytest.raises(EmptyFile):
        detect_media_type(path)


def test_the_commands_document_names_every_kind():
    document = (Path(__file__).parents[3] / "docs/commands.md").read_text(encoding="utf-8")
    [paragraph] = [each for each in document.split("\n\n") if each.startswith("What `extract`")]
    words = set(paragraph.replace(",", " ").replace("\n", " ").split())
    assert {name for kind in MediaType for name in kind.kind.names} <= words


def test_every_kind_stands_in_the_one_table():
    assert len({kind.extension for kind in MediaType}) == len(MediaType)
    for kind in MediaType:
        assert callable(reader_of(kind))
        for name in kind.kind.names:
            assert name in ACCEPTED_LABELS
        for ending in kind.kind.extensions:
            assert ending in ACCEPTED_EXTENSIONS.split(",")
            assert kind_named(f"Báo cáo quý III{ending.upper()}") == kind.kind.names[0]
    assert kind_named("Báo cáo quý III") is None
    assert kind_named("phim.mp4") is None


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Báo cáo số 683.pdf", "Báo cáo số 683.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\bao cao.docx", "bao cao.docx"),
        ("bao\ncao\x00.pdf", "bao cao.pdf"),
        (b"Quy\xea\xect \xf0i\xf2nh.pdf".decode("utf-8", "surrogateescape"), "Quyết định.pdf"),
        ("bao\u202egpj.exe", "baogpj.exe"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("  .pdf", "pdf"),
        ("", "tai-lieu"),
        ("..", "tai-lieu"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_file_name(name) == clean


@given(st.text(max_size=400))
def test_a_clean_name_is_short_has_no_path_and_stays(name):
    clean = clean_file_name(name)
    assert 0 < len(clean) <= LONGEST_NAME
    assert Path(clean).name == clean
    assert clean.isprintable()
    assert clean_file_name(clean) == clean
