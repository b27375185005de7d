"""Word documents are read as Word shows them: changes accepted, numbers computed, other files taken in."""

import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.extraction import ExtractionState, Limits, Sandbox, WarningKind
from index.media import MediaType, detect_media_type
from tests.documents import build_docx

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = (
    (RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
)  # fmt: skip


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=60)) as made:
        yield made


def rewritten(path, change, **more):
    """Rewrite the parts of an office file; `change` gets name and text of each, `more` adds parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            is_xml = name.endswith((".xml", ".rels"))
            archive.writestr(name, change(name, data.decode()).encode() if is_xml else data)
        for name, text in more.items():
            archive.writestr(name, text)
    return path


def as_strict(_name, text):
    for usual, strict in STRICT:
        text = text.replace(usual, strict)
    return text


def with_blocks(path, *blocks):
    document = Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(block))
    document.save(str(path))
    return path


def block(text):
    name, _, rest = text.partition(">")
    return f"{name} {nsdecls('w')}>{rest}"


def read(sandbox, path):
    extraction = sandbox.extract(path, detect_media_type(path))
    return extraction, [line for line in extraction.pages[0].text.split("\n") if line]


def test_a_strict_document_is_read(sandbox, tmp_path):
    path = rewritten(build_docx(tmp_path / "a.docx"), as_strict)
    extraction, _ = read(sandbox, path)
    assert (extraction.state, extraction.header.number.value) == (ExtractionState.DONE, "683/BC-SNV")


def test_relations_that_lead_nowhere_are_passed_over(sandbox, tmp_path):
    lost = (
        f'<Relationship Id="rId90" Type="{RELATIONS}/image" Target="../NULL"/>'
        f'<Relationship Id="rId91" Type="{RELATIONS}/hyperlink" Target="#_Toc1"/>'
        f'<Relationship Id="rId92" Type="{RELATIONS}/footnotes" Target="mat.xml"/></Relationships>'
    )
    path = rewritten(build_docx(tmp_path / "a.docx"), lambda _, text: text.replace("</Relationships>", lost))
    extraction, _ = read(sandbox, path)
    assert (extraction.state, extraction.header.number.value) == (ExtractionState.DONE, "683/BC-SNV")


def test_tracked_changes_are_accepted_and_told(sandbox, tmp_path):
    path = with_blocks(
        tmp_path / "sua.docx",
        block("<w:p><w:r><w:t>Số: 12</w:t></w:r><w:del><w:r><w:delText>34</w:delText></w:r></w:del>"
              "<w:ins><w:r><w:t>56</w:t></w:r></w:ins></w:p>"),
        block("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Đoạn đầu </w:t></w:r></w:p>"),
        block("<w:p><w:r><w:t>nối với đoạn sau</w:t></w:r></w:p>"),
        block("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>dòng bị xóa</w:t></w:r></w:p>"
              "</w:tc></w:tr>"
              "<w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>ô bị xóa</w:t></w:r></w:p></w:tc>"
              "<w:tc><w:p><w:r><w:t>ô còn lại</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
        block("<w:moveFrom><w:p><w:r><w:t>chuyển đi</w:t></w:r></w:p></w:moveFrom>"),
        block("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>chữ ẩn</w:t></w:r>"
              "<w:r><w:t>chữ hiện</w:t></w:r></w:p>"),
    )  # fmt: skip
    extraction, lines = read(sandbox, path)
    assert lines == ["Số: 1256", "Đoạn đầu nối với đoạn sau", "ô còn lại", "chữ hiện"]
    assert [warning.kind for warning in extraction.warnings] == [WarningKind.TRACKED_CHANGES]


LEVELS = """<w:abstractNum w:abstractNumId="70"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>
<w:num w:numId="71"><w:abstractNumId w:val="70"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>
</w:lvlOverride></w:num></w:numbering>"""


def numbered(text, level=0, number=70):
    return block(
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>"
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


@pytest.mark.parametrize(
    ("form", "pattern", "numbers"),
    [
        ("decimal", "Điều %1.", ("Điều 1.", "Điều 2.", "Điều 5.")),
        ("upperRoman", "%1.", ("I.", "II.", "V.")),
        ("decimalZero", "%1/", ("01/", "02/", "05/")),
        ("bullet", "•", ("", "", "")),
    ],
)
def test_the_numbers_that_word_computes_are_read(sandbox, tmp_path, form, pattern, numbers):
    path = with_blocks(
        tmp_path / "so.docx",
        numbered("Ban hành"), numbered("khoản", 1), numbered("khoản", 1), numbered("Hiệu lực"),
        numbered("điểm", 1), numbered("Thi hành", number=71),
    )  # fmt: skip
    levels = LEVELS.format(form=form, pattern=pattern)
    rewritten(path, lambda _, text: text.replace("</w:numbering>", levels))
    _, lines = read(sandbox, path)
    first, second, third = (f"{number} ".lstrip() for number in numbers)
    assert lines == [
        f"{first}Ban hành", "a) khoản", "b) khoản", f"{second}Hiệu lực", "a) điểm", f"{third}Thi hành",
    ]  # fmt: skip


def test_files_that_are_taken_in_or_embedded_are_read(sandbox, tmp_path):
    inner = build_docx(tmp_path / "trong.docx", number="90/PL-SNV").read_bytes()
    path = with_blocks(
        tmp_path / "ghep.docx",
        block("<w:p><w:r><w:t>Trước</w:t></w:r></w:p>"),
        block("<w:altChunk>").replace(">", f' xmlns:r="{RELATIONS}" r:id="rId80"/>'),
        block("<w:p><w:r><w:t>Sau</w:t></w:r></w:p>"),
    )
    related = f'<Relationship Id="rId80" Type="{RELATIONS}/aFChunk" Target="chen.htm"/></Relationships>'

    def add(name, text):
        is_own = name == "word/_rels/document.xml.rels"
        return text.replace("</Relationships>", related) if is_own else text

    rewritten(path, add, **{"word/chen.htm": "<p>Nội dung chèn</p>", "word/embeddings/phụ lục.docx": inner})
    extraction, lines = read(sandbox, path)
    assert lines[:3] == ["Trước", "Nội dung chèn", "Sau"]
    assert "Số: 90/PL-SNV" in extraction.pages[0].text
    assert [(each.kind, each.detail) for each in extraction.warnings] == [
        (WarningKind.FILES_INSIDE, "phụ lục.docx")
    ]
    assert extraction.header.number.value is None  # it is not the file inside that is cited


WORD_2003 = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:body><w:p><w:r><w:t>Số: 77/BC-SNV</w:t></w:r>
<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>cũ</w:delText></w:r></aml:content>
</aml:annotation></w:p><w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>ĐẦU TRANG</w:t></w:r></w:p></w:hdr>
</w:sectPr></w:body></w:wordDocument>"""


