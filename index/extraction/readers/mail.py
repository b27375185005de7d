"""Mails and web pages saved as one file (MHTML): what they show, and what the files attached to them say."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.inside import AttachedFile, read_inside
from index.extraction.readers.reading import Reading
from index.extraction.readers.web_page import visible_text
from index.extraction.states import ExtractionState
from index.header.words import PageWords
from index.media.source import Source, opened

_HEAD = (("Subject", "Chủ đề"), ("From", "Từ"), ("To", "Đến"), ("Cc", "Đồng gửi"))
_ENCRYPTED = "enveloped-data"
_SHOWN = ("text", "multipart")
_SHOWN = ("text", "multipart")
_NO_HEAD = PageWords(1, (), 1.0, 1.0)  # a mail has none of a document
_DEEPEST = 20
_LONGEST_HEADER = 2_000


def read_mail(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the mail as one page."""
    with opened(source) as file:
        message = email.message_from_binary_file(file)
    if message.get_param("smime-type") == _ENCRYPTED:
        raise Unreadable(ExtractionState.ENCRYPTED)
    parts = list(_parts(message, 0))
    is_web_page = any(part.get("Content-Location") for part in parts)
    shown = [text for part in parts if not _is_attached(part) and (text := _text_of(part).strip())]
    text = "\n".join([*([] if is_web_page else _head(message)), *dict.fromkeys(shown)])
    files = (AttachedFile(_name_of(part), _data_of(part)) for part in parts if _is_attached(part))
    reading = Reading(ExtractedPage(1, text), 1, words=None if is_web_page else _NO_HEAD)
    yield read_inside(files, limits).joined_to(reading)


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """Yield what is shown and what is attached; of alternatives the last, which says most."""
    if depth > _DEEPEST:
        return
    inner = message.get_payload()
    if not isinstance(inner, list):
        yield message
        return
    chosen = [part for part in inner if isinstance(part, Message)]
    if message.get_content_subtype() == "alternative":
        chosen = [part for part in chosen if part.get_content_maintype() in _SHOWN][-1:] or chosen
    for part in chosen:
        yield from _parts(part, depth + 1)


def _is_attached(part: Message) -> bool:
    """Return whether a part is a file of its own, not text and none of the page's pictures."""
    if part.get_content_disposition() == "attachment":
        return True
    is_of_the_page = part.get("Content-ID") or part.get("Content-Location")
    return part.get_content_maintype() not in ("text", "multipart", "message") and not is_of_the_page


def _text_of(part: Message) -> str:
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        try:
            return visible_text(_data_of(part), _known(charset))
        except Unreadable:
            return ""
    return _data_of(part).decode(_known(charset) or "utf-8", "replace") if _is_plain(part) else ""


def _is_plain(part: Message) -> bool:
    return part.get_content_maintype() == "text" and part.get_content_subtype() not in ("css", "javascript")


def _known(charset: str | None) -> str | None:
    try:
        b"".decode(charset or "")
    except LookupError:
        return None
    return charset


def _data_of(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name_of(part: Message) -> str:
    return _decoded(part.get_filename() or part.get_content_type())


def _head(message: Message) -> Iterator[str]:
    for name, label in _HEAD:
        if value := _decoded(str(message.get(name, ""))[:_LONGEST_HEADER]):
            yield f"{label}: {value}"
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, IndexError):
        return
    yield f"Gửi lúc: {sent:%H:%M %d/%m/%Y}"


def _decoded(value: str) -> str:
    try:
        text = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        text = value
    return " ".join(text.split())
