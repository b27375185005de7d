"""What a person should know of a file's reading, with the pages it is about and advice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _l

from index.extraction import WarningKind

_HARMLESS = (WarningKind.OLD_ENCODING, WarningKind.FILES_INSIDE)
_WITHOUT_PAGES = {
    WarningKind.PAGE_LIMIT: _l("The file has more pages than are read; the rest cannot be searched."),
    WarningKind.TEXT_LIMIT: _l("The file has more text than is read; the rest cannot be searched."),
    WarningKind.TIME_LIMIT: _l("Reading took too long and was stopped; what was read can be searched."),
    WarningKind.MEMORY_LIMIT: _l("Reading took too much memory and was stopped."),
    WarningKind.READER_CRASHED: _l("The file made its reader fail; what was read before can be searched."),
    WarningKind.OLD_ENCODING: _l("The text was in an old encoding (TCVN3 or VNI); it was converted."),
    WarningKind.TRACKED_CHANGES: _l(
        "The file has tracked changes; pages and text are shown with all of them accepted."
    ),
}

UNREAD_SENTENCES = tuple(_WITHOUT_PAGES.values())
"""What is said of a whole file that was read in part or in another way; help shows all of them."""


def reading_notes(warnings: Iterable[dict[str, Any]]) -> list[str]:
    """Return a sentence for each warning of a version."""
    return [str(sentence) for each in warnings if (sentence := _sentence(each)) is not None]


def reading_faults(warnings: Iterable[dict[str, Any]]) -> list[str]:
    """Return the sentences about what a person should fix or know before they judge."""
    return reading_notes(each for each in warnings if each["kind"] not in _HARMLESS)


def _sentence(warning: dict[str, Any]) -> LazyString | None:
    kind, pages = WarningKind(warning["kind"]), page_ranges(warning["pages"])
    count = len(warning["pages"])
    if kind is WarningKind.PAGES_ILLEGIBLE:
        return lazy_ngettext(
            "Page %(pages)s cannot be read: scan it again at 200 dpi or more.",
            "Pages %(pages)s cannot be read: scan them again at 200 dpi or more.",
            count,
            pages=pages,
        )
    if kind is WarningKind.PAGES_UNREADABLE:
        return lazy_ngettext(
            "Page %(pages)s is damaged and could not be read.",
            "Pages %(pages)s are damaged and could not be read.",
            count,
            pages=pages,
        )
    if kind is WarningKind.PAGES_WITHOUT_TEXT:
        return lazy_ngettext(
            "Page %(pages)s has no text.", "Pages %(pages)s have no text.", count, pages=pages
        )
    names = ", ".join(str(warning.get("detail", "")).splitlines())
    if kind is WarningKind.FILES_INSIDE:
        return _l("Files inside this one were read with it: %(names)s.", names=names)
    if kind is WarningKind.FILES_INSIDE_UNREAD:
        return _l(
            "Files inside this one could not be read, upload them by themselves: %(names)s.", names=names
        )
    return _WITHOUT_PAGES.get(kind)


def page_ranges(pages: Sequence[int]) -> str:
    """Write page numbers as people do: 1-3, 7."""
    spans: list[tuple[int, int]] = []
    for page in sorted(pages):
        if spans and page == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], page)
        else:
            spans.append((page, page))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
