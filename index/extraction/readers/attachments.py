"""The files inside a PDF: of a portfolio, attached to the document, pinned to a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pikepdf

from index.extraction.faults import READER_FAULTS
from index.extraction.readers.inside import AttachedFile
from index.media.source import Source, opened
from index.pictures.binding import ORIGINAL

_FAULTS = (*READER_FAULTS, pikepdf.PdfError, pikepdf.PasswordError)
_MOST = 200


def attached_files(source: Source, pages: int) -> Iterator[AttachedFile]:
    """Yield the files, each once; the originals of bound photographs are not meant to be read."""
    with ExitStack() as stack:
        try:
            document = stack.enter_context(pikepdf.open(stack.enter_context(opened(source))))
            found = [*(each.obj for each in document.attachments.values()), *_pinned(document, pages)]
        except _FAULTS:
            return
        for each in found[:_MOST]:
            if each.get("/Desc") != ORIGINAL:
                yield _read(each)


def _pinned(document: pikepdf.Pdf, pages: int) -> Iterator[Any]:
    for page in document.pages[:pages]:
        annotations: Any = page.obj.get("/Annots")
        for each in annotations if isinstance(annotations, pikepdf.Array) else ():
            if each.get("/Subtype") == "/FileAttachment" and "/FS" in each:
                yield each.FS


def _read(file: Any) -> AttachedFile:
    """Read what a file specification (ISO 32000-1, 7.11) holds; a name alone where it cannot be read."""
    name = str(file.get("/UF") or file.get("/F") or "")
    try:
        streams = file["/EF"]
        return AttachedFile(name, (streams.get("/UF") or streams["/F"]).read_bytes())
    except (*_FAULTS, MemoryError):
        return AttachedFile(name, b"")
