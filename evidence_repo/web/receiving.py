"""What people send: each field has a length before anything looks at it, each file goes to the hashing spool.

The body is read before a view is chosen (a form's token stands in it), so it is decided here who may make
the server write to its disk: whoever holds a right that brings files in. What others send is dropped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any, cast

from flask import Flask, Request, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, RequestEntityTooLarge

from evidence_repo.errors import BadInput, EvidenceError, NotAllowed
from evidence_repo.services.documents.archives import ArchiveDoor, Arrival
from evidence_repo.services.documents.photographs import join_photographs, natural_order
from evidence_repo.services.documents.spooling import HashingSpool, SpooledFile, spool_folder
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.web.context import actor, container, person
from evidence_repo.words import N_
from workflows.rights import Right, allows

MOST_PARTS = 500
"""Files and fields in one request; more is refused as a whole."""

FORM_BYTES = 64 * 1024
"""The longest body of a form without files."""
_LONG_FORM_BYTES = 256 * 1024
LONG_FORMS = frozenset(
    {"review.judge", "review.judge_product", "evidence.explain", "evidence.explain_missing"}
    | {"reports.section", "reports.add_section"}
    | {
        "assignments.propose_all_year",
        "bulk.selected_pieces",
        "criteria.edit",
        "criteria.add",
        "admin.plan_row",
    }
)
"""Forms with a text of pages, or ticks and fields of many rows; a letter with two marks takes nine bytes."""

LONGEST_LINE, LONGEST_TEXT = 8_000, 30_000
LONG_FIELDS = frozenset({"text", "anchors"})
"""Explanations and pinned passages; what a form itself allows is less, so that it can say so kindly."""
_LONGEST_NAME = 100

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
    """A request that is bounded before it is read; its files are spooled and hashed while they come in."""

    max_form_parts = MOST_PARTS

    @property  # type: ignore[misc]  # Flask has a setting, we a rule
    def max_form_memory_size(self) -> int:  # type: ignore[override]
        """Return what of a form may stand in memory; of one with files, what of each part."""
        if self.mimetype == "multipart/form-data" or self.endpoint in LONG_FORMS:
            return _LONG_FORM_BYTES
        return FORM_BYTES

    @property  # type: ignore[misc]  # Flask has a setting, we a rule
    def max_content_length(self) -> int:  # type: ignore[override]
        """Return the longest body: much for whoever may bring files, a form's length for all others."""
        if self.mimetype == "multipart/form-data" and _may_bring_files():
            return MOST_PARTS * container().settings.upload_limit_bytes
        return _LONG_FORM_BYTES if self.endpoint in LONG_FORMS else FORM_BYTES

    def _load_form_data(self) -> None:
        """Parse the body; refuse a field that is longer than anybody types, before anything looks at it."""
        if "form" in self.__dict__:
            return
        try:
            super()._load_form_data()
            self._check_fields()
        except HTTPException:  # the page that says so asks for the form again
            self.__dict__["form"] = self.__dict__["files"] = ImmutableMultiDict()
            raise

    def _check_fields(self) -> None:
        for name, values in self.form.lists():
            longest = LONGEST_TEXT if name in LONG_FIELDS else LONGEST_LINE
            if len(name) > _LONGEST_NAME or max(map(len, values)) > longest:
                raise RequestEntityTooLarge
            if any("\0" in value for value in values):
                raise BadRequest

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
        settings, detect = container().settings, container().sandbox.media_type
        return cast(IO[bytes], HashingSpool(spool_folder(settings), settings.upload_limit_bytes, detect))


def _may_bring_files() -> bool:
    if person() is None:
        return False
    return any(allows(actor().roles, right) for right in _BRINGS_FILES)


def arrivals(file: FileStorage) -> Iterator[Arrival]:
    """Yield this file of the request, or each file of the archive that it is; none is kept yet."""
    settings = container().settings
    door = ArchiveDoor(spool_folder(settings), settings.upload_limit_bytes, container().sandbox)
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
    """Have every request bounded, and its files spooled."""
    app.request_class = ReceivingRequest
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """Refuse the one character that no database keeps in a text."""
    if "\0" in request.path:
        raise NotFound
    if any("\0" in value for _, value in request.args.items(multi=True)):
        raise BadRequest
