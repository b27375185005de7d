"""What a file is that begins like text: a web page, XML of an office program, a mail, or text to read.

Only the beginning is looked at, and every step goes forward in it.
"""

from __future__ import annotations

import codecs
import re

from index.media.kinds import MediaType

XML, ENCODED = "text/xml", "application/base64"
RTF_MARK = "{\\rtf"
_NAME = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_NAMESPACE = re.compile(r"xmlns(?::[\w.-]+)?\s{0,8}=\s{0,8}[\"']([^\"'<>]{1,200})[\"']")
_HTML_ROOTS = frozenset(
    [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "table",
        "div",
        "p",
        "center",
        "font",
        "style",
        "script",
        "span",
    ]
)
_XHTML = "http://www.w3.org/1999/xhtml"
_OFFICE_XML = {
    "http://schemas.microsoft.com/office/word/2003/wordml": MediaType.DOC,
    "http://schemas.microsoft.com/office/2006/xmlPackage": MediaType.DOC,
    "urn:schemas-microsoft-com:office:spreadsheet": MediaType.XLS,
}
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):")
_CERTAINLY_MAIL = frozenset(("mime-version", "message-id", "received", "return-path", "content-type"))
_OF_A_MAIL = frozenset(("from", "to", "date", "subject"))
_WEB_ARCHIVE = ("multipart/related", "snapshot-content-location", "saved by")
_MARKS_OF_CODES = ("%!PS", "-----BEGIN ", "begin 644 ", "begin 666 ", "=ybegin ")
_LEAST_CODE_LINES, _CODE_LINE = 4, 50


def beginning(head: bytes) -> str:
    """Return what a file's first bytes say as text, without marks and blanks before it."""
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if is_wide else "utf-8", "replace")
    return text.lstrip("\ufeff \r\n\t")


def is_office_xml(head: bytes) -> bool:
    """Return whether a file that begins so is XML of an office program, not a web page."""
    return any(name in beginning(head) for name in _OFFICE_XML)


def kind_of_text(head: bytes) -> MediaType | str | None:
    """Return the kind of a file that begins so, the name of one that is not read, None if it is neither."""
    text = beginning(head)
    if text.startswith(RTF_MARK):
        return MediaType.DOC
    if text.startswith("<"):
        return _kind_of_markup(text)
    if text.startswith(_MARKS_OF_CODES) or _is_encoded(text):
        return ENCODED
    return _kind_of_mail(text)


def _kind_of_markup(text: str) -> MediaType | str | None:
    is_xml = text.startswith("<?xml")
    rest = text
    while rest.startswith(("<?", "<!")):
        if rest[:14].lower() == "<!doctype html":
            return MediaType.DOC
        closing = "-->" if rest.startswith("<!--") else ">"
        rest = rest.partition(closing)[2].lstrip()
    root = _NAME.match(rest)
    if root is None:
        return XML if is_xml else None
    found = _NAMESPACE.findall(rest.partition(">")[0])
    if _XHTML in found or (root[2].lower() in _HTML_ROOTS and not root[1]):
        return MediaType.DOC
    office = next((_OFFICE_XML[name] for name in found if name in _OFFICE_XML), None)
    if office is not None:
        return office
    return XML if is_xml or found else None


def _kind_of_mail(text: str) -> MediaType | None:
    lines = text.splitlines()
    if lines and lines[0].startswith("From "):  # as a mailbox separates its mails
        lines = lines[1:]
    names: set[str] = set()
    head: list[str] = []
    for line in lines:
        if not line.strip():
            break
        found = _HEADER_LINE.match(line)
        if found is None and not line.startswith((" ", "\t")):
            return None
        names |= {found[1].lower()} if found else set()
        head.append(line)
    if len(names & _OF_A_MAIL) < (1 if names & _CERTAINLY_MAIL else 3):
        return None
    start = "\n".join(head).lower()
    return MediaType.MHTML if any(mark in start for mark in _WEB_ARCHIVE) else MediaType.EML


def _is_encoded(text: str) -> bool:
    """Return whether the lines are codes (base64 and the like): long, without a blank, all of one length."""
    lines = text.splitlines()[:-1]
    is_long = len(lines) >= _LEAST_CODE_LINES and all(len(line) >= _CODE_LINE for line in lines)
    return is_long and len({len(line) for line in lines}) == 1 and text.isascii() and " " not in text
