"""Tracked changes of a DOCX or an ODT, all accepted: pages show what the text says."""

from __future__ import annotations

from lxml import etree

_WORDS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DELETED = ("del", "moveFrom")
_INSERTED = ("ins", "moveTo")
_CHANGES = (
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "tcPrChange", "trPrChange",
    "numberingChange",
)  # fmt: skip


def accept_changes(root: etree._Element) -> bool:
    """Accept every change in this part; return whether there was one."""
    tracked = root.findall(f".//{_TEXT}tracked-changes")
    for element in tracked:  # deleted words stand in there, and nowhere else
        _drop(element)
    accepted = [_accept(root, word) for word in _WORDS]
    return bool(tracked) or any(accepted)


def _accept(root: etree._Element, word: str) -> bool:
    names = (*_DELETED, *_INSERTED, *_CHANGES, "cellDel")
    changes = list(root.iter(*(f"{word}{name}" for name in names)))
    joined = [each for each in changes if _is_of_mark(each, word)]
    for element in changes:
        name = etree.QName(element).localname
        parent = element.getparent()
        if parent is None or element in joined:
            continue
        if parent.tag in (f"{word}trPr", f"{word}tcPr") and name in ("del", "cellDel"):
            _drop(parent.getparent())
        elif name in _INSERTED and len(element):
            _unwrap(element)
        else:
            _drop(element)
    for mark in reversed(joined):
        _join_with_next(mark, word)
    return bool(changes)


def _is_of_mark(element: etree._Element, word: str) -> bool:
    """Return whether it is the end of a paragraph that was deleted."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None and parent.tag == f"{word}rPr" else None
    return element.tag == f"{word}del" and above is not None and above.tag == f"{word}pPr"


def _join_with_next(mark: etree._Element, word: str) -> None:
    """Put what the paragraph holds before what the next one holds, which keeps its own form."""
    paragraph = next(mark.iterancestors(f"{word}p"), None)
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or following.tag != f"{word}p":
        _drop(mark)
        return
    at = 1 if len(following) and following[0].tag == f"{word}pPr" else 0
    for child in reversed([each for each in paragraph if each.tag != f"{word}pPr"]):
        following.insert(at, child)
    _drop(paragraph)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _drop(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
