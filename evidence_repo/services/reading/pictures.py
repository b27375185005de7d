"""Pages as a person looks at them: pictures and word boxes, made in the sandbox once and then kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evidence_repo.container import ReadingPorts
from evidence_repo.errors import NotVisible, Refused, Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.models import DocumentVersion
from evidence_repo.services.reading.kept import words_name
from evidence_repo.services.reading.renditions import page_source
from evidence_repo.words import N_
from index.extraction import NoSuchPage, Unreadable
from index.header import WordBox
from index.media import MediaType
from index.pictures.encoding import picture_type
from index.renditions import RenditionFailed
from storage import BlobMissing, StorageError

PICTURE_WIDTHS = (240, 900, 1600)
"""Pixels: a thumbnail, a page to read, a page to look at closely. Other widths are not made."""

_NOTHING = b"[]"
Make = Callable[[Path, MediaType], bytes]
"""Makes what is kept of a page from the file that holds the page."""

log = get_logger()


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page, and its MIME type."""

    data: bytes
    media_type: str


def page_picture(ports: ReadingPorts, version: DocumentVersion, page: int, width: int) -> PagePicture:
    """Return the picture of a page, in the smallest of `PICTURE_WIDTHS` that is not under `width`.

    Raise `NotVisible` if there is no such page, `Refused` if the file cannot be drawn, `Unavailable` if the
    store does not answer.
    """
    chosen = next((each for each in PICTURE_WIDTHS if each >= width), PICTURE_WIDTHS[-1])
    name = f"pictures/{version.sha256}/{page}-{chosen}"
    data = _kept_or_made(
        ports,
        version,
        page,
        name,
        lambda path, kind: ports.sandbox.render_page(path, kind, page, chosen),
    )
    return PagePicture(data, picture_type(data))


def word_boxes(ports: ReadingPorts, version: DocumentVersion, page: int) -> list[WordBox]:
    """Return the words of a page and where they stand; raises as `page_picture`."""

    def make(path: Path, kind: MediaType) -> bytes:
        words = ports.sandbox.word_boxes(path, kind, page)
        rows = [[word.text, word.x0, word.y0, word.x1, word.y1] for word in words]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    data = _kept_or_made(ports, version, page, words_name(version.sha256, page), make)
    return [WordBox(*row) for row in json.loads(data)]


def _kept_or_made(ports: ReadingPorts, version: DocumentVersion, page: int, name: str, make: Make) -> bytes:
    try:
        return ports.store.read_derived(name)
    except BlobMissing:
        pass
    except StorageError as error:
        raise _store_silent() from error
    data = _made(ports, version, page, make)
    if data == _NOTHING:  # the page may be about to be recognised
        return data
    try:
        ports.store.write_derived(name, data)
    except StorageError as error:  # a full disk must not hide a page
        log.warning("page_view.not_kept", name=name, error=str(error))
    return data


def _made(ports: ReadingPorts, version: DocumentVersion, page: int, make: Make) -> bytes:
    try:
        with page_source(ports, version) as (path, kind):
            return make(path, kind)
    except NoSuchPage as error:
        raise NotVisible(N_("The document has no page %(page)s."), page=page) from error
    except (Unreadable, RenditionFailed) as error:
        raise Refused(
            N_("Page %(page)s of this file cannot be shown."),
            code="page_unreadable",
            advice=N_("Download the file and open it with its own program."),
            page=page,
        ) from error
    except StorageError as error:
        raise _store_silent() from error


def _store_silent() -> Unavailable:
    return Unavailable(
        N_("The file store does not answer, so the page cannot be shown now."),
        code="storage_unavailable",
        advice=N_("Nothing is lost. Try again in a few minutes."),
    )
