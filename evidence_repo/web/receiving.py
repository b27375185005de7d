"""Files on their way in: each goes straight into the hashing spool, whatever its size, and nowhere else.

The body is read before a view is chosen (a form's token stands in it), so it is decided here who may make
the server write to its disk: whoever holds a right that brings files in. What others send is dropped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any, cast

from flask import Flask, Request, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from evidence_repo.errors import BadInput, EvidenceError, NotAllowed
from evidence_repo.services.documents.archives import ArchiveDoor, Arrival
from evidence_repo.services.documents.photographs import join_photographs, natural_order
from evidence_repo.services.documents.spooling import HashingSpool, SpooledFile, spool_folder
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.web.context import actor, container
from evidence_repo.words import N_
from workflows.rights import Right, allows

MOST_PARTS = 500
"""Files and fields in one request; more is refused as a whole."""

_BRINGS_FILES = (Right.UPLOAD, Right.MANAGE_CATALOGUE)


class NullStream:
    """Takes everything and keeps nothing: for files of those who may bring none."""

    def write(self, data: bytes) -> int:
        """Drop the bytes."""
        return len(data)

    def read(self, _size: int = -1) -> bytes:
        """Return nothing."""
        return b""

    def seek(self, _offset: int, _whence: int = os.SEEK_SET) -> int:
        """Stay where it is."""
        return 0

    def tell(self) -> int:
        """Return 0."""
        return 0

    def close(self) -> None:
        """Do nothing."""


class ReceivingRequest(Request):
    """A request whose files are spooled and hashed while they come in."""

    max_form_parts = MOST_PARTS

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give Werkzeug's form parser the place to write a file to."""
        if not filename or not _may_bring_files():
            return cast(IO[bytes], NullStream())
        settings = container().settings
        return cast(IO[bytes], HashingSpool(spool_folder(settings), settings.upload_limit_bytes))


def _may_bring_files() -> bool:
    if not current_user.is_authenticated:
        return False
    return any(allows(actor().roles, right) for right in _BRINGS_FILES)


def arrivals(file: FileStorage) -> Iterator[Arrival]:
    """Yield this file of the request, or each file of the archive that it is; none is kept yet."""
    settings = container().settings
    door = ArchiveDoor(spool_folder(settings), settings.upload_limit_bytes)
    yield from door.arrivals(_spool_of(file), file.filename or "")


def joined(files: Sequence[FileStorage]) -> Arrival:
    """Return these pictures as one document: in the order that a script sent, else by their names."""
    settings, ordered = container().settings, list(files)
    if "ordered" not in request.form:
        ordered.sort(key=lambda file: natural_order(file.filename or ""))
    name = ordered[0].filename or ""
    try:
        with ExitStack() as stack:
            spooled = [stack.enter_context(_spool_of(file).finish(file.filename or "")) for file in ordered]
            folder, limit = spool_folder(settings), settings.upload_limit_bytes
            bound = join_photographs(container().sandbox, spooled, folder, limit)
    except EvidenceError as error:
        return Arrival(name, error=error)
    return Arrival(bound.file_name, bound)


def take_in(file: FileStorage) -> SpooledFile:
    """Accept one file of the request and make its bytes durable, before the transaction.

    Raises as `HashingSpool.finish` and `keep_blob`.
    """
    spooled = _spool_of(file).finish(file.filename or "")
    keep_blob(container().store, spooled)
    return spooled


def _spool_of(file: FileStorage) -> HashingSpool:
    stream: Any = file.stream
    if not isinstance(stream, HashingSpool):
        raise NotAllowed(N_("Your role does not include this action."), code="wrong_role")
    return stream


def chosen_files(sent: Request, name: str) -> list[FileStorage]:
    """Return the files of this field; a field that was left empty has none."""
    return [file for file in sent.files.getlist(name) if file.filename]


def take_in_one(sent: Request, name: str) -> SpooledFile | None:
    """Accept the one file of this field; None if none was chosen, `BadInput` if there are several."""
    files = chosen_files(sent, name)
    if len(files) > 1:
        raise BadInput(N_("Choose one file."), field=name, code="several_files")
    return take_in(files[0]) if files else None


def set_up_receiving(app: Flask) -> None:
    """Have every request spool its files."""
    app.request_class = ReceivingRequest
