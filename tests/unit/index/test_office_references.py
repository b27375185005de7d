"""What an office file would fetch from elsewhere is taken out before LibreOffice sees it."""

import zipfile
from io import BytesIO

import pypdfium2
import pytest

from index.extraction import Sandbox, Unreadable
from index.media import MediaType
from index.renditions import Renderer, find_office
from index.renditions.compound_references import COMPOUND_MARK
from tests.documents import build_docx, build_xlsx
from tests.office_files import convert

pytestmark = pytest.mark.programs

SECRET = "file:///srv/evidence/blobs/draft.png"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def changed(path, parts):
    """Put `parts` into the package at `path`, in the place of those of the same name."""
    with zipfile.ZipFile(path) as package:
        whole = {info.filename: package.read(info) for info in package.infolist()} | parts
    with zipfile.ZipFile(path, "w") as package:
        for name, part in whole.items():
            package.writestr(name, part)
    return path


def part_of(data, name):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


def docx_with(tmp_path, parts):
    return changed(build_docx(tmp_path / "a.docx"), parts)


def relationships(*rows):
    inner = "".join(
        f'<Relationship Id="x{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}" {mode}/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}'
        "</Relationships>"
    )


EXTERNAL = 'TargetMode="External"'


def test_links_of_a_docx_lead_nowhere_but_hyperlinks_stay(sandbox, tmp_path):
    rows = [
        (kind, SECRET, EXTERNAL)
        for kind in ("image", "attachedTemplate", "oleObject", "frame", "subDocument")
    ]
    rows.append(("hyperlink", "https://angiang.gov.vn/", EXTERNAL))
    path = docx_with(tmp_path, {"word/_rels/settings.xml.rels": relationships(*rows)})
    cut = part_of(sandbox.without_references(path, MediaType.DOCX), "word/_rels/settings.xml.rels")
    assert "file:" not in cut
    assert "https://angiang.gov.vn/" in cut


@pytest.mark.parametrize(
    "runs",
    [
        [f'INCLUDEPICTURE "{SECRET}"'],
        ["  includ", f'eText "{SECRET}"'],
        ["DDEAUTO soffice x"],
        ["LINK Excel.Sheet x"],
    ],
)
def test_fields_of_a_docx_fetch_nothing(sandbox, tmp_path, runs):
    instructions = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{instructions}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:fldSimple w:instr="INCLUDETEXT x"/><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>HYPERLINK "https://x.vn"</w:instrText></w:r>'
    )
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p>{field}</w:p></w:body></w:document>'
    path = docx_with(tmp_path, {"word/document.xml": body})
    cut = part_of(sandbox.without_references(path, MediaType.DOCX), "word/document.xml")
    assert not any(run in cut for run in runs)
    assert "INCLUDETEXT" not in cut
    assert "HYPERLINK" in cut


@pytest.mark.parametrize(
    "parts",
    [
        {"word/_rels/document.xml.rels": relationships(("aFChunk", "/word/a.htm", ""))},
        {"word/document.xml": f'<!DOCTYPE d [<!ENTITY e SYSTEM "{SECRET}">]><d>&e;</d>'},
        {"word/document.xml": "<w:document"},
    ],
)
def test_a_docx_that_cannot_be_looked_at_has_no_pages(sandbox, tmp_path, parts):
    with pytest.raises(Unreadable):
        sandbox.without_references(docx_with(tmp_path, parts), MediaType.DOCX)


def test_drawings_fetch_nothing(sandbox, tmp_path):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<style>@import "{SECRET}"</style><image href="{SECRET}"/><image xlink:href="../../{SECRET}"/>'
        '<use href="#within"/></svg>'
    )
    path = docx_with(tmp_path, {"word/media/image1.svg": drawing})
    cut = part_of(sandbox.without_references(path, MediaType.DOCX), "word/media/image1.svg")
    assert "draft" not in cut
    assert "#within" in cut


@pytest.mark.parametrize(
    "target", [SECRET, "../draft.png", "/etc/passwd", "http://10.0.0.1/x", "\\\\server\\x"]
)
def test_links_of_an_odt_stay_inside(sandbox, tmp_path, target):
    path = convert(build_docx(tmp_path / "a.docx"), "odt", tmp_path)
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml").decode()
    images = [f'<draw:image xlink:href="{each}"/>' for each in (target, "Pictures/a.png")]
    links = f"<draw:frame>{''.join(images)}</draw:frame>"
    changed(
        path, {"content.xml": content.replace("</office:text>", f"<text:p>{links}</text:p></office:text>")}
    )
    cut = part_of(sandbox.without_references(path, MediaType.ODT), "content.xml")
    assert target not in cut
    assert "Pictures/a.png" in cut


@pytest.mark.parametrize(
    "instruction",
    [
        "INCLUDEPICTURE x",
        r"{\rtlch IN}{CLUDETEXT x}",
        r"INC\'4cUDETEXT x",
        r"\u73 ?NCLUDE x",
        "\\bin3 }}}INCLUDETEXT x",
        "DDE a b",
    ],
)
def test_fields_of_rtf_fetch_nothing(sandbox, tmp_path, instruction):
    path = tmp_path / "a.doc"
    path.write_text(
        rf"{{\rtf1\ansi{{\*\template x}}{{\field{{\*\fldinst {instruction}}}{{\fldrslt a}}}}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt b}}}"
    )
    cut = sandbox.without_references(path, MediaType.DOC)
    assert cut.count(b"\\fldinst") == 1
    assert b"\\template" not in cut


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le"])
def test_fields_of_word_97_lose_their_names(sandbox, tmp_path, encoding):
    path = tmp_path / "a.doc"
    text = 'xin \x13 IncludePicture "a" \x14 \x13LINK a\x15 \x13HYPERLINK b\x15 LINK c'
    path.write_bytes(COMPOUND_MARK + bytes(504) + text.encode(encoding))
    cut = sandbox.without_references(path, MediaType.DOC)
    assert (
        cut[512:].decode(encoding)
        == 'xin \x13 XXXXXXXXXXXXXX "a" \x14 \x13XXXX a\x15 \x13HYPERLINK b\x15 LINK c'
    )


@pytest.mark.parametrize("head", [" " * 600, "", "\ufeff", "<?xml version='1.0'?>"])
@pytest.mark.parametrize("kind", [MediaType.DOC, MediaType.XLS])
def test_a_web_page_with_an_office_name_has_no_pages(sandbox, tmp_path, head, kind):
    path = tmp_path / "a.doc"
    path.write_text(f'{head}<html><body background="{SECRET}">x</body></html>', encoding="utf-8")
    with pytest.raises(Unreadable):
        sandbox.without_references(path, kind)


@pytest.mark.parametrize("ending", ["docx", "odt", "doc", "rtf", "xlsx", "ods", "xls"])
def test_honest_files_look_as_before(sandbox, tmp_path, ending):
    is_book = ending in ("xlsx", "ods", "xls")
    source = (
        build_xlsx(tmp_path / "a.xlsx", {"Một": [["Báo cáo quý III"]]})
        if is_book
        else build_docx(tmp_path / "a.docx")
    )
    path = source if source.suffix == f".{ending}" else convert(source, ending, tmp_path)
    kind = MediaType.DOC if ending == "rtf" else MediaType[ending.upper()]
    cut = tmp_path / "cut"
    cut.write_bytes(sandbox.without_references(path, kind))
    with pypdfium2.PdfDocument(Renderer(find_office()).render(cut, kind)) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert ("quý III" if is_book else "683/BC-SNV") in text
