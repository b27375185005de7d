"""Cited pages (trang, mục chứng minh): page numbers where there are pages, else a section or sheet."""

from __future__ import annotations

import re

from evidence_repo.errors import BadInput
from evidence_repo.models import DocumentKind, DocumentVersion

MAX_LENGTH = 200
_PART = re.compile(r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?")  # people type every dash


def has_numbered_pages(version: DocumentVersion) -> bool:
    """Return whether this version is cited by page number, not (as DOCX, XLSX, links) by section or sheet."""
    if version.document.kind is DocumentKind.LINK:
        return False
    return version.has_pages


def check_pages(version: DocumentVersion, pages: str | None) -> str | None:
    """Return the pages as they are stored (`1-2, 5`), None for the whole document; raise `BadInput`."""
    text = " ".join((pages or "").split())
    if not text:
        return None
    if has_numbered_pages(version) and not _names_a_section(version, text):
        text = ", ".join(_page_range(part.strip(), version.page_count) for part in re.split("[,;]", text))
    if len(text) > MAX_LENGTH:
        raise BadInput(
            "The cited pages take more than %(limit)s characters.", field="pages", limit=MAX_LENGTH
        )
    return text


def _names_a_section(version: DocumentVersion, text: str) -> bool:
    """Pages that were made of an office file may be cited by number, its sections by name as before."""
    return version.has_rendition and not all(_PART.fullmatch(part.strip()) for part in re.split("[,;]", text))


def _page_range(part: str, page_count: int | None) -> str:
    match = _PART.fullmatch(part)
    if match is None:
        raise BadInput(
            "Write the pages as numbers, such as 1-2, 5; not “%(part)s”.", field="pages", part=part
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last:
        raise BadInput("“%(part)s” is not a range of pages.", field="pages", part=part)
    if page_count is not None and last > page_count:
        raise BadInput(
            "The document has %(count)s pages, so page %(page)s cannot be cited.",
            field="pages",
            count=page_count,
            page=last,
        )
    return str(first) if first == last else f"{first}-{last}"


def page_numbers(pages: str | None, limit: int = 1000) -> tuple[int, ...]:
    """Return the numbers in pages as they are stored (`1-2, 5`), at most `limit`; none for other words."""
    found: list[int] = []
    for part in (pages or "").split(", "):
        match = _PART.fullmatch(part)
        if match is None:
            return ()
        found += range(int(match[1]), min(int(match[2] or match[1]), int(match[1]) + limit) + 1)
    return tuple(dict.fromkeys(found[:limit]))
