"""What the confined process does for the sandbox."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

from index.extraction.answering import reported_faults
from index.extraction.channel import send_json, send_message
from index.extraction.door_tasks import detect, list_members, send_member
from index.extraction.faults import NoSuchPage
from index.extraction.limits import Limits
from index.extraction.readers import load_readers, reader_of
from index.extraction.readers.pdf import read_words
from index.extraction.readers.sheet_formulas import formula_cells
from index.extraction.readers.sheet_tables import read_sheet_rows
from index.extraction.readers.word_tables import read_word_rows
from index.extraction.report import Report
from index.extraction.spaced_letters import close_up_words
from index.extraction.unicode import words_in_unicode
from index.media.kinds import MediaType
from index.pictures.binding import bind_photographs
from index.pictures.encoding import encode_picture
from index.pictures.images import draw_image, frame_sizes
from index.pictures.pdf import draw_pdf_page
from index.pictures.photographs import Photograph
from index.renditions.references import without_references
from index.search.protocol import SearchDocument
from index.signatures import TrustRoots, check_signatures


def run_task(channel: socket.socket, limits: Limits, paths: list[Path], task: str, **options: Any) -> None:
    """Do `task` and send what it gives; what cannot be read is reported by a message, not by dying."""
    if "media_type" in options:
        options["media_type"] = MediaType(options["media_type"])
    with reported_faults(channel):
        _TASKS[task](channel, limits, *paths, **options)


def prepare() -> None:
    """Load the readers once."""
    load_readers()


def _extract(
    channel: socket.socket,
    limits: Limits,
    path: Path,
    media_type: MediaType,
    first: int | None = None,
    quick_seconds: float = 0.0,
) -> None:
    """Send all pages, or with `first` at least so many, and more while `quick_seconds` are not over."""
    report = Report(channel, limits, media_type)
    started = time.monotonic()
    for reading in reader_of(media_type)(path, limits):
        report.add(reading)
        is_quick = time.monotonic() - started < quick_seconds
        if report.is_full or (first is not None and reading.page.number >= first and not is_quick):
            break
    report.close(first)


def _render(
    channel: socket.socket, limits: Limits, path: Path, media_type: MediaType, page: int, width: int
) -> None:
    if media_type is MediaType.PDF:
        picture = draw_pdf_page(path, page, width, limits.pixels)
    elif media_type.is_picture:
        picture = draw_image(path, page, width, limits.pixels)
    else:
        raise NoSuchPage(page)
    send_message(channel, b"")
    send_message(channel, encode_picture(picture))


def _words(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType, page: int) -> None:
    if media_type is not MediaType.PDF:
        if media_type.is_picture and 1 <= page <= len(frame_sizes(path, pixels=limits.pixels, frames=page)):
            send_json(channel, {"words": []})
            return
        raise NoSuchPage(page)
    words = close_up_words(words_in_unicode(read_words(path, page))).words
    send_json(channel, {"words": [(word.text, word.x0, word.y0, word.x1, word.y1) for word in words]})


def _bind(channel: socket.socket, limits: Limits, *paths: Path, photographs: list[list[str]]) -> None:
    rows = zip(paths, photographs, strict=True)
    bound = bind_photographs(
        [Photograph(path, MediaType(kind), name) for path, (kind, name) in rows], limits.pixels
    )
    send_message(channel, b"")
    send_message(channel, bound)


def _signatures(channel: socket.socket, limits: Limits, path: Path, certificates: Path) -> None:
    reports = check_signatures(path, TrustRoots.from_pem(certificates))
    send_json(channel, {"signatures": [report.to_json() for report in reports]})


def _references(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType) -> None:
    cut = without_references(path, media_type)
    send_message(channel, b"")
    send_message(channel, cut)


def _rows(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType) -> None:
    read = {MediaType.DOCX: read_word_rows, MediaType.XLSX: read_sheet_rows}[media_type]
    send_json(channel, {"rows": [row.to_json() for row in read(path, limits)]})


def _formulas(channel: socket.socket, limits: Limits, path: Path, media_type: MediaType) -> None:
    """Send sheet, row and column of the cells that are worked out."""
    send_json(channel, {"cells": formula_cells(path)})


def _terms(channel: socket.socket, limits: Limits, path: Path) -> None:
    """Work out the terms of a text as the index's writer will, and send nothing of them."""
    from index.search.document_terms import document_terms  # few texts are long enough for it

    text = path.read_text(encoding="utf-8", errors="replace")
    document_terms(SearchDocument(0, "", "", "", "", "", None, "", text))
    send_json(channel, {})


_TASKS: dict[str, Any] = {
    "extract": _extract,
    "render": _render,
    "words": _words,
    "bind": _bind,
    "signatures": _signatures,
    "references": _references,
    "rows": _rows,
    "formulas": _formulas,
    "terms": _terms,
    "detect": detect,
    "members": list_members,
    "member": send_member,
}