def test_a_document_in_one_xml_file_is_read(sandbox, tmp_path):
    path = tmp_path / "cu.doc"
    path.write_text(WORD_2003, encoding="utf-8")
    assert detect_media_type(path) is MediaType.DOC
    extraction, lines = read(sandbox, path)
    assert lines == ["ĐẦU TRANG", "Số: 77/BC-SNV"]
    assert [warning.kind for warning in extraction.warnings] == [WarningKind.TRACKED_CHANGES]


def test_a_package_in_one_xml_file_is_read(sandbox, tmp_path):
    name = "http://schemas.microsoft.com/office/2006/xmlPackage"
    with zipfile.ZipFile(build_docx(tmp_path / "a.docx")) as archive:
        parts = "".join(
            f'<pkg:part pkg:name="/{each}"><pkg:xmlData>{archive.read(each).decode().partition("?>")[2]}'
            "</pkg:xmlData></pkg:part>"
            for each in archive.namelist()
            if each in ("_rels/.rels", "word/document.xml", "word/styles.xml")
        )
    path = tmp_path / "goi.xml"
    path.write_text(f'<?xml version="1.0"?><pkg:package xmlns:pkg="{name}">{parts}</pkg:package>', "utf-8")
    extraction, _ = read(sandbox, path)
    assert extraction.header.number.value == "683/BC-SNV"
