"""DOCX, XLSX, ODT, ODS: a new package with the same parts, whose references to anything outside lead nowhere,
and whose tracked changes are accepted.

It is always a new one, so that LibreOffice sees the parts that were looked at, whatever else a file holds.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from lxml import etree

from index.extraction.faults import Unreadable
from index.extraction.states import ExtractionState
from index.renditions.accepted_changes import accept_changes
from index.renditions.compound_references import FETCHING

PACKAGE_MARK = b"PK\x03\x04"
_MOST_PARTS = 20_000
_MOST_BYTES = 512 * 1024 * 1024
_XML = (".xml", ".rels", ".svg", ".vml", ".rdf")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ANCHORS = frozenset(
    (
        "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}a",
        "{http://www.w3.org/2000/svg}a",
    )
)
_SVG = "{http://www.w3.org/2000/svg}"
_NOWHERE = "about:blank"


def cut_package(data: bytes) -> bytes:
    """Return the new package; raise Unreadable for parts that cannot be looked at."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(written, "w") as cut:
        infos = {info.filename: info for info in package.infolist() if not info.is_dir()}
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos.values()) > _MOST_BYTES:
            raise Unreadable(ExtractionState.TOO_COSTLY, "too many parts, or too large")
        for name, info in infos.items():
            part = package.read(info)
            if name.lower().endswith(_XML):
                part = _cut_part(part)
            method = zipfile.ZIP_STORED if name == "mimetype" else info.compress_type
            cut.writestr(zipfile.ZipInfo(name), part, method, compresslevel=1)
    return written.getvalue()


def _cut_part(part: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return part if not part.strip() else _refuse("a part is not XML")
    if root.getroottree().docinfo.doctype:
        _refuse("a part declares entities")
    changes = [_cut_relationship, _cut_link, _cut_style]
    is_changed = accept_changes(root) | _cut_fields(root)
    for element in root.iter(etree.Element):
        for change in changes:
            is_changed |= change(element)
    if not is_changed:
        return part
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _refuse(why: str) -> bytes:
    raise Unreadable(ExtractionState.DAMAGED, why)


def _cut_relationship(element: etree._Element) -> bool:
    if element.tag != _RELATIONSHIP:
        return False
    kind = element.get("Type", "")
    if kind.endswith("/aFChunk"):
        _refuse("a web page or another file stands inside")
    if element.get("TargetMode") != "External" or kind.endswith("/hyperlink"):
        return False
    element.set("Target", _NOWHERE)
    return True


def _cut_link(element: etree._Element) -> bool:
    """Cut `xlink:href` (and `href` in SVG) that leaves the package."""
    if element.tag in _ANCHORS:
        return False
    names = [_LINK, "href"] if str(element.tag).startswith(_SVG) else [_LINK]
    outside = [name for name in names if _is_outside(element.get(name, ""))]
    for name in outside:
        element.set(name, "")
    return bool(outside)


def _is_outside(target: str) -> bool:
    target = target.strip().replace("\\", "/")
    if not target or target.startswith("#") or target.lower().startswith("data:"):
        return False
    return ":" in target.partition("/")[0] or target.startswith("/") or ".." in target.split("/")


def _cut_style(element: etree._Element) -> bool:
    """Cut the style sheets of a drawing that fetch others."""
    if element.tag != f"{_SVG}style":
        return False
    text = (element.text or "").lower()
    if "@import" not in text and "url(" not in text:
        return False
    element.text = ""
    return True


def _cut_fields(root: etree._Element) -> bool:
    """Empty the instructions of fields that fetch something, however many runs they are spread over."""
    is_changed = False
    fields: list[list[etree._Element]] = []
    for element in root.iter(etree.Element):
        name = str(element.tag).removeprefix(_WORD).removeprefix(_STRICT_WORD)
        if name == "fldSimple":
            is_changed |= _cut_simple(element)
        elif name == "fldChar":
            kind = _attribute(element, "fldCharType")
            if kind == "begin":
                fields.append([])
            elif fields:
                is_changed |= _cut_instruction(fields[-1])
                if kind == "end":
                    fields.pop()
        elif name == "instrText" and fields:
            fields[-1].append(element)
    return any([is_changed, *map(_cut_instruction, fields)])


def _cut_simple(element: etree._Element) -> bool:
    name = f"{{{etree.QName(element).namespace}}}instr"
    if not _fetches(element.get(name, "")):
        return False
    element.set(name, "")
    return True


def _cut_instruction(pieces: list[etree._Element]) -> bool:
    if not _fetches("".join(piece.text or "" for piece in pieces)):
        return False
    for piece in pieces:
        piece.text = ""
    return True


def _fetches(instruction: str) -> bool:
    words = instruction.split(maxsplit=1)
    return bool(words) and words[0].upper().strip('"') in FETCHING


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(f"{{{etree.QName(element).namespace}}}{name}", ""))
